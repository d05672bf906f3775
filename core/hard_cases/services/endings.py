"""What a hard case needs before it may be closed: the residents' confirmation and two signatures."""

from __future__ import annotations

from datetime import date

from core.cases.acting import Acting
from core.cases.models import Case, CaseAction
from core.cases.proof import check_seen
from core.cases.services.step import take
from core.checks import check_day, clean
from core.errors import DomainError, ErrorCode
from core.terms import Term


class Signature(Term):
    """Whose signature it is (签字人)."""

    LINE_LEAD = "The one who leads the line (包案负责人)."
    DISTRICT_LEADER = "The leader in charge of the district (包区领导)."


def confirm(acting: Acting, case_id: str, version: int, confirmed_on: date, note: str) -> Case:
    """The residents said that it is solved; how, the note tells."""
    step = take(acting, case_id, version, CaseAction.CONFIRM)
    check_day(confirmed_on, "confirmed_on", acting.today)
    check_seen(step.case, confirmed_on, "confirmed_on", seen="what residents said", seen_zh="居民确认")
    hard = step.case.hard_case
    assert hard is not None
    hard.confirmed_on, hard.confirmation = confirmed_on, clean(note, "note", 500)
    return step.done(hard.confirmation)


def sign(acting: Acting, case_id: str, version: int, signature: Signature) -> Case:
    """Each of the two signs for themselves."""
    step = take(acting, case_id, version, CaseAction.SIGN)
    hard = step.case.hard_case
    assert hard is not None
    is_lead = signature is Signature.LINE_LEAD
    named, signed = (
        (hard.line_lead_id, hard.line_lead_signed_at)
        if is_lead
        else (hard.district_leader_id, hard.district_leader_signed_at)
    )
    if acting.viewer.officer_id not in (None, named):
        raise DomainError(
            ErrorCode.FORBIDDEN,
            "Only the one who is named on the hard case signs for it.",
            "须由该难题指定的负责人本人签字。",
            ("signature",),
        )
    if signed is not None:
        raise DomainError(
            ErrorCode.DUPLICATE,
            f"This was signed at {signed:%Y-%m-%dT%H:%M:%SZ} already.",
            f"已于 {signed:%Y-%m-%dT%H:%M:%SZ} 签字。",
            ("signature",),
        )
    setattr(hard, "line_lead_signed_at" if is_lead else "district_leader_signed_at", acting.now)
    return step.done(signature.name)
