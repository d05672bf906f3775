"""Room temperatures: when one counts, and what must be looked at again once there is a new one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import invalid, out_of_range
from core.cases.models import Case, CaseStatus
from core.checks import check_day
from core.households.models import Household
from plugins.heating.models import HeatingCaseDetail, HeatingHomeVisit, HeatingReading, HeatingRoom
from plugins.heating.services.seasons import Season, season_on

STANDARD = 18.0
"""In degrees Celsius, for bedrooms and living rooms (青岛市供热条例)."""
COLDEST, HOTTEST = -20.0, 60.0
"""What a thermometer in a home can show."""
ENDED = (CaseStatus.CLOSED, CaseStatus.REJECTED, CaseStatus.CANCELLED)


class ReadingDraft(Protocol):
    celsius: float
    taken_at: datetime
    room: HeatingRoom
    windows_closed_2h: bool
    height_1m: bool


def counts(season: Season | None, windows_closed_2h: bool, height_1m: bool) -> bool:
    """In the season, doors and windows closed for two hours, one metre above the floor."""
    return season is not None and windows_closed_2h and height_1m


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


def take_reading(
    session: Session,
    household: Household,
    draft: ReadingDraft,
    *,
    now: datetime,
    zone: ZoneInfo,
    home_visit: HeatingHomeVisit | None = None,
) -> HeatingReading:
    """One temperature, kept whether it counts or not."""
    day = _checked(draft, home_visit.visit.visited_on if home_visit is not None else None, now, zone)
    season = season_on(day)
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
        is_valid=counts(season, draft.windows_closed_2h, draft.height_1m),
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
