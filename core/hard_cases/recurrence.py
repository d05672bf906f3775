"""Recurrence: where the same thing comes back again and again, somebody should take it on for good."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.cases.models import Case
from core.cases.same import is_made_of_another, is_real
from core.columns import Instant
from core.engine.statements import Seen, Viewed
from core.hard_cases.models import HardCase

PROPOSALS_MOST = 100


def _is_taken_on(case: Any) -> ColumnElement[bool]:
    """Whether a hard case at its place takes care of it: one that is open, or was solved after it was reported."""
    hard, taken = aliased(Case), aliased(HardCase)
    at_place = (
        select(hard.id)
        .join(taken, taken.case_id == hard.id)
        .where(
            hard.community_id == case.community_id,
            hard.place == case.place,
            hard.line == case.line,
            or_(hard.closed_at.is_(None), hard.closed_at >= case.reported_at),
        )
    )
    return exists(at_place)


def recurring_at(session: Session, case: Case, since: datetime) -> list[ColumnElement[bool]] | None:
    """The cases of the line at the place of this one of which no hard case takes care; None where no place was told, or
    nobody reported it.
    """
    if case.place is None or is_made_of_another(session, case):
        return None
    return [
        Case.community_id == case.community_id,
        Case.place == case.place,
        Case.line == case.line,
        Case.reported_at >= since,
        is_real(Case),
        ~_is_taken_on(Case),
    ]


def _proposals(seen: Seen) -> Any:
    """Places with so many cases since a moment of which no hard case takes care, whoever asks."""
    place = (Case.community_id, Case.place, Case.line)
    last_first = func.row_number().over(partition_by=place, order_by=(Case.reported_at.desc(), Case.id.desc()))
    rows = (
        select(
            *place,
            Case.id,
            Case.reported_at,
            last_first.label("rank"),
            func.count().over(partition_by=place).label("cases"),
        )
        .where(Case.place.is_not(None), Case.reported_at >= bindparam("since", type_=Instant()), is_real(Case))
        .where(~_is_taken_on(Case), *seen(Case))
        .subquery()
        .c
    )
    made = select(rows.community_id, rows.place, rows.line, rows.cases, rows.id, rows.reported_at)
    made = made.where(rows.rank == 1, rows.cases >= bindparam("least", type_=Integer()))
    return made.order_by(rows.cases.desc(), rows.reported_at.desc(), rows.id.desc()).limit(PROPOSALS_MOST)


PROPOSALS = Viewed(_proposals)
