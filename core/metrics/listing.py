"""Listing: the values of several metrics in their order, a page of them at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any

from core.engine import cursors
from core.engine.orders import OrderDirection
from core.metrics.metric import Metric
from core.metrics.scope import Group
from core.metrics.types import MetricOrder, MetricOrderField
from core.metrics.values import MetricFigures, Value

F = MetricOrderField
DESC = OrderDirection.DESC
LAST = 1
"""What cannot be ranked comes after what can."""


@dataclass(frozen=True)
class Entry:
    """One value in the list. Its mark sorts it, and says in a cursor where it stood."""

    metric: Metric
    group: Group
    value: Value
    mark: tuple[Any, ...]


class Listing:
    """What stands after GROUP in an order sorts nothing: each group is there once."""

    def __init__(
        self,
        metrics: Sequence[Metric],
        figures: Mapping[str, MetricFigures],
        order: Sequence[MetricOrder] | None,
        min_sample: int | None,
    ) -> None:
        wanted = tuple(order or ())
        self.order = tuple(takewhile(lambda one: one.field is not F.GROUP, wanted))
        rest = wanted[len(self.order) :]
        self.is_backward = bool(rest) and rest[0].direction is DESC
        self.width = max((len(made.grouping.dimensions) for made in figures.values()), default=0)
        entries = []
        for at, metric in enumerate(metrics):
            made = figures[metric.key]
            for group in made.groups():
                value = made.value(group)
                if min_sample is None or value.sample >= min_sample:
                    entries.append(Entry(metric, group, value, self._mark(at, metric, group, value)))
        self.entries = sorted(entries, key=lambda entry: entry.mark)

    def _mark(self, at: int, metric: Metric, group: Group, value: Value) -> tuple[Any, ...]:
        ranks = [number for order in self.order for number in self._rank(order, metric, value)]
        words = [_word(part) for part in group]
        return (at, *ranks, *(map(turned_round, words) if self.is_backward else words))

    @staticmethod
    def _rank(order: MetricOrder, metric: Metric, value: Value) -> tuple[int, float]:
        number = {F.VALUE: value.value, F.WILSON: value.wilson, F.NUMERATOR: value.numerator}[order.field]
        if number is None:
            return LAST + 1, 0.0
        sign = -1.0 if order.direction is DESC else 1.0
        is_ranked = order.field is F.NUMERATOR or value.sample >= metric.least
        return (0 if is_ranked else LAST), sign * float(number) + 0.0

    @property
    def sign(self) -> str:
        told = ",".join(f"{order.field.name} {order.direction.name}" for order in self.order)
        return cursors.signature(f"MetricValue {self.width} {told} {self.is_backward}", ())

    def start(self, after: str | None) -> int:
        """Where the page begins. What was last seen may be gone by now."""
        if after is None:
            return 0
        types = [int, *[int, float] * len(self.order), *[str] * self.width]
        mark = tuple(cursors.decode(after, self.sign, types, "after"))
        return bisect_right(self.entries, mark, key=lambda entry: entry.mark)

    def cursor(self, entry: Entry) -> str:
        return cursors.encode(self.sign, list(entry.mark))


def _word(part: Any) -> str:
    """Sorts like the value; what is missing comes last."""
    if part is None:
        return "￿"
    if isinstance(part, int):
        return f"{part:020d}"
    return part.isoformat() if isinstance(part, date) else str(part)


def turned_round(word: str) -> str:
    """Sorts the other way round; what begins like another word comes before it."""
    return "".join(chr(0xFFFF - min(ord(character), 0xFFFE)) for character in word) + "\uffff"
