"""The rules of the gas line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from core import DomainError, ErrorCode, at, invalid
from core.cases.models import CasePriority, CaseSource
from core.cases.services import ProblemDraft, report_case, report_problems
from core.checks import check_count, check_day, check_length, clean_or_none
from core.households.models import Household, NoEntryReason
from core.households.services import HouseholdDraft, household_at, knock
from core.ids import row_by_id
from core.visits.models import Visit
from core.visits.services import VisitDraft, record_visit
from plugins.gas.line import LINE
from plugins.gas.models import (
    GasCaseDetail,
    GasHazard,
    GasInspection,
    GasUser,
    GasUserKind,
    GasVisitReport,
    HazardGrade,
    HazardKind,
    HazardOwner,
)

Day = date

# Qingdao, 2024: households once a year, rural ones and non-residents twice (青岛市燃气管理条例).
CYCLES = {GasUserKind.URBAN: 365, GasUserKind.RURAL: 182, GasUserKind.NON_RESIDENT: 182}
# A gas company's rule book: major hazards within 7 days, general ones within 30; minor ones at the next inspection.
DAYS_TO_MEND = {HazardGrade.MAJOR: 7, HazardGrade.GENERAL: 30}
PRIORITIES = {HazardGrade.MAJOR: CasePriority.P1, HazardGrade.GENERAL: CasePriority.P2}


class HazardDraft(Protocol):
    grade: HazardGrade
    owner: HazardOwner
    kind: HazardKind
    note: str | None
    is_gas_cut_off: bool


class InspectionDraft(Protocol):
    @property
    def household(self) -> HouseholdDraft: ...
    @property
    def user_kind(self) -> GasUserKind: ...
    @property
    def no_entry_reason(self) -> NoEntryReason | None: ...
    @property
    def is_signed(self) -> bool: ...
    @property
    def hazards(self) -> Sequence[HazardDraft]: ...


class GasVisitDraft(Protocol):
    @property
    def visit(self) -> VisitDraft: ...
    @property
    def publicity_talks(self) -> int: ...
    @property
    def inspections(self) -> Sequence[InspectionDraft]: ...
    @property
    def problems(self) -> Sequence[ProblemDraft]: ...


def record_gas_visit(session: Session, draft: GasVisitDraft, *, today: date, now: datetime) -> Visit:
    """The visit, each door, each hazard, and a case for every hazard that cannot wait for the next inspection."""
    with at("visit"):
        visit = record_visit(session, LINE, draft.visit, today=today, now=now)
    check_count(draft.publicity_talks, "publicity_talks", 100_000)
    session.add(GasVisitReport(visit=visit, publicity_talks=draft.publicity_talks))
    report_problems(session, LINE, visit, draft.problems, now=now)
    check_length(draft.inspections, "inspections")
    for number, inspection in enumerate(draft.inspections):
        with at("inspections", number):
            inspect_home(session, visit, inspection, now=now)
    return visit


def inspect_home(session: Session, visit: Visit, draft: InspectionDraft, *, now: datetime) -> GasInspection:
    """One door. Nobody home: the household keeps its due day, and comes first the next time."""
    reason = draft.no_entry_reason
    if reason is not None and draft.hazards:
        raise invalid(
            "hazards",
            "Nobody was let in, so no hazard can have been found; leave hazards empty or noEntryReason out.",
            "未入户不能发现户内隐患，请清空 hazards 或去掉 noEntryReason。",
        )
    household = household_at(session, visit.community_id, draft.household)
    knock(session, visit, household, reason)
    inspection = GasInspection(
        visit=visit,
        household=household,
        inspected_on=visit.visited_on,
        is_entered=reason is None,
        no_entry_reason=reason,
        is_signed=draft.is_signed and reason is None,
    )
    session.add(inspection)
    _note_in_register(session, household, visit, draft.user_kind, reason)
    check_length(draft.hazards, "hazards", 20)
    for number, hazard in enumerate(draft.hazards):
        with at("hazards", number):
            _add_hazard(session, inspection, hazard, visit, now)
    return inspection


def _note_in_register(
    session: Session,
    household: Household,
    visit: Visit,
    kind: GasUserKind,
    reason: NoEntryReason | None,
) -> None:
    user = session.get(GasUser, household.id)
    if user is None:
        user = GasUser(
            household=household,
            community_id=visit.community_id,
            district_id=visit.district_id,
            registered_on=visit.visited_on,
            kind=kind,
            due_on=visit.visited_on,
        )
        session.add(user)
    user.last_no_entry_reason = reason
    if reason is None and (user.last_inspected_on is None or visit.visited_on >= user.last_inspected_on):
        user.last_inspected_on = visit.visited_on
        user.due_on = visit.visited_on + timedelta(days=CYCLES[user.kind])


def _add_hazard(
    session: Session, inspection: GasInspection, draft: HazardDraft, visit: Visit, now: datetime
) -> GasHazard:
    days = DAYS_TO_MEND.get(draft.grade)
    hazard = GasHazard(
        inspection=inspection,
        grade=draft.grade,
        owner=draft.owner,
        kind=draft.kind,
        note=clean_or_none(draft.note, "note", 500),
        found_on=visit.visited_on,
        due_on=visit.visited_on + timedelta(days=days) if days is not None else None,
        is_gas_cut_off=draft.is_gas_cut_off,
    )
    session.add(hazard)
    if draft.grade in PRIORITIES:
        case = report_case(
            session,
            LINE,
            visit.community,
            category_code="G01-99",
            title=_title(draft.kind),
            source=CaseSource.VISIT,
            priority=PRIORITIES[draft.grade],
            household_id=inspection.household.id,
            visit=visit,
            now=now,
            today=visit.visited_on,
        )
        detail = GasCaseDetail(case=case)
        detail.hazards.append(hazard)
        session.add(detail)
    session.flush()
    return hazard


def _title(kind: HazardKind) -> str:
    """The Chinese term of the kind: it stands in brackets at the end of its description."""
    return kind.value.rpartition("(")[2].rstrip(").")


def recheck_hazard(
    session: Session, hazard_id: str, *, rectified_on: date, rechecked_on: date, today: date
) -> GasHazard:
    """The hazard is gone, and somebody saw it. It cannot be mended before it was found."""
    hazard = row_by_id(session, GasHazard, "GasHazard", hazard_id, "hazard_id")
    check_day(rechecked_on, "rechecked_on", today)
    if rectified_on < hazard.found_on:
        raise invalid(
            "rectified_on",
            f"The hazard was found on {hazard.found_on}; it cannot have been mended on {rectified_on}.",
            f"隐患于 {hazard.found_on} 发现，整改日期不能是 {rectified_on}。",
        )
    if rechecked_on < rectified_on:
        raise invalid(
            "rechecked_on",
            f"It was mended on {rectified_on}; the check on {rechecked_on} comes too early.",
            f"整改日期为 {rectified_on}，复查日期 {rechecked_on} 过早。",
        )
    if hazard.rechecked_on is not None:
        raise DomainError(
            ErrorCode.NOT_ALLOWED,
            f"It was seen to be mended on {hazard.rechecked_on} already.",
            f"该隐患已于 {hazard.rechecked_on} 复查通过。",
            ("hazard_id",),
        )
    hazard.rectified_on, hazard.rechecked_on = rectified_on, rechecked_on
    return hazard
