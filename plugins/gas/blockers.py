"""What stands in the way of closing a gas case, after it was handled or during a visit."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists, or_

from core import Blocker, CaseAction
from plugins.gas.models import GasHazard, HazardGrade


def _not_rechecked(case: Any) -> ColumnElement[bool]:
    """Minor hazards wait for the next inspection; the others do not, and are looked at again where the case came back."""
    return exists().where(
        GasHazard.case_id == case.id,
        GasHazard.grade != HazardGrade.MINOR,
        or_(GasHazard.rechecked_on.is_(None), GasHazard.rechecked_on < case.back_to_work_on),
    )


BLOCKERS = [
    Blocker(
        CaseAction.CLOSE,
        "GAS_HAZARD_NOT_RECHECKED",
        "Nobody has seen that its major and general hazards are gone; say so with recheckGasHazard.",
        "尚有重大或一般隐患未复查，请先复查隐患。",
        _not_rechecked,
    ),
    Blocker(
        CaseAction.RESOLVE_ON_SITE,
        "GAS_HAZARD_LEFT_ON_SITE",
        "Nobody has seen that its major and general hazards are gone; say so with recheckGasHazard, then it is solved.",
        "尚有重大或一般隐患未复查，请先复查隐患，再按现场解决办理。",
        _not_rechecked,
    ),
]
