"""What clients do with the sanitation line: the register of facilities, and openings in batches."""

from __future__ import annotations

from datetime import date

import strawberry

from core import ActionInput, Context, Payload, action_input, by_id, mutation, payload, refer, several
from core.facilities.models import FacilityKind
from core.facilities.types import Facility
from plugins.sanitation.services import facilities
from plugins.sanitation.types.facilities import SanitationOpeningBatch


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


@action_input
class AnnounceSanitationOpeningsInput(ActionInput):
    """So many facilities of a kind will be opened together (公布开放批次)."""

    number: int = strawberry.field(description="The number of the batch, 1 to 99, which no other has (批次号).")
    name: str = strawberry.field(description="What it is called (名称).")
    kind: FacilityKind = strawberry.field(description="What will be opened (类型).")
    announced_on: date = strawberry.field(description="When it was announced, not in the future (公布日期).")
    target: int = strawberry.field(description="How many (目标数).")


@payload
class AnnounceSanitationOpeningsPayload(Payload):
    """The batch as it was announced (公布结果)."""

    batch: SanitationOpeningBatch | None = by_id("The batch; null when it was refused (开放批次).")


class SanitationFacilityMutations:
    @mutation("Register a public toilet or another facility that is open now (登记便民设施).", "facility.write")
    def register_sanitation_facility(
        self, context: Context, input: RegisterSanitationFacilityInput
    ) -> RegisterSanitationFacilityPayload:
        facility = facilities.register_facility(context.session, input, today=context.today)
        return RegisterSanitationFacilityPayload(facility=refer(facility))

    register_sanitation_facilities = several(
        "RegisterSanitationFacilities", register_sanitation_facility, "Register many facilities (批量登记便民设施)."
    )

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

    @mutation("Announce that facilities will be opened together (公布开放批次).", "facility.write")
    def announce_sanitation_openings(
        self, context: Context, input: AnnounceSanitationOpeningsInput
    ) -> AnnounceSanitationOpeningsPayload:
        batch = facilities.announce_openings(context.session, input, today=context.today)
        return AnnounceSanitationOpeningsPayload(batch=refer(batch))
