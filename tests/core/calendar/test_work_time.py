"""Work time is counted without loops; here it is counted minute by minute, and both agree."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar.limits import Limit, LimitUnit, after, counted
from core.calendar.work_time import WorkHours, WorkTime

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = WorkHours.read("08:00-12:00,14:00-18:00")
FIRST = date(2023, 9, 25)
OFF = {date(2023, 9, 29) + timedelta(days=day) for day in range(8)}
EXTRA = {date(2023, 10, 7), date(2023, 10, 8)}
WORK = WorkTime(HOURS, ZONE, OFF, EXTRA)

MINUTE = timedelta(minutes=1)
moments = st.integers(0, 40 * 24 * 60).map(
    lambda minute: datetime.combine(FIRST, datetime.min.time(), ZONE).astimezone(UTC) + minute * MINUTE
)
shifts = st.sets(st.dates(FIRST, FIRST + timedelta(days=40)), max_size=12)
slots = st.lists(st.integers(0, 1440), min_size=2, max_size=6, unique=True).map(
    lambda ends: sorted(ends)[: len(ends) // 2 * 2]
)


def works(moment: datetime, off: set[date], extra: set[date], hours: WorkHours) -> bool:
    """Whether the minute that begins then is one of work."""
    local = moment.astimezone(ZONE)
    day, second = local.date(), local.hour * 3600 + local.minute * 60
    is_work_day = day in extra if day.weekday() >= 5 else day not in off
    return is_work_day and any(start <= second < end for start, end in hours.slots)


def by_minutes(start: datetime, end: datetime, off: set[date], extra: set[date], hours: WorkHours) -> int:
    whole = int((end - start) / MINUTE)
    return sum(works(start + at * MINUTE, off, extra, hours) for at in range(whole))


@given(moments, st.integers(0, 15 * 24 * 60), shifts, shifts, slots)
def test_the_time_between_two_moments_is_the_minutes_counted_one_by_one(start, length, off, extra, ends) -> None:
    hours = WorkHours(tuple((a * 60, b * 60) for a, b in zip(ends[::2], ends[1::2], strict=True)))
    work = WorkTime(hours, ZONE, off, extra)
    end = start + length * MINUTE
    assert work.between(start, end) == by_minutes(start, end, off, extra, hours) * 60


@given(moments, st.integers(1, 6 * 480), shifts, shifts)
def test_a_deadline_is_the_first_moment_at_which_enough_minutes_were_counted(start, minutes, off, extra) -> None:
    work = WorkTime(HOURS, ZONE, off, extra)
    deadline = work.after(start, minutes * 60)
    assert by_minutes(start, deadline, off, extra, HOURS) == minutes
    assert by_minutes(start, deadline - MINUTE, off, extra, HOURS) == minutes - 1


@given(moments, st.integers(1, 10**7))
def test_so_much_time_after_a_moment_is_so_much_time_from_it(start, seconds) -> None:
    for unit in LimitUnit:
        assert counted(start, after(start, seconds, unit, WORK), unit, WORK) == seconds


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        ("2023-09-28T16:30", 2, LimitUnit.WORK_DAY, "2023-10-08T16:30"),  # over a holiday, with two shifted days
        ("2023-09-28T16:30", 4, LimitUnit.WORK_HOUR, "2023-10-07T10:30"),
        ("2023-09-28T13:00", 4, LimitUnit.WORK_HOUR, "2023-09-28T18:00"),  # ends with the day, not with the next
        ("2023-09-28T20:00", 1, LimitUnit.WORK_DAY, "2023-10-07T18:00"),
        ("2023-09-28T16:30", 2, LimitUnit.URGENT_HOUR, "2023-09-28T18:30"),
        ("2023-09-28T16:30", 2, LimitUnit.NATURAL_DAY, "2023-09-30T16:30"),
    ],
)
def test_limits_run_on_or_count_work_as_their_unit_says(start, amount, unit, due) -> None:
    limit = Limit.of(amount, unit, WORK)
    assert after(at(start), limit.seconds, unit, WORK) == at(due)


def test_a_year_of_work_days_is_counted_in_less_than_a_millisecond() -> None:
    started = perf_counter()
    for _ in range(100):
        WORK.after(at("2023-09-28T16:30"), 250 * 8 * 3600)
    assert (perf_counter() - started) / 100 < 0.001


@pytest.mark.parametrize("text", ["", "8-12", "08:00-12:00,11:00-18:00", "12:00-08:00", "08:00", "08:00-25:00"])
def test_hours_that_are_none_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="write them as 08:00-12:00,14:00-18:00"):
        WorkHours.read(text)
