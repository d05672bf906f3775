"""What clients do with the heating line: calls."""

from __future__ import annotations

from datetime import datetime

import strawberry

from core import ActionInput, Context, Payload, action_input, by_id, mutation, payload, refer, several
from core.households.inputs import HouseholdInput
from plugins.heating.models import HeatingCallTopic
from plugins.heating.services import calls
from plugins.heating.services.seasons import read_seasons
from plugins.heating.types.calls import HeatingCall


@action_input
class RecordHeatingCallInput(ActionInput):
    """A call about heating, in the season (供热来电)."""

    community_code: str = strawberry.field(
        description="The community's 12-digit code, or the hotline's default (社区代码)."
    )
    is_place_known: bool = strawberry.field(
        description="False where nobody knows in which community that is, and the one given is only the hotline's "
        "default (地点是否明确).",
        default=True,
    )
    household: HouseholdInput | None = strawberry.field(description="The caller's door, if it was given (住户).")
    address: str | None = strawberry.field(
        description="The caller's address, where that is all that is known (地址).", default=None
    )
    topic: HeatingCallTopic = strawberry.field(description="What it was about (诉求).")
    called_at: datetime = strawberry.field(description="When, in the season (来电时刻).")
    note: str | None = strawberry.field(description="More about it, in words (说明).")


@payload
class RecordHeatingCallPayload(Payload):
    """The call as it was recorded (来电记录结果)."""

    call: HeatingCall | None = by_id("The call; null when it was refused (来电).")


class HeatingCallMutations:
    @mutation("Record a call about heating (记录供热来电).", "heating.call")
    def record_heating_call(self, context: Context, input: RecordHeatingCallInput) -> RecordHeatingCallPayload:
        call = calls.record_call(
            context.session, input, read_seasons(context.session), now=context.now, zone=context.zone
        )
        return RecordHeatingCallPayload(call=refer(call))

    record_heating_calls = several(
        "RecordHeatingCalls", record_heating_call, "Record calls about heating, many at once (批量记录供热来电)."
    )
