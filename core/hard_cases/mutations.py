"""What clients do with hard cases."""

from __future__ import annotations

from datetime import date

import strawberry

from core.cases.acting import Acting
from core.cases.mutations.step import CaseStepInput, CaseStepPayload
from core.context import Context
from core.engine.declare import by_id
from core.hard_cases.models import PlanMeasureKind
from core.hard_cases.services import batches, endings, named, plans
from core.hard_cases.services.endings import Signature
from core.hard_cases.types import HardCaseBatch
from core.mutations import ActionInput, Payload, action_input, mutation, payload, refer


@strawberry.input(description="One thing that is to be done (措施).")
class PlanMeasureInput:
    kind: PlanMeasureKind = strawberry.field(description="What kind of thing (措施类型).")
    description: str = strawberry.field(description="What is done (内容).")
    unit_id: strawberry.ID | None = strawberry.field(description="Who does it (责任单位).")
    due_on: date | None = strawberry.field(description="Until when (期限).")


@strawberry.input(description="An approval that the plan needs (审批).")
class PlanApprovalInput:
    authority: str = strawberry.field(description="Who grants it (审批部门).")
    kind: str = strawberry.field(description="What for (审批事项).")
    applied_on: date = strawberry.field(description="When it was applied for (申请日期).")


@strawberry.input(description="A step of the plan that everybody can see (节点).")
class PlanMilestoneInput:
    name: str = strawberry.field(description="What is reached (节点名称).")
    planned_on: date | None = strawberry.field(description="When it is planned (计划日期).")


@strawberry.input(description="A step that was taken (已完成项).")
class PlanStepInput:
    id: strawberry.ID = strawberry.field(description="Which measure, approval or milestone (项目).")
    on: date = strawberry.field(description="When (日期).")


@strawberry.input(description="A measure that is not needed after all (豁免项).")
class PlanWaiverInput:
    id: strawberry.ID = strawberry.field(description="Which measure (措施).")
    reason: str = strawberry.field(description="Why it is not needed (理由).")


@action_input
class OpenHardCaseBatchInput(ActionInput):
    """The bureau begins to take on hard cases (开启批次)."""

    name: str = strawberry.field(description="What it is called (名称).")


@payload
class OpenHardCaseBatchPayload(Payload):
    """The batch as it begins (开启批次结果)."""

    batch: HardCaseBatch | None = by_id("The batch; null when it was refused (批次).")


@action_input
class CloseHardCaseBatchInput(ActionInput):
    """The batch takes on no more cases (截止批次)."""

    number: int = strawberry.field(description="Its number (批次号).")


@payload
class CloseHardCaseBatchPayload(Payload):
    """The batch, whose cases go on until they are solved (截止批次结果)."""

    batch: HardCaseBatch | None = by_id("The batch; null when it was refused (批次).")


@action_input
class TakeHardCaseInput(CaseStepInput):
    """The bureau's leaders take it on (列为难题)."""

    batch: int = strawberry.field(description="Number of the batch, which must be open (批次号).")
    district_leader_id: strawberry.ID = strawberry.field(
        description="The bureau leader in charge of its district (包区领导)."
    )
    line_lead_id: strawberry.ID = strawberry.field(description="Who leads its line (包案负责人).")
    responsible_officer_id: strawberry.ID = strawberry.field(description="The one who must get it solved (责任人).")
    reason: str = strawberry.field(description="Why (理由).")


@payload
class TakeHardCasePayload(CaseStepPayload):
    """The case as a hard case (列为难题结果)."""


@action_input
class HandOverHardCaseInput(CaseStepInput):
    """Others answer for it from now on: who is not given stays (难题移交)."""

    district_leader_id: strawberry.ID | None = strawberry.field(
        description="The bureau leader in charge of its district (包区领导)."
    )
    line_lead_id: strawberry.ID | None = strawberry.field(description="Who leads its line (包案负责人).")
    responsible_officer_id: strawberry.ID | None = strawberry.field(
        description="The one who must get it solved (责任人)."
    )
    reason: str = strawberry.field(description="Why (理由).")


@payload
class HandOverHardCasePayload(CaseStepPayload):
    """The case with those who answer for it; what the one before had signed is signed anew (难题移交结果)."""


@action_input
class PlanHardCaseInput(CaseStepInput):
    """What is to be done, added to the plan (一案一策)."""

    analysis: str | None = strawberry.field(
        description="Why it is hard; what was written before stays where it is not given (成因分析)."
    )
    agreed_with_residents: bool | None = strawberry.field(
        description="Whether the residents agreed to the plan (是否与居民达成一致)."
    )
    measures: list[PlanMeasureInput] = strawberry.field(description="What is to be done (措施).", default_factory=list)
    approvals: list[PlanApprovalInput] = strawberry.field(
        description="Approvals that it needs (审批).", default_factory=list
    )
    milestones: list[PlanMilestoneInput] = strawberry.field(
        description="Steps that everybody can see (节点).", default_factory=list
    )


