"""Effort: how much is tried. `uv run pytest` looks at everything within minutes, as CI does; with TESTS=thorough, for the
night, it tries more histories, documents and orders, what is slow, and on both databases what otherwise takes turns.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from typing import TypeVar

import pytest

T = TypeVar("T")

IS_THOROUGH = os.environ.get("TESTS") == "thorough"
only_thoroughly = pytest.mark.skipif(not IS_THOROUGH, reason="slow: run with TESTS=thorough")


def tries(some: T, many: T) -> T:
    return many if IS_THOROUGH else some


alternately = pytest.mark.alternately
"""Rules of Python over rows: each of a module's cases is tried on one of the databases, in turns; thoroughly on both."""


def spared(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """What another database has the turn for."""
    if IS_THOROUGH:
        return
    cases: dict[str, dict[str, pytest.Item]] = defaultdict(dict)
    for item in items:
        kind = getattr(item, "callspec", None) and item.callspec.params.get("database")  # type: ignore[attr-defined]
        if kind and item.get_closest_marker("alternately"):
            cases[item.nodeid.replace(kind, "", 1)][kind] = item
    for turn, kinds in enumerate(cases.values()):
        if len(kinds) > 1:
            yield kinds[sorted(kinds)[turn % 2]]
