"""What clients send of a household."""

from __future__ import annotations

import strawberry

from core.households.models import PriorityTag


@strawberry.input(description="A door of the community that is visited; registered at the first knock (住户).")
class HouseholdInput:
    building: str = strawberry.field(description="The building (楼号).")
    unit: str = strawberry.field(description="The entrance of the building (单元).")
    room: str = strawberry.field(description="The door (室号).")
    priority_tags: list[PriorityTag] | None = strawberry.field(
        description="Why it is to be looked after first; nothing leaves it as it is (重点标签)."
    )
