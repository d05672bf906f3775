"""Work time: how much of it lies between two moments, and when so much of it has gone by. Pure, and without loops.

All of it rests on one function that only grows, `WorkTime.until`: the seconds of work from the beginning of the calendar
until a moment. A duration is the difference of two values of it, a deadline the inverse of one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = range(1, date.max.toordinal() + 1)


@dataclass(frozen=True)
class WorkHours:
    """The slots of a work day, in seconds since midnight; in order, and apart from each other."""

    slots: tuple[tuple[int, int], ...]

    @classmethod
    def read(cls, text: str) -> WorkHours:
        """`08:00-12:00,14:00-18:00`"""
        try:
            slots = tuple(tuple(_second(end) for end in slot.split("-")) for slot in text.split(","))
            ends = [end for slot in slots for end in slot]
            if any(len(slot) != 2 for slot in slots) or ends != sorted(set(ends)):
                raise ValueError(text)
        except ValueError:
            raise ValueError(f"{text!r} are no work hours; write them as 08:00-12:00,14:00-18:00") from None
        return cls(slots)  # type: ignore[arg-type]

    @property
    def a_day(self) -> int:
        return sum(end - start for start, end in self.slots)

    def before(self, second: int) -> int:
        """The work of a work day that is done at that second of it."""
        return sum(min(max(second - start, 0), end - start) for start, end in self.slots)

    def reached(self, work: int) -> int:
        """The first second of a work day at which so much work is done: 1 to the whole day's."""
        for start, end in self.slots:
            if work <= end - start:
                return start + work
            work -= end - start
        raise ValueError("a day has not so much work")


def _second(text: str) -> int:
    at = time.fromisoformat(text.strip())
    return at.hour * 3600 + at.minute * 60


class WorkTime:
    """The work hours of a calendar: Mondays to Fridays, but for `days_off` and with `extra_days`."""

    def __init__(self, hours: WorkHours, zone: ZoneInfo, days_off: Iterable[date], extra_days: Iterable[date]) -> None:
        self.hours = hours
        self.zone = zone
        self._off = sorted(day.toordinal() for day in days_off if day.weekday() < 5)
        self._extra = sorted(day.toordinal() for day in extra_days if day.weekday() >= 5)

    def is_work_day(self, day: date) -> bool:
        at = day.toordinal()
        return self._days_before(at + 1) > self._days_before(at)

    def until(self, moment: datetime) -> int:
        """Seconds of work from the beginning of the calendar until the moment."""
        local = moment.astimezone(self.zone)
        second = local.hour * 3600 + local.minute * 60 + local.second
        whole = self._days_before(local.toordinal()) * self.hours.a_day
        return whole + (self.hours.before(second) if self.is_work_day(local.date()) else 0)

    def between(self, start: datetime, end: datetime) -> int:
        return self.until(end) - self.until(start)

    def after(self, start: datetime, seconds: int) -> datetime:
        """The first moment at which so many seconds of work have gone by."""
        done = self.until(start) + seconds
        days = (done - 1) // self.hours.a_day
        at = DAYS[bisect_right(DAYS, days, key=lambda day: self._days_before(day + 1))]
        second = self.hours.reached(done - days * self.hours.a_day)
        moment = datetime.combine(date.fromordinal(at), time.min) + timedelta(seconds=second)
        return moment.replace(tzinfo=self.zone).astimezone(UTC)

    def _days_before(self, day: int) -> int:
        """How many work days lie before a day, given by its ordinal; the first of all was a Monday."""
        weeks, rest = divmod(day - 1, 7)
        return weeks * 5 + min(rest, 5) + bisect_left(self._extra, day) - bisect_left(self._off, day)
