"""Root field of where to go next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, cast

import strawberry

from core.engine.connection import Page
from core.engine.declare import Answer, answer
from core.engine.listing import After, Cut, First
from core.engine.plan import Question
from core.errors import unknown
from core.lines.types import ServiceLine
from core.next_visits.ranking import THOUSANDTHS, TOP, behind, how_many, ranked
from core.next_visits.reason import VisitReason as Declared
from core.next_visits.reason import name_of
from core.next_visits.types import NextVisit, VisitReason
from core.places.filters import refuse_unknown_districts
from core.rules.services import asked_rulebook
from core.scalars import Month, ServiceLineKey
from core.windows import months_after

PLACES: Cut[Sequence[int]] = Cut("NextVisit", lambda row: (row[1], row[0]), TOP, int, int)


class NextVisitQueries:
    @answer(
        "Where to go next: communities by the reasons that speak for a visit, the weightiest first (建议进社区清单).",
        "statistics.read",
    )
    def next_best_visits(
        self,
        question: Question,
        month: Annotated[
            Month | None, strawberry.argument(description="The month that is planned; this one when not given (月份).")
        ] = None,
        lines: Annotated[
            list[ServiceLineKey] | None,
            strawberry.argument(description="The lines that are planned for; all when not given (服务线)."),
        ] = None,
        district_codes: Annotated[
            list[str] | None, strawberry.argument(description="Only these districts, by 6-digit code (区市代码).")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Answer[Page[NextVisit]]:
        cut = PLACES.asked(first, after)
        score, key = cut.since
        reasons = tuple(question.context.catalogue.objects(Declared).values())
        values = yield from _values(question, month, lines, reasons)
        if district_codes is not None:
            values["districts"] = district_codes
        in_districts = district_codes is not None
        shown = cut.shown((yield ranked(reasons, in_districts)(**values, score=score, key=key, size=cut.size + 1)))
        if not shown.items and after is None:
            yield from refuse_unknown_districts(district_codes)
        total = 0
        if question.asks("totalCount"):
            ((total,),) = yield how_many(reasons, in_districts)(**values)
        told: Mapping[int, Sequence[VisitReason]] = {}
        if shown.items and question.asks("nodes.reasons"):
            told = yield from _told(question, reasons, values, [row[0] for row in shown.items])
        return shown.page([_next_visit(row[0], row[1], told) for row in shown.items], total)


def _values(
    question: Question, month: str | None, lines: Sequence[str] | None, reasons: Sequence[Declared]
) -> Generator[Any, Any, dict[str, Any]]:
    """What the statements bind: days, lines, and what the rules say today."""
    known, today = question.context.catalogue.objects(ServiceLine), question.context.today
    for line in lines or ():
        if line not in known:
            raise unknown("lines", line, list(known), "service line", "服务线")
    planned = month or f"{today:%Y-%m}"
    since = date.fromisoformat(f"{planned}-01")
    rules = (yield from asked_rulebook()).on(today)
    return {
        "today": today,
        "year_ago": today - timedelta(days=365),
        "month": planned,
        "since": since,
        "until": months_after(since, 1),
        "lines": list(known) if lines is None else list(lines),
        **{name_of(rule): float(rules[rule]) for reason in reasons for rule in reason.all_rules},
    }


def _told(
    question: Question, reasons: tuple[Declared, ...], values: Mapping[str, Any], communities: Sequence[int]
) -> Generator[Any, Any, Mapping[int, Sequence[VisitReason]]]:
    declared = {reason.key: reason for reason in reasons}
    lines = question.context.catalogue.objects(ServiceLine)
    told: dict[int, list[VisitReason]] = defaultdict(list)
    for community, key, line, amount, points in (yield behind(reasons)(**values, communities=communities)):
        reason = declared[key]
        told[community].append(
            VisitReason(
                key=key,
                label=reason.label,
                label_zh=reason.label_zh,
                line=lines.get(line or ""),
                amount=None if amount is None else round(amount, 3),
                unit=reason.unit,
                points=points / THOUSANDTHS,
            )
        )
    return told


def _next_visit(community: int, score: int, told: Mapping[int, Sequence[VisitReason]]) -> NextVisit:
    reasons = list(told.get(community, ()))
    return NextVisit(community=cast("Any", community), score=score / THOUSANDTHS, reasons=reasons)
