"""GraphQL types of the special periods."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry
from sqlalchemy import func, select

from core.engine.declare import Node, by_id, column, lookup, plain, relation, rows, shows
from core.lines.types import ServiceLine
from core.people.types import Unit
from core.scalars import BigInt
from core.standby import models
from core.standby.models import SpecialPeriodKind


def _teams(period: Any, _asking: Any) -> Any:
    made = select(func.count()).select_from(models.EmergencyTeam).where(models.EmergencyTeam.period_id == period.id)
    return made.correlate(period).scalar_subquery()


@shows(models.EmergencyTeam)
class EmergencyTeam(Node):
    """A team that stands by for repairs in one special period (应急抢修队伍)."""

    name: str = column("Its name (名称).")
    line: ServiceLine = lookup("The line that it serves (服务线).")
    unit: Unit | None = relation("The unit it belongs to; null where nobody is named (所属单位).")
    members: int = column("How many people (人数).")
    period: SpecialPeriod = relation("The period that it stands by for, and not beyond (所属时段).")


@shows(models.ReserveStock)
class ReserveStock(Node):
    """What was in store on a day of a special period (应急储备)."""

    line: ServiceLine = lookup("The line that holds it (服务线).")
    name: str = column("What it is (名称).")
    volume_m3: BigInt = column("How much, in m³ (储备量，立方米).")
    as_of: date = column("On which day (统计日期).")
    period: SpecialPeriod = relation("The period that it is for, and not beyond (所属时段).")


@shows(models.SpecialPeriod)
class SpecialPeriod(Node):
    """Days in which more than usual must stand by; its figures hold inside it only (重点时段)."""

    kind: SpecialPeriodKind = column("Why it is special (类型).")
    name: str = column("What it is called (名称).")
    starts_on: date = column("Its first day (起始日，含).")
    ends_on: date = column("Its last day (截止日，含).")
    is_current: bool = column(
        "Whether today lies in it (是否处于该时段).",
        sql=lambda period, asking: (period.starts_on <= asking.today()) & (period.ends_on >= asking.today()),
    )
    team_count: int = column("How many teams stand by in it (队伍数).", sql=_teams)
    teams: list[EmergencyTeam] = rows("The teams (队伍).", limited=True)
    reserves: list[ReserveStock] = rows("What is in store (储备).")


@plain
class LineStandby:
    """What one line has standing by on a day (分线值守)."""

    line: ServiceLine = strawberry.field(description="The line (服务线).")
    teams: int = strawberry.field(description="Teams that stand by (队伍数).")
    members: int = strawberry.field(description="People in them (人数).")
    reserve_cubic_meters: BigInt = strawberry.field(description="What is in store, in m³ (储备量，立方米).")


@plain
class Standby:
    """What stands by on a day: nothing is counted outside of a special period (应急值守)."""

    on: date = strawberry.field(description="The day (日期).")
    period: SpecialPeriod | None = by_id(
        "The special period that the day lies in, the latest to begin of several; null outside of any (所属时段)."
    )
    lines: list[LineStandby] = strawberry.field(
        description="What each line has, in all periods of the day together; empty outside of any (分线值守)."
    )
