"""GraphQL types of the standards, of the calendar, and of a deadline with its working."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from core.calendar.limits import LimitUnit
from core.calendar.models import CalendarDay as CalendarDayRow
from core.engine.declare import Node, by_id, column, lookup, part, plain, shows
from core.lines.types import CaseCategory, ServiceLine
from core.standards import models


@shows(models.CaseStandard)
class TimeLimit:
    """How long something may take (时限)."""

    amount: int = column("How much (数值).", "limit_amount")
    unit: LimitUnit = column("Of what (时限类型).", "limit_unit")


@shows(models.CaseStandard)
class CaseStandard(Node):
    """When a case is filed, when it may be closed, and how long its handling may take (立案结案标准)."""

    line: ServiceLine = lookup("The line that it belongs to (服务线).")
    category: CaseCategory = lookup("The kind of problem that it is for (案件小类).", "category_code")
    variant: str = column("Tells the standards of one category apart (序号).")
    condition: str = column("When a case is filed under it (立案条件).")
    close_condition: str = column("When such a case may be closed (结案条件).")
    limit: TimeLimit = part("How long its handling may take (处置时限).")
    requires_photo: bool = column("Whether closing needs a photo of how it is after (是否须处置后照片).")
    effective_from: date = column("The first day on which cases are filed under it (生效日期).")
    effective_until: date | None = column("The day on which another follows; null while none does (失效日期).")
    source: str | None = column("Where it comes from; null where nobody said (来源).")


@shows(CalendarDayRow)
class CalendarDay(Node):
    """A day that is not what its weekday says: a holiday, or a weekend on which people work (日历)."""

    day: date = column("The day (日期).")
    is_work_day: bool = column("Whether people work on it (是否工作日).")
    name: str = column("What it is called (名称).")
    source: str = column("Where this comes from (来源).")


@plain
class DeadlineStep:
    """A stretch of time between the start and the deadline, and how much of it counts (计时明细)."""

    from_: datetime = strawberry.field(name="from", description="When it begins (起).")
    to: datetime = strawberry.field(description="When it ends (止).")
    counted_minutes: int = strawberry.field(description="How many minutes of it count (计入分钟数).")
    reason: str = strawberry.field(description="Why it counts or does not, in the language asked for (说明).")


@plain
class DeadlinePreview:
    """When something would be due, and how that was counted (时限推算)."""

    deadline: datetime = strawberry.field(description="When it would be due (截止时间).")
    limit: TimeLimit = by_id("How long it may take (时限).")
    standard: CaseStandard = by_id("The standard that says so (立案标准).")
    is_calendar_known: bool = strawberry.field(
        description=(
            "Whether the holidays of all its years are known; if not, Mondays to Fridays were taken for work days "
            "(是否已有节假日数据)."
        )
    )
    steps: list[DeadlineStep] = strawberry.field(description="The whole time, stretch by stretch (计时明细).")
