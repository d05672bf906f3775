"""Guards: what stands in the way of an action, and how to mend it. These look at the case itself; others at other rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, bindparam

from core.cases.models import CaseAction, CaseOutcome, CheckResult, VerificationResult
from core.columns import big_integer
from core.policy.viewer import Viewer
from core.settings import CaseRules

OFFICER = bindparam("officer", type_=big_integer)
"""The post of whoever wants to act, in a condition over rows; null for who has none."""
TODAY = bindparam("today", type_=Date())
PARTS_MOST = bindparam("parts_most", type_=Integer())


@dataclass(frozen=True)
class Asked:
    """Who wants to act, when, and by which rules; and whether an installed line takes on complaints."""

    viewer: Viewer
    now: datetime
    today: date
    rules: CaseRules
    takes_complaints: bool

    @property
    def values(self) -> dict[str, Any]:
        """What the conditions over rows want to know of it."""
        return {"officer": self.viewer.officer_id, "today": self.today, "parts_most": self.rules.parts_most}


@dataclass(frozen=True)
class Guard:
    """`stands` looks at the case's own columns; `where` is a condition over its row, asked for many cases at once."""

    code: str
    message: str
    message_zh: str
    stands: Callable[[Any, Asked], bool] | None = None
    where: Callable[[Any], ColumnElement[bool]] | None = None

    def text(self, language: str) -> str:
        return self.message_zh if language == "zh" else self.message


@dataclass(frozen=True)
class Blocker:
    """What a service line adds: a condition over the case's row that stands in the way of an action."""

    action: CaseAction
    code: str
    message: str
    message_zh: str
    where: Callable[[Any], ColumnElement[bool]]

    @property
    def guard(self) -> Guard:
        return Guard(self.code, self.message, self.message_zh, where=self.where)


UNFOUNDED = Guard(
    "VERIFIED_UNFOUNDED",
    "Somebody looked, and there is no such problem; reject it, or ask for another look.",
    "核实结果为不属实，请不予立案或再次申请核实。",
    lambda case, _: case.verification is VerificationResult.NOT_EXISTS,
)
RETURN_TOO_LATE = Guard(
    "RETURN_TOO_LATE",
    "The time in which a unit may send it back is over; handle it, or ask the dispatcher.",
    "已超过回退期限，请继续处置或与派遣员协商。",
    lambda case, asked: case.return_until is not None and asked.now > case.return_until,
)
OVERDUE = Guard(
    "OVERDUE",
    "Its deadline has passed; more time or a pause must be asked for before.",
    "已超过处置时限，延期或挂账须在时限内申请。",
    lambda case, asked: case.due_at is not None and asked.now > case.due_at,
)
EXTENDED_ENOUGH = Guard(
    "EXTENDED_ENOUGH",
    "It was given more time as often as it may be.",
    "延期次数已用完。",
    lambda case, asked: case.extension_count >= asked.rules.extensions_most,
)
SUSPENDED_BEFORE = Guard(
    "SUSPENDED_BEFORE",
    "It was set aside as often as it may be.",
    "挂账次数已用完。",
    lambda case, asked: case.suspension_count >= asked.rules.suspensions_most,
)
HANDLER_CANNOT_CHECK = Guard(
    "HANDLER_CANNOT_CHECK",
    "Whoever handles does not check: somebody who neither handled it nor is of the handling unit must look.",
    "处置与核查须分离：请由未参与处置且不属于处置单位的人员核查。",
    lambda case, asked: _handled(case, asked.viewer),
)
NOT_CHECKED = Guard(
    "NOT_CHECKED",
    "It has not passed the check yet; begin one with startCaseCheck.",
    "尚未通过核查，请先核查。",
    lambda case, _: case.check_result is not CheckResult.PASSED,
)
REOPEN_TOO_LATE = Guard(
    "REOPEN_TOO_LATE",
    "It was closed too long ago to be opened again; report a new case with followsCaseId.",
    "已超过重办期限，请以 followsCaseId 上报新的关联案件。",
    lambda case, asked: _days_since(case.closed_at, asked.now) > asked.rules.reopen_days,
)
NEVER_DISPATCHED = Guard(
    "NEVER_DISPATCHED",
    "No unit ever had it, so there is nobody to go on; report a new case with followsCaseId.",
    "该案件未经派遣，请以 followsCaseId 上报新的关联案件。",
    lambda case, _: case.assignee_id is None,
)
NOT_SOLVED = Guard(
    "NOT_SOLVED",
    "It was not closed as solved; act on the case that it is the same as.",
    "该案件并非以“已解决”结案，请操作其主案件。",
    lambda case, _: case.outcome is not CaseOutcome.RESOLVED,
)
ASKED_TOO_LATE = Guard(
    "ASKED_TOO_LATE",
    "Residents are asked soon after the closing; that time is over.",
    "已超过回访期限。",
    lambda case, asked: _days_since(case.closed_at, asked.now) > asked.rules.feedback_days,
)
IS_PART = Guard(
    "IS_PART",
    "It is a part of another case itself; part that one.",
    "该案件本身是子案件，请拆分其父案件。",
    lambda case, _: case.parent_id is not None,
)
NO_CONVERSION = Guard(
    "NO_CONVERSION",
    "No installed line takes on complaints as formal cases.",
    "没有可受理诉转案的服务线。",
    lambda _, asked: not asked.takes_complaints,
)
IN_TIME = Guard(
    "IN_TIME",
    "It was not handled too late, so there is nothing to excuse.",
    "该案件未超期，无需申诉。",
    lambda case, _: not case.is_late,
)


def _handled(case: Any, viewer: Viewer) -> bool:
    is_handler = viewer.officer_id is not None and viewer.officer_id in (case.assignee_id, case.handler_id)
    return is_handler or (viewer.unit_id is not None and viewer.unit_id == case.assignee_unit_id)


def _days_since(moment: datetime | None, now: datetime) -> float:
    return (now - moment) / timedelta(days=1) if moment is not None else 0.0
