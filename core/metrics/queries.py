"""Root fields of the figures."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Annotated, Any

import strawberry

from core.engine.connection import Page, page_of
from core.engine.declare import Answer, answer
from core.engine.pages import extent
from core.engine.plan import Question
from core.metrics.asking import Asked, asked, chosen_metrics, refuse_unsupported
from core.metrics.chart import MetricChart, chart_of
from core.metrics.drill import MetricRow, rows_of
from core.metrics.listing import Entry, Listing
from core.metrics.metric import MetricDimension
from core.metrics.scope import ALWAYS, Grouping, Scope, Window
from core.metrics.shifts import Shift
from core.metrics.telling import Others, Telling
from core.metrics.types import (
    MetricDefinition,
    MetricFilter,
    MetricOrder,
    MetricPart,
    MetricValue,
)
from core.metrics.values import MetricFigures
from core.windows import DateWindow, checked

COMPARED = {"previous": False, "yearBefore": True}
Keys = Annotated[list[str], strawberry.argument(description="Which figures, 1 to 20 (指标代码).")]
Days = Annotated[DateWindow, strawberry.argument(description="The days that count (日期范围).")]
GroupBy = Annotated[
    list[MetricDimension] | None,
    strawberry.argument(description="By what to group; nothing for one total (分组维度)."),
]
Filter = Annotated[MetricFilter | None, strawberry.argument(description="Which rows count (统计范围).")]
First = Annotated[int | None, strawberry.argument(description="How many from the start, 1 to 100 (从前数).")]
After = Annotated[str | None, strawberry.argument(description="Only what follows this cursor (游标之后).")]


class MetricQueries:
    @answer("All figures that can be asked for, of core and of every line (指标目录).", "statistics.read")
    def metric_catalogue(self, question: Question) -> Answer[list[MetricDefinition]]:
        yield from ()
        return list(question.context.catalogue.objects(MetricDefinition).values())

    @answer("Figures of any lines, in one window, by any common dimensions (跨服务线指标).", "statistics.read")
    def metrics(
        self,
        question: Question,
        keys: Keys,
        window: Days,
        group_by: GroupBy = None,
        filter: Filter = None,
        order_by: Annotated[
            list[MetricOrder] | None,
            strawberry.argument(description="How to sort the values of each metric; by default GROUP, ASC (排序)."),
        ] = None,
        min_sample: Annotated[
            int | None,
            strawberry.argument(description="Only groups with at least so many behind them (最小样本量)."),
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Answer[Page[MetricValue]]:
        size = extent({"first": first}).size
        compared = [name for name in COMPARED if question.asks(f"nodes.{name}")]
        one = yield from asked(question.context.catalogue, keys, window, group_by, filter, 1 + len(compared))
        listing = Listing(one.metrics, (yield from one.figures()), order_by, min_sample)
        others = yield from comparisons(one, compared)
        start = listing.start(after)
        shown = listing.entries[start : start + size]
        telling = Telling(question, one, others, "nodes.")
        values = [telling.value(entry) for entry in shown]
        return page_of(values, len(listing.entries), start, [listing.cursor(entry) for entry in shown])

    @answer(
        "The same figures as a chart draws them: labels along one axis, numbers for each series (图表序列).",
        "statistics.read",
    )
    def metric_chart(
        self, question: Question, keys: Keys, window: Days, group_by: GroupBy = None, filter: Filter = None
    ) -> Answer[MetricChart]:
        one = yield from asked(question.context.catalogue, keys, window, group_by, filter)
        return (yield from chart_of(one, question.context.catalogue, (yield from one.figures())))

    @answer("Exactly the rows that were counted for a value, by day (指标反查).", "statistics.read")
    def metric_rows(
        self,
        question: Question,
        drill_key: Annotated[str, strawberry.argument(description="The value's drillKey (反查键).")],
        part: Annotated[
            MetricPart | None,
            strawberry.argument(description="Of a quotient, which part; by default NUMERATOR (分子或分母)."),
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Answer[Page[MetricRow]]:
        size = extent({"first": first}).size
        return (yield from rows_of(question, drill_key, part or MetricPart.NUMERATOR, size, after))


def comparisons(one: Asked, names: Sequence[str]) -> Generator[Any, Any, Others]:
    """The same question in other windows."""
    found: dict[str, tuple[Shift, Mapping[str, MetricFigures]] | None] = {}
    for name in names:
        shift = one.shift(COMPARED[name])
        found[name] = None if shift is None else (shift, (yield from one.figures(shift.window)))
    return found


def of_communities(
    ids: Sequence[int], question: Question, keys: Sequence[str], window: DateWindow | None
) -> Generator[Any, Any, list[list[MetricValue]]]:
    """The figures of each of many communities."""
    metrics = tuple(chosen_metrics(question.context.catalogue, keys))
    days = Window(checked(window).from_, window.to) if window is not None else ALWAYS
    grouping, scope = Grouping((MetricDimension.COMMUNITY,)), Scope.of(community=ids)
    refuse_unsupported(question.context.catalogue, metrics, grouping.dimensions, scope)
    one = Asked(metrics, grouping, days, scope)
    figures = yield from one.figures()
    names = [name for name in COMPARED if question.asks(name)] if window is not None else []
    others = yield from comparisons(one, names)
    telling = Telling(question, one, others)
    return [[telling.value(_entry(figures[metric.key], (key,))) for metric in metrics] for key in ids]


def _entry(figures: MetricFigures, group: tuple[Any, ...]) -> Entry:
    return Entry(figures.metric, group, figures.value(group), ())
