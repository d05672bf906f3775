"""From report to file: is it real, is it ours, under which standard."""

from __future__ import annotations

from core.cases.acting import Acting
from core.cases.models import Case, CaseAction, CaseOutcome, CaseStatus, VerificationResult
from core.cases.services import reported_again
from core.cases.services.step import take
from core.checks import clean, clean_or_none
from core.errors import invalid
from core.standards.services import chosen_standard

REFUSED = (CaseOutcome.UNFOUNDED, CaseOutcome.NOT_OURS, CaseOutcome.DUPLICATE)


def request_verification(acting: Acting, case_id: str, version: int, reason: str | None) -> Case:
    step = take(acting, case_id, version, CaseAction.REQUEST_VERIFICATION)
    step.case.status = CaseStatus.VERIFYING
    return step.done(clean_or_none(reason, "reason", 500))


def verify(acting: Acting, case_id: str, version: int, result: VerificationResult, note: str | None) -> Case:
    """What somebody saw who looked whether it is real."""
    step = take(acting, case_id, version, CaseAction.VERIFY)
    step.case.status, step.case.verification = CaseStatus.REPORTED, result
    return step.done(clean_or_none(note, "note", 500) or result.name)


def file(acting: Acting, case_id: str, version: int, standard: str | None) -> Case:
    """Accepted under a standard that is in force today; the case keeps it whatever is imported later."""
    step = take(acting, case_id, version, CaseAction.FILE)
    case = step.case
    case.standard = chosen_standard(acting.session, case.category_code, standard, acting.today)
    case.status = CaseStatus.FILED
    case.filed_at, case.filed_on = acting.now, acting.today
    step.clocks.start_case(case.standard, acting.now)
    return step.done()


def reject(acting: Acting, case_id: str, version: int, outcome: CaseOutcome, reason: str) -> Case:
    step = take(acting, case_id, version, CaseAction.REJECT)
    if outcome not in REFUSED:
        listed = ", ".join(word.name for word in REFUSED)
        raise invalid("outcome", f"A case is refused as one of {listed}.", f"不予立案的结果须为 {listed} 之一。")
    step.clocks.stop(acting.now)
    step.case.status, step.case.outcome = CaseStatus.REJECTED, outcome
    reported_again.forget(acting.session, step.case, acting.rules)
    return step.done(clean(reason, "reason", 500))


def cancel(acting: Acting, case_id: str, version: int, reason: str) -> Case:
    step = take(acting, case_id, version, CaseAction.CANCEL)
    step.clocks.stop(acting.now)
    step.case.status = CaseStatus.CANCELLED
    reported_again.forget(acting.session, step.case, acting.rules)
    return step.done(clean(reason, "reason", 500))
