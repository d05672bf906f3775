"""What clients do with the heating line: the calendar of the seasons, and how hot the water was."""

from __future__ import annotations

from datetime import date

import strawberry

from core import ActionInput, Context, Payload, action_input, by_id, mutation, payload, refer
from plugins.heating.services import seasons, supply
from plugins.heating.types.seasons import HeatingSeasonDecision, HeatingSupply


@action_input
class DecideHeatingSeasonInput(ActionInput):
    """A season begins earlier or ends later than usual, as in a very cold winter (调整供暖季)."""

    season: str = strawberry.field(description="Which season, as 2022-2023 (供暖季).")
    starts_on: date = strawberry.field(description="Its first day, at most 60 days from the usual (起始日，含).")
    ends_on: date = strawberry.field(description="Its last day, at most 60 days from the usual (截止日，含).")
    reason: str = strawberry.field(description="Why, such as the notice of the government (依据).")


@payload
class DecideHeatingSeasonPayload(Payload):
    """What was decided (调整结果)."""

    decision: HeatingSeasonDecision | None = by_id("The decision; null when it was refused (供暖季调整).")


@action_input
class RecordHeatingSupplyInput(ActionInput):
    """How hot the water left the plant on a day; said again, it is corrected (记录供水温度)."""

    district_code: str = strawberry.field(description="6-digit code of the district that was supplied (区市代码).")
    supplied_on: date = strawberry.field(description="The day, in the season and not in the future (日期).")
    outdoor_celsius: float = strawberry.field(
        description="Mean temperature outdoors, -40 to 40 degrees (室外平均温度，摄氏度)."
    )
    applied_celsius: float = strawberry.field(
        description="What was supplied, 10 to 150 degrees (实际供水温度，摄氏度)."
    )
    note: str | None = strawberry.field(description="More about it, in words (说明).", default=None)


@payload
class RecordHeatingSupplyPayload(Payload):
    """The day as it was recorded (记录结果)."""

    supply: HeatingSupply | None = by_id("The day of supply; null when it was refused (供水温度).")


class HeatingSeasonMutations:
    @mutation("Decide that a season begins or ends on other days than usual (调整供暖季).", "rule.write")
    def decide_heating_season(self, context: Context, input: DecideHeatingSeasonInput) -> DecideHeatingSeasonPayload:
        decision = seasons.decide_season(
            context.session,
            input.season,
            starts_on=input.starts_on,
            ends_on=input.ends_on,
            reason=input.reason,
            today=context.today,
            now=context.now,
        )
        return DecideHeatingSeasonPayload(decision=refer(decision))

    @mutation("Record how hot the water left the plant on a day (记录供水温度).", "heating.supply")
    def record_heating_supply(self, context: Context, input: RecordHeatingSupplyInput) -> RecordHeatingSupplyPayload:
        return RecordHeatingSupplyPayload(
            supply=refer(supply.record_supply(context.session, input, today=context.today))
        )
