"""Root fields of the figures."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Generator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

import strawberry

from core.engine import cursors
from core.engine.connection import Page, page_of
from core.engine.declare import Answer, answer
from core.engine.pages import extent
from core.engine.plan import Question
from core.errors import invalid, unknown
from core.lines.types import ServiceLine
from core.metrics.metric import Metric, MetricDimension
from core.metrics.query import Figures, Scope, measured, metric_measures, supported
from core.metrics.types import MetricDefinition, MetricFilter, MetricValue
from core.windows import DateWindow, checked

KEYS_MOST = 20


class MetricQueries:
    @answer("All figures that can be asked for, of core and of every line (指标目录).", "statistics.read")
    def metric_catalogue(self, question: Question) -> Answer[list[MetricDefinition]]:
        yield from ()
        return list(question.context.catalogue.objects(MetricDefinition).values())

    @answer("Figures of any lines, in one window, by any common dimensions (跨服务线指标).", "statistics.read")
    def metrics(
        self,
        question: Question,
        keys: Annotated[list[str], strawberry.argument(description="Which figures, 1 to 20 (指标代码).")],
        window: Annotated[DateWindow, strawberry.argument(description="The days that count (日期范围).")],
        group_by: Annotated[
            list[MetricDimension] | None,
            strawberry.argument(description="By what to group; nothing for one total (分组维度)."),
        ] = None,
        filter: Annotated[MetricFilter | None, strawberry.argument(description="Which rows count (统计范围).")] = None,
        first: Annotated[
            int | None,
            strawberry.argument(description="How many from the start, 1 to 100 (从前数)."),
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="Only what follows this cursor (游标之后).")
        ] = None,
    ) -> Answer[Page[MetricValue]]:
        checked(window)
        size = extent({"first": first}).size
        chosen = chosen_metrics(question.context.catalogue, keys)
        dimensions = tuple(dict.fromkeys(group_by or ()))
        scope = scope_of(window, filter, question.context.catalogue)
        _refuse_unsupported(chosen, dimensions, scope)
        figures = yield from measured(metric_measures(chosen), dimensions, scope)
        return _page(question, chosen, dimensions, figures, size, after)


def of_communities(
    ids: Sequence[int], question: Question, keys: Sequence[str], window: DateWindow | None
) -> Generator[Any, Any, list[list[MetricValue]]]:
    """The figures of each of many communities."""
    chosen = chosen_metrics(question.context.catalogue, keys)
    since, until = (checked(window).from_, window.to) if window is not None else (date.min, date.max)
    scope = Scope(since, until, community_ids=tuple(ids))
    _refuse_unsupported(chosen, (MetricDimension.COMMUNITY,), scope)
    figures = yield from measured(metric_measures(chosen), (MetricDimension.COMMUNITY,), scope)
    return [[_value(question, metric, (), (key,), figures) for metric in chosen] for key in ids]


def chosen_metrics(catalogue: Any, keys: Sequence[str]) -> list[Metric]:
    known: Mapping[str, Metric] = catalogue.objects(Metric)
    if not 1 <= len(keys) <= KEYS_MOST:
        raise invalid(
            "keys",
            f"keys has {len(keys)} entries; ask for 1 to {KEYS_MOST}.",
            f"keys 应有 1 至 {KEYS_MOST} 项。",
        )
    for key in keys:
        if key not in known:
            raise unknown("keys", key, list(known), "metric", "指标")
    return [known[key] for key in dict.fromkeys(keys)]


NEEDS = {"lines": MetricDimension.LINE}
"""What a filter needs a metric to know; the others need the community."""


def _refuse_unsupported(chosen: Sequence[Metric], dimensions: Sequence[MetricDimension], scope: Scope) -> None:
    for metric in chosen:
        can = supported(metric)
        for dimension in dimensions:
            if dimension not in can:
                told = ", ".join(possible.name for possible in can)
                raise invalid(
                    "groupBy",
                    f"{metric.key} cannot be grouped by {dimension.name}; it can by {told}.",
                    f"{metric.key} 不支持按 {dimension.name} 分组，可用：{told}。",
                )
        for name in sorted(scope.given):
            if NEEDS.get(name, MetricDimension.COMMUNITY) not in can:
                raise invalid(
                    "filter",
                    f"{metric.key} does not know where it was counted; ask for it without {name}.",
                    f"{metric.key} 不区分范围，请去掉 {name}。",
                )


def scope_of(window: DateWindow, given: MetricFilter | None, catalogue: Any) -> Scope:
    lines = catalogue.objects(ServiceLine)
    for key in (given and given.lines) or ():
        if key not in lines:
            raise unknown(("filter", "lines"), key, list(lines), "service line", "服务线")
    if given is None:
        return Scope(window.from_, window.to)
    return Scope(
        window.from_,
        window.to,
        lines=_tuple(given.lines),
        district_codes=_tuple(given.district_codes),
        street_codes=_tuple(given.street_codes),
        community_codes=_tuple(given.community_codes),
    )


def _tuple(values: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)


def _page(
    question: Question,
    chosen: Sequence[Metric],
    dimensions: tuple[MetricDimension, ...],
    figures: Mapping[Any, Figures],
    size: int,
    after: str | None,
) -> Page[MetricValue]:
    cells = sorted((at, group) for at, metric in enumerate(chosen) for group in _groups(metric, dimensions, figures))
    sign = cursors.signature("MetricValue", ()) + "".join(d.name[0] for d in dimensions)
    start = bisect_right(cells, _mark(after, sign, cells)) if after is not None else 0
    shown = cells[start : start + size]
    values = [_value(question, chosen[at], dimensions, group, figures) for at, group in shown]
    marks = [cursors.encode(sign, [at, *map(str, group)]) for at, group in shown]
    return page_of(values, len(cells), start, marks)


def _mark(after: str, sign: str, cells: Sequence[tuple[int, tuple[Any, ...]]]) -> tuple[int, tuple[Any, ...]]:
    width = len(cells[0][1]) if cells else 0
    at, *texts = cursors.decode(after, sign, [int, *([str] * width)], "after")
    for cell in cells:
        if cell[0] == at and [str(part) for part in cell[1]] == texts:
            return cell
    return (at, cells[-1][1]) if cells else (at, ())


def _groups(metric: Metric, dimensions: Sequence[MetricDimension], figures: Mapping[Any, Figures]) -> set[Any]:
    if not dimensions:
        return {()}
    found = set(figures[metric.numerator])
    return found | set(figures[metric.denominator]) if metric.denominator is not None else found


def _value(
    question: Question,
    metric: Metric,
    dimensions: Sequence[MetricDimension],
    group: tuple[Any, ...],
    figures: Mapping[Any, Figures],
) -> MetricValue:
    catalogue = question.context.catalogue
    numerator = float(figures[metric.numerator].get(group, 0))
    whole = None if metric.denominator is None else float(figures[metric.denominator].get(group, 0))
    places = {dimension.name.lower(): part for dimension, part in zip(dimensions, group, strict=False)}
    if "line" in places:
        places["line"] = catalogue.objects(ServiceLine).get(places["line"])
    named = {name: places.get(name) for name in ("line", "district", "street", "community", "month", "week", "day")}
    return MetricValue(
        metric=catalogue.objects(MetricDefinition)[metric.key],
        value=divided(numerator, whole),
        numerator=numerator,
        denominator=whole,
        sample_size=int(numerator if whole is None else whole),
        as_of=question.context.now,
        **named,
    )


def divided(numerator: float, whole: float | None) -> float | None:
    """The figure: a count as it stands, a part of a whole, or nothing where there is no whole."""
    if whole is None:
        return numerator
    return numerator / whole if whole else None
