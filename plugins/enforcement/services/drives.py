"""Special drives: planned, and counted. Apart from the services, which are about visits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from core import DateWindow, DomainError, ErrorCode, out_of_range
from core.checks import EARLIEST, Checks, check_length, clean
from core.places.models import Community
from core.visits.models import Visit, VisitStatus
from core.visits.services import open_community
from core.windows import checked
from plugins.enforcement.line import LINE
from plugins.enforcement.models import (
    EnforcementDrive,
    EnforcementDriveCommunity,
    EnforcementViolation,
    ViolationKind,
)

DAYS_MOST = 366
COMMUNITIES_MOST = 2_000
Counted = Callable[[Any, Any], Any]
"""An SQL expression over a row, as `column(sql=…)` takes it."""


class DriveDraft(Protocol):
    """A special drive as it is planned."""

    name: str
    kind: ViolationKind
    window: DateWindow

    @property
    def community_codes(self) -> Sequence[str]: ...


def start_drive(session: Session, draft: DriveDraft, *, today: date) -> EnforcementDrive:
    """A special drive, begun or still to come. What it reaches is counted, never reported."""
    checks = Checks()
    name = checks.run(lambda: _free_name(session, draft.name))
    checks.run(lambda: _check_days(draft.window, today))
    communities = checks.run(lambda: list(_communities(session, draft)))
    checks.done()
    drive = EnforcementDrive(
        name=name,
        kind=draft.kind,
        starts_on=draft.window.from_,
        ends_before=draft.window.to,
        communities=[EnforcementDriveCommunity(community=one) for one in communities or ()],
    )
    session.add(drive)
    session.flush()
    return drive


def _free_name(session: Session, given: str) -> str:
    name = clean(given, "name", 60)
    taken = select(EnforcementDrive.id).where(EnforcementDrive.name == name)
    if session.scalar(taken) is not None:
        raise DomainError(
            ErrorCode.DUPLICATE,
            f"There is a drive named {name!r} already; give this one a name of its own.",
            f"已有名为“{name}”的专项整治，请另取名称。",
            ("name",),
        )
    return name


def _check_days(window: DateWindow, today: date) -> None:
    checked(window)
    latest = today + timedelta(days=DAYS_MOST)
    if not EARLIEST <= window.from_ <= latest:
        raise out_of_range(
            ("window", "from"),
            f"The drive begins on {window.from_}; it can begin from {EARLIEST} to {latest}.",
            f"起始日 {window.from_} 超出范围，应在 {EARLIEST} 至 {latest} 之间。",
        )
    if (window.to - window.from_).days > DAYS_MOST:
        raise out_of_range(
            ("window", "to"),
            f"The drive lasts {(window.to - window.from_).days} days; at most {DAYS_MOST}.",
            f"专项整治共 {(window.to - window.from_).days} 天，最长 {DAYS_MOST} 天。",
        )


def _communities(session: Session, draft: DriveDraft) -> Iterator[Community]:
    """Each community once, in the order given; those in the register are found at one go."""
    codes = draft.community_codes
    check_length(codes, "community_codes", COMMUNITIES_MOST)
    if not codes:
        raise DomainError(
            ErrorCode.REQUIRED,
            "A drive needs communities; name at least one.",
            "专项整治至少需要一个社区。",
            ("community_codes",),
        )
    possible = [code for code in codes if code.isascii() and code.isdigit()]
    wanted = select(Community).where(Community.code.in_(possible), Community.is_active)
    found = {community.code: community for community in session.scalars(wanted)}
    for at, code in enumerate(codes):
        if code not in found:
            found[code] = _former(session, code, at, draft.window.from_)
    yield from (found[code] for code in dict.fromkeys(codes))


def _former(session: Session, code: str, at: int, day: date) -> Community:
    """A community that was still in the register on the day; anything else is refused."""
    try:
        return open_community(session, code, day)
    except DomainError as refusal:
        refusal.field = ("community_codes", str(at))
        raise


# ------------------------------------------------------------- what it reached


def is_gone() -> ColumnElement[bool]:
    return EnforcementViolation.removed_on.is_not(None)


def of_drive(*conditions: Callable[[], ColumnElement[bool]]) -> Counted:
    """How many violations of its kind were first seen in its communities in its days."""

    def counted(drive: Any, _asking: Any) -> Any:
        place = EnforcementDriveCommunity
        made = select(func.count()).select_from(EnforcementViolation)
        made = made.join(place, place.community_id == EnforcementViolation.community_id)
        made = made.where(place.drive_id == drive.id, *_seen(drive), *(one() for one in conditions))
        return made.correlate(drive).scalar_subquery()

    return counted


def of_place(*conditions: Callable[[], ColumnElement[bool]]) -> Counted:
    """The same in one of its communities."""

    def counted(place: Any, _asking: Any) -> Any:
        drive = EnforcementDrive
        made = select(func.count()).select_from(EnforcementViolation)
        made = made.join(drive, drive.id == place.drive_id)
        made = made.where(EnforcementViolation.community_id == place.community_id, *_seen(drive))
        return made.where(*(one() for one in conditions)).correlate(place).scalar_subquery()

    return counted


def communities_covered(drive: Any, _asking: Any) -> Any:
    place = EnforcementDriveCommunity
    made = select(func.count()).select_from(place).where(place.drive_id == drive.id)
    return made.where(_is_covered(drive, place)).correlate(drive).scalar_subquery()


def communities_planned(drive: Any, _asking: Any) -> Any:
    place = EnforcementDriveCommunity
    made = select(func.count()).select_from(place).where(place.drive_id == drive.id)
    return made.correlate(drive).scalar_subquery()


def is_covered(place: Any, _asking: Any) -> Any:
    drive = EnforcementDrive
    return exists().where(drive.id == place.drive_id, _is_covered(drive, place)).correlate(place)


def _is_covered(drive: Any, place: Any) -> ColumnElement[bool]:
    """The line was there in those days: on a visit, even one that found nothing, or seeing one."""
    visited = exists().where(
        Visit.community_id == place.community_id,
        Visit.line == LINE.key,
        Visit.status == VisitStatus.DONE,
        Visit.visited_on >= drive.starts_on,
        Visit.visited_on < drive.ends_before,
    )
    seen = exists().where(EnforcementViolation.community_id == place.community_id, *_seen(drive))
    return or_(visited.correlate(drive, place), seen.correlate(drive, place))


def _seen(drive: Any) -> list[ColumnElement[bool]]:
    return [
        EnforcementViolation.kind == drive.kind,
        EnforcementViolation.first_seen_on >= drive.starts_on,
        EnforcementViolation.first_seen_on < drive.ends_before,
    ]
