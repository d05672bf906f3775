"""GraphQL types of where to go next."""

from __future__ import annotations

import strawberry

from core.engine.declare import by_id, plain
from core.lines.types import ServiceLine
from core.places.types import Community


@plain
class VisitReason:
    """Why a community should be visited soon, and how much that weighs (进社区理由)."""

    key: str = strawberry.field(description="Names the reason: who contributes it, and what (理由代码).")
    label: str = strawberry.field(description="The reason in English (英文名称).")
    label_zh: str = strawberry.field(description="The reason in Chinese (中文名称).")
    line: ServiceLine | None = strawberry.field(
        description="The line that should go; null where any of them should (服务线)."
    )
    amount: float | None = strawberry.field(
        description="How much of it there is; null for more than can be told, such as days since a visit that never was (数量)."
    )
    unit: str = strawberry.field(description="What is counted (单位).")
    points: float = strawberry.field(description="What it weighs in the ranking, by the rules of the day (得分).")


@plain
class NextVisit:
    """A community that should be visited soon, and why (建议进社区)."""

    community: Community = by_id("Where to go (社区).")
    score: float = strawberry.field(description="The points of all reasons together (总分).")
    reasons: list[VisitReason] = strawberry.field(description="Why, the weightiest first (理由).")
