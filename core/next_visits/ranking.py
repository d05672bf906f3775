"""The ranking: one statement over all reasons, whatever their number; one more for what stands behind a page of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Float, Integer, Select, Text, and_, bindparam, case, cast, func, literal, or_, select
from sqlalchemy import union_all as all_of

from core.columns import Among, Listed
from core.engine.statements import Statement
from core.next_visits.reason import LINES, VisitReason, held
from core.places.models import Community, District

THOUSANDTHS = 1000
"""Points are whole thousandths, so that a cursor names a place exactly."""
TOP = (2**62, 0)
"""Before the first: no community has so many points."""


def _points(reason: VisitReason) -> Select[*tuple[Any, ...]]:
    """One reason in each community: how much of it, and how much that weighs."""
    rows = reason.rows.subquery()
    part = func.coalesce(cast(rows.c.amount, Float) / held(reason.full), 1.0)
    points = case((part > 1.0, 1.0), else_=part) * held(reason.weight) * THOUSANDTHS
    return select(
        literal(reason.key, Text()).label("reason"),
        rows.c.community_id.label("community_id"),
        rows.c.line.label("line"),
        cast(rows.c.amount, Float).label("amount"),
        cast(func.round(points), Integer).label("points"),
    )


def _of_lines(reasons: tuple[VisitReason, ...]) -> Any:
    """What speaks for the lines that are planned for, or for all of them."""
    every = all_of(*(_points(reason) for reason in reasons)).subquery()
    return select(every).where(or_(every.c.line.is_(None), Among(every.c.line, LINES)), every.c.points > 0).subquery()


@lru_cache(maxsize=100)
def ranked(reasons: tuple[VisitReason, ...], in_districts: bool) -> Statement:
    """Communities after a place in the ranking, the most points first."""
    made, score = _scored(reasons, in_districts)
    mark, key = bindparam("score", type_=BigInteger()), bindparam("key", type_=BigInteger())
    after = or_(score < mark, and_(score == mark, Community.id > key))
    return Statement(made.having(after).order_by(score.desc(), Community.id).limit(bindparam("size", type_=Integer())))


@lru_cache(maxsize=100)
def how_many(reasons: tuple[VisitReason, ...], in_districts: bool) -> Statement:
    made, _ = _scored(reasons, in_districts)
    return Statement(select(func.count()).select_from(made.subquery()))


def _scored(reasons: tuple[VisitReason, ...], in_districts: bool) -> tuple[Any, Any]:
    every = _of_lines(reasons)
    score = func.sum(every.c.points)
    made = select(Community.id, cast(score, BigInteger).label("score")).join(
        every, every.c.community_id == Community.id
    )
    made = made.where(Community.is_active).group_by(Community.id)
    if in_districts:
        codes = Among(District.code, bindparam("districts", type_=Listed(Text())))
        made = made.where(Community.district_id.in_(select(District.id).where(codes)))
    return made, score


@lru_cache(maxsize=100)
def behind(reasons: tuple[VisitReason, ...]) -> Statement:
    """What speaks for some communities, the weightiest first."""
    every = _of_lines(reasons)
    wanted = Among(every.c.community_id, bindparam("communities", type_=Listed(BigInteger())))
    columns: Sequence[Any] = [every.c[name] for name in ("community_id", "reason", "line", "amount", "points")]
    return Statement(select(*columns).where(wanted).order_by(every.c.points.desc(), every.c.reason, every.c.line))
