"""What stands in the way of closing an enforcement case."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists

from core import Blocker, CaseAction
from plugins.enforcement.models import EnforcementViolation


def _gone_before(case: Any) -> ColumnElement[bool]:
    """It was said to be gone before a check, or somebody later, found it there still."""
    return exists().where(
        EnforcementViolation.case_id == case.id, EnforcementViolation.removed_on < case.back_to_work_on
    )


BLOCKERS = [
    Blocker(
        CaseAction.CLOSE,
        "ENFORCEMENT_REMOVED_BEFORE",
        "Its violation was said to be gone before the case came back; say with removeEnforcementViolation when it was.",
        "违法行为的消除登记早于案件返工或重办，请重新登记消除日期。",
        _gone_before,
    ),
]
