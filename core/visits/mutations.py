"""What recording a visit has in common, whatever the line: a plugin's input and payload begin with these."""

from __future__ import annotations

import strawberry

from core.cases.inputs import ProblemInput
from core.engine.declare import by_id
from core.mutations import ActionInput, Payload, payload
from core.visits.inputs import VisitInput
from core.visits.types import Visit


@strawberry.input
class RecordVisitInput(ActionInput):
    visit: VisitInput = strawberry.field(description="Where, when, who (进社区记录).")
    problems: list[ProblemInput] = strawberry.field(
        description="Other problems found, fixed on the spot or not (发现的问题).", default_factory=list
    )


@payload
class RecordVisitPayload(Payload):
    """The visit as it was recorded (记录结果)."""

    visit: Visit | None = by_id("The visit; null when it was refused (进社区记录).")
