"""Scope: which rows a question counts: in which places, of which lines, rounds, categories, sources and units."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, Text, bindparam

from core.columns import Among, Listed
from core.metrics.grains import TIMES
from core.metrics.metric import MetricDimension

D = MetricDimension
Group = tuple[Any, ...]
"""What a figure is grouped by, in the order of the dimensions; None where a row has no such thing."""

PLACES = ("district", "street", "community")
KEYS = ("round", "unit")
"""Kept as text beside other words; keys of rows all the same."""


@dataclass(frozen=True)
class Scope:
    """`only` says, for some of what a family knows, which values count."""

    only: tuple[tuple[str, tuple[Any, ...]], ...] = ()

    @classmethod
    def of(cls, **given: Sequence[Any] | None) -> Scope:
        return cls(tuple((name, tuple(values)) for name, values in sorted(given.items()) if values is not None))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.only)

    def values(self) -> dict[str, Any]:
        """As statements bind them."""
        return {f"only_{name}": list(values) for name, values in self.only}

    def get(self, name: str) -> tuple[Any, ...] | None:
        return dict(self.only).get(name)

    def of_known(self, names: Collection[str]) -> Scope:
        """As far as something knows what is narrowed: a register is of all lines and days."""
        return Scope(tuple((name, values) for name, values in self.only if name in names))

    def within(self, **given: Sequence[Any]) -> Scope:
        """Narrowed further."""
        return Scope.of(**(dict(self.only) | given))


EVERYTHING = Scope()


def holds(name: str, column: Any) -> Any:
    """The column has one of the values that the scope gives."""
    item = BigInteger() if name in PLACES else Text()
    return Among(column, bindparam(f"only_{name}", type_=Listed(item)))


@dataclass(frozen=True)
class Window:
    """Days from the first, included, to the last, excluded."""

    since: date
    until: date


ALWAYS = Window(date(1, 1, 1), date(9999, 12, 31))


@dataclass(frozen=True)
class Grouping:
    """The dimensions of a question, of which at most one is of time."""

    dimensions: tuple[D, ...] = ()
    names: tuple[str, ...] = field(default=(), compare=False)

    @property
    def time(self) -> D | None:
        return next((dimension for dimension in self.dimensions if dimension in TIMES), None)

    def without_time(self) -> Grouping:
        return replace(self, dimensions=tuple(d for d in self.dimensions if d not in TIMES))

    def only(self, can: set[D]) -> Grouping:
        return replace(self, dimensions=tuple(d for d in self.dimensions if d in can))


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def time_of(dimension: D, day: date) -> Any:
    """The value of a dimension of time on a day."""
    if dimension is D.MONTH:
        return month_of(day)
    return monday_of(day) if dimension is D.WEEK else day


def value_of(dimension: D, raw: Any) -> Any:
    """What the database said, as groups have it."""
    if raw in ("", 0, "0"):
        return None
    return int(raw) if dimension in (D.ROUND, D.UNIT) else raw
