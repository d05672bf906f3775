"""How soon the steps against an illegal building must be taken (私搭乱建分步时限).

Other kinds have only the limit of their case.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from core import CountRule, LimitUnit, Rules, rulebook
from core.calendar.limits import Limit, after
from core.calendar.work_time import WorkTime
from core.cases.acting import Acting
from plugins.enforcement import rules as r
from plugins.enforcement.models import EnforcementViolation, ViolationKind, ViolationStage
from plugins.enforcement.services.course import DUE, next_due

LIMITS: dict[ViolationStage, tuple[CountRule, LimitUnit]] = {
    ViolationStage.ORDERED: (r.ORDER_HOURS, LimitUnit.WORK_HOUR),
    ViolationStage.PENALISED: (r.PENALTY_DAYS, LimitUnit.WORK_DAY),
    ViolationStage.REMOVED: (r.REMOVAL_DAYS, LimitUnit.WORK_DAY),
}


def limits_of(seen_at: datetime, rules: Rules, work: WorkTime) -> dict[str, datetime | None]:
    """The moment of each limit, by its column."""
    made: dict[str, datetime | None] = {}
    for stage, (rule, unit) in LIMITS.items():
        limit = Limit.of(rules[rule], unit, work)
        made[DUE[stage]] = after(seen_at, limit.seconds, unit, work)
    return made


def set_limits(violation: EnforcementViolation, acting: Acting) -> None:
    """By the rules of the day on which it was seen."""
    if violation.kind is not ViolationKind.ILLEGAL_BUILDING:
        return
    work, day = acting.calendar.work, violation.first_seen_on
    rules = rulebook(acting.session).on(day)
    limits = limits_of(_seen_at(day, acting.now, work), rules, work)
    for column, due in limits.items():
        setattr(violation, column, due)
    violation.due_at = next_due(violation.stage, limits)


def _seen_at(day: date, now: datetime, work: WorkTime) -> datetime:
    """Now; of a visit that is told later, the end of its day: nothing more is known."""
    return min(now, datetime.combine(day + timedelta(days=1), time.min, work.zone))
