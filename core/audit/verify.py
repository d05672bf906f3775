"""Verifying: every entry is what was sealed, none is missing, and the chain still goes through its anchors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from core.audit.anchors import Anchor
from core.audit.chain import BEGINNING, TABLE, hash_of

AT_ONCE = 1000


@dataclass(frozen=True)
class Verified:
    """How many entries are sound from the first on, and what is wrong with the next."""

    sound: int
    problem: str | None = None


def verify(connection: Connection, anchors: Iterable[Anchor] = ()) -> Verified:
    """Names the first entry that is not what it was."""
    wanted = {anchor.number: anchor for anchor in anchors}
    number, previous = 0, BEGINNING
    with connection.execute(select(TABLE).order_by(TABLE.c.number), execution_options={"yield_per": AT_ONCE}) as rows:
        for row in rows.mappings():
            problem = _problem(row, number + 1, previous) or _beside(row, wanted.get(row["number"]))
            if problem is not None:
                return Verified(number, problem)
            number, previous = row["number"], row["hash"]
    latest = max(wanted.values(), key=lambda anchor: anchor.number, default=None)
    if latest is not None and latest.number > number:
        told = f"the anchor of {latest.at:%Y-%m-%d %H:%M} knows {latest.number} entries, there are {number}"
        return Verified(number, f"Entries after {number} are missing: {told}.")
    return Verified(number)


def _problem(row: Any, number: int, previous: str) -> str | None:
    if row["number"] != number:
        return f"Entry {number} is missing."
    if row["previous"] != previous:
        return f"Entry {number} does not follow entry {number - 1}: one of the two was put in another's place."
    if row["hash"] != hash_of(row):
        return f"Entry {number} was changed."
    return None


def _beside(row: Any, anchor: Anchor | None) -> str | None:
    if anchor is None or anchor.hash == row["hash"]:
        return None
    return (
        f"Entry {row['number']} or one before it was made anew: it is not what the anchor of {anchor.at:%Y-%m-%d} says."
    )
