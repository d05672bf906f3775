"""After a case: what residents say, and whether being late is excused."""

from __future__ import annotations

from core.cases.acting import Acting
from core.cases.models import Case, CaseAction, CaseAppeal, CaseFeedback
from core.cases.services.checking import open_again
from core.cases.services.step import refuse_blocked, take, take_also
from core.cases.transitions import TRANSITIONS
from core.checks import clean, clean_or_none
from core.errors import DomainError


def answer(acting: Acting, case_id: str, version: int, *, is_satisfied: bool, comment: str | None) -> Case:
    """Not satisfied: it is opened again where that may be done, else somebody is asked to, until a resident is satisfied."""
    step = take(acting, case_id, version, CaseAction.FEEDBACK)
    case = step.case
    said = clean_or_none(comment, "comment", 500)
    case.is_satisfied, case.answered_on = is_satisfied, acting.today
    acting.session.add(
        CaseFeedback(
            case_id=case.id,
            is_satisfied=is_satisfied,
            comment=said,
            answered_at=acting.now,
            answered_on=acting.today,
        )
    )
    case.reopen_asked_at = None if is_satisfied else acting.now
    step.done(said)
    if not is_satisfied and _may_reopen(acting, case):
        again = take_also(acting, case, CaseAction.REOPEN)
        return open_again(again, said or "not satisfied")
    return case


def _may_reopen(acting: Acting, case: Case) -> bool:
    if not acting.viewer.may(TRANSITIONS[CaseAction.REOPEN].operation, case):
        return False
    try:
        refuse_blocked(acting, case, CaseAction.REOPEN)
    except DomainError:
        return False
    return True


def appeal(acting: Acting, case_id: str, version: int, reason: str) -> Case:
    """The unit says why it was late."""
    step = take(acting, case_id, version, CaseAction.APPEAL)
    why = clean(reason, "reason", 500)
    step.case.appeal = CaseAppeal(reason=why, appealed_at=acting.now)
    return step.done(why)


def review(acting: Acting, case_id: str, version: int, *, is_allowed: bool, reason: str) -> Case:
    """Two look at it, one after the other; allowed by both, the case no longer counts as late. That it was late stays."""
    step = take(acting, case_id, version, CaseAction.REVIEW_APPEAL)
    pending = step.case.appeal
    assert pending is not None
    if pending.first_is_allowed is None:
        pending.first_is_allowed, pending.first_reviewed_at = is_allowed, acting.now
        pending.first_reviewer_id = acting.viewer.officer_id
    else:
        pending.second_is_allowed, pending.second_reviewed_at = is_allowed, acting.now
        pending.second_reviewer_id = acting.viewer.officer_id
        step.case.is_exempt = is_allowed
    return step.done(clean(reason, "reason", 500))
