"""Who is responsible for a violation (当事人): recorded by those who work on it, shown to those who may see it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.checks import clean
from plugins.enforcement.models import EnforcementRespondent, EnforcementViolation
from plugins.enforcement.services.course import StepDraft, open_for_step

NAME_MOST = 80


def name_respondent(session: Session, draft: StepDraft, name: str) -> EnforcementViolation:
    """Said again, it is corrected."""
    violation = open_for_step(session, draft)
    keep_respondent(session, violation, name)
    violation.version += 1
    session.flush()
    return violation


def keep_respondent(session: Session, violation: EnforcementViolation, name: str, field: str = "name") -> None:
    given = clean(name, field, NAME_MOST)
    if violation.respondent is None:
        violation.respondent = EnforcementRespondent(district_id=violation.district_id)
    violation.respondent.name = given
    session.flush()
