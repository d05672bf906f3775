"""What clients do with the enforcement line: a violation, step by step."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from core import ActionInput, Context, Payload, action_input, by_id, mutation, payload, refer
from plugins.enforcement.models import ViolationStage
from plugins.enforcement.services import course, respondents
from plugins.enforcement.types import EnforcementViolation


@strawberry.input
class ViolationStepInput(ActionInput):
    violation_id: strawberry.ID = strawberry.field(description="Which violation (违法行为).")
    version: int = strawberry.field(description="The version that was looked at (版本).")


@payload
class ViolationStepPayload(Payload):
    """The violation as it stands now (查处结果)."""

    violation: EnforcementViolation | None = by_id("The violation; null when it was refused (违法行为).")


@action_input
class WarnEnforcementViolationInput(ViolationStepInput):
    """The one responsible was warned (警告)."""

    warned_on: date = strawberry.field(description="The day of the warning (警告日期).")


@payload
class WarnEnforcementViolationPayload(ViolationStepPayload):
    """The violation after the warning (警告结果)."""


@action_input
class OrderEnforcementViolationInput(ViolationStepInput):
    """It was ordered in writing to put it right (责令改正)."""

    ordered_on: date = strawberry.field(description="The day of the order (责令改正日期).")
    notice_number: str = strawberry.field(description="Number of the order (通知书文号).")


@payload
class OrderEnforcementViolationPayload(ViolationStepPayload):
    """The violation after the order (责令改正结果)."""


@action_input
class PenaliseEnforcementViolationInput(ViolationStepInput):
    """A penalty was decided (行政处罚)."""

    penalised_on: date = strawberry.field(description="The day of the decision (处罚日期).")
    penalty_number: str = strawberry.field(description="Number of the decision (决定书文号).")


@payload
class PenaliseEnforcementViolationPayload(ViolationStepPayload):
    """The violation after the penalty (处罚结果)."""


@action_input
class RemoveEnforcementViolationInput(ViolationStepInput):
    """The violation is gone; its case goes on to be checked and closed (消除)."""

    removed_on: date = strawberry.field(description="The day it was gone (消除日期).")


@payload
class RemoveEnforcementViolationPayload(ViolationStepPayload):
    """The violation after it was removed (消除结果)."""


@action_input
class NameEnforcementRespondentInput(ViolationStepInput):
    """Who is responsible for a violation, such as a dog's owner; only those who may will see it (登记当事人)."""

    name: str = strawberry.field(description="The name; said again, it is corrected (当事人姓名或名称).")


@payload
class NameEnforcementRespondentPayload(ViolationStepPayload):
    """The violation with who is responsible (登记结果)."""


class EnforcementCourseMutations:
    @mutation("Say that the one responsible for a violation was warned (警告违法行为).", "enforcement.proceed")
    def warn_enforcement_violation(
        self, context: Context, input: WarnEnforcementViolationInput
    ) -> WarnEnforcementViolationPayload:
        violation = _advanced(context, input, ViolationStage.WARNED, input.warned_on)
        return WarnEnforcementViolationPayload(violation=violation)

    @mutation("Say that it was ordered in writing to put a violation right (责令改正违法行为).", "enforcement.proceed")
    def order_enforcement_violation(
        self, context: Context, input: OrderEnforcementViolationInput
    ) -> OrderEnforcementViolationPayload:
        violation = _advanced(context, input, ViolationStage.ORDERED, input.ordered_on, input.notice_number)
        return OrderEnforcementViolationPayload(violation=violation)

    @mutation("Say that a penalty for a violation was decided (处罚违法行为).", "enforcement.proceed")
    def penalise_enforcement_violation(
        self, context: Context, input: PenaliseEnforcementViolationInput
    ) -> PenaliseEnforcementViolationPayload:
        violation = _advanced(context, input, ViolationStage.PENALISED, input.penalised_on, input.penalty_number)
        return PenaliseEnforcementViolationPayload(violation=violation)

    @mutation("Say that a violation is gone (消除违法行为).", "enforcement.proceed")
    def remove_enforcement_violation(
        self, context: Context, input: RemoveEnforcementViolationInput
    ) -> RemoveEnforcementViolationPayload:
        violation = _advanced(context, input, ViolationStage.REMOVED, input.removed_on)
        return RemoveEnforcementViolationPayload(violation=violation)

    @mutation("Say who is responsible for a violation (登记当事人).", "enforcement.proceed")
    def name_enforcement_respondent(
        self, context: Context, input: NameEnforcementRespondentInput
    ) -> NameEnforcementRespondentPayload:
        violation = respondents.name_respondent(context.session, input, input.name)
        return NameEnforcementRespondentPayload(violation=refer(violation))


def _advanced(
    context: Context,
    step: ViolationStepInput,
    stage: ViolationStage,
    day: date,
    number: str | None = None,
) -> Any:
    return refer(course.advance(context.session, step, stage, day=day, number=number, today=context.today))
