"""GraphQL types of the rounds: what was to be done in a month, what was done, what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import strawberry
from sqlalchemy import bindparam, select

from core.columns import Among, Listed, big_integer
from core.engine import cursors
from core.engine.connection import Page, page_of
from core.engine.declare import Answers, Node, batch, by_id, column, plain, shows, values
from core.engine.pages import extent
from core.engine.plan import Question
from core.engine.statements import Statement
from core.errors import unknown
from core.lines.types import ServiceLine
from core.places.models import Community as CommunityRow
from core.places.types import Community
from core.rounds import models
from core.rounds.models import RoundStatus
from core.scalars import Month, ServiceLineKey
from core.visits.models import Visit, VisitStatus


def _of_rounds(made: Any, column: Any) -> Statement:
    """Rows of many rounds; the key of the round stands first."""
    return Statement(made.where(Among(column, bindparam("rounds", type_=Listed(big_integer)))))


LINES = _of_rounds(
    select(models.RoundLine.round_id, models.RoundLine.line).order_by(models.RoundLine.line), models.RoundLine.round_id
)
DONE = _of_rounds(
    select(Visit.round_id, Visit.community_id, Visit.line).where(Visit.status == VisitStatus.DONE).distinct(),
    Visit.round_id,
)
EXPECTED = _of_rounds(
    select(models.RoundCommunity.round_id, CommunityRow.id, CommunityRow.code)
    .join(models.RoundCommunity, models.RoundCommunity.community_id == CommunityRow.id)
    .order_by(CommunityRow.code),
    models.RoundCommunity.round_id,
)


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
        made = []
        for lines, expected, done in (yield from _states(rows)):
            served = [len(done[key]) for key, _ in expected]
            whole, part = len(expected) * len(lines), sum(served)
            made.append(
                RoundCompleteness(
                    expected=whole,
                    done=part,
                    rate=part / whole if whole else None,
                    communities_fully_served=sum(count == len(lines) for count in served),
                )
            )
        return made

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
        made = []
        for row, (taking_part, expected, done) in zip(rows, (yield from _states(rows)), strict=True):
            wanted = [key for key in taking_part if lines is None or key in lines]
            missing = [
                (key, code, lacking)
                for key, code in expected
                if (lacking := [line for line in wanted if line not in done[key]])
            ]
            made.append(_gaps(missing, catalogue, _days_left(row.month, question.context.today), size, after))
        return made


def _states(rows: Sequence[Any]) -> Any:
    """Of each round: its lines, the communities it is for, and which line has been where."""
    keys = [row.id for row in rows]
    lines: dict[int, list[str]] = defaultdict(list)
    expected: dict[int, list[tuple[int, str]]] = defaultdict(list)
    done: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for key, line in (yield LINES(rounds=keys)):
        lines[key].append(line)
    for key, community, code in (yield EXPECTED(rounds=keys)):
        expected[key].append((community, code))
    for key, community, line in (yield DONE(rounds=keys)):
        if line in lines[key]:
            done[key][community].add(line)
    return [(lines[key], expected[key], done[key]) for key in keys]


def _days_left(month: str, today: date) -> int:
    year, number = map(int, month.split("-"))
    after = date(year + number // 12, number % 12 + 1, 1)
    return max(0, (after - today).days)


def _gaps(missing: Sequence[Any], catalogue: Any, days_left: int, size: int, after: str | None) -> Page[RoundGap]:
    sign = cursors.signature("RoundGap", ())
    start = 0
    if after is not None:
        (mark,) = cursors.decode(after, sign, [str], "after")
        start = sum(code <= mark for _, code, _ in missing)
    shown = missing[start : start + size]
    gaps = [
        RoundGap(
            community=key,
            missing_lines=[catalogue[line] for line in lacking if line in catalogue],
            days_left=days_left,
        )
        for key, _, lacking in shown
    ]
    return page_of(gaps, len(missing), start, [cursors.encode(sign, [code]) for _, code, _ in shown])
