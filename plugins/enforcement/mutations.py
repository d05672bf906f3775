"""What clients do with the enforcement line."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from core import ActionInput, Context, DateWindow, Payload, action_input, by_id, mutation, payload, refer, several
from core.visits.mutations import RecordVisitInput, RecordVisitPayload
from plugins.enforcement.models import ViolationKind, ViolationStage
from plugins.enforcement.services import course, drives, visits
from plugins.enforcement.types import EnforcementDrive, EnforcementViolation


@strawberry.input(description="A violation as it was seen on a visit (发现的违法行为).")
class EnforcementViolationInput:
    kind: ViolationKind = strawberry.field(description="What rule is broken (类型).")
    place: str = strawberry.field(description="The spot, named alike each time (具体位置).")
    description: str | None = strawberry.field(description="More about it, in words (描述).")
    is_corrected_on_site: bool = strawberry.field(
        description="Whether it was put right during the visit (是否当场改正)."
    )


@action_input
class RecordEnforcementVisitInput(RecordVisitInput):
    """An enforcement visit that was made, with every violation it saw (执法进社区)."""

    violations: list[EnforcementViolationInput] = strawberry.field(
        description="The violations seen (违法行为).", default_factory=list
    )


@payload
class RecordEnforcementVisitPayload(RecordVisitPayload):
    """The visit as it was recorded (记录结果)."""


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
class StartEnforcementDriveInput(ActionInput):
    """A special drive against some kinds of violations (专项整治)."""

    name: str = strawberry.field(description="What it is called, unlike any other (名称).")
    kind: ViolationKind = strawberry.field(description="Against which kind above all (主要整治对象).")
    other_kinds: list[ViolationKind] = strawberry.field(
        description="And against which others (其他整治对象).", default_factory=list
    )
    window: DateWindow = strawberry.field(description="Its days, at most 366 (整治期限).")
    community_codes: list[str] = strawberry.field(
        description="12-digit codes of its communities, 1 to 2000 (社区代码)."
    )


@payload
class StartEnforcementDrivePayload(Payload):
    """The drive as it begins (启动结果)."""

    drive: EnforcementDrive | None = by_id("The drive; null when it was refused (专项整治).")


class EnforcementMutations:
    @mutation("Record an enforcement visit, its violations and the cases they are (记录执法进社区).", "visit.record")
    def record_enforcement_visit(
        self, context: Context, input: RecordEnforcementVisitInput
    ) -> RecordEnforcementVisitPayload:
        visit = visits.record_enforcement_visit(context.session, input, today=context.today, now=context.now)
        return RecordEnforcementVisitPayload(visit=refer(visit))

    record_enforcement_visits = several(
        "RecordEnforcementVisits",
        record_enforcement_visit,
        "Record enforcement visits that were gathered offline (批量记录执法进社区).",
    )

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

    @mutation("Start a special drive against some kinds of violations (启动专项整治).", "round.plan")
    def start_enforcement_drive(
        self, context: Context, input: StartEnforcementDriveInput
    ) -> StartEnforcementDrivePayload:
        drive = drives.start_drive(context.session, input, today=context.today)
        return StartEnforcementDrivePayload(drive=refer(drive))


def _advanced(
    context: Context,
    step: ViolationStepInput,
    stage: ViolationStage,
    day: date,
    number: str | None = None,
) -> Any:
    return refer(course.advance(context.session, step, stage, day=day, number=number, today=context.today))
