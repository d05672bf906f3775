"""Root fields of the front page."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from datetime import date, timedelta
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
from core.metrics.metric import Measure, Metric, MetricDimension
from core.metrics.query import Figures, Scope, measured
from core.scalars import BigInt
from core.visits.types import PersonTimes
from core.windows import DateWindow, checked

Numbers = Mapping[Measure, Figures]
EARLIEST = date(2000, 1, 1)

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
        scope = Scope(window.from_, window.to)
        whole = yield from measured(_asked(WHOLE, question, ""), (), scope)
        by_line = yield from measured(_asked(SHARED, question, "byLine."), (MetricDimension.LINE,), scope)
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
        published = [dict(zip(names, row, strict=True)) for row in (yield PUBLISHED())]
        computed: Mapping[str, int] = {}
        if question.asks("computed", "difference"):
            computed = yield from _computed(published, question.context.catalogue.objects(Metric))
        return [_figure(figure, computed.get(figure["key"])) for figure in published]


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


def _computed(
    published: Sequence[Mapping[str, Any]], metrics: Mapping[str, Metric]
) -> Generator[Any, Any, dict[str, int]]:
    """By the key of a figure, the plain count up to the day that it speaks of, included; all of one day together."""
    computed: dict[str, int] = {}
    for as_of in dict.fromkeys(figure["as_of"] for figure in published):
        measures = {
            figure["key"]: metrics[figure["metric"]].numerator
            for figure in published
            if figure["as_of"] == as_of and figure["metric"] in metrics
        }
        scope = Scope(EARLIEST, as_of + timedelta(days=1))
        numbers = yield from measured(list(measures.values()), (), scope)
        computed |= {key: _number(numbers, measure, ()) for key, measure in measures.items()}
    return computed


def _figure(published: Mapping[str, Any], computed: int | None) -> PublishedFigure:
    names = ("key", "label", "label_zh", "value", "unit", "precision", "as_of", "source")
    return PublishedFigure(
        **{name: published[name] for name in names},
        computed=None if computed is None else BigInt(computed),
        difference=None if computed is None else BigInt(computed - published["value"]),
    )
