"""Rates: buckets of points that fill up again with time. Who has emptied one is told when to come back."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from core.policy.viewer import Kind

QUERY_POINTS = 1
MUTATION_POINTS = 5


@dataclass(frozen=True)
class Rate:
    """A bucket: how much it holds, and how much runs in each second."""

    holds: float
    per_second: float

    @classmethod
    def per_minute(cls, points: float) -> Rate:
        return cls(points, points / 60)


POINTS = {
    Kind.ANONYMOUS: Rate.per_minute(60),
    Kind.SIGNED_IN: Rate.per_minute(2000),
    Kind.MACHINE: Rate.per_minute(2000),
}
NEIGHBOURHOOD = Rate.per_minute(120)
"""Of all who are not known, from one network of 256 addresses."""
COST = {Kind.ANONYMOUS: Rate(1000, 100), Kind.SIGNED_IN: Rate(10_000, 500), Kind.MACHINE: Rate(10_000, 500)}
"""Some documents as dear as they may be, one after the other."""
SIGN_INS = Rate(5, 5 / 900)
"""Attempts to sign in, in 15 minutes."""

MESSAGES = Rate(20, 20)
"""Of one web socket."""


class Buckets(Protocol):
    """Where the buckets are. Ours are in memory; several processes would share theirs by another."""

    def take(self, key: str, points: float, rate: Rate) -> float:
        """Takes the points out of a bucket: 0.0; or takes none, and tells in how many seconds they will be there."""
        ...


class MemoryBuckets:
    """Each process counts for itself: behind four processes a client gets up to four times as much."""

    def __init__(self, most: int = 100_000) -> None:
        self._most = most
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, points: float, rate: Rate) -> float:
        now = monotonic()
        level, at = self._levels.pop(key, (rate.holds, now))
        level = min(rate.holds, level + (now - at) * rate.per_second)
        wanted = min(points, rate.holds)  # what never fits empties the bucket
        lacking = max(0.0, wanted - level)
        self._levels[key] = (level if lacking else level - wanted, now)
        if len(self._levels) > self._most:
            self._levels.popitem(last=False)
        return lacking / rate.per_second
