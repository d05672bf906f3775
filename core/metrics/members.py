"""Members: which communities or households there were, as sets that can be united, kept as compressed bitmaps.

A member is the key of the community or household alone. Where households live is said once, by homes: the set of all that a
measure ever counted in each community. What a community has of a set is what the set has in common with its homes. To keep
the community in every member took 64 bits, and a hundred times as long to read and unite.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pyroaring import BitMap


def read(kept: bytes) -> Any:
    return BitMap.deserialize(bytes(kept))


def written(members: Any) -> bytes:
    members.run_optimize()
    return bytes(members.serialize())


def united(sets: Iterable[Any]) -> Any:
    """All in one, which is the first of them from then on: to copy it would take as long as to read it."""
    left = iter(sets)
    one = next(left, BitMap())
    for other in left:
        one |= other
    return one
