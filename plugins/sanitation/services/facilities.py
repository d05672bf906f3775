"""The rules of the register of facilities: a task of its own, apart from the visits."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import DomainError, ErrorCode, invalid, not_found
from core.checks import Checks, check_count, check_day, clean
from core.facilities.models import Facility, FacilityKind
from core.ids import row_by_id
from core.names import free_name, named
from core.visits.services import open_community
from plugins.sanitation.models import SanitationOpeningBatch

BATCHES_MOST = 99
OFFERS = ("is_open_all_day", "has_third_restroom", "is_social_unit", "has_mother_baby_room")
OF_TOILETS = ("has_third_restroom", "is_social_unit", "has_mother_baby_room")


class Offers(Protocol):
    """What a facility offers; None leaves it as it is."""

    is_open_all_day: bool | None
    has_third_restroom: bool | None
    is_social_unit: bool | None
    has_mother_baby_room: bool | None


class OpeningsDraft(Protocol):
    number: int
    name: str
    kind: FacilityKind
    announced_on: date
    target: int


class FacilityDraft(Protocol):
    kind: FacilityKind
    name: str
    community_code: str
    opened_on: date
    opening_batch: int | None
    is_open_all_day: bool
    has_third_restroom: bool
    is_social_unit: bool
    has_mother_baby_room: bool


def register_facility(session: Session, draft: FacilityDraft, *, today: date) -> Facility:
    """A facility that is open to the public now."""
    checks = Checks()
    name = checks.run(partial(clean, draft.name, "name", 80))
    community = checks.run(partial(open_community, session, draft.community_code, today))
    checks.run(partial(check_day, draft.opened_on, "opened_on", today))
    if draft.opening_batch is not None:
        checks.run(partial(_check_batch, session, draft.opening_batch, draft.kind))
    checks.run(partial(_check_offers, draft.kind, draft))
    if name is not None:
        checks.run(partial(_check_name, session, name))
    checks.done()
    assert community is not None
    facility = Facility(
        kind=draft.kind,
        name=name,
        community=community,
        district_id=community.district_id,
        opened_on=draft.opened_on,
        opening_batch=draft.opening_batch,
        **{offer: getattr(draft, offer) for offer in OFFERS},
    )
    session.add(facility)
    session.flush()
    return facility


def announce_openings(session: Session, draft: OpeningsDraft, *, today: date) -> SanitationOpeningBatch:
    """So many facilities of a kind will be opened together."""
    checks = Checks()
    checks.run(partial(_check_number, session, draft.number))
    name = checks.run(partial(free_name, session, SanitationOpeningBatch, draft.name, most=80, told=_told))
    checks.run(partial(check_day, draft.announced_on, "announced_on", today))
    checks.run(partial(check_count, draft.target, "target", 100_000, 1))
    checks.done()
    batch = SanitationOpeningBatch(
        number=draft.number, name=name, kind=draft.kind, announced_on=draft.announced_on, target=draft.target
    )
    session.add(batch)
    session.flush()
    return batch


def _check_number(session: Session, number: int) -> None:
    check_count(number, "number", BATCHES_MOST, 1)
    if session.scalar(_batch_numbered(number)) is not None:
        raise DomainError(
            ErrorCode.DUPLICATE,
            f"Batch {number} was announced already; take the next number.",
            f"第 {number} 批已公布，请使用下一个批次号。",
            ("number",),
        )


def _told(batch: SanitationOpeningBatch) -> tuple[str, str]:
    return f"Batch {batch.number}", f"第 {batch.number} 批"


def _check_batch(session: Session, number: int, kind: FacilityKind) -> None:
    check_count(number, "opening_batch", BATCHES_MOST, 1)
    batch = session.scalar(_batch_numbered(number))
    if batch is None:
        raise not_found("opening_batch", f"batch {number}; announce it first", f"第 {number} 批，请先公布批次")
    if batch.kind is not kind:
        raise invalid(
            "opening_batch",
            f"Batch {number} opens {batch.kind.name}, not {kind.name}.",
            f"第 {number} 批开放的设施类型为 {batch.kind.name}。",
        )


def _batch_numbered(number: int) -> Any:
    return select(SanitationOpeningBatch).where(SanitationOpeningBatch.number == number)


def opened(batch: Any, _asking: Any) -> Any:
    """How many of the register were opened in a batch, as SQL."""
    made = select(func.count()).select_from(Facility).where(Facility.opening_batch == batch.number)
    return made.where(Facility.kind == batch.kind).correlate(batch).scalar_subquery()


def still_open(batch: Any, asking: Any) -> Any:
    is_open = Facility.closed_on.is_(None) | (Facility.closed_on > asking.today())
    made = select(func.count()).select_from(Facility).where(Facility.opening_batch == batch.number)
    return made.where(Facility.kind == batch.kind, is_open).correlate(batch).scalar_subquery()


def update_facility(session: Session, facility_id: str, offers: Offers) -> Facility:
    """What it offers from now on. Only what is told changes: two people may tell two things."""
    facility = _open_facility(session, facility_id)
    changes = {offer: value for offer in OFFERS if (value := getattr(offers, offer)) is not None}
    if not changes:
        raise DomainError(
            ErrorCode.REQUIRED,
            "Nothing is told to change; give at least one of what the facility offers.",
            "没有要变更的内容，请至少填写一项。",
        )
    _check_offers(facility.kind, offers)
    for offer, value in changes.items():
        setattr(facility, offer, value)
    return facility


def close_facility(session: Session, facility_id: str, *, closed_on: date, today: date) -> Facility:
    """Closed for good. It stays in the register, and no longer counts."""
    facility = _open_facility(session, facility_id)
    check_day(closed_on, "closed_on", today)
    if closed_on < facility.opened_on:
        raise invalid(
            "closed_on",
            f"It opened on {facility.opened_on}; it cannot have been closed on {closed_on}.",
            f"该设施于 {facility.opened_on} 开放，停用日期不能是 {closed_on}。",
        )
    facility.closed_on = closed_on
    return facility


def _open_facility(session: Session, facility_id: str) -> Facility:
    facility = row_by_id(session, Facility, "Facility", facility_id, "facility_id")
    if facility.closed_on is not None:
        raise DomainError(
            ErrorCode.NOT_ALLOWED,
            f"It was closed for good on {facility.closed_on}; register the one that replaced it.",
            f"该设施已于 {facility.closed_on} 停用，请登记新的设施。",
            ("facility_id",),
        )
    return facility


def _check_offers(kind: FacilityKind, offers: Offers | FacilityDraft) -> None:
    for offer in OF_TOILETS:
        if getattr(offers, offer) and kind is not FacilityKind.PUBLIC_TOILET:
            raise invalid(
                offer,
                f"Only a PUBLIC_TOILET can have this, not a {kind.name}.",
                "只有公共厕所可以填写此项。",
            )


def _check_name(session: Session, name: str) -> None:
    if (same := named(session, Facility.name, name)) is not None:
        raise DomainError(
            ErrorCode.DUPLICATE,
            f"A facility named {same.name} is registered already; tell them apart by the name.",
            f"已有名为“{same.name}”的设施，请用名称加以区分。",
            ("name",),
        )
