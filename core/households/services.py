"""Households are registered when somebody first knocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.checks import clean
from core.households.models import (
    Household,
    HouseholdTag,
    HouseholdVisit,
    NoEntryReason,
    PriorityTag,
)
from core.visits.models import Visit


class HouseholdDraft(Protocol):
    @property
    def building(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def room(self) -> str: ...
    @property
    def priority_tags(self) -> Sequence[PriorityTag] | None: ...


def household_at(session: Session, community_id: int, draft: HouseholdDraft) -> Household:
    """The household behind that door, registered if nobody was there before."""
    door = {
        "building": clean(draft.building, "building", 40),
        "unit": clean(draft.unit, "unit", 40),
        "room": clean(draft.room, "room", 40),
    }
    household = session.scalars(select(Household).filter_by(community_id=community_id, **door)).first()
    if household is None:
        household = Household(community_id=community_id, **door)
        session.add(household)
    if draft.priority_tags is not None:
        kept = {tag.tag: tag for tag in household.tags}
        household.tags = [kept.get(tag) or HouseholdTag(tag=tag) for tag in dict.fromkeys(draft.priority_tags)]
    session.flush()
    return household


def knock(session: Session, visit: Visit, household: Household, reason: NoEntryReason | None) -> HouseholdVisit:
    """The visit came to this door: entered, or why not. A second knock of one visit updates the first."""
    knocked = session.get(HouseholdVisit, (visit.id, household.id))
    if knocked is None:
        knocked = HouseholdVisit(visit=visit, household=household, is_entered=reason is None, no_entry_reason=reason)
        session.add(knocked)
    elif reason is None:
        knocked.is_entered, knocked.no_entry_reason = True, None
    session.flush()
    return knocked
