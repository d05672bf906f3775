"""What clients do with the gas line: homes that get gas, and campaigns for its safe use."""

from __future__ import annotations

from datetime import date

import strawberry

from core import ActionInput, Context, DateWindow, Payload, action_input, by_id, mutation, payload, refer
from plugins.gas.models import ConnectionStage
from plugins.gas.services import campaigns, projects
from plugins.gas.types.projects import GasCampaign, GasConnectionApproval, GasConnectionProject


@action_input
class StartGasConnectionProjectInput(ActionInput):
    """Homes that never had gas are promised it until a day (接气工程立项)."""

    name: str = strawberry.field(description="Where it is, unlike any other (名称).")
    community_code: str = strawberry.field(description="12-digit code of the community it lies in (社区代码).")
    households: int = strawberry.field(description="How many homes (户数).")
    target_due_on: date = strawberry.field(description="Until when they are promised gas (期限).")
    case_id: strawberry.ID | None = strawberry.field(
        description="The case behind it, of this line; nothing where there is none (关联案件).", default=None
    )


@payload
class StartGasConnectionProjectPayload(Payload):
    """The project as it begins (立项结果)."""

    project: GasConnectionProject | None = by_id("The project; null when it was refused (接气工程).")


@action_input
class ApplyForGasApprovalInput(ActionInput):
    """An approval that a project needs was applied for (申请审批)."""

    project_id: strawberry.ID = strawberry.field(description="Which project (接气工程).")
    authority: str = strawberry.field(description="Who grants it (审批部门).")
    kind: str = strawberry.field(description="What for (审批事项).")
    applied_on: date = strawberry.field(description="When it was applied for (申请日期).")


@payload
class ApplyForGasApprovalPayload(Payload):
    """The approval as it was applied for (申请结果)."""

    approval: GasConnectionApproval | None = by_id("The approval; null when it was refused (审批).")


@action_input
class GrantGasApprovalInput(ActionInput):
    """An approval was granted (审批通过)."""

    approval_id: strawberry.ID = strawberry.field(description="Which approval (审批).")
    granted_on: date = strawberry.field(description="When it was granted (批准日期).")


@payload
class GrantGasApprovalPayload(Payload):
    """The approval as it was granted (审批结果)."""

    approval: GasConnectionApproval | None = by_id("The approval; null when it was refused (审批).")


@action_input
class ReachGasConnectionStageInput(ActionInput):
    """A project reached a stage (达成节点)."""

    project_id: strawberry.ID = strawberry.field(description="Which project (接气工程).")
    version: int = strawberry.field(description="The version that was looked at (版本).")
    stage: ConnectionStage = strawberry.field(description="Which stage; what must come before has been reached (阶段).")
    reached_on: date = strawberry.field(description="When it was reached (达成日期).")


@payload
class ReachGasConnectionStagePayload(Payload):
    """The project as it stands now (达成结果)."""

    project: GasConnectionProject | None = by_id("The project; null when it was refused (接气工程).")


@action_input
class StartGasCampaignInput(ActionInput):
    """A campaign that tells people how to use gas safely (燃气安全宣传活动)."""

    name: str = strawberry.field(description="What it is called, unlike any other (名称).")
    window: DateWindow = strawberry.field(description="Its days, at most 366 (活动期限).")
    community_codes: list[str] = strawberry.field(
        description="12-digit codes of its communities, 1 to 2000 (社区代码)."
    )


@payload
class StartGasCampaignPayload(Payload):
    """The campaign as it begins (启动结果)."""

    campaign: GasCampaign | None = by_id("The campaign; null when it was refused (宣传活动).")


class GasProjectMutations:
    @mutation("Start a project that brings gas to homes (接气工程立项).", "gas.connect")
    def start_gas_connection_project(
        self, context: Context, input: StartGasConnectionProjectInput
    ) -> StartGasConnectionProjectPayload:
        project = projects.start_project(context.session, input, today=context.today)
        return StartGasConnectionProjectPayload(project=refer(project))

    @mutation("Say that an approval for a connection project was applied for (申请接气审批).", "gas.connect")
    def apply_for_gas_approval(self, context: Context, input: ApplyForGasApprovalInput) -> ApplyForGasApprovalPayload:
        approval = projects.apply_for(
            context.session,
            input.project_id,
            authority=input.authority,
            kind=input.kind,
            applied_on=input.applied_on,
            today=context.today,
        )
        return ApplyForGasApprovalPayload(approval=refer(approval))

    @mutation("Say that an approval for a connection project was granted (接气审批通过).", "gas.connect")
    def grant_gas_approval(self, context: Context, input: GrantGasApprovalInput) -> GrantGasApprovalPayload:
        approval = projects.grant(context.session, input.approval_id, granted_on=input.granted_on, today=context.today)
        return GrantGasApprovalPayload(approval=refer(approval))

    @mutation("Say that a connection project reached a stage (接气工程达成节点).", "gas.connect")
    def reach_gas_connection_stage(
        self, context: Context, input: ReachGasConnectionStageInput
    ) -> ReachGasConnectionStagePayload:
        project = projects.reach(
            context.session,
            input.project_id,
            input.stage,
            version=input.version,
            reached_on=input.reached_on,
            today=context.today,
        )
        return ReachGasConnectionStagePayload(project=refer(project))

    @mutation("Start a campaign for the safe use of gas (启动燃气安全宣传活动).", "round.plan")
    def start_gas_campaign(self, context: Context, input: StartGasCampaignInput) -> StartGasCampaignPayload:
        campaign = campaigns.start_campaign(context.session, input, today=context.today)
        return StartGasCampaignPayload(campaign=refer(campaign))
