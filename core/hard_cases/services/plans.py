"""The plan of a hard case (一案一策): what is done, by whom, what must be granted, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Protocol

from core.cases.acting import Acting
from core.cases.models import Case, CaseAction
from core.cases.services.step import take
from core.checks import Checks, check_day, check_length, check_planned, clean
from core.database import Base
from core.errors import DomainError, ErrorCode, at, invalid
from core.hard_cases.models import HardCase, PlanApproval, PlanMeasure, PlanMeasureKind, PlanMilestone
from core.ids import row_by_id
from core.people.models import Unit

STEPS_MOST = 30


class MeasureDraft(Protocol):
    @property
    def kind(self) -> PlanMeasureKind: ...
    @property
    def description(self) -> str: ...
    @property
    def unit_id(self) -> str | None: ...
    @property
    def due_on(self) -> date | None: ...


class ApprovalDraft(Protocol):
    @property
    def authority(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def applied_on(self) -> date: ...


class MilestoneDraft(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def planned_on(self) -> date | None: ...


class PlanDraft(Protocol):
    @property
    def analysis(self) -> str | None: ...
    @property
    def agreed_with_residents(self) -> bool | None: ...
    @property
    def measures(self) -> Sequence[MeasureDraft]: ...
    @property
    def approvals(self) -> Sequence[ApprovalDraft]: ...
    @property
    def milestones(self) -> Sequence[MilestoneDraft]: ...


class DoneDraft(Protocol):
    """One step that was taken: which, and when."""

    @property
    def id(self) -> str: ...
    @property
    def on(self) -> date: ...


class WaivedDraft(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def reason(self) -> str: ...


class ProgressDraft(Protocol):
    @property
    def measures_done(self) -> Sequence[DoneDraft]: ...
    @property
    def measures_waived(self) -> Sequence[WaivedDraft]: ...
    @property
    def approvals_granted(self) -> Sequence[DoneDraft]: ...
    @property
    def milestones_reached(self) -> Sequence[DoneDraft]: ...


def plan(acting: Acting, case_id: str, version: int, draft: PlanDraft) -> Case:
    """Adds to the plan; what stands in it stays."""
    step = take(acting, case_id, version, CaseAction.PLAN)
    hard, checks = _hard(step.case), Checks()
    _check_said(draft)
    for name in ("measures", "approvals", "milestones"):
        check_length(getattr(draft, name), name, STEPS_MOST)
    for number, measure in enumerate(draft.measures):
        checks.run(partial(_measure, acting, hard, measure, number))
    for number, approval in enumerate(draft.approvals):
        checks.run(partial(_approval, acting, hard, approval, number))
    for number, milestone in enumerate(draft.milestones):
        checks.run(partial(_milestone, acting, hard, milestone, number))
    if draft.analysis is not None:
        hard.analysis = checks.run(lambda: clean(draft.analysis or "", "analysis", 2000))
    checks.done()
    if draft.agreed_with_residents is not None:
        hard.agreed_with_residents = draft.agreed_with_residents
    return step.done()


def _check_said(draft: PlanDraft) -> None:
    steps = [*draft.measures, *draft.approvals, *draft.milestones]
    if not steps and draft.analysis is None and draft.agreed_with_residents is None:
        raise DomainError(
            ErrorCode.REQUIRED,
            "Nothing is added to the plan; name a measure, an approval or a milestone, or write the analysis.",
            "未填写任何内容，请填写措施、审批、节点或成因分析。",
            ("measures",),
        )


def _hard(case: Case) -> HardCase:
    assert case.hard_case is not None, "a guard refuses what is no hard case"
    return case.hard_case


def _measure(acting: Acting, hard: HardCase, draft: MeasureDraft, number: int) -> None:
    with at("measures", number):
        unit = None
        if draft.unit_id is not None:
            unit = row_by_id(acting.session, Unit, "Unit", draft.unit_id, "unit_id")
        if draft.due_on is not None:
            check_planned(draft.due_on, "due_on", acting.today)
        acting.session.add(
            PlanMeasure(
                case_id=hard.case_id,
                kind=draft.kind,
                description=clean(draft.description, "description", 500),
                unit_id=unit.id if unit is not None else None,
                due_on=draft.due_on,
            )
        )


def _approval(acting: Acting, hard: HardCase, draft: ApprovalDraft, number: int) -> None:
    with at("approvals", number):
        check_day(draft.applied_on, "applied_on", acting.today)
        acting.session.add(
            PlanApproval(
                case_id=hard.case_id,
                authority=clean(draft.authority, "authority", 60),
                kind=clean(draft.kind, "kind", 60),
                applied_on=draft.applied_on,
            )
        )


def _milestone(acting: Acting, hard: HardCase, draft: MilestoneDraft, number: int) -> None:
    with at("milestones", number):
        name = clean(draft.name, "name", 60)
        if draft.planned_on is not None:
            check_planned(draft.planned_on, "planned_on", acting.today)
        acting.session.add(PlanMilestone(case_id=hard.case_id, name=name, planned_on=draft.planned_on))


def advance(acting: Acting, case_id: str, version: int, draft: ProgressDraft) -> Case:
    """Steps of the plan were taken: each once."""
    step = take(acting, case_id, version, CaseAction.ADVANCE)
    case, checks, told = step.case, Checks(), []
    for name, model, column in (
        ("measures_done", PlanMeasure, "done_on"),
        ("approvals_granted", PlanApproval, "granted_on"),
        ("milestones_reached", PlanMilestone, "reached_on"),
    ):
        taken: Sequence[DoneDraft] = getattr(draft, name)
        check_length(taken, name, STEPS_MOST)
        for number, done in enumerate(taken):
            told.append(checks.run(partial(_done, acting, case, model, column, done, (name, number))))
    check_length(draft.measures_waived, "measures_waived", STEPS_MOST)
    for number, waived in enumerate(draft.measures_waived):
        told.append(checks.run(partial(_waive, acting, case, waived, number)))
    checks.done()
    if not told:
        raise DomainError(
            ErrorCode.REQUIRED, "Name at least one step that was taken.", "请至少填写一项进展。", ("measures_done",)
        )
    return step.done("; ".join(text for text in told if text))


def _done(acting: Acting, case: Case, model: type[Base], column: str, draft: DoneDraft, path: tuple[str, int]) -> str:
    with at(*path):
        row = _of_case(acting, case, model, draft.id)
        check_day(draft.on, "on", acting.today)
        began = getattr(row, "applied_on", None)
        if began is not None and draft.on < began:
            raise invalid(
                "on", f"It was applied for on {began}, after {draft.on}.", f"申请日期为 {began}，批准不能更早。"
            )
        if getattr(row, column) is not None or getattr(row, "waived_on", None) is not None:
            raise DomainError(
                ErrorCode.DUPLICATE, "This step was taken or waived already.", "该项已完成或已豁免。", ("id",)
            )
        setattr(row, column, draft.on)
        return f"{_name(row)} {draft.on}"


def _waive(acting: Acting, case: Case, draft: WaivedDraft, number: int) -> str:
    with at("measures_waived", number):
        row = _of_case(acting, case, PlanMeasure, draft.id)
        assert isinstance(row, PlanMeasure)
        why = clean(draft.reason, "reason", 500)
        if row.done_on is not None or row.waived_on is not None:
            raise DomainError(
                ErrorCode.DUPLICATE, "This measure was done or waived already.", "该措施已完成或已豁免。", ("id",)
            )
        row.waived_on, row.waived_because = acting.today, why
        return f"{row.description}: {why}"


def _of_case(acting: Acting, case: Case, model: type[Base], given: str) -> Base:
    row = row_by_id(acting.session, model, model.__name__, given, "id")
    if getattr(row, "case_id", None) != case.id:
        raise invalid("id", "It belongs to the plan of another case.", "该项属于其他案件的一案一策。")
    return row


def _name(row: Base) -> str:
    return str(getattr(row, "description", None) or getattr(row, "name", None) or getattr(row, "kind", ""))
