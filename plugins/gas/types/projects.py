"""GraphQL types of the gas line: homes that get gas, and campaigns for its safe use."""

from __future__ import annotations

from datetime import date

import strawberry

from core import BigInt, Connection, Node, Order, column, connection, named, part, plain, relation, rows, shows
from core.cases.types import Case
from core.places.types import Community
from plugins.gas import models
from plugins.gas.models import ConnectionStage
from plugins.gas.services import campaigns

PLACE_ORDER = Order(models.GasCampaignCommunity, default="id", id="As it was planned (先后).")


@shows(models.GasConnectionStage)
class GasConnectionStage:
    """A stage of a connection project (接气节点)."""

    stage: ConnectionStage = column("Which stage (阶段).")
    reached_on: date | None = column("When it was reached; null while it is not (达成日期).")


@shows(models.GasConnectionApproval)
class GasConnectionApproval(Node):
    """An approval that a connection project needs (接气审批)."""

    authority: str = column("Who grants it (审批部门).")
    kind: str = column("What for (审批事项).")
    applied_on: date = column("When it was applied for (申请日期).")
    granted_on: date | None = column("When it was granted; null while it is pending (批准日期).")
    project: GasConnectionProject = relation("The project that needs it (所属工程).")


@shows(models.GasConnectionProject)
class GasConnectionTarget:
    """What was promised: a plan, not a result (接气目标)."""

    households: int = column("How many homes (户数).")
    due_on: date = column("Until when (期限).", "target_due_on")


@shows(models.GasConnectionProject)
class GasConnectionProject(Node):
    """A project that brings gas to homes that never had it (管道燃气接入工程)."""

    version: int = column("Grows with every stage; sent back with the next one (版本).")
    name: str = column("Where it is (名称).")
    community: Community = relation("The community it lies in (所在社区).")
    households: int = column("How many homes (户数).")
    stage: ConnectionStage = column("How far it is (阶段).")
    target: GasConnectionTarget = part("What was promised (目标).")
    is_late: bool = column(
        "Whether the day it was promised for is over and the gas is not on (是否逾期).",
        sql=lambda project, asking: project.vented_on.is_(None) & (project.target_due_on < asking.today()),
    )
    vented_on: date | None = column("When the gas came on; null before (通气日期).")
    stages: list[GasConnectionStage] = rows("Its stages (节点).")
    approvals: list[GasConnectionApproval] = rows("The approvals it needs (审批).")
    case: Case | None = relation("The case behind it; null where there is none (关联案件).")


@plain
class GasConnectionProgress:
    """How many homes have gas by now, of those in projects (接气进度)."""

    stage: ConnectionStage = strawberry.field(description="How far these projects are (阶段).")
    projects: int = strawberry.field(description="Projects that stand there (工程数).")
    households: BigInt = strawberry.field(description="Homes of these projects (户数).")
    late_households: BigInt = strawberry.field(description="Of these, homes that were promised gas by now (逾期户数).")


@shows(models.GasCampaignCommunity)
class GasCampaignCommunity(Node):
    """One community of a publicity campaign (宣传活动社区)."""

    community: Community = relation("The community (社区).")
    is_covered: bool = column(
        "Whether the line was there in the days of the campaign (是否已覆盖).", sql=campaigns.is_covered
    )


@shows(models.GasCampaign)
class GasCampaign(Node):
    """A campaign that tells people how to use gas safely, in some communities, for some days (燃气安全宣传活动)."""

    name: str = column("What it is called (名称).")
    from_: date = named("from", column("The first day (起始日，含).", "starts_on"))
    to: date = column("The day after the last (截止日，不含).", "ends_before")
    communities_planned: int = column(
        "How many communities it is made in (计划社区数).", sql=campaigns.communities_planned
    )
    communities_covered: int = column(
        "Of these, those where the line was in its days (已覆盖社区数).", sql=campaigns.communities_covered
    )
    visits: int = column("Visits that the line made there in its days (进社区次数).", sql=campaigns.visits_made)
    households_told: int = column(
        "Households that were told there in its days; one that was told twice counts twice (宣传户次).",
        sql=campaigns.households_told,
    )
    materials: int = column("Pieces handed out there in its days (发放材料份数).", sql=campaigns.materials_given)
    communities: Connection[GasCampaignCommunity] = connection(
        "Where it is made (活动社区).", PLACE_ORDER, via=models.GasCampaignCommunity.campaign_id
    )
