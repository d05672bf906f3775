"""GraphQL types of the rounds: what was to be done in a month, what was done, what is missing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import strawberry

from core.engine import cursors
from core.engine.connection import Page, page_of
from core.engine.declare import Answers, Node, batch, by_id, column, plain, shows, values
from core.engine.pages import extent
from core.engine.plan import Question
from core.errors import unknown
from core.lines.types import ServiceLine
from core.places.types import Community
from core.rounds import models
from core.rounds.models import RoundStatus
from core.rounds.state import Gap, RoundState, states_of
from core.scalars import Month, ServiceLineKey


@plain
class RoundCompleteness:
    """How much of a round is done: each line once in each community (轮次完成情况)."""

    expected: int = strawberry.field(description="Communities of the round times its lines (应完成).")
    done: int = strawberry.field(description="Of these pairs of community and line, those with a visit made (已完成).")
    rate: float | None = strawberry.field(description="Done of expected; null where nothing is expected (完成率).")
    communities_fully_served: int = strawberry.field(description="Communities that every line reached (全覆盖社区数).")


@plain
class RoundGap:
    """A community that misses a line in a round (轮次缺口)."""

    community: Community = by_id("The community (社区).")
    missing_lines: list[ServiceLine] = strawberry.field(
        description="The lines that have not been there (缺少的服务线)."
    )
    days_left: int = strawberry.field(description="Days until the month ends, 0 once it is over (剩余天数).")


@shows(models.Round)
class Round(Node):
    """One month in which all lines go into the communities together (月度轮次)."""

    month: Month = column("The month (月份).")
    status: RoundStatus = column("How far it is (状态).")
    lines: list[ServiceLine] = values("The lines that take part (参加的服务线).", "lines.line")

    @batch("How much of it is done (完成情况).", "id", "month")
    def completeness(rows: Sequence[Any], question: Question) -> Answers[RoundCompleteness]:
        states = yield from states_of([row.id for row in rows])
        return [_completeness(states[row.id]) for row in rows]

    @batch("Communities that still miss a line, by their code (缺口清单).", "id", "month")
    def gaps(
        rows: Sequence[Any],
        question: Question,
        lines: Annotated[
            list[ServiceLineKey] | None,
            strawberry.argument(description="Only these lines are looked at (服务线)."),
        ] = None,
        first: Annotated[
            int | None,
            strawberry.argument(description="How many from the start, 1 to 100 (从前数)."),
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="Only what follows this cursor (游标之后).")
        ] = None,
    ) -> Answers[Page[RoundGap]]:
        size = extent({"first": first}).size
        catalogue = question.context.catalogue.objects(ServiceLine)
        for key in lines or ():
            if key not in catalogue:
                raise unknown("lines", key, list(catalogue), "service line", "服务线")
        states = yield from states_of([row.id for row in rows])
        made = []
        for row in rows:
            missing = states[row.id].missing(lines)
            made.append(_gaps(missing, catalogue, _days_left(row.month, question.context.today), size, after))
        return made


def _completeness(state: RoundState) -> RoundCompleteness:
    expected, done = state.expected, state.done
    return RoundCompleteness(
        expected=expected,
        done=done,
        rate=done / expected if expected else None,
        communities_fully_served=state.fully_served,
    )


def _days_left(month: str, today: date) -> int:
    year, number = map(int, month.split("-"))
    after = date(year + number // 12, number % 12 + 1, 1)
    return max(0, (after - today).days)


def _gaps(missing: Sequence[Gap], catalogue: Any, days_left: int, size: int, after: str | None) -> Page[RoundGap]:
    sign = cursors.signature("RoundGap", ())
    start = 0
    if after is not None:
        (mark,) = cursors.decode(after, sign, [str], "after")
        start = bisect_right(missing, mark, key=lambda gap: gap.code)
    shown = missing[start : start + size]
    gaps = [
        RoundGap(
            community=gap.community,  # type: ignore[arg-type]
            missing_lines=[catalogue[line] for line in gap.lines if line in catalogue],
            days_left=days_left,
        )
        for gap in shown
    ]
    return page_of(gaps, len(missing), start, [cursors.encode(sign, [gap.code]) for gap in shown])
