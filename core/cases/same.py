"""What says that two cases are about one thing, and which cases say that there is one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from core.attachments.models import CaseEvidence
from core.cases.models import Case, CaseOutcome, CaseStatus
from core.columns import one_of_words
from core.wall.wearing import AS_SYSTEM

NEAR_METERS = 50


def is_kept(case: Any) -> ColumnElement[bool]:
    """Neither refused nor withdrawn."""
    return ~one_of_words(case.status, (CaseStatus.CANCELLED, CaseStatus.REJECTED))


def stands(case: Any) -> ColumnElement[bool]:
    """Neither refused, nor withdrawn, nor the same as another: such a case proved to be none."""
    return and_(is_kept(case), or_(case.outcome.is_(None), case.outcome == CaseOutcome.RESOLVED))


def is_duplicate(case: Any) -> ColumnElement[bool]:
    """It proved to be the same as another, when it was refused or later: of the two, the other counts."""
    return and_(case.outcome.is_not(None), case.outcome == CaseOutcome.DUPLICATE)


def is_complaint_of(complaint: Any, key: Any) -> ColumnElement[bool]:
    """Whether it became the case with the key, or one that proved to be the same. Looked for from there: from the complaints
    all of them would be tried.
    """
    formal = aliased(Case)
    same = or_(formal.id == key, formal.duplicate_of_id == key)
    return _in(complaint, select(formal.complaint_id).where(same).correlate_except(formal))


def is_whole_of(whole: Any, key: Any) -> ColumnElement[bool]:
    """Whether a part of it proved to be the same as the case with the key."""
    part = aliased(Case)
    return _in(whole, select(part.parent_id).where(part.duplicate_of_id == key).correlate_except(part))


def _in(case: Any, keys: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = case.id.in_(keys)
    return found


def is_real(case: Any) -> ColumnElement[bool]:
    """Somebody reported it, and it proved neither to be no problem, nor to be another case once more."""
    complaint = aliased(Case)
    # One row, by its key: asked whether there is such a row, PostgreSQL gathers all cases first.
    line = select(complaint.line).where(complaint.id == case.complaint_id).correlate_except(complaint).scalar_subquery()
    is_new = case.parent_id.is_(None) & or_(case.complaint_id.is_(None), case.line != line)
    return and_(stands(case), is_new)


def is_made_of_another(session: Session, case: Case) -> bool:
    """A part of a case, or the formal case of a complaint of its line: what it is about was reported to the line before,
    whoever sees that complaint.
    """
    if case.parent_id is not None:
        return True
    line = select(Case.line).where(Case.id == case.complaint_id)
    return case.complaint_id is not None and session.scalar(line, execution_options=AS_SYSTEM) == case.line


def of_first_photo(degrees: Any) -> Any:
    """Where a case is, by its first photo that says so; null where none does."""
    placed = select(degrees).where(CaseEvidence.case_id == Case.id, CaseEvidence.latitude.is_not(None))
    return placed.order_by(CaseEvidence.id).limit(1).correlate(Case).scalar_subquery()
