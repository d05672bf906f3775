"""Gas visits: each door, what was looked at behind it, and what was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from core import DomainError, ErrorCode, Rulebook, at, invalid, rulebook
from core.cases.services import ProblemDraft, report_problems
from core.checks import check_count, check_length
from core.households.models import NoEntryReason
from core.households.services import HouseholdDraft, household_at, knock
from core.policy.narrowing import knowing_all
from core.visits.models import Visit
from core.visits.services import VisitDraft, record_visit
from plugins.gas.line import LINE
from plugins.gas.models import (
    GasCheckItem,
    GasCheckResult,
    GasInspection,
    GasInspectionItem,
    GasUserKind,
    GasVisitReport,
)
from plugins.gas.services.hazards import HazardDraft, find_again, find_hazard
from plugins.gas.services.users import DeviceDraft, note_attempt, note_devices, user_at

HAZARDS_MOST = 20


class ItemDraft(Protocol):
    item: GasCheckItem
    result: GasCheckResult


class InspectionDraft(Protocol):
    @property
    def household(self) -> HouseholdDraft: ...
    @property
    def user_kind(self) -> GasUserKind: ...
    @property
    def no_entry_reason(self) -> NoEntryReason | None: ...
    @property
    def is_notice_left(self) -> bool: ...
    @property
    def is_signed(self) -> bool: ...
    @property
    def items(self) -> Sequence[ItemDraft]: ...
    @property
    def devices(self) -> Sequence[DeviceDraft]: ...
    @property
    def hazards(self) -> Sequence[HazardDraft]: ...
    @property
    def still_there(self) -> Sequence[str]: ...


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
    book, doors = rulebook(session), set[int]()
    for number, inspection in enumerate(draft.inspections):
        with at("inspections", number), knowing_all(session):
            made = inspect_home(session, visit, inspection, book, now=now)
            if made.household_id in doors:
                raise DomainError(
                    ErrorCode.DUPLICATE,
                    "This door stands twice; put all that was found there together.",
                    "同一住户重复出现，请合并记录。",
                    ("household",),
                )
            doors.add(made.household_id)
    return visit


def inspect_home(
    session: Session, visit: Visit, draft: InspectionDraft, book: Rulebook, *, now: datetime
) -> GasInspection:
    """One door. Nobody home: the household keeps its due day, and comes first the next time."""
    reason = draft.no_entry_reason
    _check_entered(draft)
    with at("household"):
        household = household_at(session, visit.community_id, draft.household)
    user = user_at(session, household, draft.user_kind, visit.visited_on)
    knock(session, visit, household, reason)
    inspection = GasInspection(
        visit=visit,
        household=household,
        community_id=visit.community_id,
        district_id=visit.district_id,
        inspected_on=visit.visited_on,
        is_entered=reason is None,
        no_entry_reason=reason,
        is_notice_left=draft.is_notice_left,
        is_signed=draft.is_signed,
        items=_items(draft.items),
    )
    session.add(inspection)
    session.flush()
    note_attempt(session, user, inspection, book)
    note_devices(session, user, draft.devices, visit.visited_on, book)
    check_length(draft.hazards, "hazards", HAZARDS_MOST)
    for number, hazard in enumerate(draft.hazards):
        with at("hazards", number):
            find_hazard(session, inspection, visit, hazard, book, now=now)
    check_length(draft.still_there, "still_there", HAZARDS_MOST)
    for number, hazard_id in enumerate(dict.fromkeys(draft.still_there)):
        with at("still_there", number):
            find_again(session, inspection, hazard_id)
    return inspection


def _check_entered(draft: InspectionDraft) -> None:
    """What is only known behind a door cannot be told of one that stayed closed."""
    if draft.no_entry_reason is None:
        if draft.is_notice_left:
            raise invalid(
                "is_notice_left",
                "The inspectors were let in, so they left no note; leave isNoticeLeft out.",
                "已入户，无需留置到访不遇告知单，请去掉 isNoticeLeft。",
            )
        return
    for field in ("hazards", "still_there", "items", "devices", "is_signed"):
        if getattr(draft, field):
            raise invalid(
                field,
                "Nobody was let in, so this cannot be known; leave it or noEntryReason out.",
                "未入户不能填写此项，请去掉该项或 noEntryReason。",
            )


def _items(drafts: Sequence[ItemDraft]) -> list[GasInspectionItem]:
    seen: dict[GasCheckItem, GasInspectionItem] = {}
    for number, draft in enumerate(drafts):
        if draft.item in seen:
            raise DomainError(
                ErrorCode.DUPLICATE,
                f"{draft.item.name} stands twice; say once what was found.",
                f"安检项目 {draft.item.name} 重复。",
                ("items", str(number), "item"),
            )
        seen[draft.item] = GasInspectionItem(item=draft.item, result=draft.result)
    return list(seen.values())
