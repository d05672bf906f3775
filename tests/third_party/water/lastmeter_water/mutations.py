"""What clients do with the line. Each mutation has one input, one payload, and an operation of the policy."""

from __future__ import annotations

from datetime import date

import strawberry
from core import ActionInput, Context, Payload, action_input, by_id, mutation, payload, refer, several
from core.visits.mutations import RecordVisitInput, RecordVisitPayload

from lastmeter_water import services
from lastmeter_water.inputs import WaterCheckInput, WaterProblemInput
from lastmeter_water.types import WaterCheck


@action_input
class RecordWaterVisitInput(RecordVisitInput):
    """A visit of the line that was made, with what it checked and found (供水服务进社区)."""

    households_advised: int = strawberry.field(description="Households that were advised (宣传户数).", default=0)
    checks: list[WaterCheckInput] = strawberry.field(
        description="What it looked at, each place once (检查).", default_factory=list
    )
    problems: list[WaterProblemInput] = strawberry.field(  # type: ignore[assignment]  # only ever read
        description="Other problems found, fixed on the spot or not (发现的问题).", default_factory=list
    )


@payload
class RecordWaterVisitPayload(RecordVisitPayload):
    """The visit as it was recorded (记录结果)."""


@action_input
class MendWaterFaultInput(ActionInput):
    """What a check found faulty works again (修复故障)."""

    check_id: strawberry.ID = strawberry.field(description="The check that found it (检查).")
    mended_on: date = strawberry.field(description="The day, not in the future (修复日期).")


@payload
class MendWaterFaultPayload(Payload):
    """The check as it stands now (修复结果)."""

    check: WaterCheck | None = by_id("The check; null when it was refused (检查).")


class WaterMutations:
    @mutation("Record a visit of the line: what it checked, solved and left as cases (记录进社区).", "visit.record")
    def record_water_visit(self, context: Context, input: RecordWaterVisitInput) -> RecordWaterVisitPayload:
        visit = services.record_water_visit(context.session, input, today=context.today, now=context.now)
        return RecordWaterVisitPayload(visit=refer(visit))

    record_water_visits = several(
        "RecordWaterVisits", record_water_visit, "Record visits that were gathered offline (批量记录进社区)."
    )

    @mutation("Say that what a check found faulty works again (修复故障).", "water.mend")
    def mend_water_fault(self, context: Context, input: MendWaterFaultInput) -> MendWaterFaultPayload:
        check = services.mend_fault(context.session, input.check_id, input.mended_on, today=context.today)
        return MendWaterFaultPayload(check=refer(check))
