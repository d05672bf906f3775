"""GraphQL types of the heating line: seasons, and how hot the water was that the plants supplied."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import strawberry
from sqlalchemy import Text, cast, literal

from core import Node, by_id, column, plain, relation, shows
from core.places.types import District
from plugins.heating import models


def _name(row: Any, _asking: Any) -> Any:
    return cast(row.year, Text()) + literal("-") + cast(row.year + 1, Text())


@shows(models.HeatingSeason)
class HeatingSeasonDecision(Node):
    """A season of which somebody decided when it is (供暖季调整)."""

    season: str = column("The season, as 2022-2023 (供暖季).", sql=_name)
    starts_on: date = column("Its first day (起始日，含).")
    ends_on: date = column("Its last day (截止日，含).")
    reason: str = column("Why, such as the notice of the government (依据).")
    decided_at: datetime = column("When it was decided (决定时刻).")


@plain
class HeatingSeason:
    """One winter in which homes are heated (供暖季)."""

    name: str = strawberry.field(description="Its two years, as 2022-2023 (名称).")
    starts_on: date = strawberry.field(description="Its first day (起始日，含).")
    ends_on: date = strawberry.field(description="Its last day (截止日，含).")
    days: int = strawberry.field(description="How many days it has, both included (天数).")
    decision: HeatingSeasonDecision | None = by_id(
        "Who moved it from its usual days; null where nobody did (调整依据)."
    )


@shows(models.HeatingSupply)
class HeatingSupply(Node):
    """How hot the water left the plant on a day, beside what the curve wanted (供水温度)."""

    supplied_on: date = column("The day (日期).")
    district: District = relation("The district that was supplied (区市).")
    season: str = column("The heating season, as 2022-2023 (供暖季).")
    outdoor_celsius: float = column("Mean temperature outdoors (室外平均温度，摄氏度).")
    planned_celsius: float = column("What the curve that held on the day wants for it (计划供水温度，摄氏度).")
    applied_celsius: float = column("What was supplied (实际供水温度，摄氏度).")
    deviation: float = column("Supplied less planned, in degrees (偏差).")
    is_on_plan: bool = column("Whether it was not colder than planned, within the tolerance of the day (是否达到计划).")
    note: str | None = column("More about it; null where nothing was written (说明).")


@plain
class HeatingSupplyPlan:
    """What the curve wants for a temperature outdoors (供水温度计划)."""

    outdoor_celsius: float = strawberry.field(description="Mean temperature outdoors (室外平均温度，摄氏度).")
    supply_celsius: float = strawberry.field(description="How hot the water should be (计划供水温度，摄氏度).")


@plain
class HeatingSeasonFigures:
    """A season in figures, over all of it or its first days (供暖季对比)."""

    season: HeatingSeason = strawberry.field(description="The season (供暖季).")
    days_counted: int = strawberry.field(description="How many of its days are counted, from its first on (统计天数).")
    calls: int = strawberry.field(
        description="Calls about heating, each counted, however often a resident called (来电数)."
    )
    readings: int = strawberry.field(description="Temperatures measured in homes (测温次数).")
    valid_readings: int = strawberry.field(description="Of these, those that count (有效测温次数).")
    compliance_rate: float | None = strawberry.field(
        description="Of the valid ones, the share that reached the standard; null without any (达标率)."
    )
    average_celsius: float | None = strawberry.field(
        description="Mean of the valid ones; null without any (平均室温，摄氏度)."
    )
    remediations_opened: int = strawberry.field(description="Remediations that were taken on (一户一策立项数).")
    remediations_proven: int = strawberry.field(
        description="Remediations that were proven in these days, whenever they were taken on (验证达标数)."
    )
