"""Members: which communities or households there were, as sets that can be united, kept as compressed bitmaps.

A member is a number: the community's key, or, of anything else that lies in a community, that key and its own after it.
So the members of a community are a range, whatever they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pyroaring import BitMap, BitMap64

from core.metrics.family import Family

WIDTH = 32
"""Bits of a key within its community."""


class Members:
    """How the members of one family are numbered."""

    def __init__(self, family: Family) -> None:
        self.is_community = family.entity_column is None
        self.kind: Any = BitMap if self.is_community else BitMap64

    def number(self, community: int, entity: int) -> int:
        return community if self.is_community else community << WIDTH | entity

    def entity(self, number: int) -> int:
        """The key of the community, or of the household."""
        return number if self.is_community else number & ((1 << WIDTH) - 1)

    def community(self, number: int) -> int:
        return number if self.is_community else number >> WIDTH

    def read(self, kept: bytes) -> Any:
        return self.kind.deserialize(bytes(kept))

    @staticmethod
    def written(members: Any) -> bytes:
        members.run_optimize()
        return bytes(members.serialize())

    def united(self, sets: Iterable[Any]) -> Any:
        """All in one, which is the first of them from then on: to copy it would take as long as to read it."""
        left = iter(sets)
        one = next(left, self.kind())
        for other in left:
            one |= other
        return one

    def count_in(self, members: Any, community: int) -> int:
        """How many of them lie in one community."""
        start = self.number(community, 0)
        return int(members.range_cardinality(start, start + 1 if self.is_community else start + (1 << WIDTH)))
