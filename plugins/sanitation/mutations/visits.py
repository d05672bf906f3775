"""What clients do with the sanitation line: visits and cases."""

from __future__ import annotations

import strawberry

from core import ActionInput, Context, Payload, action_input, by_id, mutation, payload, refer, several
from core.cases.types import Case
from core.visits.mutations import RecordVisitInput, RecordVisitPayload
from plugins.sanitation.inputs import SanitationFiveCleanInput, SanitationProblemInput
from plugins.sanitation.models import SanitationFocusArea
from plugins.sanitation.services import visits


@action_input
class RecordSanitationVisitInput(RecordVisitInput):
    """A sanitation visit that was made, with what it cleaned and found (洁净家园进社区)."""

    sorting_talk_households: int = strawberry.field(
        description="Households that were told how to sort their waste (垃圾分类宣传户数).",
        default=0,
    )
    focus_areas: list[SanitationFocusArea] = strawberry.field(
        description="What it looked after above all (重点区域).", default_factory=list
    )
    five_cleans: list[SanitationFiveCleanInput] = strawberry.field(
        description="The five cleanings, as far as they were done (五清任务).", default_factory=list
    )
    problems: list[SanitationProblemInput] = strawberry.field(  # type: ignore[assignment]  # only ever read
        description="Other problems found, fixed on the spot or not (发现的问题).",
        default_factory=list,
    )


@payload
class RecordSanitationVisitPayload(RecordVisitPayload):
    """The visit as it was recorded (记录结果)."""


@action_input
class EstimateSanitationVolumeInput(ActionInput):
    """Somebody looked how much there is to take away (估量)."""

    case_id: strawberry.ID = strawberry.field(description="Which case, of this line (案件).")
    version: int = strawberry.field(description="The version that was looked at (版本).")
    volume_cubic_meters: float = strawberry.field(description="How much, in m³, kept to the litre (垃圾量，立方米).")


@payload
class EstimateSanitationVolumePayload(Payload):
    """The case as it stands now (估量结果)."""

    case: Case | None = by_id("The case; null when it was refused (案件).")


class SanitationVisitMutations:
    @mutation(
        "Record a sanitation visit: what it cleaned, solved and left as cases (记录洁净家园进社区).", "visit.record"
    )
    def record_sanitation_visit(
        self, context: Context, input: RecordSanitationVisitInput
    ) -> RecordSanitationVisitPayload:
        visit = visits.record_sanitation_visit(context.session, input, today=context.today, now=context.now)
        return RecordSanitationVisitPayload(visit=refer(visit))

    record_sanitation_visits = several(
        "RecordSanitationVisits",
        record_sanitation_visit,
        "Record sanitation visits that were gathered offline (批量记录洁净家园进社区).",
    )

    @mutation("Say how much there is to take away for a case (估算案件垃圾量).", "sanitation.estimate")
    def estimate_sanitation_volume(
        self, context: Context, input: EstimateSanitationVolumeInput
    ) -> EstimateSanitationVolumePayload:
        volume = input.volume_cubic_meters
        case = visits.estimate_volume(context.session, input.case_id, version=input.version, volume=volume)
        return EstimateSanitationVolumePayload(case=refer(case))
