"""Room temperatures: when one counts, and what must be looked at again once there is a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import DomainError, ErrorCode, Rules, invalid, out_of_range
from core.cases.models import Case, CaseStatus
from core.checks import check_day
from core.households.models import Household
from plugins.heating.models import HeatingCaseDetail, HeatingHomeVisit, HeatingReading, HeatingRoom
from plugins.heating.rules import REFUND, STANDARD
from plugins.heating.services.seasons import Season, Seasons

COLDEST, HOTTEST = -20.0, 60.0
"""What a thermometer in a home can show."""
ENDED = (CaseStatus.CLOSED, CaseStatus.REJECTED, CaseStatus.CANCELLED)


class Measured(Protocol):
    """How a temperature was measured."""

    @property
    def celsius(self) -> float: ...
    @property
    def windows_closed_2h(self) -> bool: ...
    @property
    def height_1m(self) -> bool: ...
    @property
    def at_centre(self) -> bool: ...


class ReadingDraft(Measured, Protocol):
    @property
    def taken_at(self) -> datetime: ...
    @property
    def room(self) -> HeatingRoom: ...


@dataclass(frozen=True)
class Verdict:
    """What a temperature is worth, by what holds on its day."""

    is_valid: bool
    is_warm: bool
    refund_share: float | None


def judged(measured: Measured, season: Season | None, rules: Rules) -> Verdict:
    """It counts in the season, doors and windows closed for two hours, in the middle of the room, one metre high."""
    is_valid = season is not None and measured.windows_closed_2h and measured.height_1m and measured.at_centre
    is_warm = measured.celsius >= rules[STANDARD]
    share = 0.0 if is_warm else round(rules[REFUND].at(measured.celsius), 3)
    return Verdict(is_valid, is_warm, share if is_valid else None)


def local_day(moment: datetime, field: str, now: datetime, zone: ZoneInfo) -> date:
    """The day of a moment in the bureau's time zone; refuses the future."""
    day = moment.astimezone(zone).date()
    check_day(day, field, now.astimezone(zone).date())
    if moment > now:
        raise out_of_range(
            field,
            f"{moment:%H:%M:%SZ} lies in the future. Record what has happened.",
            "时间晚于当前时刻，请填写已发生的时间。",
        )
    return day


def _checked(draft: ReadingDraft, visited_on: date | None, now: datetime, zone: ZoneInfo) -> date:
    """The day of a temperature that can be; if a visit took it, the day of the visit."""
    if not COLDEST <= draft.celsius <= HOTTEST:
        raise out_of_range(
            "celsius",
            f"celsius is {draft.celsius}; a home can have {COLDEST} to {HOTTEST}. Measure again.",
            f"温度 {draft.celsius} 超出范围，应为 {COLDEST} 至 {HOTTEST}，请重新测量。",
        )
    day = local_day(draft.taken_at, "taken_at", now, zone)
    if visited_on is not None and day != visited_on:
        raise invalid(
            "taken_at",
            f"The visit was on {visited_on}, this was measured on {day}.",
            f"进社区日期为 {visited_on}，测温日期却为 {day}。",
        )
    return day


def _check_once(session: Session, household: Household, draft: ReadingDraft) -> None:
    """A room has one temperature at one moment: told twice it would count twice, and of two nobody knows which is true."""
    taken = select(HeatingReading.id).where(
        HeatingReading.household_id == household.id,
        HeatingReading.taken_at == draft.taken_at,
        HeatingReading.room == draft.room,
    )
    if session.scalar(taken) is not None:
        raise DomainError(
            ErrorCode.DUPLICATE,
            "This room was measured at this moment already; leave it out, or say when it was measured again.",
            "该房间在此时刻已有测温记录，请勿重复填写；如为再次测量，请填写实际时刻。",
            ("taken_at",),
        )


def take_reading(
    session: Session,
    household: Household,
    draft: ReadingDraft,
    seasons: Seasons,
    *,
    now: datetime,
    zone: ZoneInfo,
    home_visit: HeatingHomeVisit | None = None,
) -> HeatingReading:
    """One temperature, kept whether it counts or not."""
    day = _checked(draft, home_visit.visit.visited_on if home_visit is not None else None, now, zone)
    _check_once(session, household, draft)
    season = seasons.on(day)
    verdict = judged(draft, season, seasons.rules.on(day))
    reading = HeatingReading(
        household=household,
        community_id=household.community_id,
        district_id=household.community.district_id,
        home_visit=home_visit,
        season=season.name if season else None,
        room=draft.room,
        celsius=round(draft.celsius, 3),
        taken_at=draft.taken_at,
        taken_on=day,
        windows_closed_2h=draft.windows_closed_2h,
        height_1m=draft.height_1m,
        at_centre=draft.at_centre,
        is_valid=verdict.is_valid,
        is_warm=verdict.is_warm,
        refund_share=verdict.refund_share,
    )
    session.add(reading)
    session.flush()
    return reading


def valid_readings(session: Session, household_id: int, since: date) -> list[HeatingReading]:
    """Those of a household that count, in the order in which they were taken."""
    wanted = select(HeatingReading).where(
        HeatingReading.household_id == household_id,
        HeatingReading.is_valid,
        HeatingReading.taken_on >= since,
    )
    return list(session.scalars(wanted.order_by(HeatingReading.taken_at, HeatingReading.id)))


def open_case_details(session: Session, household_id: int) -> list[HeatingCaseDetail]:
    """Cases about this home that are still under way, the oldest first."""
    wanted = (
        select(HeatingCaseDetail)
        .join(HeatingCaseDetail.case)
        .where(HeatingCaseDetail.household_id == household_id, Case.status.not_in(ENDED))
    )
    return list(session.scalars(wanted.order_by(Case.id)))


def show_latest(session: Session, household_id: int) -> None:
    """Open cases about a home show its newest temperature, whether it counts or not."""
    newest = session.scalars(
        select(HeatingReading)
        .where(HeatingReading.household_id == household_id)
        .order_by(HeatingReading.taken_at.desc(), HeatingReading.id.desc())
    ).first()
    for detail in open_case_details(session, household_id):
        detail.latest_reading = newest
