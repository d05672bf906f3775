"""The course of a violation: which step may follow which. Apart from the services: one rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import DomainError, ErrorCode, out_of_range
from core.cases.models import Case
from core.checks import Checks, check_day, check_version, clean
from core.ids import row_by_id
from plugins.enforcement.models import EnforcementViolation, ViolationStage


@dataclass(frozen=True)
class Step:
    """The columns of its day and of its document's number, and what it is called."""

    stage: ViolationStage
    day: str
    told: str
    told_zh: str
    number: str | None = None


COURSE = (
    Step(ViolationStage.SEEN, "first_seen_on", "first seen", "发现"),
    Step(ViolationStage.WARNED, "warned_on", "warned about", "警告"),
    Step(ViolationStage.ORDERED, "ordered_on", "ordered to be put right", "责令改正", "notice_number"),
    Step(ViolationStage.PENALISED, "penalised_on", "penalised", "处罚", "penalty_number"),
    Step(ViolationStage.REMOVED, "removed_on", "removed", "消除"),
)
RANKS = {step.stage: rank for rank, step in enumerate(COURSE)}
DUE = {
    ViolationStage.ORDERED: "order_due_at",
    ViolationStage.PENALISED: "penalty_due_at",
    ViolationStage.REMOVED: "removal_due_at",
}
"""Until when a step must be taken, where it has a limit."""


class StepDraft(Protocol):
    """Which violation takes a step, and the version of it that was looked at."""

    @property
    def violation_id(self) -> str: ...
    @property
    def version(self) -> int: ...


def advance(
    session: Session,
    draft: StepDraft,
    stage: ViolationStage,
    *,
    day: date,
    today: date,
    number: str | None = None,
) -> EnforcementViolation:
    """The violation takes the step. Steps may be left out, but none comes twice or too late."""
    violation = open_for_step(session, draft)
    back = session.scalar(select(Case.back_to_work_on).where(Case.id == violation.case_id))
    _take_back(violation, back)
    step, last = COURSE[RANKS[stage]], COURSE[RANKS[violation.stage]]
    if RANKS[stage] <= RANKS[violation.stage]:
        raise _too_late(violation, step, last)
    checks = Checks()
    checks.run(lambda: check_day(day, step.day, today))
    checks.run(lambda: _check_forward(day, step, getattr(violation, last.day), last))
    checks.run(lambda: _check_seen_since(day, step, back))
    paper = checks.run(lambda: _number(step, number))
    checks.done()
    setattr(violation, step.day, day)
    if step.number is not None:
        setattr(violation, step.number, paper)
    violation.stage = stage
    violation.due_at = next_due(stage, {due: getattr(violation, due) for due in DUE.values()})
    violation.version += 1
    session.flush()
    return violation


def _take_back(violation: EnforcementViolation, back: date | None) -> None:
    """It was not gone where its case went back to work since it was said to be; what was done before stays done."""
    gone = violation.removed_on
    if gone is None or back is None or back < gone:
        return
    violation.removed_on = None
    done = [step for step in COURSE if getattr(violation, step.day) is not None]
    violation.stage = done[-1].stage


def next_due(stage: ViolationStage, limits: Mapping[str, datetime | None]) -> datetime | None:
    """The earliest limit of a step that is still to be taken; a later step makes those before it needless."""
    still = [limits[due] for step, due in DUE.items() if RANKS[step] > RANKS[stage]]
    return min((due for due in still if due is not None), default=None)


def open_for_step(session: Session, draft: StepDraft) -> EnforcementViolation:
    """The violation as it was looked at; two people may stand before one."""
    violation = row_by_id(session, EnforcementViolation, "EnforcementViolation", draft.violation_id, "violation_id")
    session.refresh(violation, with_for_update=True)
    check_version(violation.version, draft.version)
    return violation


def _number(step: Step, given: str | None) -> str | None:
    return clean(given or "", step.number, 60) if step.number is not None else None


def _check_forward(day: date, step: Step, before: date, last: Step) -> None:
    if day < before:
        raise out_of_range(
            step.day,
            f"The violation was {last.told} on {before}; it cannot have been {step.told} on {day}.",
            f"该违法行为于 {before} {last.told_zh}，{step.told_zh}日期不能早于该日。",
        )


def _check_seen_since(day: date, step: Step, back: date | None) -> None:
    """What a check found to be there still, or somebody later, was not gone before."""
    if step.stage is ViolationStage.REMOVED and back is not None and day < back:
        raise out_of_range(
            step.day,
            f"Its case went back to work on {back}; it cannot have been {step.told} on {day}.",
            f"案件已于 {back} 返工或重办，{step.told_zh}日期不能早于该日。",
        )


def _too_late(violation: EnforcementViolation, step: Step, last: Step) -> DomainError:
    before = getattr(violation, last.day)
    return DomainError(
        ErrorCode.NOT_ALLOWED,
        f"The violation was {last.told} on {before}; it can no longer be {step.told}.",
        f"该违法行为已于 {before} {last.told_zh}，不能再{step.told_zh}。",
        ("violation_id",),
    )
