"""What clients do with the heating line."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from core import ActionInput, Context, Payload, action_input, by_id, mutation, payload, refer, several
from core.households.inputs import HouseholdInput
from core.households.models import NoEntryReason
from core.visits.mutations import RecordVisitInput, RecordVisitPayload
from plugins.heating.models import (
    HeatingCallTopic,
    HeatingCause,
    HeatingClass,
    HeatingMeasureKind,
    HeatingRoom,
)
from plugins.heating.services import calls, remediations, visits
from plugins.heating.types import HeatingCall, HeatingReading, HeatingRemediation


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
    """A temperature measured by appointment, apart from a visit (预约测温)."""

    household_id: strawberry.ID = strawberry.field(description="Which home (住户).")
    reading: HeatingReadingInput = strawberry.field(description="What was measured (测温记录).")


@payload
class RecordHeatingReadingPayload(Payload):
    """The temperature as it was recorded (测温结果)."""

    reading: HeatingReading | None = by_id("The reading; null when it was refused (测温记录).")


@action_input
class RecordHeatingCallInput(ActionInput):
    """A call about heating, in the season (供热来电)."""

    community_code: str = strawberry.field(
        description="The community's 12-digit code, or the hotline's default (社区代码)."
    )
    is_place_known: bool = strawberry.field(
        description="False where the caller did not say and the community is only the hotline's "
        "default (地点是否明确).",
        default=True,
    )
    household: HouseholdInput | None = strawberry.field(description="The caller's door, if it was given (住户).")
    topic: HeatingCallTopic = strawberry.field(description="What it was about (诉求).")
    called_at: datetime = strawberry.field(description="When, in the season (来电时刻).")
    note: str | None = strawberry.field(description="More about it, in words (说明).")


@payload
class RecordHeatingCallPayload(Payload):
    """The call as it was recorded (来电记录结果)."""

    call: HeatingCall | None = by_id("The call; null when it was refused (来电).")


@action_input
class OpenHeatingRemediationInput(ActionInput):
    """A cold home gets a plan of its own (一户一策立项)."""

    household_id: strawberry.ID = strawberry.field(description="Which home (住户).")
    heating_class: HeatingClass = strawberry.field(description="In which way it falls short (供热问题类别).")
    causes: list[HeatingCause] = strawberry.field(
        description="Why, each once, and none that is open for this home already (原因)."
    )
    measures: list[HeatingMeasureKind] = strawberry.field(
        description="What is planned (计划措施).", default_factory=list
    )
    opened_on: date = strawberry.field(description="The day, not in the future (立项日期).")
    is_agreed: bool = strawberry.field(description="Whether the household agreed (是否与住户达成一致).", default=False)


@payload
class OpenHeatingRemediationPayload(Payload):
    """The remediation as it was opened (立项结果)."""

    remediation: HeatingRemediation | None = by_id("The remediation; null when it was refused (一户一策).")


@action_input
class RecordHeatingMeasureInput(ActionInput):
    """A measure was done for a cold home, planned or not (整治措施完成)."""

    remediation_id: strawberry.ID = strawberry.field(description="Which remediation (一户一策).")
    kind: HeatingMeasureKind = strawberry.field(description="What was done (措施).")
    done_on: date = strawberry.field(description="When it was done (完成日期).")


@payload
class RecordHeatingMeasurePayload(Payload):
    """The remediation as it stands now (整治进展)."""

    remediation: HeatingRemediation | None = by_id("The remediation; null when it was refused (一户一策).")


class HeatingMutations:
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

    @mutation("Record a call about heating (记录供热来电).", "heating.call")
    def record_heating_call(self, context: Context, input: RecordHeatingCallInput) -> RecordHeatingCallPayload:
        call = calls.record_call(context.session, input, now=context.now, zone=context.zone)
        return RecordHeatingCallPayload(call=refer(call))

    @mutation("Open a remediation for a cold home (一户一策立项).", "heating.remediate")
    def open_heating_remediation(
        self, context: Context, input: OpenHeatingRemediationInput
    ) -> OpenHeatingRemediationPayload:
        made = remediations.open_remediation(context.session, input, today=context.today)
        return OpenHeatingRemediationPayload(remediation=refer(made))

    @mutation("Record a measure done for a cold home (记录整治措施完成).", "heating.remediate")
    def record_heating_measure(self, context: Context, input: RecordHeatingMeasureInput) -> RecordHeatingMeasurePayload:
        made = remediations.record_measure(
            context.session,
            input.remediation_id,
            input.kind,
            done_on=input.done_on,
            today=context.today,
        )
        return RecordHeatingMeasurePayload(remediation=refer(made))
