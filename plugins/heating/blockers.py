"""What stands in the way of closing a heating case."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from core import Blocker, CaseAction
from core.rules.services import held_on
from plugins.heating.line import COLD_HOME
from plugins.heating.models import HeatingCaseDetail, HeatingClass, HeatingReading, HeatingRemediation
from plugins.heating.rules import PROOF_DAYS


def _not_proven(row: Any) -> ColumnElement[bool]:
    """The case's remediation waits for its proof, or, where none was proven since the case last went back to work, no
    readings since the fix are warm enough.
    """
    detail, remediation = HeatingCaseDetail, HeatingRemediation
    plans = exists().where(remediation.case_id == row.id).correlate_except(remediation)
    waiting = plans.where(remediation.proven_on.is_(None))
    proven = plans.where(remediation.proven_on >= func.coalesce(row.back_to_work_on, remediation.proven_on))
    needed = case((detail.heating_class == HeatingClass.UNSTABLE, held_on(PROOF_DAYS, row.reported_on)), else_=1)
    return exists().where(
        detail.case_id == row.id,
        detail.household_id.is_not(None),
        row.category_code == COLD_HOME,
        or_(waiting, and_(~proven, _warm_days(row) < needed)),
    )


def _warm_days(row: Any) -> Any:
    """On how many days a reading that counts was warm enough, after the work was finished."""
    reading = HeatingReading
    made = select(func.count(reading.taken_on.distinct())).where(
        reading.household_id == HeatingCaseDetail.household_id,
        reading.is_valid,
        reading.is_warm,
        reading.taken_at > row.handled_at,
    )
    return made.correlate_except(reading).scalar_subquery()


BLOCKERS = [
    Blocker(
        CaseAction.CLOSE,
        "HEATING_NOT_PROVEN",
        "No valid readings of 18 °C or more since the fix prove that the home is warm; measure it, on three days where it "
        "was warm only at times.",
        "整改后尚无达到 18℃ 的有效测温记录，请复测（不能稳定达标的须在三个不同日期测温达标）。",
        _not_proven,
    ),
]
