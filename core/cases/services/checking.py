"""From handled to closed, and back: whoever handles does not check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from core.cases.acting import Acting
from core.cases.models import Case, CaseAction, CaseOutcome, CaseStatus, CheckResult
from core.cases.same import is_complaint_of, is_whole_of
from core.cases.services.step import Step, take
from core.checks import clean, clean_or_none
from core.errors import DomainError, ErrorCode
from core.wall.wearing import AS_SYSTEM


def start_check(acting: Acting, case_id: str, version: int) -> Case:
    step = take(acting, case_id, version, CaseAction.START_CHECK)
    step.case.status, step.case.checker_id = CaseStatus.CHECKING, acting.viewer.officer_id
    return step.done()


def check(acting: Acting, case_id: str, version: int, result: CheckResult, note: str | None) -> Case:
    """Solved, or back to the same unit with the rest of its time; what could not be seen is looked at again."""
    step = take(acting, case_id, version, CaseAction.CHECK)
    case = step.case
    why = clean_or_none(note, "note", 500)
    if result is CheckResult.NOT_PASSED:
        why = clean(note or "", "note", 500)
        case.rework_count += 1
        _back_to_work(acting, case)
        if case.standard is not None:
            step.clocks.go_on_handling(acting.now)
    else:
        case.status = CaseStatus.HANDLED
    case.check_result, case.checked_at, case.checker_id = result, acting.now, acting.viewer.officer_id
    return step.done(f"{result.name}: {why}" if why else result.name)


def _back_to_work(acting: Acting, case: Case) -> None:
    """What was said of the handling no longer holds, nor what proved it; that it was said stands in the history."""
    hard = case.hard_case  # before anything changes, or what is half changed would be written to look for it
    case.status = CaseStatus.IN_PROGRESS
    case.back_to_work_at, case.back_to_work_on = acting.now, acting.today
    case.handled_at = case.handled_on = case.unit_confirmed_at = case.unit_confirmed_on = None
    case.handled_minutes = case.is_late = None
    if hard is not None:  # residents and leaders are asked again
        hard.confirmed_on = hard.confirmation = hard.line_lead_signed_at = hard.district_leader_signed_at = None


def close(acting: Acting, case_id: str, version: int, *, close_condition_met: bool, note: str | None) -> Case:
    """Solved for good, as far as anybody can say."""
    step = take(acting, case_id, version, CaseAction.CLOSE)
    if not close_condition_met:
        condition = step.case.standard.close_condition if step.case.standard is not None else ""
        raise DomainError(
            ErrorCode.NOT_ALLOWED,
            f"A case is closed when its standard's condition is met: {condition}. Confirm that it is.",
            f"结案须满足结案条件：{condition}。请确认。",
            ("close_condition_met",),
        )
    close_as(step, CaseOutcome.RESOLVED)
    return step.done(clean_or_none(note, "note", 500))


def close_as(step: Step, outcome: CaseOutcome) -> None:
    case, acting = step.case, step.acting
    step.clocks.stop(acting.now)
    case.status, case.outcome = CaseStatus.CLOSED, outcome
    case.closed_at, case.closed_on = acting.now, acting.today


def reopen(acting: Acting, case_id: str, version: int, reason: str) -> Case:
    step = take(acting, case_id, version, CaseAction.REOPEN)
    return open_again(step, clean(reason, "reason", 500))


def open_again(step: Step, reason: str) -> Case:
    """The same officer goes on, with a new deadline; for being late anew the unit may ask anew to be excused. What closed
    after it, since it waited for it, comes back with it.
    """
    case, acting = step.case, step.acting
    if case.appeal is not None:  # before anything changes, as below
        acting.session.delete(case.appeal)
    _back_to_work(acting, case)
    case.reopen_count += 1
    case.outcome = case.closed_at = case.closed_on = case.check_result = case.reopen_asked_at = None
    case.reported_again_id = None
    case.is_exempt = False
    case.accepted_at = acting.now
    if case.standard is not None:
        step.clocks.begin_anew(acting.now)
    step.done(reason)
    for other in (*_waiting(acting, case, is_complaint_of), *_waiting(acting, case, is_whole_of)):
        if (other.status, other.outcome) == (CaseStatus.CLOSED, CaseOutcome.RESOLVED):
            again = Step(acting, other, CaseAction.REOPEN, other.status)
            open_again(again, f"{case.number}: {reason}")
    return case


def _waiting(acting: Acting, case: Case, waits: Callable[[Any, Any], ColumnElement[bool]]) -> Sequence[Case]:
    """The complaint that it came from, the whole whose part it is now: wherever they are, held, so that none is closed
    meanwhile; with what else is undone, which the viewer may not see.
    """
    wanted = select(Case).where(waits(Case, case.id), Case.id != case.id).order_by(Case.id)
    held = wanted.options(joinedload(Case.hard_case), joinedload(Case.appeal)).with_for_update(of=Case)
    return acting.session.scalars(held.execution_options(populate_existing=True), execution_options=AS_SYSTEM).all()
