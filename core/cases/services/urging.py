"""Urging those who are late (督办): by a leader, or level by level when the deadline has passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from core.cases.acting import Acting
from core.cases.models import Case, CaseAction, CaseStatus, CaseUrging, UrgingKind
from core.cases.services.step import record, take
from core.checks import check_count, clean
from core.columns import NullsLast
from core.errors import invalid
from core.events.services import tell

LEVEL_MOST = 9
REMINDER = 0
"""The level of a yellow card: the deadline is near, nobody is late yet."""


def urge(acting: Acting, case_id: str, version: int, kind: UrgingKind, level: int, note: str) -> Case:
    """A leader urges; what is late is urged by itself."""
    step = take(acting, case_id, version, CaseAction.URGE)
    if kind is UrgingKind.OVERDUE:
        raise invalid(
            "kind",
            "Late cases are urged by the clock; choose LEADER or IMPORTANT.",
            "超时督办由系统发出，请选择 LEADER 或 IMPORTANT。",
        )
    check_count(level, "level", LEVEL_MOST, least=1)
    why = clean(note, "note", 500)
    acting.session.add(_urging(step.case, kind, level, acting, note=why))
    return step.done(why)


def answer_urging(acting: Acting, case_id: str, version: int, text: str) -> Case:
    """One answer to all that wait for one."""
    step = take(acting, case_id, version, CaseAction.ANSWER_URGE)
    said = clean(text, "answer", 500)
    waiting = select(CaseUrging).where(CaseUrging.case_id == step.case.id, CaseUrging.answered_at.is_(None))
    for urging in acting.session.scalars(waiting):
        urging.answer, urging.answered_at = said, acting.now
    return step.done(said)


def _urging(case: Case, kind: UrgingKind, level: int, acting: Acting, note: str | None = None) -> CaseUrging:
    is_of_clock = kind is UrgingKind.OVERDUE
    return CaseUrging(
        case_id=case.id,
        kind=kind,
        level=level,
        deadline=case.due_at if is_of_clock else None,
        clock_since=case.clock_since if is_of_clock else None,
        raised_at=acting.now,
        raised_on=acting.today,
        raised_by_id=acting.viewer.officer_id,
        note=note,
    )


@dataclass(frozen=True)
class Escalated:
    """What one look at the clocks did."""

    resumed: int = 0
    reminded: int = 0
    urged: int = 0


BATCH = 500


def escalate(acting: Acting) -> Escalated:
    """Takes up what was set aside until now, reminds of what is due soon, urges what is late. Done twice, it is done once."""
    return Escalated(_resume(acting), _remind(acting), _urge_late(acting))


def _resume(acting: Acting) -> int:
    over = select(Case).where(Case.status == CaseStatus.SUSPENDED, Case.paused_until <= acting.now)
    cases = _held(acting.session, over)
    for case in cases:
        before, case.status = case.status, CaseStatus.IN_PROGRESS
        if case.standard is not None:
            acting.clocks(case).resume(acting.now)
        acting.clocks(case).enter_stage(acting.now)
        case.paused_at = case.paused_until = None
        case.version += 1
        record(acting.session, case, CaseAction.RESUME, before, acting.now)
    acting.session.flush()
    return len(cases)


def _remind(acting: Acting) -> int:
    near = select(Case).where(
        NullsLast(Case.due_at) >= acting.now, Case.due_soon_at <= acting.now, ~_raised(REMINDER), _is_handled_now()
    )
    cases = _held(acting.session, near)
    for case in cases:
        acting.session.add(_urging(case, UrgingKind.OVERDUE, REMINDER, acting))
        tell(acting.session, "case.due_soon", "Case", case.id, acting.now, line=case.line, deadline=case.due_at)
    acting.session.flush()
    return len(cases)


def _urge_late(acting: Acting) -> int:
    """Each level once for each deadline, since the clock last went on; what nobody looked at for long goes up several at once."""
    urged = 0
    for level, hours in enumerate(acting.rules.escalation_hours, start=1):
        late = select(Case).where(
            NullsLast(Case.due_at) < acting.now - timedelta(hours=hours), ~_raised(level), _is_handled_now()
        )
        for case in _held(acting.session, late):
            acting.session.add(_urging(case, UrgingKind.OVERDUE, level, acting))
            record(acting.session, case, CaseAction.URGE, case.status, acting.now, reason=f"level {level}")
            urged += 1
        acting.session.flush()
    return urged


def _raised(level: int) -> ColumnElement[bool]:
    urging = select(CaseUrging.id).where(
        CaseUrging.case_id == Case.id,
        CaseUrging.kind == UrgingKind.OVERDUE,
        CaseUrging.level == level,
        CaseUrging.deadline == Case.due_at,
        CaseUrging.clock_since == Case.clock_since,
    )
    return urging.exists()


def _is_handled_now() -> ColumnElement[bool]:
    return Case.status.in_((CaseStatus.DISPATCHED, CaseStatus.IN_PROGRESS))


def _held(session: Session, wanted: Select[Case]) -> Sequence[Case]:
    """So many at a time, held against everybody else; those that somebody holds just now wait for the next look."""
    return session.scalars(wanted.order_by(Case.id).limit(BATCH).with_for_update(skip_locked=True, of=Case)).all()
