"""Root fields of the front page."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Any

import strawberry
from sqlalchemy import select

from core.engine.declare import Answer, answer
from core.engine.plan import Question
from core.engine.statements import Statement
from core.figures import metrics as m
from core.figures import models
from core.figures.types import (
    ConvenienceSummary,
    HardCaseSummary,
    LineOverview,
    Overview,
    PublishedFigure,
)
from core.lines.types import ServiceLine
from core.metrics.answering import Figured, kept_measures
from core.metrics.cells import Kept
from core.metrics.metric import Aggregate, Measure, Metric, MetricDimension, amount
from core.metrics.rows import Figures
from core.metrics.scope import ALWAYS, EVERYTHING, Grouping, Window
from core.scalars import BigInt
from core.visits.types import PersonTimes
from core.windows import DateWindow, checked

Numbers = Mapping[Measure, Figures]
BY_LINE = Grouping((MetricDimension.LINE,))

SHARED: dict[str, tuple[Measure, ...]] = {
    "visits": (m.VISITS,),
    "communitiesReached": (m.COMMUNITIES,),
    "personTimes": (m.STAFF, m.RESIDENTS, m.VOLUNTEERS),
    "problemsSolvedOnSite": (m.ON_SITE,),
    "householdsServed": (m.HOUSEHOLDS,),
    "materialsDistributed": (m.MATERIALS,),
}
WHOLE = SHARED | {
    "hardCases": (m.HARD_BATCHES, m.HARD_TAKEN, m.HARD_SOLVED),
    "convenienceMeasures": (m.LAUNCHED_BATCHES, m.LAUNCHED),
}

PUBLISHED = Statement(select(*models.PublishedFigure.__table__.c).order_by(models.PublishedFigure.id))


class FigureQueries:
    @answer("Every line at once, in one window: the front page (四进社区总览).", "statistics.read")
    def overview(
        self,
        question: Question,
        window: Annotated[DateWindow, strawberry.argument(description="The days that count (日期范围).")],
    ) -> Answer[Overview]:
        checked(window)
        days = Window(window.from_, window.to)
        wanted = _asked(WHOLE, question, "")
        of_lines = _asked(SHARED, question, "byLine.")
        kept = yield from kept_measures([*wanted, *of_lines])
        once = [measure for measure in wanted if measure.aggregate is Aggregate.DISTINCT]
        sums = [measure for measure in wanted if measure not in once]
        by_line = yield from figured([*sums, *of_lines], BY_LINE, days, kept)
        whole: dict[Measure, Figures] = {measure: {(): sum(by_line[measure].values())} for measure in sums}
        whole |= yield from figured(once, Grouping(), days, kept)
        return Overview(
            **_shared(whole, ()),
            hard_cases=HardCaseSummary(
                batches=_number(whole, m.HARD_BATCHES, ()),
                taken=_number(whole, m.HARD_TAKEN, ()),
                solved=_number(whole, m.HARD_SOLVED, ()),
            ),
            convenience_measures=ConvenienceSummary(
                batches=_number(whole, m.LAUNCHED_BATCHES, ()), items=_number(whole, m.LAUNCHED, ())
            ),
            by_line=[
                LineOverview(line=line, **_shared(by_line, (line.key,)))
                for line in question.context.catalogue.objects(ServiceLine).values()
            ],
        )

    @answer("What was published, beside what is computed from the rows (公开数据与计算值).", "statistics.read")
    def published_figures(self, question: Question) -> Answer[list[PublishedFigure]]:
        names = models.PublishedFigure.__table__.c.keys()
        rows = [dict(zip(names, row, strict=True)) for row in (yield PUBLISHED())]
        computed: dict[str, int] = {}
        if question.asks("computed", "difference"):
            computed = yield from _computed(rows, question.context.catalogue.objects(Metric))
        return [_figure(row, computed.get(row["key"])) for row in rows]


def _asked(parts: Mapping[str, tuple[Measure, ...]], question: Question, prefix: str) -> list[Measure]:
    return [measure for name, measures in parts.items() if question.asks(prefix + name) for measure in measures]


def _shared(numbers: Numbers, group: tuple[Any, ...]) -> dict[str, Any]:
    staff, residents, volunteers = (_number(numbers, part, group) for part in SHARED["personTimes"])
    return {
        "visits": _number(numbers, m.VISITS, group),
        "communities_reached": _number(numbers, m.COMMUNITIES, group),
        "person_times": PersonTimes(
            total=staff + residents + volunteers,
            staff=staff,
            residents=residents,
            volunteers=volunteers,
        ),
        "problems_solved_on_site": _number(numbers, m.ON_SITE, group),
        "households_served": _number(numbers, m.HOUSEHOLDS, group),
        "materials_distributed": _number(numbers, m.MATERIALS, group),
    }


def _number(numbers: Numbers, measure: Measure, group: tuple[Any, ...]) -> int:
    return int(numbers.get(measure, {}).get(group, 0))


def _computed(rows: Sequence[Mapping[str, Any]], metrics: Mapping[str, Metric]) -> Generator[Any, Any, dict[str, int]]:
    """The plain counts up to the day that each published figure speaks of, included; those of one day together."""
    found: dict[str, int] = {}
    for as_of in sorted({row["as_of"] for row in rows}):
        ours = {
            row["key"]: metrics[row["metric"]] for row in rows if row["as_of"] == as_of and row["metric"] in metrics
        }
        figured = Figured(Grouping(), Window(ALWAYS.since, as_of + timedelta(days=1)), EVERYTHING)
        yield from figured.ask([metric.counted for metric in ours.values()])
        found |= {key: int(figured.figures(metric.counted).get((), 0)) for key, metric in ours.items()}
    return found


def figured(
    measures: Sequence[Measure], grouping: Grouping, days: Window, kept: dict[Measure, Kept]
) -> Generator[Any, Any, dict[Measure, Figures]]:
    figured = Figured(grouping, days, EVERYTHING)
    yield from figured.ask((amount(measure) for measure in measures), kept)
    return {measure: figured.figures(amount(measure)) for measure in measures}


def _figure(published: Mapping[str, Any], computed: int | None) -> PublishedFigure:
    names = ("key", "label", "label_zh", "value", "unit", "precision", "as_of", "source")
    return PublishedFigure(
        **{name: published[name] for name in names},
        computed=None if computed is None else BigInt(computed),
        difference=None if computed is None else BigInt(computed - published["value"]),
    )
