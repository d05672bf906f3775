"""GraphQL types of the heating line: calls, and where they gather."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from core import Node, by_id, column, plain, relation, shows
from core.households.types import Household
from core.places.types import Community
from plugins.heating import models
from plugins.heating.models import HeatingCallTopic


@shows(models.HeatingCall)
class HeatingCall(Node):
    """A call about heating in the season (供热来电)."""

    season: str = column("The heating season, as 2022-2023 (供暖季).")
    community: Community = relation("Where it came from, or the hotline's default (社区).")
    is_place_known: bool = column(
        "False where the community is only the hotline's default: no part of a hot spot (地点是否明确)."
    )
    household: Household | None = relation("The caller's door; null where not given (住户).")
    address: str | None = column(
        "The caller's address, where only that is known; null where not given, *** to whoever may not see it (地址).",
        personal="household.contact",
    )
    topic: HeatingCallTopic = column("What it was about (诉求).")
    called_at: datetime = column("When (来电时刻).")
    note: str | None = column("More about it; null where nothing was written (说明).")


@plain
class HeatingTopicCount:
    """How many calls were about a topic (诉求分布)."""

    topic: HeatingCallTopic = strawberry.field(description="The topic (诉求).")
    count: int = strawberry.field(description="Calls about it (来电数).")


@plain
class HeatingHotspot:
    """The calls of one community in a season, held against those of the others (来电热点)."""

    community: Community = by_id("The community (社区).")
    calls: int = strawberry.field(
        description="Calls from there; those booked on the hotline's default place are not (来电数)."
    )
    callers: int = strawberry.field(
        description="The same with each household counted once, and an address without a door once a day (来电户数)."
    )
    calls_per_thousand_households: float | None = strawberry.field(
        description="Per thousand households; null where nobody has counted them (千户来电数)."
    )
    z_score: float | None = strawberry.field(
        description="How many standard deviations the rate of callers lies above that of all calling "
        "communities together, each weighing as many as its households; null where there is no "
        "rate or no difference (标准分)."
    )
    is_hot: bool = strawberry.field(
        description="Enough callers, and a z-score that is high enough: 5 and 2 unless the rules say "
        "otherwise (是否热点)."
    )
    topics: list[HeatingTopicCount] = strawberry.field(
        description="What they were about, the most frequent first (诉求分布)."
    )


@plain
class HeatingRepeatAddress:
    """An address that called again and again (重复来电地址)."""

    address: str = strawberry.field(
        description="The address, as the calls have it; *** to whoever may not see it (地址)."
    )
    community: Community = by_id("The community it lies in (社区).")
    calls: int = strawberry.field(description="Calls from there in the window (来电数).")
    seasons: int = strawberry.field(description="In how many seasons it called (涉及供暖季数).")
    first_called_on: date = strawberry.field(description="When it first called in the window (首次来电日期).")
    last_called_on: date = strawberry.field(description="When it last called in the window (最近来电日期).")
