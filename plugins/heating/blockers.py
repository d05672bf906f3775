"""What stands in the way of closing a heating case, after it was handled or during a visit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from core import Blocker, CaseAction
from core.rules.services import held_on
from plugins.heating.line import COLD_HOME
from plugins.heating.models import HeatingCaseDetail, HeatingClass, HeatingReading, HeatingRemediation
from plugins.heating.rules import PROOF_DAYS


def _not_proven(row: Any) -> ColumnElement[bool]:
    """The case's remediation waits for its proof, or, where none was proven since the case last went back to work and
    holds, no readings since the fix are warm enough.
    """
    detail, remediation = HeatingCaseDetail, HeatingRemediation
    plans = exists().where(remediation.case_id == row.id).correlate_except(remediation)
    waiting = plans.where(remediation.proven_on.is_(None))
    proven = plans.where(
        remediation.proven_on >= func.coalesce(row.back_to_work_on, remediation.proven_on),
        ~_cold(remediation.household_id, lambda reading: reading.taken_on > remediation.proven_on),
    )
    needed = case((detail.heating_class == HeatingClass.UNSTABLE, held_on(PROOF_DAYS, row.reported_on)), else_=1)
    return exists().where(
        detail.case_id == row.id,
        detail.household_id.is_not(None),
        row.category_code == COLD_HOME,
        or_(waiting, and_(~proven, _warm_days(row) < needed)),
    )


def _warm_days(row: Any) -> Any:
    """On how many days readings that count were warm enough, after the work was finished and the home last was too cold.

    What a visit solves was never handled: there it counts from the report on.
    """
    reading, since = HeatingReading, func.coalesce(row.handled_at, row.back_to_work_at, row.reported_at)
    made = select(func.count(reading.taken_on.distinct())).where(
        reading.household_id == HeatingCaseDetail.household_id,
        reading.is_valid,
        reading.is_warm,
        reading.taken_at > since,
        ~_cold(reading.household_id, lambda cold: and_(cold.taken_at > since, cold.taken_on >= reading.taken_on)),
    )
    return made.correlate_except(reading).scalar_subquery()


def _cold(household_id: Any, when: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Whether the home was too cold then, by a reading that counts."""
    cold = aliased(HeatingReading)
    made = exists().where(cold.household_id == household_id, cold.is_valid, ~cold.is_warm, when(cold))
    return made.correlate_except(cold)


BLOCKERS = [
    Blocker(
        CaseAction.CLOSE,
        "HEATING_NOT_PROVEN",
        "No valid readings since the fix, with none too cold after them, prove that the home is warm; measure it, on "
        "several days where it was warm only at times.",
        "整改后尚无有效测温证明该户达标（或其后又测得不达标），请复测；不能稳定达标的须在多个不同日期测温达标。",
        _not_proven,
    ),
    Blocker(
        CaseAction.RESOLVE_ON_SITE,
        "HEATING_NOT_WARM_ON_SITE",
        "No valid readings since it was reported prove that the home is warm; measure it, then it is solved.",
        "上报后尚无有效测温证明该户达标，请先测温，再按现场解决办理。",
        _not_proven,
    ),
]
