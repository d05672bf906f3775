"""Spread: how many different things there were in the first days of a month, and how many in the last.

A window seldom begins and ends with a month; what a set alone could not tell of such a month, these numbers do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.metrics.grains import has_tag
from core.metrics.upkeep.cell import DAYS
from core.metrics.upkeep.tally import Key


@dataclass(frozen=True)
class Spread:
    """At each day of the month, from 1 on: how many until then, and how many since then, that day included in both."""

    until: list[int]
    since: list[int]


def of_days(days: Mapping[int, Any]) -> Spread:
    """From the sets of the days, by their numbers."""
    numbers = range(1, DAYS)
    return Spread([0, *_running(days, numbers)], [0, *_running(days, reversed(numbers))[::-1]])


def _running(days: Mapping[int, Any], numbers: Iterable[int]) -> list[int]:
    found: list[int] = []
    united: Any = None
    for number in numbers:
        one = days.get(number)
        if one is not None and united is None:
            united = one.copy()
        elif one is not None:
            united |= one  # within itself: to make a new set of both takes three times as long
        found.append(len(united) if united is not None else 0)
    return found


def is_spread(key: Key) -> bool:
    """Whether a set is that of a month, and has its days told: not for each round."""
    return 100_000 <= key[2] < 1_000_000 and key[2] % 100 != 0 and not has_tag(key[1])


def days_of(key: Key) -> list[Key]:
    """The sets of the days of a month."""
    measure, code, month, place, tag, line = key
    return [(measure, code, month * 100 + day, place, tag, line) for day in range(1, DAYS)]


def spreads(sets: Mapping[Key, Any]) -> dict[Key, Spread]:
    """Of every month among the sets, from those of its days among them."""
    days: dict[Key, dict[int, Any]] = defaultdict(dict)
    for key, members in sets.items():
        measure, code, period, place, tag, line = key
        if period > 1_000_000:
            days[measure, code, period // 100, place, tag, line][period % 100] = members
    return {key: of_days(days.get(key, {})) for key in sets if is_spread(key)}
