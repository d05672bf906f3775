"""What clients do with the enforcement line: visits."""

from __future__ import annotations

import strawberry

from core import Context, action_input, mutation, payload, refer, several
from core.cases.acting import Acting
from core.visits.mutations import RecordVisitInput, RecordVisitPayload
from plugins.enforcement.models import ViolationKind
from plugins.enforcement.services import visits


@strawberry.input(description="A violation as it was seen on a visit (发现的违法行为).")
class EnforcementViolationInput:
    kind: ViolationKind = strawberry.field(description="What rule is broken (类型).")
    place: str = strawberry.field(description="The spot, named alike each time (具体位置).")
    description: str | None = strawberry.field(description="More about it, in words (描述).")
    respondent: str | None = strawberry.field(
        description="Who is responsible, such as a dog's owner; only those who may will see it (当事人).", default=None
    )
    is_corrected_on_site: bool = strawberry.field(
        description="Whether it was put right during the visit (是否当场改正)."
    )
    case_id: strawberry.ID | None = strawberry.field(
        description="The open case that it is about, such as a complaint that became formal; such a case is handled and "
        "checked even if it was put right during the visit. Nothing opens a new case (已立案件).",
        default=None,
    )


@action_input
class RecordEnforcementVisitInput(RecordVisitInput):
    """An enforcement visit that was made, with every violation it saw (执法进社区)."""

    violations: list[EnforcementViolationInput] = strawberry.field(
        description="The violations seen (违法行为).", default_factory=list
    )


@payload
class RecordEnforcementVisitPayload(RecordVisitPayload):
    """The visit as it was recorded (记录结果)."""


class EnforcementVisitMutations:
    @mutation("Record an enforcement visit, its violations and the cases they are (记录执法进社区).", "visit.record")
    def record_enforcement_visit(
        self, context: Context, input: RecordEnforcementVisitInput
    ) -> RecordEnforcementVisitPayload:
        visit = visits.record_enforcement_visit(Acting.of(context), input)
        return RecordEnforcementVisitPayload(visit=refer(visit))

    record_enforcement_visits = several(
        "RecordEnforcementVisits",
        record_enforcement_visit,
        "Record enforcement visits that were gathered offline (批量记录执法进社区).",
    )
