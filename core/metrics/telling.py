"""Telling: figures as they are answered. What all values of a question have in common is made once, and what nobody
asks for not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.cases.models import CaseSource
from core.engine.plan import Question
from core.lines.types import CaseCategory, ServiceLine
from core.metrics.asking import Asked
from core.metrics.drill import drill_key
from core.metrics.listing import Entry
from core.metrics.metric import MetricDimension
from core.metrics.scope import Group, Window
from core.metrics.shifts import Shift
from core.metrics.types import MetricComparison, MetricDefinition, MetricValue, MetricWindow
from core.metrics.values import MetricFigures

D = MetricDimension
Others = Mapping[str, tuple[Shift, Mapping[str, MetricFigures]] | None]
"""The figures of other windows, by the field that compares with them."""
FIELDS = {dimension: dimension.name.lower() for dimension in D}
UNGROUPED = dict.fromkeys(FIELDS.values())


class Telling:
    """`below` is where the values stand below the asked field."""

    def __init__(self, question: Question, one: Asked, others: Others, below: str = "") -> None:
        catalogue = question.context.catalogue
        self._one, self._others = one, others
        self._definitions = catalogue.objects(MetricDefinition)
        self._as_of = question.context.now
        self._window = _told(one.window)
        self._has_key = question.asks(f"{below}drillKey")
        named: dict[D, Callable[[Any], Any]] = {
            D.LINE: catalogue.objects(ServiceLine).get,
            D.CATEGORY: catalogue.objects(CaseCategory).get,
            D.SOURCE: _source,
        }
        self._groups = [(FIELDS[dimension], named.get(dimension)) for dimension in one.grouping.dimensions]

    def value(self, entry: Entry) -> MetricValue:
        metric, value = entry.metric, entry.value
        return MetricValue(
            metric=self._definitions[metric.key],
            value=value.value,
            numerator=value.numerator,
            denominator=value.denominator,
            sample_size=value.sample,
            wilson_lower=value.wilson,
            is_sample_sufficient=value.sample >= metric.least,
            window=self._window,
            as_of=self._as_of,
            drill_key=drill_key(self._one, metric, entry.group) if self._has_key else "",
            previous=self._comparison(entry, "previous"),
            year_before=self._comparison(entry, "yearBefore"),
            **(UNGROUPED | self._grouped(entry.group)),
        )

    def _grouped(self, group: Group) -> dict[str, Any]:
        return {
            field: part if named is None else named(part)
            for (field, named), part in zip(self._groups, group, strict=True)
        }

    def _comparison(self, entry: Entry, name: str) -> MetricComparison | None:
        other = self._others.get(name)
        if other is None:
            return None
        shift, figures = other
        there = figures[entry.metric.key].value(shift.group(entry.group, self._one.grouping))
        here = entry.value.value
        change = None if here is None or there.value is None else here - there.value
        return MetricComparison(
            window=_told(shift.window),
            value=there.value,
            numerator=there.numerator,
            denominator=there.denominator,
            change=change,
            change_rate=change / there.value if change is not None and there.value else None,
        )


def _told(window: Window) -> MetricWindow:
    return MetricWindow(from_=window.since, to=window.until)


def _source(name: str | None) -> CaseSource | None:
    return CaseSource[name] if name else None
