"""What clients do with the gas line: hazards, step by step."""

from __future__ import annotations

from datetime import date

import strawberry

from core import ActionInput, Context, Payload, action_input, by_id, mutation, payload, refer, several
from plugins.gas.services import hazards
from plugins.gas.types.visits import GasHazard


@strawberry.input
class HazardStepInput(ActionInput):
    hazard_id: strawberry.ID = strawberry.field(description="Which hazard (隐患).")
    version: int | None = strawberry.field(
        description="The version that was looked at; without it, whatever stands there (版本).", default=None
    )


@payload
class HazardStepPayload(Payload):
    """The hazard as it stands now (隐患)."""

    hazard: GasHazard | None = by_id("The hazard; null when it was refused (隐患).")


@action_input
class GiveGasNoticeInput(HazardStepInput):
    """Those responsible were told in writing to mend a hazard (送达整改通知单)."""

    notice_number: str = strawberry.field(description="Number of the notice, which no other has (通知单编号).")
    noticed_on: date = strawberry.field(description="When it was given (送达日期).")


@payload
class GiveGasNoticePayload(HazardStepPayload):
    """The hazard after the notice (通知结果)."""


@action_input
class CutOffGasInput(HazardStepInput):
    """The gas was cut off because of a hazard (停气)."""

    cut_off_on: date = strawberry.field(description="When (停气日期).")


@payload
class CutOffGasPayload(HazardStepPayload):
    """The hazard after the gas was cut off (停气结果)."""


@action_input
class RestoreGasInput(HazardStepInput):
    """The gas is on again, after somebody saw that the hazard is gone (恢复供气)."""

    restored_on: date = strawberry.field(description="When (恢复供气日期).")


@payload
class RestoreGasPayload(HazardStepPayload):
    """The hazard after the gas was turned on (恢复供气结果)."""


@action_input
class RectifyGasHazardInput(HazardStepInput):
    """A hazard is said to be mended; somebody has to look (隐患整改)."""

    rectified_on: date = strawberry.field(description="When it was mended (整改日期).")


@payload
class RectifyGasHazardPayload(HazardStepPayload):
    """The hazard after it was mended (整改结果)."""


@action_input
class RecheckGasHazardInput(HazardStepInput):
    """Somebody looked whether a hazard is gone (隐患复查)."""

    rectified_on: date | None = strawberry.field(
        description="When it was mended; not needed where that was said before (整改日期).", default=None
    )
    rechecked_on: date = strawberry.field(description="When somebody looked (复查日期).")
    is_gone: bool = strawberry.field(
        description="Whether it is gone; if not, it must be mended again (是否合格).", default=True
    )


@payload
class RecheckGasHazardPayload(HazardStepPayload):
    """The hazard after somebody looked (复查结果)."""


class GasHazardMutations:
    @mutation("Say that those responsible were told in writing (送达隐患整改通知单).", "gas.follow")
    def give_gas_notice(self, context: Context, input: GiveGasNoticeInput) -> GiveGasNoticePayload:
        hazard = hazards.give_notice(
            context.session, input, input.notice_number, day=input.noticed_on, today=context.today
        )
        return GiveGasNoticePayload(hazard=refer(hazard))

    @mutation("Say that the gas was cut off because of a hazard (停气).", "gas.follow")
    def cut_off_gas(self, context: Context, input: CutOffGasInput) -> CutOffGasPayload:
        hazard = hazards.cut_off(context.session, input, day=input.cut_off_on, today=context.today)
        return CutOffGasPayload(hazard=refer(hazard))

    @mutation("Say that a hazard was mended (隐患整改).", "gas.follow")
    def rectify_gas_hazard(self, context: Context, input: RectifyGasHazardInput) -> RectifyGasHazardPayload:
        hazard = hazards.rectify(context.session, input, day=input.rectified_on, today=context.today)
        return RectifyGasHazardPayload(hazard=refer(hazard))

    @mutation("Say that somebody looked whether a hazard is gone (隐患整改复查).", "gas.recheck")
    def recheck_gas_hazard(self, context: Context, input: RecheckGasHazardInput) -> RecheckGasHazardPayload:
        hazard = hazards.recheck(
            context.session,
            input,
            rectified_on=input.rectified_on,
            rechecked_on=input.rechecked_on,
            is_gone=input.is_gone,
            today=context.today,
        )
        return RecheckGasHazardPayload(hazard=refer(hazard))

    recheck_gas_hazards = several(
        "RecheckGasHazards", recheck_gas_hazard, "Say that many hazards were looked at again (批量隐患复查)."
    )

    @mutation("Say that the gas is on again after a hazard is gone (恢复供气).", "gas.recheck")
    def restore_gas(self, context: Context, input: RestoreGasInput) -> RestoreGasPayload:
        hazard = hazards.restore(context.session, input, day=input.restored_on, today=context.today)
        return RestoreGasPayload(hazard=refer(hazard))
