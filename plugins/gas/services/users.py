"""Who uses gas, with what, and when the next inspection is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import takewhile
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import CountRule, Rulebook, at, invalid, out_of_range, rulebook
from core.checks import check_day, check_length
from core.households.models import Household, NoEntryReason
from core.households.services import HouseholdDraft, household_at
from core.places.models import Community
from core.policy.narrowing import knowing_all
from core.visits.services import open_community
from core.windows import months_after
from plugins.gas import rules as r
from plugins.gas.models import GasDevice, GasDeviceKind, GasInspection, GasUser, GasUserKind

CYCLES: dict[GasUserKind, CountRule] = {
    GasUserKind.URBAN: r.CYCLE_URBAN,
    GasUserKind.RURAL: r.CYCLE_RURAL,
    GasUserKind.NON_RESIDENT: r.CYCLE_NON_RESIDENT,
}
LIVES: dict[GasDeviceKind, CountRule] = {
    GasDeviceKind.STOVE: r.LIFE_STOVE,
    GasDeviceKind.RUBBER_HOSE: r.LIFE_RUBBER_HOSE,
    GasDeviceKind.STEEL_BELLOWS: r.LIFE_BELLOWS,
    GasDeviceKind.METER: r.LIFE_METER,
}
PLACES = {GasDeviceKind.STEEL_BELLOWS: GasDeviceKind.RUBBER_HOSE}
"""Kinds that take the place of another: a hose is of rubber or of steel."""
MISSED = (NoEntryReason.ABSENT, NoEntryReason.REFUSED)
DEVICES_MOST = 20
EARLIEST_DEVICE = date(1980, 1, 1)


class DeviceDraft(Protocol):
    kind: GasDeviceKind
    installed_on: date


class UserDraft(Protocol):
    community_code: str
    kind: GasUserKind
    opened_on: date

    @property
    def household(self) -> HouseholdDraft: ...
    @property
    def devices(self) -> Sequence[DeviceDraft]: ...


def register_user(session: Session, draft: UserDraft, *, today: date) -> GasUser:
    """A household is given gas. Said again, what was wrong before is corrected."""
    check_day(draft.opened_on, "opened_on", today)
    community = open_community(session, draft.community_code, today)
    with knowing_all(session):
        return _registered(session, community, draft, today)


def _registered(session: Session, community: Community, draft: UserDraft, today: date) -> GasUser:
    with at("household"):
        household = household_at(session, community.id, draft.household)
    user = session.get(GasUser, household.id)
    if user is None:
        user = _new_user(session, household, draft.kind, draft.opened_on)
    _open(user, draft.opened_on)
    user.registered_on = _known_since(session, household, draft.opened_on)
    user.kind = draft.kind
    book = rulebook(session)
    user.due_on = _due(user, draft.opened_on, book)
    note_devices(session, user, draft.devices, today, book)
    session.flush()
    return user


def _new_user(session: Session, household: Household, kind: GasUserKind, day: date) -> GasUser:
    user = GasUser(
        household=household,
        community_id=household.community_id,
        district_id=household.community.district_id,
        kind=kind,
        registered_on=day,
        failed_attempts=0,
        due_on=day,
    )
    session.add(user)
    return user


def _open(user: GasUser, day: date) -> None:
    if user.last_inspected_on is not None and user.last_inspected_on < day:
        raise invalid(
            "opened_on",
            f"It was inspected on {user.last_inspected_on}; it cannot have been given gas on {day}.",
            f"该户已于 {user.last_inspected_on} 安检，通气日期不能是 {day}。",
        )
    user.opened_on = day


def _known_since(session: Session, household: Household, opened_on: date) -> date:
    """Since it was given gas, or somebody knocked there before."""
    knocked = session.scalar(
        select(func.min(GasInspection.inspected_on)).where(GasInspection.household_id == household.id)
    )
    return opened_on if knocked is None else min(knocked, opened_on)


def user_at(session: Session, household: Household, kind: GasUserKind, day: date) -> GasUser:
    """The user behind that door, registered if nobody was there before. Refuses a day before it had gas."""
    user = session.get(GasUser, household.id)
    if user is None:
        return _new_user(session, household, kind, day)
    if user.opened_on is not None and day < user.opened_on:
        raise invalid(
            "household",
            f"This household has gas since {user.opened_on}; it cannot have been inspected on {day}. Check the door.",
            f"该户 {user.opened_on} 才通气，不能在 {day} 安检，请核对门牌。",
        )
    user.registered_on = min(user.registered_on, day)
    return user


def note_attempt(session: Session, user: GasUser, attempt: GasInspection, book: Rulebook) -> None:
    """Let in: due again after the cycle of the day. Not let in: due as before, and the next time first."""
    day = attempt.inspected_on
    if user.last_inspected_on is not None and day < user.last_inspected_on:
        return  # told late: what was found since stands
    if attempt.is_entered:
        user.last_inspected_on = day
        user.due_on = _due(user, day, book)
    reasons = _reasons(session, user, user.last_inspected_on or date.min)
    user.last_no_entry_reason = reasons[-1]
    user.failed_attempts = len(list(takewhile(MISSED.__contains__, reversed(reasons))))


def _reasons(session: Session, user: GasUser, since: date) -> Sequence[NoEntryReason | None]:
    """Why the door stayed closed, by the days of the attempts: some are told late."""
    wanted = select(GasInspection.no_entry_reason).where(
        GasInspection.household_id == user.household_id, GasInspection.inspected_on >= since
    )
    return session.scalars(wanted.order_by(GasInspection.inspected_on, GasInspection.id)).all()


def _due(user: GasUser, day: date, book: Rulebook) -> date:
    """From the last inspection on; one that was never inspected is due at once."""
    since = user.last_inspected_on
    return day if since is None else months_after(since, book.on(since)[CYCLES[user.kind]])


def note_devices(session: Session, user: GasUser, drafts: Sequence[DeviceDraft], seen_on: date, book: Rulebook) -> None:
    """What stood there on the day; a newer one of a kind replaces the older, but for what was told beside it."""
    check_length(drafts, "devices", DEVICES_MOST)
    session.flush()
    for number, draft in enumerate(drafts):
        with at("devices", number):
            _check_installed(draft.installed_on, seen_on)
    for place in dict.fromkeys(_place(draft.kind) for draft in drafts):
        _note_together(user, [draft for draft in drafts if _place(draft.kind) is place], book)
    session.flush()


def _check_installed(day: date, seen_on: date) -> None:
    if not EARLIEST_DEVICE <= day <= seen_on:
        raise out_of_range(
            "installed_on",
            f"What was seen on {seen_on} cannot have been installed on {day}; read the label again.",
            f"{seen_on} 看到的器具不可能于 {day} 安装，请核对铭牌。",
        )


def _place(kind: GasDeviceKind) -> GasDeviceKind:
    return PLACES.get(kind, kind)


def _note_together(user: GasUser, drafts: Sequence[DeviceDraft], book: Rulebook) -> None:
    """Those of one place that stand there at once, such as the stoves of a restaurant."""
    told = dict.fromkeys((draft.kind, draft.installed_on) for draft in drafts)
    there = [device for device in user.devices if device.is_in_use and _place(device.kind) is _place(drafts[0].kind)]
    newest = max(day for _, day in told)
    if any(device.installed_on > newest for device in there):
        return  # told late: what was seen since stands
    for device in there:
        if (device.kind, device.installed_on) not in told:
            device.replaced_on, device.is_in_use = newest, False
    known = {(device.kind, device.installed_on) for device in there}
    user.devices += [_device(user, kind, day, book) for kind, day in told if (kind, day) not in known]


def _device(user: GasUser, kind: GasDeviceKind, day: date, book: Rulebook) -> GasDevice:
    return GasDevice(
        community_id=user.community_id,
        district_id=user.district_id,
        kind=kind,
        installed_on=day,
        expires_on=months_after(day, book.on(day)[LIVES[kind]]),
    )
