"""Root fields of the heating line."""

from __future__ import annotations

from typing import Annotated

import strawberry

from core import (
    Answer,
    Connection,
    DateWindow,
    Order,
    Page,
    Question,
    answer,
    check_window,
    connection,
    filters,
    one_of,
    where,
    within,
)
from core.places.filters import COMMUNITIES, DISTRICTS, in_communities, in_districts
from plugins.heating import models
from plugins.heating.models import HeatingCallTopic
from plugins.heating.queries.hot_spots import page_of_hot_spots
from plugins.heating.queries.outcomes import causes_of, page_of_outcomes
from plugins.heating.services.seasons import season_named
from plugins.heating.types import (
    HeatingCall,
    HeatingCauseShare,
    HeatingHotspot,
    HeatingReading,
    HeatingRemediationOutcome,
)

READING_ORDER = Order(models.HeatingReading, default="-taken_at", taken_at="When it was read (测温时刻).")
CALL_ORDER = Order(models.HeatingCall, default="-called_at", called_at="When (来电时刻).")

SeasonName = Annotated[
    str, strawberry.argument(description="The heating season, by its two years, as 2022-2023 (供暖季).")
]
First = Annotated[
    int | None, strawberry.argument(description="How many from the start of the list, 1 to 100 (从前数).")
]
After = Annotated[str | None, strawberry.argument(description="Only what follows this cursor (游标之后).")]


@filters
class HeatingReadingFilter:
    """Narrows readings: what is given must all hold; a list holds for any of its entries (测温筛选)."""

    window: DateWindow | None = where("Read in this window (日期范围).", within("taken_on"), check=check_window)
    district_codes: list[str] | None = where(
        "In any of these districts, by 6-digit code (区市代码).", in_districts, known=DISTRICTS
    )
    community_codes: list[str] | None = where(
        "In any of these communities, by 12-digit code (社区代码).", in_communities, known=COMMUNITIES
    )


@filters
class HeatingCallFilter:
    """Narrows calls: what is given must all hold; a list holds for any of its entries (来电筛选)."""

    window: DateWindow | None = where("Called in this window (日期范围).", within("called_on"), check=check_window)
    topics: list[HeatingCallTopic] | None = where("About any of these topics (诉求).", one_of("topic"))
    district_codes: list[str] | None = where(
        "From any of these districts, by 6-digit code (区市代码).", in_districts, known=DISTRICTS
    )
    community_codes: list[str] | None = where(
        "From any of these communities, by 12-digit code (社区代码).", in_communities, known=COMMUNITIES
    )


class HeatingQueries:
    heating_readings: Connection[HeatingReading] | None = connection(
        "Temperatures measured in homes, the newest first (室温测量).",
        READING_ORDER,
        HeatingReadingFilter,
    )
    heating_calls: Connection[HeatingCall] | None = connection(
        "Calls about heating, the newest first (供热来电).", CALL_ORDER, HeatingCallFilter
    )

    @answer(
        "Communities by the calls of a season: first those with at least 5 and a known number of "
        "households, by their rate, then the others by their number (来电热点).",
        "statistics.read",
    )
    def heating_hotspots(
        self, question: Question, season: SeasonName, first: First = None, after: After = None
    ) -> Answer[Page[HeatingHotspot] | None]:
        named = season_named(season, question.context.today)
        return (yield from page_of_hot_spots(named, question, first, after))

    @answer("Remediations of a season and what they brought, the newest first (一户一策整治).", "household.read")
    def heating_remediations(
        self, question: Question, season: SeasonName, first: First = None, after: After = None
    ) -> Answer[Page[HeatingRemediationOutcome] | None]:
        named = season_named(season, question.context.today)
        return (yield from page_of_outcomes(named, question, first, after))

    @answer("Why homes are cold in a season, the most frequent cause first (成因分析).", "statistics.read")
    def heating_causes(self, question: Question, season: SeasonName) -> Answer[list[HeatingCauseShare] | None]:
        return (yield from causes_of(season_named(season, question.context.today)))
