"""From dispatch to handled: which unit, which officer, how long, and back where it does not belong."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.cases.acting import Acting
from core.cases.models import Case, CaseAction, CaseStatus, ResolutionMode
from core.cases.services.step import take
from core.checks import Checks, clean, clean_or_none
from core.errors import DomainError, invalid, out_of_range
from core.identity.posts import held_post
from core.ids import row_by_id
from core.people.models import Officer, Unit


def dispatch(acting: Acting, case_id: str, version: int, unit_id: str) -> Case:
    """To a unit that answers for such cases there. Who had it before goes on with the rest of the time."""
    step = take(acting, case_id, version, CaseAction.DISPATCH)
    case = step.case
    unit = row_by_id(acting.session, Unit, "Unit", unit_id, "unit_id")
    _check_responsible(case, unit)
    is_same = case.returned_by_id == unit.id
    case.assignee_unit_id, case.assignee_id, case.returned_by_id = unit.id, None, None
    case.resolution_mode = case.resolution_mode or ResolutionMode.DISPATCHED
    case.status = CaseStatus.DISPATCHED
    case.dispatched_at, case.dispatched_on = acting.now, acting.today
    work = acting.calendar.work
    case.return_until = work.after(acting.now, acting.rules.return_work_days * work.hours.a_day)
    if case.standard is not None:
        step.clocks.start_handling(acting.now, anew=not is_same)
    return step.done(unit.name)


def _check_responsible(case: Case, unit: Unit) -> None:
    if unit.line not in (None, case.line):
        raise invalid(
            "unit_id",
            f"{unit.name} works for {unit.line}; the case is of {case.line}. Choose another unit.",
            f"{unit.name} 不负责该服务线的案件，请选择其他单位。",
        )
    if unit.district_id not in (None, case.district_id):
        raise invalid(
            "unit_id",
            f"{unit.name} answers for another district. Choose another unit.",
            f"{unit.name} 负责其他区市，请选择其他单位。",
        )


def return_to_dispatch(acting: Acting, case_id: str, version: int, reason: str) -> Case:
    """It is not this unit's: both clocks stand until it is dispatched again."""
    step = take(acting, case_id, version, CaseAction.RETURN)
    case = step.case
    why = clean(reason, "reason", 500)
    case.returned_by_id, case.assignee_unit_id, case.assignee_id = case.assignee_unit_id, None, None
    case.status = CaseStatus.FILED
    case.return_count += 1
    if case.standard is not None:
        step.clocks.pause(acting.now)
    return step.done(why)


def accept(acting: Acting, case_id: str, version: int, officer_id: str) -> Case:
    """A named officer of the unit takes it."""
    step = take(acting, case_id, version, CaseAction.ACCEPT)
    officer = _of_unit(acting, step.case, officer_id)
    step.case.assignee_id, step.case.status = officer.id, CaseStatus.IN_PROGRESS
    step.case.accepted_at = acting.now
    return step.done(officer.name)


def _of_unit(acting: Acting, case: Case, officer_id: str) -> Officer:
    officer = held_post(acting.session, officer_id, "officer_id")
    if officer.unit_id != case.assignee_unit_id:
        raise invalid(
            "officer_id",
            f"{officer.name} is not of the unit that the case was sent to; name somebody who is.",
            f"{officer.name} 不属于该案件的处置单位，请指定本单位人员。",
        )
    return officer


def hand_over(acting: Acting, case_id: str, version: int, officer_id: str, reason: str) -> Case:
    """Another officer of the unit goes on; its clocks do not care who."""
    step = take(acting, case_id, version, CaseAction.HAND_OVER)
    case, before, checks = step.case, step.case.assignee, Checks()
    officer = checks.run(lambda: _another(acting, case, officer_id))
    why = checks.run(lambda: clean(reason, "reason", 400))
    checks.done()
    assert officer is not None
    case.assignee = officer
    return step.done(f"{before.name if before is not None else ''} → {officer.name}: {why}".strip())


