"""What clients send of a visit's checks and problems."""

from __future__ import annotations

import strawberry
from core.cases.inputs import ProblemInput

from lastmeter_water.models import WaterFinding


@strawberry.input(description="Something that the visit looked at (检查).")
class WaterCheckInput:
    place: str = strawberry.field(description="The spot inside the community, each once (具体位置).")
    finding: WaterFinding = strawberry.field(description="What was found (检查结果).")


@strawberry.input(description="A problem found on the visit: fixed on the spot, or a new case (发现的问题).")
class WaterProblemInput(ProblemInput):
    households: int | None = strawberry.field(
        description="How many households it concerns; nothing where nobody knows (涉及户数).", default=None
    )
