"""Root fields of the standards and the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

import strawberry
from sqlalchemy import Date, bindparam, select

from core.calendar.limits import Limit, LimitUnit, after
from core.calendar.models import CalendarDay as CalendarDayRow
from core.calendar.services import DAYS, Calendar, calendar_of
from core.calendar.working import stretches
from core.engine.connection import Connection
from core.engine.declare import Answer, answer, connection
from core.engine.filters import filters, one_of, where, within
from core.engine.orders import Order
from core.engine.plan import Question
from core.engine.statements import Statement
from core.errors import out_of_range, unknown
from core.lines.services import check_categories, check_lines
from core.scalars import ServiceLineKey
from core.standards.models import CaseStandard as Row
from core.standards.models import is_in_force
from core.standards.types import CalendarDay, CaseStandard, DeadlinePreview, DeadlineStep
from core.windows import DateWindow

STANDARD_ORDER = Order(Row, default="category_code", category_code="The code of its category (小类代码).")
DAY_ORDER = Order(CalendarDayRow, default="day", day="The day (日期).")
FIRST_YEAR, LAST_YEAR = 2000, 2199

IN_FORCE = Statement(
    select(Row.id, Row.variant, Row.limit_amount, Row.limit_unit)
    .where(Row.category_code == bindparam("code"), is_in_force(Row, bindparam("day", type_=Date())))
    .order_by(Row.variant, Row.id)
)
CALENDAR = Statement(DAYS)


@filters
class CaseStandardFilter:
    """Narrows standards: what is given must all hold (标准筛选)."""

    lines: list[ServiceLineKey] | None = where("Of any of these lines (服务线).", one_of("line"), check=check_lines)
    category_codes: list[str] | None = where(
        "For any of these categories (案件小类代码).", one_of("category_code"), check=check_categories
    )


@filters
class CalendarDayFilter:
    """Narrows the calendar: what is given must all hold (日历筛选)."""

    window: DateWindow | None = where("In this window (日期范围).", within("day"))


class StandardQueries:
    case_standards: Connection[CaseStandard] = connection(
        "When cases are filed and closed, and how long they may take (立案结案标准).",
        STANDARD_ORDER,
        CaseStandardFilter,
    )
    calendar_days: Connection[CalendarDay] = connection(
        "Days that are not what their weekday says (节假日与调休).", DAY_ORDER, CalendarDayFilter
    )

    @answer(
        "When a case of a category would be due if its handling began at a moment, and how that is counted (时限推算).",
        "place.read",
    )
    def deadline_preview(
        self,
        question: Question,
        category_code: Annotated[str, strawberry.argument(description="Code of the category (案件小类代码).")],
        start_at: Annotated[datetime, strawberry.argument(description="When the handling would begin (开始时间).")],
        standard: Annotated[
            str | None,
            strawberry.argument(description="Which standard of the category, by variant; else its first (立案标准)."),
        ] = None,
    ) -> Answer[DeadlinePreview]:
        context = question.context
        start = start_at.astimezone(UTC)
        day = start.astimezone(context.zone).date()
        _check_year(day)
        found = yield IN_FORCE(code=category_code, day=day)
        key, amount, unit = _chosen(found, category_code, standard, day)
        ((days,),) = yield CALENDAR()
        calendar = calendar_of(days, context.rules.work_hours, context.zone)
        return _preview(key, Limit.of(amount, unit, calendar.work), start, calendar, context.language)


def _check_year(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise out_of_range(
            "startAt",
            f"Deadlines are counted in the years {FIRST_YEAR} to {LAST_YEAR}, not in {day.year}.",
            f"仅可推算 {FIRST_YEAR} 至 {LAST_YEAR} 年的时限。",
        )


def _chosen(found: Any, code: str, variant: str | None, day: date) -> tuple[int, int, LimitUnit]:
    for key, name, amount, unit in found:
        if variant is None or name == variant:
            return key, amount, unit
    known = [name for _, name, *_ in found]
    if variant is not None and known:
        raise unknown("standard", variant[:20], known, f"standard of {code}", f"{code} 的标准")
    raise unknown("categoryCode", code[:40], (), f"standard in force on {day} for", f"在 {day} 生效的标准")


def _preview(key: Any, limit: Limit, start: datetime, calendar: Calendar, language: str) -> DeadlinePreview:
    deadline = after(start, limit.seconds, limit.unit, calendar.work)
    zone = calendar.work.zone
    years = {moment.astimezone(zone).date() for moment in (start, deadline)}
    return DeadlinePreview(
        limit=key,
        standard=key,
        deadline=deadline,
        is_calendar_known=all(calendar.knows(day) for day in years),
        steps=[
            DeadlineStep(
                from_=step.start,
                to=step.end,
                counted_minutes=step.seconds // 60,
                reason=step.reason[language == "zh"],
            )
            for step in stretches(start, deadline, limit.unit, calendar)
        ],
    )
