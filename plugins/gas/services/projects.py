"""Projects that bring gas to homes: approvals, stages in their order, and the gas at last."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from core import DomainError, ErrorCode, invalid
from core.cases.models import Case
from core.checks import check_count, check_day, check_planned, check_version, clean
from core.ids import row_by_id
from core.names import free_name
from core.visits.services import open_community
from plugins.gas.line import LINE
from plugins.gas.models import ConnectionStage, GasConnectionApproval, GasConnectionProject, GasConnectionStage

S = ConnectionStage
AFTER: dict[S, tuple[S, ...]] = {
    S.SURVEY: (),
    S.APPROVAL: (S.SURVEY,),
    S.INDOOR: (S.SURVEY,),
    S.STREET_PIPE: (S.APPROVAL,),
    S.VENTED: (S.INDOOR, S.STREET_PIPE),
}
"""What must be reached before: indoors people may work while offices decide, in the street they may not."""
HOUSEHOLDS_MOST = 100_000


class ProjectDraft(Protocol):
    name: str
    community_code: str
    households: int
    target_due_on: date

    @property
    def case_id(self) -> str | None: ...


def start_project(session: Session, draft: ProjectDraft, *, today: date) -> GasConnectionProject:
    """So many homes of a community are promised gas until a day."""
    name = free_name(session, GasConnectionProject, draft.name)
    community = open_community(session, draft.community_code, today)
    check_count(draft.households, "households", HOUSEHOLDS_MOST, least=1)
    check_planned(draft.target_due_on, "target_due_on", today, since=today)
    project = GasConnectionProject(
        name=name,
        community=community,
        district_id=community.district_id,
        households=draft.households,
        stage=S.SURVEY,
        target_due_on=draft.target_due_on,
        case_id=_case(session, draft.case_id),
        stages=[GasConnectionStage(stage=stage) for stage in S],
    )
    session.add(project)
    session.flush()
    return project


def _case(session: Session, case_id: str | None) -> int | None:
    if case_id is None:
        return None
    case = row_by_id(session, Case, "Case", case_id, "case_id")
    if case.line != LINE.key:
        raise invalid(
            "case_id",
            f"The case is of the line {case.line}; name one of {LINE.key}.",
            f"该案件属于 {case.line}，请填写{LINE.name_zh}案件。",
        )
    return case.id


def apply_for(
    session: Session, project_id: str, *, authority: str, kind: str, applied_on: date, today: date
) -> GasConnectionApproval:
    """An approval was applied for."""
    project = _open_project(session, project_id)
    check_day(applied_on, "applied_on", today)
    approval = GasConnectionApproval(
        project=project,
        authority=clean(authority, "authority", 60),
        kind=clean(kind, "kind", 60),
        applied_on=applied_on,
    )
    session.add(approval)
    session.flush()
    return approval


def grant(session: Session, approval_id: str, *, granted_on: date, today: date) -> GasConnectionApproval:
    """It was granted."""
    approval = row_by_id(session, GasConnectionApproval, "GasConnectionApproval", approval_id, "approval_id")
    check_day(granted_on, "granted_on", today)
    if approval.granted_on is not None:
        raise DomainError(
            ErrorCode.NOT_ALLOWED,
            f"It was granted on {approval.granted_on} already.",
            f"该审批已于 {approval.granted_on} 批准。",
            ("approval_id",),
        )
    if granted_on < approval.applied_on:
        raise invalid(
            "granted_on",
            f"It was applied for on {approval.applied_on}; it cannot have been granted on {granted_on}.",
            f"该审批于 {approval.applied_on} 申请，批准日期不能是 {granted_on}。",
        )
    approval.granted_on = granted_on
    session.flush()
    return approval


def reach(
    session: Session, project_id: str, stage: ConnectionStage, *, version: int, reached_on: date, today: date
) -> GasConnectionProject:
    """A stage is reached; what must come before it has been, and not later."""
    project = _open_project(session, project_id)
    check_version(project.version, version)
    check_day(reached_on, "reached_on", today)
    stages = {row.stage: row for row in project.stages}
    if stages[stage].reached_on is not None:
        raise _not_yet(f"{stage.name} was reached on {stages[stage].reached_on} already.", "该节点已达成。")
    for before in AFTER[stage]:
        _check_before(stage, before, stages[before].reached_on, reached_on)
    if stage is S.APPROVAL:
        _check_approvals(project, reached_on)
    stages[stage].reached_on = reached_on
    project.stage = max((row.stage for row in stages.values() if row.reached_on), key=list(S).index)
    project.vented_on = stages[S.VENTED].reached_on
    project.version += 1
    session.flush()
    return project


def _check_before(stage: S, before: S, day: date | None, reached_on: date) -> None:
    if day is None:
        raise _not_yet(f"{before.name} must be reached before {stage.name}.", f"须先达成 {before.name}。")
    if reached_on < day:
        raise invalid(
            "reached_on",
            f"{before.name} was reached on {day}; {stage.name} cannot have been on {reached_on}.",
            f"{before.name} 于 {day} 达成，{stage.name} 不能早于该日。",
        )


def _check_approvals(project: GasConnectionProject, reached_on: date) -> None:
    """All that were applied for are granted; at least one was."""
    waiting = [approval.kind for approval in project.approvals if approval.granted_on is None]
    if waiting or not project.approvals:
        names = ", ".join(waiting) or "any approval"
        raise _not_yet(f"{names} is not granted yet.", f"审批未完成：{'、'.join(waiting) or '尚未申请'}。")
    last = max(approval.granted_on for approval in project.approvals if approval.granted_on)
    if reached_on < last:
        raise invalid(
            "reached_on",
            f"The last approval was granted on {last}.",
            f"最后一项审批于 {last} 批准。",
        )


def _open_project(session: Session, project_id: str) -> GasConnectionProject:
    project = row_by_id(session, GasConnectionProject, "GasConnectionProject", project_id, "project_id")
    session.refresh(project, with_for_update=True)
    if project.vented_on is not None:
        raise DomainError(
            ErrorCode.NOT_ALLOWED,
            f"The gas is on since {project.vented_on}; the project is done.",
            f"该工程已于 {project.vented_on} 通气。",
            ("project_id",),
        )
    return project


def _not_yet(message: str, message_zh: str) -> DomainError:
    return DomainError(ErrorCode.NOT_ALLOWED, message, message_zh, ("stage",))
