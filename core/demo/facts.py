"""The columns of a demo case, from what happened to it: by the same clocks as in earnest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from core.calendar.services import Calendar
from core.cases.clocks import Clocks
from core.cases.models import CaseAction as A
from core.cases.models import CaseOutcome, CheckResult
from core.cases.models import CaseStatus as S
from core.demo.steps import Happened, Steps
from core.settings import CaseRules
from core.standards.models import CaseStandard

COLUMNS = (
    "accepted_at",
    "assignee_id",
    "assignee_unit_id",
    "back_to_work_at",
    "back_to_work_on",
    "case_clock_left",
    "case_clock_since",
    "case_deadline",
    "check_result",
    "checked_at",
    "checker_id",
    "clock_given",
    "clock_left",
    "clock_since",
    "closed_at",
    "closed_on",
    "deadline",
    "deadline_on",
    "dispatched_at",
    "dispatched_on",
    "due_at",
    "due_soon_at",
    "filed_at",
    "filed_on",
    "handled_at",
    "handled_minutes",
    "handled_on",
    "handler_id",
    "is_late",
    "outcome",
    "paused_at",
    "paused_until",
    "return_until",
    "returned_by_id",
    "stage_deadline",
    "unit_confirmed_at",
    "unit_confirmed_on",
)
COUNTERS = ("return_count", "rework_count", "reopen_count", "extension_count", "suspension_count")


class Facts:
    """Plays the steps of one case."""

    def __init__(self, standard: CaseStandard | None, calendar: Calendar, rules: CaseRules) -> None:
        self.row = SimpleNamespace(standard=standard, status=None)
        for name in COLUMNS:
            setattr(self.row, name, None)
        for name in COUNTERS:
            setattr(self.row, name, 0)
        self.calendar = calendar
        self.work, self.rules = calendar.work, rules
        self.clocks: Any = Clocks(self.row, calendar.work, rules)  # type: ignore[arg-type]

    def play(self, steps: Steps, unit: int | None, officer: Callable[[Happened], int | None]) -> dict[str, Any]:
        for step in steps.done:
            before, self.row.status = self.row.status, step.after
            self._take(step, unit, officer(step))
            if self.row.status is not before:
                self.clocks.enter_stage(step.at)
        if self.row.status is S.CLOSED:
            self.row.stage_deadline = None
        return {name: getattr(self.row, name) for name in (*COLUMNS, *COUNTERS)}

    def day(self, at: datetime) -> date:
        return at.astimezone(self.work.zone).date()

    def _take(self, step: Happened, unit: int | None, officer: int | None) -> None:
        row, at, clocks = self.row, step.at, self.clocks
        match step.action:
            case A.FILE:
                row.filed_at, row.filed_on = at, self.day(at)
                clocks.start_case(row.standard, at)
            case A.DISPATCH:
                row.dispatched_at, row.dispatched_on, row.assignee_unit_id = at, self.day(at), unit
                row.return_until = self.work.after(at, self.rules.return_work_days * self.work.hours.a_day)
                clocks.start_handling(at, anew=row.returned_by_id is None)
                row.returned_by_id = None
            case A.RETURN:
                row.returned_by_id, row.assignee_unit_id, row.assignee_id = row.assignee_unit_id, None, None
                row.return_count += 1
                clocks.pause(at)
            case A.ACCEPT:
                row.accepted_at, row.assignee_id = at, officer
            case A.EXTEND:
                row.extension_count += 1
                clocks.extend()
            case A.SUSPEND:
                row.suspension_count += 1
                clocks.pause(at, datetime.fromisoformat(step.reason or ""))
            case A.RESUME:
                clocks.resume(at)
            case A.HANDLE:
                row.handled_at = row.unit_confirmed_at = at
                row.handled_on = row.unit_confirmed_on = self.day(at)
                row.handler_id = officer
                clocks.stop_handling(at)
            case A.START_CHECK:
                row.checker_id = officer
            case A.CHECK:
                self._check(step)
            case A.CLOSE:
                row.closed_at, row.closed_on, row.outcome = at, self.day(at), CaseOutcome.RESOLVED
                clocks.stop(at)
            case A.REOPEN:
                row.reopen_count += 1
                self._back(at)
                row.closed_at = row.closed_on = row.outcome = row.check_result = None
                clocks.begin_anew(at)

    def _check(self, step: Happened) -> None:
        row = self.row
        row.checked_at = step.at
        row.check_result = CheckResult.PASSED
        if step.after is S.IN_PROGRESS:
            row.check_result = CheckResult.NOT_PASSED
            row.rework_count += 1
            self._back(step.at)
            self.clocks.go_on_handling(step.at)

    def _back(self, at: datetime) -> None:
        row = self.row
        row.back_to_work_at, row.back_to_work_on = at, self.day(at)
        row.handled_at = row.handled_on = row.unit_confirmed_at = row.unit_confirmed_on = row.handled_minutes = None
        row.is_late = None