def _another(acting: Acting, case: Case, officer_id: str) -> Officer:
    officer = _of_unit(acting, case, officer_id)
    if officer.id == case.assignee_id:
        raise invalid(
            "officer_id",
            f"{officer.name} has it already; name somebody else of the unit.",
            f"该案件已由 {officer.name} 承办，请指定本单位其他人员。",
        )
    return officer


def extend(acting: Acting, case_id: str, version: int, reason: str) -> Case:
    """The original limit once more."""
    step = take(acting, case_id, version, CaseAction.EXTEND)
    step.case.extension_count += 1
    if step.case.standard is not None:
        step.clocks.extend()
    step.clocks.enter_stage(acting.now)
    return step.done(clean(reason, "reason", 500))


def suspend(acting: Acting, case_id: str, version: int, until: datetime, reason: str) -> Case:
    """Set aside until a moment, at which the clocks go on by themselves."""
    step = take(acting, case_id, version, CaseAction.SUSPEND)
    _check_until(until, acting.now, acting.rules.suspension_days_most)
    if step.case.standard is not None:
        step.clocks.pause(acting.now, until)
    else:
        step.case.paused_at, step.case.paused_until = acting.now, until
    step.case.status = CaseStatus.SUSPENDED  # after its clock, by which the database knows it
    step.case.suspension_count += 1
    return step.done(clean(reason, "reason", 500))


def _check_until(until: datetime, now: datetime, days_most: int) -> None:
    last = now + timedelta(days=days_most)
    if not now < until <= last:
        raise out_of_range(
            "until",
            f"A case is set aside until a moment after now and at most {days_most} days ahead: {last:%Y-%m-%d}.",
            f"挂账截止时间须晚于当前时间，且最长 {days_most} 天，即不晚于 {last:%Y-%m-%d}。",
        )


def resume(acting: Acting, case_id: str, version: int, reason: str | None = None) -> Case:
    step = take(acting, case_id, version, CaseAction.RESUME)
    step.case.status = CaseStatus.IN_PROGRESS
    if step.case.standard is not None:
        step.clocks.resume(acting.now)
    else:
        step.case.paused_at = step.case.paused_until = None
    return step.done(clean_or_none(reason, "reason", 500))


def handle(acting: Acting, case_id: str, version: int, note: str, finished_at: datetime | None) -> Case:
    """The unit confirms that it is done: that stops the clock, not when the worker went home."""
    step = take(acting, case_id, version, CaseAction.HANDLE)
    case = step.case
    finished = finished_at or acting.now
    _check_finished(case, finished, acting.now)
    case.status = CaseStatus.HANDLED
    case.handled_at, case.handled_on = finished, acting.day(finished)
    case.unit_confirmed_at, case.unit_confirmed_on = acting.now, acting.today
    case.handler_id = acting.viewer.officer_id or case.assignee_id
    case.check_result = None
    if case.standard is not None:
        step.clocks.stop_handling(acting.now)
    return step.done(clean(note, "note", 500))


def _check_finished(case: Case, finished: datetime, now: datetime) -> None:
    since = case.accepted_at or case.reported_at
    if case.back_to_work_at is not None:
        since = max(since, case.back_to_work_at)
    if not since <= finished <= now:
        raise _out_of_course(since, now)


def _out_of_course(since: datetime, now: datetime) -> DomainError:
    return out_of_range(
        "finished_at",
        f"The work was finished between {since:%Y-%m-%dT%H:%M:%SZ}, when it was taken on or went back to work, and now, "
        f"{now:%Y-%m-%dT%H:%M:%SZ}.",
        f"完成时间须在接办（或返工、重办）时间 {since:%Y-%m-%dT%H:%M:%SZ} 与当前时间 {now:%Y-%m-%dT%H:%M:%SZ} 之间。",
    )
