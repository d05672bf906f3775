"""Root fields of the special periods."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import Date, Integer, bindparam, func, select

from core.columns import big_integer
from core.engine.connection import Connection
from core.engine.declare import Answer, answer, connection
from core.engine.filters import filters, one_of, where, within
from core.engine.orders import Order
from core.engine.plan import Question
from core.engine.statements import Statement
from core.lines.types import ServiceLine
from core.scalars import BigInt
from core.standby import models
from core.standby.models import SpecialPeriodKind
from core.standby.types import LineStandby, SpecialPeriod, Standby
from core.windows import DateWindow, check_window

PERIOD_ORDER = Order(models.SpecialPeriod, default="-starts_on", starts_on="Its first day (起始日).")
CURRENT = Statement(
    select(models.SpecialPeriod.id)
    .where(
        models.SpecialPeriod.starts_on <= bindparam("day", type_=Date()),
        models.SpecialPeriod.ends_on >= bindparam("day", type_=Date()),
    )
    .order_by(models.SpecialPeriod.starts_on.desc(), models.SpecialPeriod.id.desc())
    .limit(1)
)
TEAMS = Statement(
    select(models.EmergencyTeam.line, func.count(), func.sum(models.EmergencyTeam.members))
    .where(models.EmergencyTeam.period_id == bindparam("period", type_=big_integer))
    .group_by(models.EmergencyTeam.line)
)
RESERVES = Statement(
    select(models.ReserveStock.line, func.sum(models.ReserveStock.volume_m3, type_=Integer()))
    .where(models.ReserveStock.period_id == bindparam("period", type_=big_integer))
    .group_by(models.ReserveStock.line)
)


@filters
class SpecialPeriodFilter:
    """Narrows special periods: what is given must all hold; a list holds for any of its entries (重点时段筛选)."""

    kinds: list[SpecialPeriodKind] | None = where("Of any of these kinds (类型).", one_of("kind"))
    window: DateWindow | None = where(
        "That begin in this window (起始日范围).", within("starts_on"), check=check_window
    )


class StandbyQueries:
    special_periods: Connection[SpecialPeriod] = connection(
        "Special periods, the latest first (重点时段).", PERIOD_ORDER, SpecialPeriodFilter
    )

    @answer("What stands by on a day: teams and reserves, inside of a special period only (应急值守).", "place.read")
    def standby(
        self,
        question: Question,
        on: Annotated[date | None, strawberry.argument(description="The day; today when not given (日期).")] = None,
    ) -> Answer[Standby]:
        day = on or question.context.today
        found = yield CURRENT(day=day)
        period = found[0][0] if found else None
        made: list[LineStandby] = []
        if period is not None and question.asks("lines"):
            teams = {line: (number, people) for line, number, people in (yield TEAMS(period=period))}
            stores = dict((yield RESERVES(period=period)))
            made = [
                _line_standby(line, *teams.get(key, (0, 0)), stores.get(key, 0))
                for key, line in question.context.catalogue.objects(ServiceLine).items()
            ]
        return Standby(on=day, period=cast("Any", period), lines=made)


def _line_standby(line: ServiceLine, teams: int, members: int, volume: int) -> LineStandby:
    return LineStandby(line=line, teams=teams, members=int(members), reserve_cubic_meters=BigInt(int(volume)))
