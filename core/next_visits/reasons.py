"""Core's own reasons: a line is missing in the month, and nobody has been there for long."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text, cast, exists, func, literal, null, select, true, union_all

from core.columns import Among, DaysBetween
from core.lines.models import ServiceLine
from core.next_visits.reason import LINES, MONTH, SINCE, TODAY, UNTIL, VisitReason
from core.next_visits.rules import DAYS_FULL, DAYS_WEIGHT, GAP_FULL, GAP_WEIGHT
from core.places.models import Community
from core.rounds.models import Round, RoundCommunity, RoundLine
from core.visits.models import LastVisit, Visit, VisitStatus


def _missing() -> Any:
    """Lines of the month's round, or, where none is planned, all lines everywhere, that made no visit in the month."""
    planned = (
        select(RoundCommunity.community_id, RoundLine.line)
        .join(RoundLine, RoundLine.round_id == RoundCommunity.round_id)
        .join(Round, Round.id == RoundCommunity.round_id)
        .where(Round.month == MONTH, Among(RoundLine.line, LINES))
    )
    everywhere = (
        select(Community.id, ServiceLine.key)
        .select_from(Community)
        .join(ServiceLine, true())
        .where(Community.is_active, Among(ServiceLine.key, LINES), ~exists().where(Round.month == MONTH))
    )
    pairs = union_all(planned, everywhere).subquery()
    visited = exists().where(
        Visit.community_id == pairs.c.community_id,
        Visit.line == pairs.c.line,
        Visit.status == VisitStatus.DONE,
        Visit.visited_on >= SINCE,
        Visit.visited_on < UNTIL,
    )
    return select(pairs.c.community_id, pairs.c.line, literal(1.0).label("amount")).where(~visited)


def _absent() -> Any:
    """Days since any of the lines was there; null where none ever was."""
    last = (
        select(LastVisit.community_id, func.max(LastVisit.visited_on).label("visited_on"))
        .where(Among(LastVisit.line, LINES))
        .group_by(LastVisit.community_id)
        .subquery()
    )
    return (
        select(
            Community.id.label("community_id"),
            cast(null(), Text).label("line"),
            DaysBetween(last.c.visited_on, TODAY).label("amount"),
        )
        .outerjoin(last, last.c.community_id == Community.id)
        .where(Community.is_active)
    )


REASONS = [
    VisitReason(
        "core.line_missing",
        "A line is missing this month",
        "本月缺服务线",
        "visits",
        "The line has made no visit in the month, though the round wants one.",
        _missing(),
        GAP_WEIGHT,
        GAP_FULL,
    ),
    VisitReason(
        "core.long_absence",
        "Nobody has been there for long",
        "久未进社区",
        "days",
        "Days since any of the lines made a visit.",
        _absent(),
        DAYS_WEIGHT,
        DAYS_FULL,
    ),
]
