"""What clients do with the sanitation line."""

from __future__ import annotations

from datetime import date

import strawberry

from core import ActionInput, Context, Payload, action_input, by_id, mutation, payload, refer, several
from core.cases.types import Case
from core.facilities.models import FacilityKind
from core.facilities.types import Facility
from core.visits.mutations import RecordVisitInput, RecordVisitPayload
from plugins.sanitation.inputs import SanitationFiveCleanInput, SanitationProblemInput
from plugins.sanitation.models import SanitationFocusArea
from plugins.sanitation.services import facilities, visits


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


@action_input
class RegisterSanitationFacilityInput(ActionInput):
    """A facility that is open to the public now (登记便民设施)."""

    kind: FacilityKind = strawberry.field(description="What it is (类型).")
    name: str = strawberry.field(description="Its name, which no other facility has (名称).")
    community_code: str = strawberry.field(description="12-digit code of the community it stands in (社区代码).")
    opened_on: date = strawberry.field(description="Since when it is open, not in the future (开放日期).")
    opening_batch: int | None = strawberry.field(
        description="The batch in which it was opened; nothing where there was none (开放批次).",
        default=None,
    )
    is_open_all_day: bool = strawberry.field(description="Open day and night (24小时开放).", default=False)
    has_third_restroom: bool = strawberry.field(
        description="A toilet with a restroom for families and helpers (第三卫生间).", default=False
    )
    is_social_unit: bool = strawberry.field(
        description="A toilet of a firm or office that opened it for free (社会单位免费开放).",
        default=False,
    )
    has_mother_baby_room: bool = strawberry.field(
        description="A toilet with a room for mothers and babies (母婴室).", default=False
    )


@payload
class RegisterSanitationFacilityPayload(Payload):
    """The facility as it was registered (登记结果)."""

    facility: Facility | None = by_id("The facility; null when it was refused (设施).")


@action_input
class UpdateSanitationFacilityInput(ActionInput):
    """What a facility offers from now on; what is not told stays as it is (变更便民设施)."""

    facility_id: strawberry.ID = strawberry.field(description="Which facility (设施).")
    is_open_all_day: bool | None = strawberry.field(description="Open day and night (24小时开放).", default=None)
    has_third_restroom: bool | None = strawberry.field(
        description="A toilet with a restroom for families and helpers (第三卫生间).", default=None
    )
    is_social_unit: bool | None = strawberry.field(
        description="A toilet of a firm or office that opened it for free (社会单位免费开放).",
        default=None,
    )
    has_mother_baby_room: bool | None = strawberry.field(
        description="A toilet with a room for mothers and babies (母婴室).", default=None
    )


@payload
class UpdateSanitationFacilityPayload(Payload):
    """The facility as it stands now (变更结果)."""

    facility: Facility | None = by_id("The facility; null when it was refused (设施).")


@action_input
class CloseSanitationFacilityInput(ActionInput):
    """A facility was closed for good (停用便民设施)."""

    facility_id: strawberry.ID = strawberry.field(description="Which facility (设施).")
    closed_on: date = strawberry.field(description="Since when, not in the future (停用日期).")


@payload
class CloseSanitationFacilityPayload(Payload):
    """The facility as it stands now (停用结果)."""

    facility: Facility | None = by_id("The facility; null when it was refused (设施).")


class SanitationMutations:
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

    @mutation("Register a public toilet or another facility that is open now (登记便民设施).", "facility.write")
    def register_sanitation_facility(
        self, context: Context, input: RegisterSanitationFacilityInput
    ) -> RegisterSanitationFacilityPayload:
        facility = facilities.register_facility(context.session, input, today=context.today)
        return RegisterSanitationFacilityPayload(facility=refer(facility))

    @mutation("Say what a facility offers from now on (变更便民设施).", "facility.write")
    def update_sanitation_facility(
        self, context: Context, input: UpdateSanitationFacilityInput
    ) -> UpdateSanitationFacilityPayload:
        facility = facilities.update_facility(context.session, input.facility_id, input)
        return UpdateSanitationFacilityPayload(facility=refer(facility))

    @mutation("Say that a facility was closed for good (停用便民设施).", "facility.write")
    def close_sanitation_facility(
        self, context: Context, input: CloseSanitationFacilityInput
    ) -> CloseSanitationFacilityPayload:
        facility = facilities.close_facility(
            context.session, input.facility_id, closed_on=input.closed_on, today=context.today
        )
        return CloseSanitationFacilityPayload(facility=refer(facility))
