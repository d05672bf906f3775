"""Households are registered when somebody first knocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.checks import clean
from core.households.models import (
    Household,
    HouseholdTag,
    HouseholdVisit,
    NoEntryReason,
    PriorityTag,
)
from core.names import plainly
from core.policy.narrowing import knowing_all
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
    door = {part: plainly(clean(getattr(draft, part), part, 40)) for part in ("building", "unit", "room")}
    with knowing_all(session):
        household = _behind(session, community_id, door)
        if household is None:
            household = Household(community_id=community_id, **door)
            session.add(household)
        if draft.priority_tags is not None:
            _tag(household, draft.priority_tags)
        session.flush()
    return household


def _tag(household: Household, tags: Sequence[PriorityTag]) -> None:
    kept = {tag.tag: tag for tag in household.tags}
    household.tags = [kept.get(tag) or HouseholdTag(tag=tag) for tag in dict.fromkeys(tags)]


def _behind(session: Session, community_id: int, door: dict[str, str]) -> Household | None:
    """As it is written, which the index finds; else in other capitals."""
    there = select(Household).where(Household.community_id == community_id).order_by(Household.id)
    as_written = session.scalars(there.filter_by(**door)).first()
    if as_written is not None or not any(part.lower() != part.upper() for part in door.values()):
        return as_written
    parts = (func.lower(getattr(Household, part)) == func.lower(written) for part, written in door.items())
    return session.scalars(there.where(*parts)).first()


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
