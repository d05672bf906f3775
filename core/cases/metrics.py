"""Figures of the closed loop: how much of what came in was filed, handled and closed, in time, and for good.

The indicators of smart-city management (立案率, 按期处置率, 返工率 …), each counted by one day, so that windows add up: a case is
due on the day of its deadline, and should be closed once it has been handled. What an appeal excused stays late, but is
no longer counted against anybody.
"""

from __future__ import annotations

from typing import Any

from core.cases.models import Case, CaseOutcome, CaseStatus, ResolutionMode
from core.cases.same import is_duplicate
from core.metrics.metric import Measure, Metric, count, histogram


def _stands(case: Any) -> Any:
    """Neither refused nor withdrawn."""
    return (case.status != CaseStatus.REJECTED) & (case.status != CaseStatus.CANCELLED)


def _left(case: Any) -> Any:
    """Not solved on the spot, by the visit that found it or by a later one: no unit handled it."""
    return case.resolution_mode.is_(None) | (case.resolution_mode != ResolutionMode.ON_SITE)


def _counts(case: Any) -> Any:
    """Of two cases that are the same one counts, whatever became of the other."""
    return _left(case) & ~is_duplicate(case)


def _due(case: Any) -> Any:
    """A unit had it, and was not relieved of it."""
    return _stands(case) & case.dispatched_on.is_not(None) & _counts(case)


def _handled(case: Any) -> Any:
    return case.handled_on.is_not(None)


def _in_time(case: Any) -> Any:
    return case.is_late.is_not(None) & (~case.is_late | case.is_exempt)


def _unhandled(case: Any) -> Any:
    """Its clock counts towards a deadline, or will: nobody has to be told when a pause runs out. What `slaState` goes by."""
    return case.due_at.is_not(None)


def _resolved(case: Any) -> Any:
    return (case.status == CaseStatus.CLOSED) & (case.outcome == CaseOutcome.RESOLVED)


def _closed_in_time(case: Any) -> Any:
    return _resolved(case) & (case.is_exempt | (case.closed_at <= case.case_deadline))


def _closed_falsely(case: Any) -> Any:
    return _resolved(case) & case.reported_again_id.is_not(None)


def _ever_closed(case: Any) -> Any:
    """Into another is nothing closed; but what was opened again before had been."""
    return (case.closed_on.is_not(None) & ~is_duplicate(case)) | (case.reopen_count > 0)


def _cases(day: str, *conditions: Any) -> Measure:
    def where(case: Any, _place: Any) -> Any:
        first, *others = (condition(case) for condition in conditions)
        for other in others:
            first = first & other
        return first

    return count(Case, day, where=where)


REPORTED = _cases("reported_on", _counts)
FILED_OF_REPORTED = _cases("reported_on", _counts, lambda case: case.filed_on.is_not(None))
DISPATCHED = _cases("dispatched_on", _stands)
RETURNED = _cases("dispatched_on", _stands, lambda case: case.return_count > 0)
DUE = _cases("deadline_on", _due)
HANDLED_OF_DUE = _cases("deadline_on", _due, _handled)
IN_TIME_OF_DUE = _cases("deadline_on", _due, _handled, _in_time)
UNHANDLED_OF_DUE = _cases("deadline_on", _due, _unhandled)
EXTENDED_OF_DUE = _cases("deadline_on", _due, lambda case: case.extension_count > 0)
HANDLED = _cases("handled_on", _due)
CLOSED_OF_HANDLED = _cases("handled_on", _due, _resolved)
CLOSED_IN_TIME = _cases("handled_on", _due, _closed_in_time)
REWORKED = _cases("handled_on", _due, lambda case: case.rework_count > 0)
EVER_CLOSED = _cases("reported_on", _left, _ever_closed)
REOPENED = _cases("reported_on", _left, lambda case: case.reopen_count > 0)
RESOLVED = _cases("closed_on", _resolved)
CLOSED_FALSELY = _cases("closed_on", _closed_falsely)
ANSWERED = count(Case, "answered_on")
SATISFIED = _cases("answered_on", lambda case: case.is_satisfied)
HANDLING_MINUTES = histogram(
    Case,
    lambda case, _place: case.handled_minutes,
    "handled_on",
    steps=((120, 5), (1_440, 15), (20_160, 60), (0, 360)),
    where=lambda case, _place: _due(case) & case.handled_minutes.is_not(None),
)

