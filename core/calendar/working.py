"""How a deadline was counted: the time from start to deadline in stretches that count and stretches that do not, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from core.calendar.limits import RUNS_ON, LimitUnit
from core.calendar.services import Calendar


@dataclass(frozen=True)
class Stretch:
    """From one moment to another; `reason` in English and Chinese."""

    start: datetime
    end: datetime
    seconds: int
    reason: tuple[str, str]


THROUGH = ("every hour counts", "连续计时")
WORK = ("work time", "工作时间")
SHIFTED = ("work time on a weekend made a work day", "调休工作日")
BREAK = ("a break", "休息时间")
NIGHT = ("outside work hours", "非工作时间")
WEEKEND = ("weekend", "周末")


def stretches(start: datetime, deadline: datetime, unit: LimitUnit, calendar: Calendar) -> Iterator[Stretch]:
    """Without gaps and without overlaps, in order."""
    if unit in RUNS_ON:
        yield Stretch(start, deadline, int((deadline - start).total_seconds()), THROUGH)
        return
    idle_since, reasons = start, dict[tuple[str, str], None]()
    for day in _days(start, deadline, calendar):
        if not calendar.work.is_work_day(day):
            reasons[_day_off(day, calendar)] = None
            continue
        for number, (opens, closes) in enumerate(_slots(day, calendar)):
            begin, end = max(opens, start), min(closes, deadline)
            if begin >= end:
                continue
            if begin > idle_since:
                yield Stretch(idle_since, begin, 0, _why_idle(number, reasons))
            yield Stretch(begin, end, int((end - begin).total_seconds()), _why_counted(day, calendar))
            idle_since, reasons = end, {}


def _days(start: datetime, deadline: datetime, calendar: Calendar) -> Iterator[date]:
    day, last = (moment.astimezone(calendar.work.zone).date() for moment in (start, deadline))
    while day <= last:
        yield day
        day += timedelta(days=1)


def _slots(day: date, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    midnight = datetime.combine(day, time.min)
    for start, end in calendar.work.hours.slots:
        yield tuple(  # type: ignore[misc]
            (midnight + timedelta(seconds=second)).replace(tzinfo=calendar.work.zone).astimezone(UTC)
            for second in (start, end)
        )


def _day_off(day: date, calendar: Calendar) -> tuple[str, str]:
    name = calendar.names.get(day)
    return (name, name) if name is not None else WEEKEND


def _why_idle(slot: int, reasons: dict[tuple[str, str], None]) -> tuple[str, str]:
    if reasons:
        english, chinese = zip(*reasons, strict=True)
        return ", ".join(english), "、".join(chinese)
    return BREAK if slot else NIGHT


def _why_counted(day: date, calendar: Calendar) -> tuple[str, str]:
    return SHIFTED if day.weekday() >= 5 else WORK