@payload
class PlanHardCasePayload(CaseStepPayload):
    """The case with its plan (一案一策结果)."""


@action_input
class AdvanceHardCaseInput(CaseStepInput):
    """Steps of the plan were taken (推进措施)."""

    measures_done: list[PlanStepInput] = strawberry.field(
        description="Measures that were done (已完成措施).", default_factory=list
    )
    measures_waived: list[PlanWaiverInput] = strawberry.field(
        description="Measures that turned out not to be needed (豁免措施).", default_factory=list
    )
    approvals_granted: list[PlanStepInput] = strawberry.field(
        description="Approvals that were granted (已批准审批).", default_factory=list
    )
    milestones_reached: list[PlanStepInput] = strawberry.field(
        description="Milestones that were reached (已达成节点).", default_factory=list
    )


@payload
class AdvanceHardCasePayload(CaseStepPayload):
    """The case with its plan (推进结果)."""


@action_input
class ConfirmHardCaseInput(CaseStepInput):
    """The residents say that it is solved (居民确认)."""

    confirmed_on: date = strawberry.field(description="When they did (确认日期).")
    note: str = strawberry.field(description="How they did, without names (确认方式).")


@payload
class ConfirmHardCasePayload(CaseStepPayload):
    """The case with their confirmation (居民确认结果)."""


@action_input
class SignHardCaseInput(CaseStepInput):
    """A leader signs that it is solved (签字)."""

    signature: Signature = strawberry.field(description="Whose signature it is (签字人).")


@payload
class SignHardCasePayload(CaseStepPayload):
    """The case with the signature (签字结果)."""


class HardCaseMutations:
    @mutation("Open the next batch of hard cases (开启难题批次).", "hard_case.batch")
    def open_hard_case_batch(self, context: Context, input: OpenHardCaseBatchInput) -> OpenHardCaseBatchPayload:
        return OpenHardCaseBatchPayload(batch=refer(batches.open_batch(Acting.of(context), input.name)))

    @mutation("Take no more cases on in a batch (截止难题批次).", "hard_case.batch")
    def close_hard_case_batch(self, context: Context, input: CloseHardCaseBatchInput) -> CloseHardCaseBatchPayload:
        return CloseHardCaseBatchPayload(batch=refer(batches.close_batch(Acting.of(context), input.number)))

    @mutation("Take a case on as a hard case; it ends only when it is solved (列为难题).", "hard_case.take")
    def take_hard_case(self, context: Context, input: TakeHardCaseInput) -> TakeHardCasePayload:
        case = batches.take_on(
            Acting.of(context),
            input.case_id,
            input.version,
            batch=input.batch,
            district_leader_id=input.district_leader_id,
            line_lead_id=input.line_lead_id,
            responsible_officer_id=input.responsible_officer_id,
            reason=input.reason,
        )
        return TakeHardCasePayload(case=refer(case))

    @mutation("Name others who answer for a hard case, as where somebody leaves (难题移交).", "hard_case.take")
    def hand_over_hard_case(self, context: Context, input: HandOverHardCaseInput) -> HandOverHardCasePayload:
        others = {name: getattr(input, f"{name}_id") for name in named.NAMED}
        case = named.hand_over(Acting.of(context), input.case_id, input.version, others, input.reason)
        return HandOverHardCasePayload(case=refer(case))

    @mutation("Add to the plan of a hard case (制定一案一策).", "hard_case.take")
    def plan_hard_case(self, context: Context, input: PlanHardCaseInput) -> PlanHardCasePayload:
        case = plans.plan(Acting.of(context), input.case_id, input.version, input)
        return PlanHardCasePayload(case=refer(case))

    @mutation("Say which steps of the plan were taken (推进一案一策).", "hard_case.advance")
    def advance_hard_case(self, context: Context, input: AdvanceHardCaseInput) -> AdvanceHardCasePayload:
        case = plans.advance(Acting.of(context), input.case_id, input.version, input)
        return AdvanceHardCasePayload(case=refer(case))

    @mutation("Record that the residents confirm that a hard case is solved (居民确认).", "hard_case.confirm")
    def confirm_hard_case(self, context: Context, input: ConfirmHardCaseInput) -> ConfirmHardCasePayload:
        case = endings.confirm(Acting.of(context), input.case_id, input.version, input.confirmed_on, input.note)
        return ConfirmHardCasePayload(case=refer(case))

    @mutation("Sign that a hard case is solved: each of the two for themselves (难题签字).", "hard_case.sign")
    def sign_hard_case(self, context: Context, input: SignHardCaseInput) -> SignHardCasePayload:
        case = endings.sign(Acting.of(context), input.case_id, input.version, input.signature)
        return SignHardCasePayload(case=refer(case))
