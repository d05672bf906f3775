"""Root fields of the heating line."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from core import (
    After,
    Answer,
    Connection,
    DateWindow,
    First,
    Order,
    Page,
    Question,
    answer,
    asked_rulebook,
    check_window,
    connection,
    equal_to,
    filters,
    one_of,
    where,
    within,
)
from core.checks import check_count
from core.places.filters import COMMUNITIES, DISTRICTS, in_communities, in_districts
from plugins.heating import models
from plugins.heating.models import HeatingCallTopic
from plugins.heating.queries.addresses import page_of_addresses
from plugins.heating.queries.comparison import compared, season_shown
from plugins.heating.queries.hot_spots import page_of_hot_spots
from plugins.heating.queries.outcomes import causes_of, page_of_outcomes
from plugins.heating.queries.refunds import page_of_refunds
from plugins.heating.rules import SUPPLY
from plugins.heating.services.seasons import asked_seasons
from plugins.heating.types.calls import HeatingCall, HeatingHotspot, HeatingRepeatAddress
from plugins.heating.types.remediations import HeatingCauseShare, HeatingRefund, HeatingRemediationOutcome
from plugins.heating.types.seasons import HeatingSeason, HeatingSeasonFigures, HeatingSupply, HeatingSupplyPlan
from plugins.heating.types.visits import HeatingReading

READING_ORDER = Order(models.HeatingReading, default="-taken_at", taken_at="When it was read (测温时刻).")
CALL_ORDER = Order(models.HeatingCall, default="-called_at", called_at="When (来电时刻).")

SUPPLY_ORDER = Order(models.HeatingSupply, default="-supplied_on", supplied_on="The day (日期).")

Window = Annotated[DateWindow, strawberry.argument(description="The days that count (日期范围).")]
SeasonName = Annotated[
    str, strawberry.argument(description="The heating season, by its two years, as 2022-2023 (供暖季).")
]


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


@filters
class HeatingSupplyFilter:
    """Narrows days of supply: what is given must all hold; a list holds for any of its entries (供水温度筛选)."""

    window: DateWindow | None = where("In this window (日期范围).", within("supplied_on"), check=check_window)
    is_on_plan: bool | None = where("As hot as planned, or colder (是否达到计划).", equal_to("is_on_plan"))
    district_codes: list[str] | None = where(
        "Of any of these districts, by 6-digit code (区市代码).", in_districts, known=DISTRICTS
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
    heating_supplies: Connection[HeatingSupply] | None = connection(
        "How hot the water left the plants, day by day, beside the plan (供水温度).", SUPPLY_ORDER, HeatingSupplyFilter
    )

    @answer(
        "Communities by the calls of a season: first those with enough callers and a known number of "
        "households, by their rate, then the others by their number (来电热点).",
        "statistics.read",
    )
    def heating_hotspots(
        self, question: Question, season: SeasonName, first: First = None, after: After = None
    ) -> Answer[Page[HeatingHotspot] | None]:
        seasons = yield from asked_seasons()
        named = seasons.named(season, question.context.today)
        rules = seasons.rules.on(min(named.ends_on, question.context.today))
        return (yield from page_of_hot_spots(named, rules, question, first, after))

    @answer("Addresses that called again and again in a window, the most often first (重复来电地址).", "household.read")
    def heating_repeat_addresses(
        self, question: Question, window: Window, first: First = None, after: After = None
    ) -> Answer[Page[HeatingRepeatAddress] | None]:
        return (yield from page_of_addresses(window, question, first, after))

    @answer("Remediations of a season and what they brought, the newest first (一户一策整治).", "household.read")
    def heating_remediations(
        self, question: Question, season: SeasonName, first: First = None, after: After = None
    ) -> Answer[Page[HeatingRemediationOutcome] | None]:
        named = (yield from asked_seasons()).named(season, question.context.today)
        return (yield from page_of_outcomes(named, question, first, after))

    @answer("Why homes are cold in a season, the most frequent cause first (成因分析).", "statistics.read")
    def heating_causes(self, question: Question, season: SeasonName) -> Answer[list[HeatingCauseShare] | None]:
        return (yield from causes_of((yield from asked_seasons()).named(season, question.context.today)))

    @answer("What is paid back to homes that were too cold in a season, the most first (退费测算).", "household.read")
    def heating_refunds(
        self, question: Question, season: SeasonName, first: First = None, after: After = None
    ) -> Answer[Page[HeatingRefund] | None]:
        named = (yield from asked_seasons()).named(season, question.context.today)
        return (yield from page_of_refunds(named, question, first, after))

    @answer("The seasons, the newest first: the next one, and those before it (供暖季日历).", "place.read")
    def heating_seasons(
        self,
        question: Question,
        number: Annotated[int, strawberry.argument(description="How many, 1 to 50 (数量).")] = 5,
    ) -> Answer[list[HeatingSeason] | None]:
        check_count(number, "number", 50, least=1)
        seasons = yield from asked_seasons()
        next_year = seasons.latest(question.context.today).year + 1
        return [season_shown(seasons.of(next_year - back), seasons) for back in range(number)]

    @answer("Seasons side by side, in the order given (供暖季对比).", "statistics.read")
    def heating_season_comparison(
        self,
        question: Question,
        seasons: Annotated[
            list[str], strawberry.argument(description="Up to 10 seasons by their two years, as 2022-2023 (供暖季).")
        ],
        same_days: Annotated[
            bool,
            strawberry.argument(
                description="Whether only as many days are counted of each as the shortest has had by now (是否同期)."
            ),
        ] = True,
    ) -> Answer[list[HeatingSeasonFigures] | None]:
        calendar = yield from asked_seasons()
        return (yield from compared(seasons, same_days, calendar, question.context.today))

    @answer(
        "How hot the water should be for a temperature outdoors, by the curve of a day (供水温度计划).", "place.read"
    )
    def heating_supply_plan(
        self,
        question: Question,
        outdoor_celsius: Annotated[
            float, strawberry.argument(description="Mean temperature outdoors, in degrees Celsius (室外平均温度).")
        ],
        on: Annotated[date | None, strawberry.argument(description="The day; today when not given (日期).")] = None,
    ) -> Answer[HeatingSupplyPlan | None]:
        rules = (yield from asked_rulebook()).on(on or question.context.today)
        supply = round(rules[SUPPLY].at(outdoor_celsius), 3)
        return HeatingSupplyPlan(outdoor_celsius=outdoor_celsius, supply_celsius=supply)
