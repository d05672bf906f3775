"""GraphQL types of the hard cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, case, cast, func, select

from core.cases.models import Case, CaseOutcome, CaseStatus
from core.engine.declare import Node, column, part, relation, rows, shows
from core.hard_cases import models
from core.hard_cases.models import PlanMeasureKind
from core.people.types import Officer, Unit


def _is_solved() -> ColumnElement[bool]:
    return (Case.status == CaseStatus.CLOSED) & (Case.outcome == CaseOutcome.RESOLVED)


def _of_batch(number: Any) -> Any:
    """A number over the hard cases of the batch at hand."""

    def expression(batch: Any, _asking: Any) -> Any:
        made = select(number).select_from(models.HardCase).join(models.HardCase.case)
        return made.where(models.HardCase.batch_id == batch.id).correlate(batch).scalar_subquery()

    return expression


TAKEN = func.count()
SOLVED = func.coalesce(func.sum(case((_is_solved(), 1), else_=0)), 0)


@shows(models.PlanMeasure)
class PlanMeasure(Node):
    """One thing that a plan does (措施)."""

    kind: PlanMeasureKind = column("What kind of thing (措施类型).")
    description: str = column("What is done (内容).")
    unit: Unit | None = relation("Who does it; null where nobody is named (责任单位).")
    due_on: date | None = column("Until when; null where no day was set (期限).")
    done_on: date | None = column("When it was done; null while it is not (完成日期).")
    waived_on: date | None = column("When it was decided to do without it; null where it was not (豁免日期).")
    waived_because: str | None = column("Why it is not needed; null where it is (豁免理由).")


@shows(models.PlanApproval)
class PlanApproval(Node):
    """An approval that a plan needs (审批)."""

    authority: str = column("Who grants it (审批部门).")
    kind: str = column("What for (审批事项).")
    applied_on: date = column("When it was applied for (申请日期).")
    granted_on: date | None = column("When it was granted; null while it is pending (批准日期).")


@shows(models.PlanMilestone)
class PlanMilestone(Node):
    """A step of a plan that everybody can see (节点)."""

    name: str = column("What is reached (节点名称).")
    planned_on: date | None = column("When it is planned; null where no day was set (计划日期).")
    reached_on: date | None = column("When it was reached; null while it is not (达成日期).")


@shows(models.HardCase)
class CasePlan:
    """The plan of one hard case (一案一策)."""

    analysis: str | None = column("Why it is hard; null before it was analysed (成因分析).")
    agreed_with_residents: bool = column("Whether the residents agreed to the plan (是否与居民达成一致).")
    measures: list[PlanMeasure] = rows("What is done (措施).")
    approvals: list[PlanApproval] = rows("The approvals it needs (审批).")
    milestones: list[PlanMilestone] = rows("Its steps (节点).")


@shows(models.HardCaseBatch)
class HardCaseBatch(Node):
    """A batch of hard cases, taken on together (难题批次)."""

    number: int = column("Its number, from 1 (批次号).")
    name: str = column("What it is called (名称).")
    started_on: date = column("When it began (启动日期).")
    closed_on: date | None = column("Since when it takes on no more cases; null while it does (截止日期).")

    taken: int = column("How many cases it has (受理数).", sql=_of_batch(TAKEN))
    solved: int = column("How many of them are closed as resolved (解决数).", sql=_of_batch(SOLVED))
    solve_rate: float | None = column(
        "Solved of taken; null for an empty batch (解决率).",
        sql=_of_batch(cast(SOLVED, Float) / func.nullif(TAKEN, 0)),
    )


@shows(models.HardCase)
class HardCase:
    """What makes a case a hard case: its batch, and who answers for what (局长包区包案)."""

    batch: HardCaseBatch = relation("The batch it was taken on in (批次).")
    district_leader: Officer = relation("The bureau leader in charge of the district (包区领导).")
    line_lead: Officer = relation("Who leads the line (包案负责人).")
    responsible_officer: Officer = relation("The one who must get it solved (责任人).")
    accepted_on: date = column("When it was taken on (受理日期).")
    confirmed_on: date | None = column("When the residents confirmed that it is solved; null before (居民确认日期).")
    confirmation: str | None = column("How they did; null before (居民确认方式).")
    line_lead_signed_at: datetime | None = column("When the line lead signed; null before (包案负责人签字时间).")
    district_leader_signed_at: datetime | None = column(
        "When the leader of the district signed; null before (包区领导签字时间)."
    )
    plan: CasePlan = part("Its plan (一案一策).")
