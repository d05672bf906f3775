"""Asks for figures: each measure becomes one grouped statement, made once for each shape of question."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    distinct,
    func,
    inspect,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased

from core.columns import Among, Listed
from core.engine.sql import Constant
from core.engine.statements import Statement
from core.metrics.metric import Aggregate, Measure, Metric, MetricDimension
from core.places.models import Community

D = MetricDimension
Group = tuple[Any, ...]
Figures = Mapping[Group, float]


@dataclass(frozen=True)
class Scope:
    """Which rows are counted: a window of days, and the places and lines they must belong to; None means any."""

    since: date
    until: date
    lines: tuple[str, ...] | None = None
    district_codes: tuple[str, ...] | None = None
    street_codes: tuple[str, ...] | None = None
    community_codes: tuple[str, ...] | None = None
    community_ids: tuple[int, ...] | None = None

    @property
    def given(self) -> frozenset[str]:
        return frozenset(name for name in NARROWED if getattr(self, name) is not None)

    def values(self) -> dict[str, Any]:
        values: dict[str, Any] = {"since": self.since, "until": self.until}
        return values | {name: list(getattr(self, name)) for name in self.given}


NARROWED = ("lines", "district_codes", "street_codes", "community_codes", "community_ids")


def measured(
    measures: Sequence[Measure], dimensions: tuple[MetricDimension, ...], scope: Scope
) -> Generator[Any, Any, dict[Measure, Figures]]:
    """The measures in every group that has rows. Measures of one model on one day are asked together."""
    families: dict[Any, list[Measure]] = {}
    for measure in dict.fromkeys(measures):
        families.setdefault((measure.model, measure.day, measure.via, measure.line), []).append(measure)
    found: dict[Measure, Figures] = {}
    for family in families.values():
        rows = yield family_statement(tuple(family), dimensions, scope.given)(**scope.values())
        for at, measure in enumerate(family):
            figures = {tuple(row[: len(dimensions)]): row[len(dimensions) + at] for row in rows}
            found[measure] = {group: figure for group, figure in figures.items() if figure}
    return found


def supported(metric: Metric) -> tuple[MetricDimension, ...]:
    """By what a metric can be grouped: what both its parts know."""
    parts = [_supported(measure) for measure in metric_measures([metric])]
    return tuple(dimension for dimension in D if all(dimension in part for part in parts))


def _supported(measure: Measure) -> set[MetricDimension]:
    counted, place = measure.model, measure.model
    for step in measure.via.split(".") if measure.via else ():
        place = inspect(place).relationships[step].mapper.class_
    found = {D.MONTH, D.WEEK, D.DAY}
    if measure.line is not None or hasattr(counted, "line") or hasattr(place, "line"):
        found.add(D.LINE)
    if hasattr(place, "community_id"):
        found |= {D.COMMUNITY, D.STREET, D.DISTRICT}
    return found


def metric_measures(metrics: Sequence[Metric]) -> list[Measure]:
    return [m for metric in metrics for m in (metric.numerator, metric.denominator) if m is not None]


@lru_cache(maxsize=2000)
def family_statement(
    family: tuple[Measure, ...], dimensions: tuple[MetricDimension, ...], given: frozenset[str]
) -> Statement:
    """Several numbers over the same rows, grouped."""
    first = family[0]
    row = aliased(first.model)
    made, place = _source(row, first)
    day = either(row, place, first.day)
    community = aliased(Community)
    if _needs_community(dimensions, given):
        made = made.join(community, community.id == place.community_id)
    line = Constant(first.line) if first.line is not None else either(row, place, "line")
    groups = [_dimension(dimension, line, place, community, day) for dimension in dimensions]
    numbers = [_number(measure, row, place) for measure in family]
    made = made.with_only_columns(*groups, *numbers, maintain_column_froms=True)
    made = made.where(day >= bindparam("since", type_=Date()), day < bindparam("until", type_=Date()))
    made = made.where(*_narrowed(given, line, place, community))
    rows_of = [group for group in groups if not isinstance(group, Constant)]  # PostgreSQL groups by no constant
    if groups and not rows_of:
        made = made.having(func.count() > 0)
    return Statement(made.group_by(*rows_of) if rows_of else made)


def _source(row: Any, measure: Measure) -> tuple[Select[Any], Any]:
    made = select(row)
    if measure.via is None:
        return made, row
    place = row
    for step in measure.via.split("."):
        target = aliased(inspect(place).mapper.relationships[step].mapper.class_)
        made = made.join(getattr(place, step).of_type(target))
        place = target
    return made, place


def either(row: Any, place: Any, name: str) -> Any:
    """A column of the counted row, or else of the row that says where it is; None where neither has it."""
    return getattr(row, name, None) if hasattr(row, name) else getattr(place, name, None)


def _needs_community(dimensions: Sequence[MetricDimension], given: frozenset[str]) -> bool:
    return D.STREET in dimensions or bool(given & {"street_codes", "community_codes", "district_codes"})


def _number(measure: Measure, row: Any, place: Any) -> ColumnElement[Any]:
    if measure.aggregate is Aggregate.COUNT:
        number: Any = func.count()
    else:
        column = either(row, place, measure.column or "")
        number = func.count(distinct(column)) if measure.aggregate is Aggregate.DISTINCT else func.sum(column)
    if measure.where is not None:
        number = number.filter(measure.where(row, place))
    return func.coalesce(cast(number, Integer) if measure.aggregate is Aggregate.COUNT else number, 0)


def _narrowed(given: frozenset[str], line: Any, place: Any, community: Any) -> list[ColumnElement[bool]]:
    columns: dict[str, Any] = {
        "lines": line,
        "street_codes": func.substr(community.code, 1, 9),
        "district_codes": func.substr(community.code, 1, 6),
        "community_codes": community.code,
        "community_ids": either(place, place, "community_id"),
    }
    return [
        Among(
            columns[name],
            bindparam(name, type_=Listed(Text() if name != "community_ids" else place.community_id.type)),
        )
        for name in sorted(given)
    ]


def _dimension(dimension: MetricDimension, line: Any, place: Any, community: Any, day: Any) -> Any:
    if dimension is D.LINE:
        return line
    if dimension is D.DISTRICT:
        return place.district_id
    if dimension is D.STREET:
        return community.street_id
    if dimension is D.COMMUNITY:
        return place.community_id
    if dimension is D.MONTH:
        return MonthOf(day)
    return WeekOf(day) if dimension is D.WEEK else day


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


class WeekOf(ColumnElement[date]):
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
