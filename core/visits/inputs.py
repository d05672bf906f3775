"""What clients send of a visit, whatever the line."""

from __future__ import annotations

from datetime import date

import strawberry


@strawberry.input(description="Who took part, in person-times (参与人次).")
class PersonTimesInput:
    staff: int = strawberry.field(description="Staff of the bureau and its companies (城管干部职工).", default=0)
    residents: int = strawberry.field(description="Residents of the community (社区群众).", default=0)
    volunteers: int = strawberry.field(description="Volunteers who came to help (志愿者).", default=0)


@strawberry.input(description="Printed matter that was handed out (发放材料).")
class MaterialInput:
    topic: str = strawberry.field(description="What it is about, as a code such as WASTE_SORTING (主题).")
    count: int = strawberry.field(description="How many pieces, at least 1 (份数).")


@strawberry.input(description="A visit that was made, whatever the line (进社区记录).")
class VisitInput:
    community_code: str = strawberry.field(description="The community's 12-digit code (社区代码).")
    visited_on: date = strawberry.field(description="The day, not in the future (进社区日期).")
    person_times: PersonTimesInput = strawberry.field(description="Who took part (参与人次).")
    materials: list[MaterialInput] = strawberry.field(
        description="What was handed out, each topic once (发放材料).", default_factory=list
    )
    summary: str | None = strawberry.field(description="What was done, in words (小结).")
