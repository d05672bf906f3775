"""What clients do with the heating line: visits and temperatures."""

from __future__ import annotations

from datetime import datetime

import strawberry

from core import ActionInput, Context, Payload, action_input, by_id, mutation, payload, refer, several
from core.households.inputs import HouseholdInput
from core.households.models import NoEntryReason
from core.visits.mutations import RecordVisitInput, RecordVisitPayload
from plugins.heating.models import HeatingRoom
from plugins.heating.services import visits
from plugins.heating.types.visits import HeatingReading


@strawberry.input(description="One temperature measured in a home (室温测量).")
class HeatingReadingInput:
    celsius: float = strawberry.field(description="Degrees Celsius, -20 to 60 (温度，摄氏度).")
    taken_at: datetime = strawberry.field(
        description="When it was read, on the day of the visit if there is one (测温时刻)."
    )
    room: HeatingRoom = strawberry.field(description="Where in the home (测温房间).")
    windows_closed_2h: bool = strawberry.field(
        description="Whether doors and windows had been closed for two hours (门窗是否关闭2小时以上)."
    )
    height_1m: bool = strawberry.field(description="Whether it was read one metre above the floor (是否距地面1米).")
    at_centre: bool = strawberry.field(
        description="Whether it was read in the middle of the room (是否房间中央).", default=True
    )


@strawberry.input(description="A door that the visit came to: entered, or why not (入户测温).")
class HeatingHomeInput:
    household: HouseholdInput = strawberry.field(description="Which door, each once (住户).")
    no_entry_reason: NoEntryReason | None = strawberry.field(
        description="Why the visitors were not let in; nothing when they were (未入户原因)."
    )
    readings: list[HeatingReadingInput] = strawberry.field(
        description="What was measured there (测温记录).", default_factory=list
    )


@action_input
class RecordHeatingVisitInput(RecordVisitInput):
    """A heating visit that was made, with every door it came to (供热进社区)."""

    consultations: int = strawberry.field(
        description="Residents who asked and were answered (接待咨询人次).", default=0
    )
    homes: list[HeatingHomeInput] = strawberry.field(description="The doors (入户测温).", default_factory=list)


@payload
class RecordHeatingVisitPayload(RecordVisitPayload):
    """The visit as it was recorded (记录结果)."""


@action_input
class RecordHeatingReadingInput(ActionInput):
    """A temperature measured by appointment, apart from a visit; a home that is too cold is a case (预约测温)."""

    household_id: strawberry.ID = strawberry.field(description="Which home (住户).")
    reading: HeatingReadingInput = strawberry.field(description="What was measured (测温记录).")


@payload
class RecordHeatingReadingPayload(Payload):
    """The temperature as it was recorded (测温结果)."""

    reading: HeatingReading | None = by_id("The reading; null when it was refused (测温记录).")


class HeatingVisitMutations:
    @mutation(
        "Record a heating visit: the visit, the doors, the temperatures, and the cases that cold "
        "homes open (记录供热进社区).",
        "visit.record",
    )
    def record_heating_visit(self, context: Context, input: RecordHeatingVisitInput) -> RecordHeatingVisitPayload:
        visit = visits.record_heating_visit(context.session, input, now=context.now, zone=context.zone)
        return RecordHeatingVisitPayload(visit=refer(visit))

    record_heating_visits = several(
        "RecordHeatingVisits",
        record_heating_visit,
        "Record heating visits that were gathered offline (批量记录供热进社区).",
    )

    @mutation("Record a temperature measured by appointment (记录预约测温).", "heating.remediate")
    def record_heating_reading(self, context: Context, input: RecordHeatingReadingInput) -> RecordHeatingReadingPayload:
        reading = visits.record_reading(
            context.session, input.household_id, input.reading, now=context.now, zone=context.zone
        )
        return RecordHeatingReadingPayload(reading=refer(reading))