METRICS = [
    Metric(
        "core.filing_rate",
        "Share of reported cases filed",
        "立案率",
        "ratio",
        "Of the cases reported and not solved on the spot, by the day they were reported, the share that was filed. What "
        "proved to be the same as another is left aside: the other counts.",
        "cases with a filing day / cases, ON_SITE ones and duplicates aside, by reporting day",
        FILED_OF_REPORTED,
        REPORTED,
    ),
    Metric(
        "core.cases_due",
        "Cases due",
        "应处置案件数",
        "cases",
        "Cases sent to a unit, by the day on which their handling is due. What was refused, withdrawn or merged into another, "
        "and what a visit solved on the spot after its unit gave it back, is not due.",
        "count(cases dispatched, not merged or ON_SITE, by deadline day)",
        DUE,
    ),
    Metric(
        "core.handling_rate",
        "Share of due cases handled",
        "处置率",
        "ratio",
        "Of the cases due, by the day of the deadline, the share that was handled, in time or late.",
        "cases due that were handled / cases due",
        HANDLED_OF_DUE,
        DUE,
    ),
    Metric(
        "core.on_time_handling_rate",
        "Share of due cases handled in time",
        "按期处置率",
        "ratio",
        "Of the cases due, by the day of the deadline, the share whose unit confirmed the handling before it, pauses and "
        "extensions reckoned, or whose delay was excused.",
        "cases due that were handled and confirmed by the deadline, or exempt / cases due",
        IN_TIME_OF_DUE,
        DUE,
    ),
    Metric(
        "core.overdue_pending_rate",
        "Share of due cases still pending",
        "超期未处置率",
        "ratio",
        "Of the cases due, by the day of the deadline, the share that is not handled so far. What was sent back and waits for "
        "a unit is left aside; what was set aside is due on a later day. In a window that reaches "
        "into the future it holds what is not late yet.",
        "cases due whose clock counts towards the deadline / cases due",
        UNHANDLED_OF_DUE,
        DUE,
    ),
    Metric(
        "core.extension_rate",
        "Share of due cases extended",
        "延期率",
        "ratio",
        "Of the cases due, by the day of the deadline as it is now, the share whose deadline was put off at least once.",
        "cases due with an extension / cases due",
        EXTENDED_OF_DUE,
        DUE,
    ),
    Metric(
        "core.return_rate",
        "Share of dispatched cases returned",
        "退件率",
        "ratio",
        "Of the cases sent to a unit and not withdrawn since, by the day they last were, the share that a unit gave back as not "
        "its own. It speaks of the sending: what proved to be the same as another was sent too.",
        "cases returned at least once / cases dispatched, both not refused or withdrawn",
        RETURNED,
        DISPATCHED,
    ),
    Metric(
        "core.closure_rate",
        "Share of handled cases closed",
        "结案率",
        "ratio",
        "Of the cases handled, by the day they were, the share that was checked and closed because the problem is gone.",
        "cases handled that are CLOSED, RESOLVED / cases handled",
        CLOSED_OF_HANDLED,
        HANDLED,
    ),
    Metric(
        "core.on_time_closure_rate",
        "Share of handled cases closed in time",
        "按期结案率",
        "ratio",
        "Of the cases handled, by the day they were, the share closed before the deadline of the whole case, or excused.",
        "cases handled that are CLOSED, RESOLVED by the case's deadline, or exempt / cases handled",
        CLOSED_IN_TIME,
        HANDLED,
    ),
    Metric(
        "core.rework_rate",
        "Share of handled cases done again",
        "返工率",
        "ratio",
        "Of the cases handled, by the day they last were, the share that a check had sent back at least once.",
        "cases handled with rework / cases handled",
        REWORKED,
        HANDLED,
    ),
    Metric(
        "core.reopen_rate",
        "Share of closed cases opened again",
        "重开率",
        "ratio",
        "Of the cases that have ever been closed, by the day they were reported, the share that was opened again: closed, "
        "but not solved. What was solved on the spot, or merged into another without ever being closed, does not count.",
        "cases reopened at least once / cases closed now or before, not merged or ON_SITE, by reporting day",
        REOPENED,
        EVER_CLOSED,
    ),
    Metric(
        "core.false_closure_rate",
        "Share of resolved cases reported again",
        "虚假结案率",
        "ratio",
        "Of the cases resolved, on site or by handling, by the day they were closed, the share whose problem was reported "
        "again within 30 days (or as many as the installation says): a case of the same category about the same household, "
        "or at a place of the same name in the community, or no more than 50 metres away by its photo. Cases refused, "
        "withdrawn or merged do not count as reported again.",
        "cases CLOSED, RESOLVED that were reported again / cases CLOSED, RESOLVED, by closing day",
        CLOSED_FALSELY,
        RESOLVED,
    ),
    Metric(
        "core.satisfaction_rate",
        "Share of residents satisfied",
        "回访满意率",
        "ratio",
        "Of the residents who answered when asked after the closing, by the day they did, the share that was satisfied. "
        "The last answer of a case counts.",
        "cases whose last answer is satisfied / cases with an answer",
        SATISFIED,
        ANSWERED,
    ),
    Metric(
        "core.median_handling_hours",
        "Median hours of handling",
        "处置用时中位数",
        "hours",
        "Half of the cases handled took their unit no longer, by the clock of their standard: only work time where it "
        "counts work time, and without pauses.",
        "median(counted minutes of handling) / 60, by handling day",
        HANDLING_MINUTES,
        times=1 / 60,
        percentile=0.5,
    ),
    Metric(
        "core.p90_handling_hours",
        "Hours in which nine of ten cases are handled",
        "处置用时九成分位",
        "hours",
        "Nine of ten cases handled took their unit no longer, by the clock of their standard, without pauses.",
        "90th percentile(counted minutes of handling) / 60, by handling day",
        HANDLING_MINUTES,
        times=1 / 60,
        percentile=0.9,
    ),
]
