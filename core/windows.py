"""Windows of days: from the first, included, to the last, excluded."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import strawberry

from core.errors import at, invalid


@strawberry.input(
    description="Days in the bureau's time zone, from the first, included, to the last, excluded (日期范围，含首不含尾)."
)
class DateWindow:
    from_: date = strawberry.field(name="from", description="The first day (起始日，含).")
    to: date = strawberry.field(description="The day after the last (截止日，不含).")


def checked(window: DateWindow) -> DateWindow:
    """Refuses a window without a day in it."""
    if window.from_ >= window.to:
        raise invalid(
            ("window", "to"),
            f"The window ends on {window.to}, before it begins on {window.from_}; `to` is the day after the last.",
            f"日期范围的截止日 {window.to} 不晚于起始日 {window.from_}；to 为最后一天的次日。",
        )
    return window


def check_window(given: Mapping[str, date], context: object) -> None:
    """The same for a window in a filter."""
    with at("filter"):
        checked(DateWindow(from_=given["from"], to=given["to"]))


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_moment(day: date, zone: ZoneInfo) -> datetime:
    """The last second of a day."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC) - timedelta(seconds=1)
