"""What clients send of a visit's cleanings and problems."""

from __future__ import annotations

import strawberry

from core.cases.inputs import ProblemInput
from plugins.sanitation.models import FiveClean


@strawberry.input(description="One of the five cleanings at one spot, or in the community as a whole (五清任务).")
class SanitationFiveCleanInput:
    kind: FiveClean = strawberry.field(description="Which of the five (类别).")
    found: int = strawberry.field(description="Spots with rubbish, 0 where all was clean (发现处数).")
    cleared: int = strawberry.field(description="Of these, the ones cleared on the visit (清理处数).")
    place: str | None = strawberry.field(
        description="The spot inside the community; each kind and spot once (具体位置).",
        default=None,
    )
    volume_cubic_meters: float | None = strawberry.field(
        description="What was taken away, in m³, kept to the litre (清运量，立方米).", default=None
    )


@strawberry.input(description="A problem found on the visit: fixed on the spot, or a new case (发现的问题).")
class SanitationProblemInput(ProblemInput):
    five_clean: FiveClean | None = strawberry.field(
        description="Which of the five cleanings it is for; nothing for none of them (五清类别).",
        default=None,
    )
    volume_cubic_meters: float | None = strawberry.field(
        description="How much there is to take away, in m³, kept to the litre (垃圾量，立方米).",
        default=None,
    )
