"""Root fields of the special periods."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import Date, Integer, bindparam, func, select

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
DAY = bindparam("day", type_=Date())
IN_PERIOD = (models.SpecialPeriod.starts_on <= DAY, models.SpecialPeriod.ends_on >= DAY)
CURRENT = Statement(
    select(models.SpecialPeriod.id)
    .where(*IN_PERIOD)
    .order_by(models.SpecialPeriod.starts_on.desc(), models.SpecialPeriod.id.desc())
    .limit(1)
)


def _teams() -> Any:
    """Of all periods of the day. One that is named in several is one team, as large as it is anywhere."""
    team = models.EmergencyTeam
    named = select(team.line, func.max(team.members).label("members")).join(team.period).where(*IN_PERIOD)
    each = named.group_by(team.line, team.name).subquery().c
    return select(each.line, func.count(), func.sum(each.members)).group_by(each.line)


def _reserves() -> Any:
    """Of all periods of the day. What is told in several is one store, as it was told of last."""
    stock = models.ReserveStock
    last_first = func.row_number().over(
        partition_by=(stock.line, stock.name), order_by=(stock.as_of.desc(), stock.id.desc())
    )
    told = select(stock.line, stock.volume_m3, last_first.label("rank")).join(stock.period).where(*IN_PERIOD)
    each = told.subquery().c
    total = func.sum(each.volume_m3, type_=Integer())
    return select(each.line, total).where(each.rank == 1).group_by(each.line)


TEAMS, RESERVES = Statement(_teams()), Statement(_reserves())


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
            teams = {line: (number, people) for line, number, people in (yield TEAMS(day=day))}
            stores = dict((yield RESERVES(day=day)))
            made = [
                _line_standby(line, *teams.get(key, (0, 0)), stores.get(key, 0))
                for key, line in question.context.catalogue.objects(ServiceLine).items()
            ]
        return Standby(on=day, period=cast("Any", period), lines=made)


def _line_standby(line: ServiceLine, teams: int, members: int, volume: int) -> LineStandby:
    return LineStandby(line=line, teams=teams, members=int(members), reserve_cubic_meters=BigInt(int(volume)))
