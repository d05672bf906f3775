"""Shifts: the window before (环比), and the same window a year before (同比)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.metrics.metric import MetricDimension
from core.metrics.scope import Group, Grouping, Window

D = MetricDimension
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Shift:
    """Another window, and for each group of the asked one the group of the other to compare it with."""

    window: Window
    time: Callable[[Any], Any]

    def group(self, group: Group, grouping: Grouping) -> Group:
        return tuple(
            self.time(part) if d is grouping.time else part for d, part in zip(grouping.dimensions, group, strict=True)
        )


def before(window: Window, grouping: Grouping) -> Shift | None:
    """What came before: grouped by time, the period before each; otherwise as many months or days before the window."""
    time = grouping.time
    if time is D.MONTH:
        return _by_months(window, -1, lambda month: _month_on(month, -1))
    if time is not None:
        days = 7 * DAY if time is D.WEEK else DAY
        return _shifted(window, lambda day: day - days, lambda day: day - days)
    if window.since.day == window.until.day == 1:
        months = (window.until.year - window.since.year) * 12 + window.until.month - window.since.month
        return _by_months(window, -months, lambda part: part)
    length = window.until - window.since
    return _shifted(window, lambda day: day - length, lambda part: part)


def year_before(window: Window, grouping: Grouping) -> Shift | None:
    """The same days a year before; weeks 52 weeks before."""
    time = grouping.time
    if time is D.WEEK:
        weeks = timedelta(weeks=52)
        return _shifted(window, lambda day: day - weeks, lambda day: day - weeks)
    if time is D.MONTH:
        return _by_months(window, -12, lambda month: _month_on(month, -12))
    if time is D.DAY:
        return _by_months(window, -12, lambda day: months_on(day, -12))
    return _by_months(window, -12, lambda part: part)


def _shifted(window: Window, move: Callable[[date], date], time: Callable[[Any], Any]) -> Shift | None:
    return _window_or_none(lambda: Window(move(window.since), move(window.until)), time)


def _by_months(window: Window, months: int, time: Callable[[Any], Any]) -> Shift | None:
    """Whole months are as long as they are; else the last day of the window is what moves, not the day after it, which may
    be the last of a shorter month.
    """

    def moved() -> Window:
        since, until = months_on(window.since, months), window.until
        if until.day == 1:
            return Window(since, months_on(until, months))
        return Window(since, months_on(until - DAY, months) + DAY)

    return _window_or_none(moved, time)


def _window_or_none(made: Callable[[], Window], time: Callable[[Any], Any]) -> Shift | None:
    """None before the calendar begins."""
    try:
        return Shift(made(), time)
    except (OverflowError, ValueError):
        return None


def months_on(day: date, months: int) -> date:
    """The same day of another month; the last one where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    start = date(year, month + 1, 1)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return start.replace(day=min(day.day, (following - start).days))


def _month_on(month: str, months: int) -> str:
    return f"{months_on(date.fromisoformat(month + '-01'), months):%Y-%m}"
