"""Why the gas line should go somewhere soon."""

from __future__ import annotations

from sqlalchemy import func, literal, select

from core import VisitReason
from core.households.models import HouseholdTag
from core.next_visits.reason import TODAY
from plugins.gas.line import LINE
from plugins.gas.models import GasUser
from plugins.gas.rules import OVERDUE_FULL, OVERDUE_WEIGHT

IS_PRIORITY = select(HouseholdTag.household_id).where(HouseholdTag.household_id == GasUser.household_id).exists()

REASONS = [
    VisitReason(
        "gas.priority_overdue",
        "Priority households are overdue",
        "重点用户安检超期",
        "households",
        "Gas users in old or rented homes, elderly or with special needs, whose inspection is overdue.",
        select(GasUser.community_id, literal(LINE.key).label("line"), func.count().label("amount"))
        .where(GasUser.due_on < TODAY, IS_PRIORITY)
        .group_by(GasUser.community_id),
        OVERDUE_WEIGHT,
        OVERDUE_FULL,
    )
]
