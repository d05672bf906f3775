"""What clients send of the problems that a visit found."""

from __future__ import annotations

import strawberry


@strawberry.input(description="A problem found on a visit: fixed on the spot, or a new case (发现的问题).")
class ProblemInput:
    category_code: str = strawberry.field(description="Code of its category, of the visit's line (案件小类代码).")
    title: str = strawberry.field(description="What is wrong, in a few words (标题).")
    place: str | None = strawberry.field(description="The spot inside the community (具体位置).")
    is_solved_on_site: bool = strawberry.field(description="Whether it was solved during the visit (是否现场解决).")
