"""Batches, and the cases that are taken on in them: each with a leader, a lead and an officer who must get it solved."""

from __future__ import annotations

from sqlalchemy import func, select

from core.cases.acting import Acting
from core.cases.models import Case, CaseAction, ResolutionMode
from core.cases.services.step import take
from core.checks import Checks, clean
from core.errors import DomainError, ErrorCode, not_found
from core.hard_cases.models import HardCase, HardCaseBatch
from core.hard_cases.services.named import district_leader, line_lead, responsible_officer
from core.names import free_name


def open_batch(acting: Acting, name: str) -> HardCaseBatch:
    """The next batch; the one before may still be open."""
    # The number first: of two at once, the one that cannot have it comes again, and finds the name of the other.
    last = acting.session.scalar(select(func.max(HardCaseBatch.number))) or 0
    name = free_name(acting.session, HardCaseBatch, name, told=_told)
    batch = HardCaseBatch(number=last + 1, name=name, started_on=acting.today)
    acting.session.add(batch)
    acting.session.flush()
    return batch


def _told(batch: HardCaseBatch) -> tuple[str, str]:
    return f"Batch {batch.number}, of {batch.started_on},", f"{batch.started_on} 启动的第 {batch.number} 批难题"


def close_batch(acting: Acting, number: int) -> HardCaseBatch:
    """No more cases are taken on in it; those that were go on until they are solved."""
    batch = _open_batch(acting, number, "number")
    batch.closed_on = acting.today
    return batch


def _open_batch(acting: Acting, number: int, field: str) -> HardCaseBatch:
    batch = acting.session.scalars(select(HardCaseBatch).where(HardCaseBatch.number == number)).first()
    if batch is None:
        raise not_found(field, f"batch {number}", f"第 {number} 批难题")
    if batch.closed_on is not None:
        raise DomainError(
            ErrorCode.NOT_ALLOWED,
            f"Batch {number} was closed on {batch.closed_on}; open another one.",
            f"第 {number} 批难题已于 {batch.closed_on} 截止，请开启新的批次。",
            (field,),
        )
    return batch


def take_on(
    acting: Acting,
    case_id: str,
    version: int,
    *,
    batch: int,
    district_leader_id: str,
    line_lead_id: str,
    responsible_officer_id: str,
    reason: str,
) -> Case:
    """A case that the bureau's leaders answer for; it ends only when it is solved."""
    step = take(acting, case_id, version, CaseAction.MARK_HARD)
    case, checks = step.case, Checks()
    taken_in = checks.run(lambda: _open_batch(acting, batch, "batch"))
    leader = checks.run(lambda: district_leader(acting, case, district_leader_id))
    lead = checks.run(lambda: line_lead(acting, case, line_lead_id))
    officer = checks.run(lambda: responsible_officer(acting, case, responsible_officer_id))
    why = checks.run(lambda: clean(reason, "reason", 500))
    checks.done()
    assert taken_in is not None
    assert leader is not None
    assert lead is not None
    assert officer is not None
    case.hard_case = HardCase(
        batch_id=taken_in.id,
        district_leader_id=leader.id,
        line_lead_id=lead.id,
        responsible_officer_id=officer.id,
        accepted_on=acting.today,
        agreed_with_residents=False,
    )
    case.resolution_mode = ResolutionMode.PLANNED
    return step.done(why)
