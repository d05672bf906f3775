"""Charts: figures as labels along one axis and numbers for each series, ready to be drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from typing import Any

import strawberry

from core.engine.declare import plain
from core.metrics.asking import Asked
from core.metrics.labels import Naming, codes_of, labels_of
from core.metrics.metric import MetricDimension
from core.metrics.scope import Group, time_of
from core.metrics.standing import days
from core.metrics.types import MetricDefinition
from core.metrics.values import MetricFigures


@plain
class MetricSeries:
    """One line or row of bars of a chart (图表序列)."""

    metric: MetricDefinition = strawberry.field(description="Of which figure (指标).")
    name: str = strawberry.field(
        description="What it is of: the groups that are not on the axis; empty for the whole (名称)."
    )
    values: list[float | None] = strawberry.field(
        description="A number for each label; null where there is nothing to divide by (数值)."
    )


@plain
class MetricChart:
    """Labels along the axis, and for each metric and further group a series of as many numbers (图表)."""

    axis: MetricDimension | None = strawberry.field(
        description="What is along the axis: time if grouped by time, else the first dimension; null for one total (横轴维度)."
    )
    labels: list[str] = strawberry.field(
        description="Along the axis; of time all of the window, without gaps; places of one name with their codes (横轴标签)."
    )
    series: list[MetricSeries] = strawberry.field(description="What is drawn (序列).")


def chart_of(one: Asked, catalogue: Any, figures: Mapping[str, MetricFigures]) -> Generator[Any, Any, MetricChart]:
    dimensions = one.grouping.dimensions
    axis = one.grouping.time or (dimensions[0] if dimensions else None)
    groups = {group for made in figures.values() for group in made.groups()}
    named = yield from _told_apart(dimensions, groups, (yield from labels_of(catalogue, dimensions, groups)))
    at = dimensions.index(axis) if axis is not None else None
    along = _along(one, axis, at, groups)
    rest = sorted({_without(group, at) for group in groups}, key=lambda group: tuple(map(str, group)))
    series = []
    for metric in one.metrics:
        for others in rest:
            numbers = [figures[metric.key].value(_whole(others, at, part)).value for part in along]
            name = " · ".join(named(d, part) for d, part in zip(_others(dimensions, at), others, strict=True))
            series.append(
                MetricSeries(metric=catalogue.objects(MetricDefinition)[metric.key], name=name, values=numbers)
            )
    labels = [named(axis, part) for part in along] if axis is not None else [""]
    return MetricChart(axis=axis, labels=labels, series=series)


def _told_apart(
    dimensions: Sequence[MetricDimension], groups: set[Group], named: Naming
) -> Generator[Any, Any, Naming]:
    """Places of one name with their codes: a chart has nothing else to tell them apart by."""
    codes = yield from codes_of(dimensions, groups)
    times = Counter((dimension, named(dimension, key)) for dimension, known in codes.items() for key in known)

    def told(dimension: MetricDimension, part: Any) -> str:
        name = named(dimension, part)
        return f"{name} {codes[dimension][part]}" if times[dimension, name] > 1 else name

    return told


def _along(one: Asked, axis: MetricDimension | None, at: int | None, groups: set[Group]) -> Sequence[Any]:
    if axis is None or at is None:
        return [None]
    if axis is one.grouping.time:
        return list(dict.fromkeys(time_of(axis, day) for day in days(one.window)))
    return sorted({group[at] for group in groups}, key=lambda part: (part is None, part or 0))


def _without(group: Group, at: int | None) -> Group:
    return group if at is None else group[:at] + group[at + 1 :]


def _whole(others: Group, at: int | None, part: Any) -> Group:
    return others if at is None else (*others[:at], part, *others[at:])


def _others(dimensions: Sequence[MetricDimension], at: int | None) -> Sequence[MetricDimension]:
    return dimensions if at is None else [*dimensions[:at], *dimensions[at + 1 :]]
