"""What clients do with the gas line."""

from __future__ import annotations

import strawberry

from core import ActionInput, Context, Payload, action_input, by_id, mutation, payload, refer, several
from core.households.inputs import HouseholdInput
from core.households.models import NoEntryReason
from core.visits.mutations import RecordVisitInput, RecordVisitPayload
from plugins.gas import services
from plugins.gas.models import GasUserKind, HazardGrade, HazardKind, HazardOwner
from plugins.gas.types import GasHazard


@strawberry.input(description="A hazard found at a household (燃气隐患).")
class GasHazardInput:
    grade: HazardGrade = strawberry.field(description="How dangerous it is (等级).")
    owner: HazardOwner = strawberry.field(description="Whose duty it is to mend it (责任方).")
    kind: HazardKind = strawberry.field(description="What is wrong (类型).")
    note: str | None = strawberry.field(description="More about it, in words (说明).")
    is_gas_cut_off: bool = strawberry.field(description="Whether the gas was cut off (是否停气).", default=False)


@strawberry.input(description="One inspection at one door: entered, or why not (入户安检).")
class GasInspectionInput:
    household: HouseholdInput = strawberry.field(description="Which door (住户).")
    user_kind: GasUserKind = strawberry.field(description="What kind of user (用户类型).", default=GasUserKind.URBAN)
    no_entry_reason: NoEntryReason | None = strawberry.field(
        description="Why the inspectors were not let in; nothing when they were (未入户原因)."
    )
    is_signed: bool = strawberry.field(description="Whether the household signed (是否签字).", default=False)
    hazards: list[GasHazardInput] = strawberry.field(description="What was found (隐患).", default_factory=list)


@action_input
class RecordGasVisitInput(RecordVisitInput):
    """A gas visit that was made, with every door it knocked at (燃气进社区)."""

    publicity_talks: int = strawberry.field(description="Households told how to use gas safely (宣传户数).", default=0)
    inspections: list[GasInspectionInput] = strawberry.field(description="The doors (入户安检).", default_factory=list)


@payload
class RecordGasVisitPayload(RecordVisitPayload):
    """The visit as it was recorded (记录结果)."""


@action_input
class RecheckGasHazardInput(ActionInput):
    """A hazard was mended, and somebody looked (隐患复查)."""

    hazard_id: strawberry.ID = strawberry.field(description="Which hazard (隐患).")
    rectified_on: services.Day = strawberry.field(description="When it was mended (整改日期).")
    rechecked_on: services.Day = strawberry.field(description="When somebody saw that it was (复查日期).")


@payload
class RecheckGasHazardPayload(Payload):
    """The hazard as it stands now (复查结果)."""

    hazard: GasHazard | None = by_id("The hazard; null when it was refused (隐患).")


class GasMutations:
    @mutation(
        "Record a gas visit: the visit, its inspections, hazards and the cases they open (记录燃气进社区).",
        "visit.record",
    )
    def record_gas_visit(self, context: Context, input: RecordGasVisitInput) -> RecordGasVisitPayload:
        visit = services.record_gas_visit(context.session, input, today=context.today, now=context.now)
        return RecordGasVisitPayload(visit=refer(visit))

    record_gas_visits = several(
        "RecordGasVisits", record_gas_visit, "Record gas visits that were gathered offline (批量记录燃气进社区)."
    )

    @mutation("Say that a hazard was mended and seen to be (隐患整改复查).", "gas.recheck")
    def recheck_gas_hazard(self, context: Context, input: RecheckGasHazardInput) -> RecheckGasHazardPayload:
        hazard = services.recheck_hazard(
            context.session,
            input.hazard_id,
            rectified_on=input.rectified_on,
            rechecked_on=input.rechecked_on,
            today=context.today,
        )
        return RecheckGasHazardPayload(hazard=refer(hazard))
