"""What all steps of a case have in common: which case, which version of it, and the case as it stands after."""

from __future__ import annotations

import strawberry

from core.cases.types import Case
from core.engine.declare import by_id
from core.mutations import ActionInput, Payload, payload


@strawberry.input
class CaseStepInput(ActionInput):
    case_id: strawberry.ID = strawberry.field(description="Which case (案件).")
    version: int = strawberry.field(description="The version that was looked at (版本).")


@payload
class CaseStepPayload(Payload):
    """The case as it stands after a step (办理结果)."""

    case: Case | None = by_id("The case as it stands now; null when it was refused (案件).")
