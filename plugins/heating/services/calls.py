"""Calls of the season."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core import at, invalid, out_of_range
from core.checks import clean_or_none
from core.households.services import HouseholdDraft, household_at
from core.names import plainly
from core.visits.services import open_community
from plugins.heating.models import HeatingCall, HeatingCallTopic
from plugins.heating.services.readings import local_day
from plugins.heating.services.seasons import Season, Seasons


class CallDraft(Protocol):
    @property
    def community_code(self) -> str: ...
    @property
    def household(self) -> HouseholdDraft | None: ...
    @property
    def address(self) -> str | None: ...
    @property
    def is_place_known(self) -> bool: ...
    @property
    def topic(self) -> HeatingCallTopic: ...
    @property
    def called_at(self) -> datetime: ...
    @property
    def note(self) -> str | None: ...


def record_call(
    session: Session,
    draft: CallDraft,
    seasons: Seasons,
    *,
    now: datetime,
    zone: ZoneInfo,
    reference: str | None = None,
) -> HeatingCall:
    """A call of the season, from a place that is known or not. `reference` is its number in another system."""
    day = local_day(draft.called_at, "called_at", now, zone)
    season = _season(seasons, day)
    community = open_community(session, draft.community_code, day)
    call = HeatingCall(
        season=season.name,
        community=community,
        district_id=community.district_id,
        household_id=_household(session, community.id, draft),
        address=_address(draft),
        is_place_known=draft.is_place_known,
        reference=reference,
        topic=draft.topic,
        called_at=draft.called_at,
        called_on=day,
        note=clean_or_none(draft.note, "note", 500),
    )
    session.add(call)
    session.flush()
    return call


def _season(seasons: Seasons, day: date) -> Season:
    """Out of season, what a caller needs is a case."""
    season = seasons.on(day)
    if season is None:
        raise out_of_range(
            "called_at",
            f"{day} lies in no heating season; report what the caller needs as a case.",
            f"{day} 不在供暖季内，请将诉求上报为案件。",
        )
    return season


def _address(draft: CallDraft) -> str | None:
    """Written in one way, so that one address is found again; in which community it lies may be unknown all the same."""
    address = clean_or_none(draft.address, "address", 200)
    return None if address is None else plainly(address)


def _household(session: Session, community_id: int, draft: CallDraft) -> int | None:
    """The key of the caller's home, if it was given."""
    if draft.household is None:
        return None
    if not draft.is_place_known:
        raise invalid(
            "is_place_known",
            "The caller named a door, so the place is known; leave household or isPlaceKnown out.",
            "已填写住户，说明地点已知，请去掉 household 或 isPlaceKnown。",
        )
    with at("household"):
        return household_at(session, community_id, draft.household).id
