"""What says that two cases are about one thing, and which cases say that there is one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, select

from core.attachments.models import CaseEvidence
from core.cases.models import Case, CaseOutcome, CaseStatus
from core.columns import one_of_words

NEAR_METERS = 50


def is_real(case: Any) -> ColumnElement[bool]:
    """Neither proved to be no problem, nor to be another case once more."""
    stands = ~one_of_words(case.status, (CaseStatus.CANCELLED, CaseStatus.REJECTED))
    return stands & or_(case.outcome.is_(None), case.outcome == CaseOutcome.RESOLVED)


def of_first_photo(degrees: Any) -> Any:
    """Where a case is, by its first photo that says so; null where none does."""
    placed = select(degrees).where(CaseEvidence.case_id == Case.id, CaseEvidence.latitude.is_not(None))
    return placed.order_by(CaseEvidence.id).limit(1).correlate(Case).scalar_subquery()
