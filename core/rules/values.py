"""Values of rules that are more than a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class MonthDay(NamedTuple):
    """A day that comes every year."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"

    def of(self, year: int) -> date:
        return date(year, self.month, self.day)


@dataclass(frozen=True)
class Points:
    """Pairs of a place and the value there, by growing place."""

    points: tuple[tuple[float, float], ...]


class Steps(Points):
    """Each value holds from its point to the next; the first holds before it, too."""

    def at(self, place: float) -> float:
        held = [value for start, value in self.points if start <= place]
        return held[-1] if held else self.points[0][1]


class Curve(Points):
    """Straight lines between the points; flat before the first and after the last."""

    def at(self, place: float) -> float:
        if place <= self.points[0][0]:
            return self.points[0][1]
        for (start, low), (end, high) in zip(self.points, self.points[1:], strict=False):
            if place <= end:
                return low + (high - low) * (place - start) / (end - start)
        return self.points[-1][1]
