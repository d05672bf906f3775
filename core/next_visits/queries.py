"""Root field of where to go next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, cast

import strawberry

from core.engine import cursors
from core.engine.connection import Page, PageInfo
from core.engine.declare import Answer, answer
from core.engine.listing import After, First
from core.engine.pages import extent
from core.engine.plan import Question
from core.errors import unknown
from core.lines.types import ServiceLine
from core.next_visits.ranking import THOUSANDTHS, TOP, behind, how_many, ranked
from core.next_visits.reason import VisitReason as Declared
from core.next_visits.reason import name_of
from core.next_visits.types import NextVisit, VisitReason
from core.rules.services import asked_rulebook
from core.scalars import Month, ServiceLineKey
from core.windows import months_after

SIGN = cursors.signature("NextVisit", ())


class NextVisitQueries:
    @answer(
        "Where to go next: communities by the reasons that speak for a visit, the weightiest first (建议进社区清单)."
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
        size = extent({"first": first}).size
        score, key = TOP if after is None else cursors.decode(after, SIGN, [int, int], "after")
        reasons = tuple(question.context.catalogue.objects(Declared).values())
        values = yield from _values(question, month, lines, reasons)
        if district_codes is not None:
            values["districts"] = district_codes
        in_districts = district_codes is not None
        found = yield ranked(reasons, in_districts)(**values, score=score, key=key, size=size + 1)
        total = 0
        if question.asks("totalCount"):
            ((total,),) = yield how_many(reasons, in_districts)(**values)
        shown = found[:size]
        told: Mapping[int, Sequence[VisitReason]] = {}
        if shown and question.asks("nodes.reasons"):
            told = yield from _told(question, reasons, values, [row[0] for row in shown])
        return _page(shown, told, total, has_more=len(found) > size, is_further=after is not None)


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


def _page(
    rows: Sequence[Any],
    told: Mapping[int, Sequence[VisitReason]],
    total: int,
    *,
    has_more: bool,
    is_further: bool,
) -> Page[NextVisit]:
    nodes = [
        NextVisit(community=cast("Any", key), score=score / THOUSANDTHS, reasons=list(told.get(key, ())))
        for key, score in rows
    ]
    marks = [cursors.encode(SIGN, [score, key]) for key, score in rows]
    info = PageInfo(
        has_next_page=has_more,
        has_previous_page=is_further,
        start_cursor=marks[0] if marks else None,
        end_cursor=marks[-1] if marks else None,
    )
    return Page(nodes=nodes, page_info=info, total_count=total)
