"""Heating visits with their temperatures, and measurements by appointment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core import DomainError, ErrorCode, at, invalid
from core.cases.models import CasePriority, CaseSource
from core.cases.services import ProblemDraft, report_case, report_problems
from core.checks import check_count, check_length
from core.households.models import Household, NoEntryReason
from core.households.services import HouseholdDraft, household_at, knock
from core.ids import row_by_id
from core.policy.narrowing import knowing_all
from core.visits.models import Visit
from core.visits.services import VisitDraft, record_visit
from plugins.heating.line import COLD_HOME, LINE
from plugins.heating.models import (
    HeatingCaseDetail,
    HeatingClass,
    HeatingHomeVisit,
    HeatingReading,
    HeatingVisitReport,
)
from plugins.heating.rules import STANDARD
from plugins.heating.services.readings import (
    ReadingDraft,
    open_case_details,
    show_latest,
    take_reading,
    valid_readings,
)
from plugins.heating.services.remediations import follow_case, weigh_since
from plugins.heating.services.seasons import Seasons, read_seasons

READINGS_MOST = 20
"""Of one home on one visit."""


class HomeDraft(Protocol):
    @property
    def household(self) -> HouseholdDraft: ...
    @property
    def no_entry_reason(self) -> NoEntryReason | None: ...
    @property
    def readings(self) -> Sequence[ReadingDraft]: ...


class HeatingVisitDraft(Protocol):
    @property
    def visit(self) -> VisitDraft: ...
    @property
    def consultations(self) -> int: ...
    @property
    def homes(self) -> Sequence[HomeDraft]: ...
    @property
    def problems(self) -> Sequence[ProblemDraft]: ...


def record_heating_visit(session: Session, draft: HeatingVisitDraft, *, now: datetime, zone: ZoneInfo) -> Visit:
    """The visit, each door, each temperature, and a case for every home that is too cold."""
    with at("visit"):
        today = now.astimezone(zone).date()
        visit = record_visit(session, LINE, draft.visit, today=today, now=now)
    check_count(draft.consultations, "consultations", 100_000)
    session.add(HeatingVisitReport(visit=visit, consultations=draft.consultations))
    report_problems(session, LINE, visit, draft.problems, now=now)
    check_length(draft.homes, "homes")
    doors: set[int] = set()
    seasons = read_seasons(session)
    for number, home in enumerate(draft.homes):
        with knowing_all(session):
            with at("homes", number):
                came = _come_to(session, visit, home, doors)
                readings = _measure(session, came, home.readings, seasons, now, zone)
            if readings:
                weigh_since(session, came.household_id, visit.visited_on, seasons)
                _report_cold_home(session, came.household, readings, seasons, now, visit)
                show_latest(session, came.household_id)
    return visit


def _come_to(session: Session, visit: Visit, draft: HomeDraft, doors: set[int]) -> HeatingHomeVisit:
    """One door, which must not be one of those that the visit came to before."""
    reason = draft.no_entry_reason
    if reason is not None and draft.readings:
        raise invalid(
            "readings",
            "Nobody was let in, so nothing was measured; leave readings or noEntryReason out.",
            "未入户不能测温，请清空 readings 或去掉 noEntryReason。",
        )
    with at("household"):
        household = household_at(session, visit.community_id, draft.household)
        if household.id in doors:
            raise DomainError(
                ErrorCode.DUPLICATE,
                "This door stands twice; put all its readings together.",
                "同一住户重复出现，请合并其测温记录。",
            )
    doors.add(household.id)
    knock(session, visit, household, reason)
    came = HeatingHomeVisit(visit=visit, household=household, is_entered=reason is None, no_entry_reason=reason)
    session.add(came)
    session.flush()
    return came


def _measure(
    session: Session,
    came: HeatingHomeVisit,
    drafts: Sequence[ReadingDraft],
    seasons: Seasons,
    now: datetime,
    zone: ZoneInfo,
) -> list[HeatingReading]:
    check_length(drafts, "readings", READINGS_MOST)
    readings = []
    for number, draft in enumerate(drafts):
        with at("readings", number):
            made = take_reading(session, came.household, draft, seasons, now=now, zone=zone, home_visit=came)
        readings.append(made)
    return readings


def _report_cold_home(
    session: Session,
    home: Household,
    readings: Sequence[HeatingReading],
    seasons: Seasons,
    now: datetime,
    visit: Visit | None = None,
) -> None:
    """A temperature that counts and is too low opens a case, unless one about this home is open."""
    cold = [reading for reading in readings if reading.is_valid and not reading.is_warm]
    if not cold or open_case_details(session, home.id):
        return
    coldest = min(cold, key=lambda reading: reading.celsius)
    standard = seasons.rules.on(coldest.taken_on)[STANDARD]
    case = report_case(
        session,
        LINE,
        home.community,
        category_code=COLD_HOME,
        title=f"室温{coldest.celsius:g}℃，低于{standard:g}℃",
        place=home.building,
        source=CaseSource.PATROL if visit is None else CaseSource.VISIT,
        priority=CasePriority.P2,
        household_id=home.id,
        visit=visit,
        now=now,
        today=coldest.taken_on,
    )
    detail = HeatingCaseDetail(case=case, household_id=home.id, heating_class=_class_of(session, coldest, seasons))
    session.add(detail)
    session.flush()
    follow_case(session, detail)


def _class_of(session: Session, cold: HeatingReading, seasons: Seasons) -> HeatingClass:
    """A home that was warm on another day of the season is not reliably warm."""
    assert cold.season is not None, "what counts was read in a season"
    readings = valid_readings(session, cold.household_id, seasons.called(cold.season).starts_on)
    was_warm = any(reading.is_warm and reading.taken_on != cold.taken_on for reading in readings)
    return HeatingClass.UNSTABLE if was_warm else HeatingClass.BELOW_STANDARD


def record_reading(
    session: Session, household_id: str, draft: ReadingDraft, *, now: datetime, zone: ZoneInfo
) -> HeatingReading:
    """A temperature measured by appointment, apart from any visit to the community; too cold, it is a case as well."""
    household = row_by_id(session, Household, "Household", household_id, "household_id")
    seasons = read_seasons(session)
    with at("reading"):
        reading = take_reading(session, household, draft, seasons, now=now, zone=zone)
    weigh_since(session, household.id, reading.taken_on, seasons)
    _report_cold_home(session, household, [reading], seasons, now)
    show_latest(session, household.id)
    return reading
