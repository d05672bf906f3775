"""Ids of nodes: the name of the type and the key of the row, `Community_7`."""

from __future__ import annotations

from typing import Any


def split_id(value: Any) -> tuple[str, int | None]:
    """The type and the key that an id names; a key that cannot be is None."""
    name, _, key = str(value).partition("_")
    if key.isascii() and key.isdigit() and len(key) < 19 and str(int(key)) == key:
        return name, int(key)
    return name, None
