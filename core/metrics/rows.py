"""Figures from the rows themselves: for what no rollup is kept of, and to check those that are."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Date, Text, bindparam, case, distinct, func
from sqlalchemy.ext.compiler import compiles

from core.engine.statements import stated
from core.metrics.family import Family, grouped, whole
from core.metrics.grains import NAME_OF
from core.metrics.metric import Aggregate, Measure, MetricDimension
from core.metrics.packed import BITS, step_at
from core.metrics.scope import Group, Grouping, Scope, Window, holds, value_of

D = MetricDimension
Figures = Mapping[Group, Any]
"""A number for each group that has one; of a histogram how many are in each step, packed."""


def from_rows(
    measures: Sequence[Measure], window: Window, grouping: Grouping, scope: Scope
) -> Generator[Any, Any, dict[Measure, Figures]]:
    """The measures of one family in every group that has rows."""
    statement = rows_statement(tuple(measures), grouping.dimensions, scope.names)
    rows = yield statement(since=window.since, until=window.until, **scope.values())
    width = len(grouping.dimensions)
    found: dict[Measure, dict[Group, Any]] = {measure: {} for measure in measures}
    for row in rows:
        group = tuple(value_of(d, raw) for d, raw in zip(grouping.dimensions, row[:width], strict=True))
        for measure, number in zip(measures, row[width + 1 :], strict=True):
            if not number:
                continue
            if measure.aggregate is Aggregate.HISTOGRAM:
                number <<= BITS * step_at(int(row[width]), measure.steps)
            found[measure][group] = found[measure].get(group, 0) + number
    return dict(found)


@stated(2000)
def rows_statement(measures: tuple[Measure, ...], dimensions: tuple[D, ...], narrowed: tuple[str, ...]) -> Any:
    """Several numbers over the same rows, grouped."""
    family = Family(measures)
    groups = [*(dimension_of(family, dimension) for dimension in dimensions), family.columns["bucket"]]
    held = [holds(name, family.columns[name]) for name in narrowed]
    if family.day is not None:
        held += [
            family.day >= bindparam("since", type_=Date()),
            family.day < bindparam("until", type_=Date()),
        ]
    made = family.counted(*groups, *(_number(family, measure) for measure in measures), held=held)
    return made.group_by(*grouped(groups))


def dimension_of(family: Family, dimension: D) -> Any:
    if dimension is D.MONTH:
        return MonthOf(family.day)
    if dimension is D.WEEK:
        return WeekOf(family.day)
    return family.day if dimension is D.DAY else family.columns[NAME_OF[dimension]]


def _number(family: Family, measure: Measure) -> Any:
    if measure.aggregate is Aggregate.DISTINCT:
        entity = family.either(measure.column or "")
        held = family.held(measure)
        if held is not None:
            entity = case((held, entity))
        return func.count(distinct(entity))
    return whole(func.coalesce(func.sum(family.amount(measure)), 0))


class MonthOf(ColumnElement[str]):
    inherit_cache = False
    type = Text()

    def __init__(self, day: Any) -> None:
        self.day = day


@compiles(MonthOf, "postgresql")
def _to_char(element: MonthOf, compiler: Any, **kw: Any) -> str:
    return f"to_char({compiler.process(element.day, **kw)}, 'YYYY-MM')"


@compiles(MonthOf)
def _substr(element: MonthOf, compiler: Any, **kw: Any) -> str:
    return f"substr({compiler.process(element.day, **kw)}, 1, 7)"


class WeekOf(ColumnElement[Any]):
    """The Monday of the week."""

    inherit_cache = False
    type = Date()

    def __init__(self, day: Any) -> None:
        self.day = day


@compiles(WeekOf, "postgresql")
def _date_trunc(element: WeekOf, compiler: Any, **kw: Any) -> str:
    return f"date_trunc('week', {compiler.process(element.day, **kw)})::date"


@compiles(WeekOf)
def _weekday(element: WeekOf, compiler: Any, **kw: Any) -> str:
    return f"date({compiler.process(element.day, **kw)}, '-6 days', 'weekday 1')"
