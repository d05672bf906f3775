"""The two clocks of a case: of its handling, and of the whole. What they mean in moments is kept on the case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from core.calendar.limits import Limit, LimitUnit, after, counted
from core.calendar.work_time import WorkTime
from core.cases.models import ENDED, Case, CaseStatus, CheckResult
from core.settings import CaseRules

if TYPE_CHECKING:
    from core.standards.models import CaseStandard


@dataclass(frozen=True)
class Clock:
    """So many seconds of its kind are left, as of `since`; without `since` it stands."""

    unit: LimitUnit
    left: int
    since: datetime | None = None

    def started(self, at: datetime) -> Clock:
        return replace(self, since=at)

    def stopped(self, at: datetime, work: WorkTime) -> Clock:
        """What began later than the moment has not begun."""
        if self.since is None:
            return self
        used = counted(self.since, at, self.unit, work) if at > self.since else 0
        return replace(self, left=self.left - used, since=None)

    def longer(self, seconds: int) -> Clock:
        return replace(self, left=self.left + seconds)

    def deadline(self, work: WorkTime) -> datetime | None:
        return None if self.since is None else after(self.since, self.left, self.unit, work)


@dataclass(frozen=True)
class Clocks:
    """Sets the clocks of one case by the rules of the bureau. Every method leaves the moments on the case right.

    A case without a standard (it came in by an import) has no clocks: nothing is counted, and nothing is due.
    """

    case: Case
    work: WorkTime
    rules: CaseRules

    def start_case(self, standard: CaseStandard, now: datetime) -> None:
        """Filed: the whole case begins to count."""
        self._keep_case(Clock(standard.limit_unit, self._limit(standard).seconds, now))

    def start_handling(self, now: datetime, *, anew: bool) -> None:
        """Dispatched: the same unit goes on with the rest, another begins anew."""
        limit = self._limit(self._standard)
        left = self.case.clock_left
        is_another_unit = anew and left is not None
        if anew or left is None:
            self.case.clock_given = left = limit.seconds
        self._keep(Clock(limit.unit, left, now))
        if self.case.case_clock_since is None:
            self._keep_case(self._case_clock.started(now))
        if is_another_unit:
            self._leave_time_for_handling()
        self.case.paused_at = self.case.paused_until = None
        self._show()

    def begin_anew(self, now: datetime) -> None:
        """Opened again: both clocks have their whole limit."""
        self.case.clock_left = None
        self.start_case(self._standard, now)
        self.start_handling(now, anew=True)

    def pause(self, now: datetime, until: datetime | None = None) -> None:
        """Both stand; with `until` they go on by themselves at that moment."""
        handling, whole = self._clock.stopped(now, self.work), self._case_clock.stopped(now, self.work)
        self._keep(handling if until is None else handling.started(until))
        self._keep_case(whole if until is None else whole.started(until))
        self.case.paused_at, self.case.paused_until = now, until
        self._show()

    def resume(self, now: datetime) -> None:
        """Goes on now, or since the moment at which it went on by itself."""
        since = min(now, self.case.paused_until) if self.case.paused_until is not None else now
        self._keep(self._clock.started(since))
        self._keep_case(self._case_clock.started(since))
        self.case.paused_at = self.case.paused_until = None
        self._show()

    def extend(self) -> None:
        """The original limit once more, on the current deadline."""
        seconds = self._limit(self._standard).seconds
        self.case.clock_given = (self.case.clock_given or 0) + seconds
        self._keep(self._clock.longer(seconds))
        self._keep_case(self._case_clock.longer(seconds))
        self._show()

    def stop_handling(self, now: datetime) -> None:
        """The unit confirmed: what it took is counted, pauses out. The deadline stays as it was."""
        clock = self._clock.stopped(now, self.work)
        self._keep(clock)
        self.case.handled_minutes = ((self.case.clock_given or 0) - clock.left) // 60
        self.case.is_late = self.case.deadline is not None and now > self.case.deadline
        self.case.due_at = self.case.due_soon_at = None

    def go_on_handling(self, now: datetime) -> None:
        """It was not solved after all: the same unit goes on with the rest."""
        self._keep(self._clock.started(now))
        self._leave_time_for_handling()
        self._show()

    def stop(self, now: datetime) -> None:
        """The case ends. Said before its status: what is read here is written first, and no clock of an ended one runs."""
        if self.case.clock_left is not None:
            self._keep(self._clock.stopped(now, self.work))
        if self.case.case_clock_left is not None:
            whole = self._case_clock.stopped(now, self.work)
            self.case.case_clock_left, self.case.case_clock_since = whole.left, None
        self.case.due_at = self.case.due_soon_at = None
        self.case.paused_at = self.case.paused_until = None

    def _leave_time_for_handling(self) -> None:
        """What a unit is given once more, the whole is given too: it is not due before its handling."""
        handling, whole = self._clock.deadline(self.work), self._case_clock.deadline(self.work)
        if handling is not None and whole is not None and whole < handling:
            self._keep_case(self._clock)

    def enter_stage(self, now: datetime) -> None:
        """The stage at hand has its own limit; while a unit handles the case, that is the deadline. An ended case has none."""
        minutes = self._stage_minutes()
        if self.case.status in ENDED:
            self.case.stage_deadline = None
        else:
            self.case.stage_deadline = self.case.deadline if minutes is None else now + timedelta(minutes=minutes)

    def _stage_minutes(self) -> int | None:
        rules, standard = self.rules, self.case.standard
        match self.case.status:
            case CaseStatus.REPORTED:
                return rules.filing_minutes
            case CaseStatus.VERIFYING:
                return rules.verification_minutes
            case CaseStatus.FILED:
                return (standard and standard.dispatch_minutes) or rules.dispatch_minutes
            case CaseStatus.HANDLED if self.case.check_result is CheckResult.PASSED:
                return rules.closing_minutes
            case CaseStatus.HANDLED | CaseStatus.CHECKING:
                return (standard and standard.check_minutes) or rules.check_minutes
        return None

    @property
    def _standard(self) -> CaseStandard:
        assert self.case.standard is not None, "a case is filed before its clock starts"
        return self.case.standard

    def _limit(self, standard: CaseStandard) -> Limit:
        return Limit.of(standard.limit_amount, standard.limit_unit, self.work)

    @property
    def _clock(self) -> Clock:
        return Clock(self._standard.limit_unit, self.case.clock_left or 0, self.case.clock_since)

    @property
    def _case_clock(self) -> Clock:
        return Clock(self._standard.limit_unit, self.case.case_clock_left or 0, self.case.case_clock_since)

    def _keep(self, clock: Clock) -> None:
        self.case.clock_left, self.case.clock_since = clock.left, clock.since

    def _keep_case(self, clock: Clock) -> None:
        """With what dispatching, checking and closing may take."""
        self.case.case_clock_left, self.case.case_clock_since = clock.left, clock.since
        deadline = clock.deadline(self.work)
        if deadline is not None:
            rules = self.rules
            more = rules.dispatch_minutes + rules.check_minutes + rules.closing_minutes
            self.case.case_deadline = deadline + timedelta(minutes=more)

    def _show(self) -> None:
        deadline = self._clock.deadline(self.work)
        case = self.case
        case.due_at = deadline
        if deadline is None:
            case.due_soon_at = None
            return
        soon = self.work.after(deadline, -self.rules.due_soon_minutes * 60)
        case.deadline, case.deadline_on = deadline, deadline.astimezone(self.work.zone).date()
        case.due_soon_at = max(soon, case.paused_until) if case.paused_until is not None else soon
