"""Limits: an amount of time and what it is counted in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.calendar.work_time import WorkTime
from core.terms import Term


class LimitUnit(Term):
    """What a time limit is counted in (时限类型)."""

    URGENT_HOUR = "Hours that run on by day and night (紧急工作时)."
    WORK_HOUR = "Hours of work: only work time counts (工作时)."
    WORK_DAY = "Days of work: only work time counts (工作日)."
    NATURAL_DAY = "Days that run on, work or not (自然日)."


RUNS_ON = {LimitUnit.URGENT_HOUR, LimitUnit.NATURAL_DAY}
HOUR = 3600


@dataclass(frozen=True)
class Limit:
    """So much time, in seconds of its own kind: of work, or of all time."""

    seconds: int
    unit: LimitUnit

    @classmethod
    def of(cls, amount: int, unit: LimitUnit, work: WorkTime) -> Limit:
        lengths = {
            LimitUnit.URGENT_HOUR: HOUR,
            LimitUnit.WORK_HOUR: HOUR,
            LimitUnit.WORK_DAY: work.hours.a_day,
            LimitUnit.NATURAL_DAY: 24 * HOUR,
        }
        return cls(amount * lengths[unit], unit)


def after(start: datetime, seconds: int, unit: LimitUnit, work: WorkTime) -> datetime:
    """The moment at which so much time of the unit's kind has gone by since the start."""
    return start + timedelta(seconds=seconds) if unit in RUNS_ON else work.after(start, seconds)


def counted(start: datetime, end: datetime, unit: LimitUnit, work: WorkTime) -> int:
    """How much time of the unit's kind, in seconds, lies between two moments."""
    return int((end - start).total_seconds()) if unit in RUNS_ON else work.between(start, end)
