"""Reporting cases, and solving them on site."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from core.cases.models import (
    Case,
    CaseAction,
    CaseEvent,
    CaseOutcome,
    CasePriority,
    CaseSource,
    CaseStatus,
    ResolutionMode,
)
from core.checks import check_length, check_version, clean, clean_or_none
from core.errors import DomainError, ErrorCode, at, invalid, unknown
from core.ids import row_by_id
from core.lines.line import ServiceLine
from core.places.models import Community
from core.visits.models import Visit, VisitStatus
from core.visits.services import open_community


class ProblemDraft(Protocol):
    """A problem found on a visit."""

    @property
    def category_code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def place(self) -> str | None: ...
    @property
    def is_solved_on_site(self) -> bool: ...


class ReportDraft(Protocol):
    """A problem that somebody noticed."""

    @property
    def category_code(self) -> str: ...
    @property
    def community_code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str | None: ...
    @property
    def place(self) -> str | None: ...
    @property
    def source(self) -> CaseSource: ...
    @property
    def priority(self) -> CasePriority: ...


def report(session: Session, line: ServiceLine, draft: ReportDraft, *, now: datetime, today: date) -> Case:
    """A new case, told by somebody who is not on a visit."""
    return report_case(
        session,
        line,
        open_community(session, draft.community_code, today),
        category_code=draft.category_code,
        title=draft.title,
        description=draft.description,
        place=draft.place,
        source=draft.source,
        priority=draft.priority,
        now=now,
        today=today,
    )


def report_case(
    session: Session,
    line: ServiceLine,
    community: Community,
    *,
    category_code: str,
    title: str,
    source: CaseSource,
    now: datetime,
    today: date,
    description: str | None = None,
    place: str | None = None,
    priority: CasePriority = CasePriority.P3,
    household_id: int | None = None,
    visit: Visit | None = None,
) -> Case:
    """A new case, reported now. Its number is made of the month and its key."""
    case = Case(
        number="",
        line=line.key,
        category_code=known_category(line, category_code),
        community=community,
        district_id=community.district_id,
        title=clean(title, "title", 120),
        description=clean_or_none(description, "description"),
        place=clean_or_none(place, "place", 120),
        source=source,
        priority=priority,
        household_id=household_id,
        visit=visit,
        status=CaseStatus.REPORTED,
        reported_at=now,
        reported_on=today,
    )
    case.number = f"new-{id(case)}"
    session.add(case)
    session.flush()
    case.number = f"{today:%Y%m}-{case.id:07d}"
    record(session, case, CaseAction.REPORT, None, now)
    return case


def known_category(line: ServiceLine, code: str) -> str:
    codes = [category.code for category in line.categories]
    if code not in codes:
        raise unknown("category_code", code, codes, f"category of {line.name}", f"{line.name_zh}案件小类")
    return code


def resolve(session: Session, case_id: str, visit_id: str, *, version: int, note: str, now: datetime) -> Case:
    """A reported or filed case was solved by a visit of its own line to its own community."""
    case = row_by_id(session, Case, "Case", case_id, "case_id")
    check_version(case.version, version)
    visit = row_by_id(session, Visit, "CommunityVisit", visit_id, "visit_id")
    if case.status not in {CaseStatus.REPORTED, CaseStatus.FILED}:
        raise DomainError(
            ErrorCode.NOT_ALLOWED,
            f"The case is {case.status.name}; only a reported or filed one can be solved on site.",
            "只有已上报或已立案的案件可以现场解决。",
            ("case_id",),
        )
    if (visit.line, visit.community_id) != (
        case.line,
        case.community_id,
    ) or visit.status is not VisitStatus.DONE:
        raise invalid(
            "visit_id",
            "The visit must have been made by the case's line to the case's community.",
            "进社区记录须为该案件服务线在该社区的已完成记录。",
        )
    reason = clean(note, "note", 500)
    case.visit = visit
    resolve_on_site(session, case, now=now, today=visit.visited_on, reason=reason)
    case.version += 1
    return case


def resolve_on_site(session: Session, case: Case, *, now: datetime, today: date, reason: str | None = None) -> None:
    """Solved during the visit itself: closed, but counted as an on-site fix, not as a handled case."""
    before = case.status
    case.status = CaseStatus.CLOSED
    case.outcome = CaseOutcome.RESOLVED
    case.resolution_mode = ResolutionMode.ON_SITE
    case.closed_at = now
    case.closed_on = today
    record(session, case, CaseAction.RESOLVE_ON_SITE, before, now, reason=reason)


def record(
    session: Session,
    case: Case,
    action: CaseAction,
    before: CaseStatus | None,
    now: datetime,
    *,
    actor_id: int | None = None,
    reason: str | None = None,
) -> None:
    """One more step of the history."""
    event = CaseEvent(
        case=case,
        at=now,
        action=action,
        actor_id=actor_id,
        from_status=before,
        to_status=case.status,
        reason=reason,
    )
    session.add(event)


def report_problems(
    session: Session,
    line: ServiceLine,
    visit: Visit,
    drafts: Sequence[ProblemDraft],
    *,
    now: datetime,
) -> list[Case]:
    """What a visit found: fixed on the spot, or a new case each. They count on the day of the visit."""
    check_length(drafts, "problems")
    cases = []
    for number, draft in enumerate(drafts):
        with at("problems", number):
            case = report_case(
                session,
                line,
                visit.community,
                category_code=draft.category_code,
                title=draft.title,
                place=draft.place,
                source=CaseSource.VISIT,
                visit=visit,
                now=now,
                today=visit.visited_on,
            )
        if draft.is_solved_on_site:
            resolve_on_site(session, case, now=now, today=visit.visited_on)
        cases.append(case)
    return cases
