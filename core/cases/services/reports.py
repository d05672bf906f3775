"""Reporting cases: found on a visit, or noticed by somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.cases.acting import Acting
from core.cases.models import OPEN, Case, CaseAction, CasePriority, CaseSource, CaseStatus
from core.cases.services import reported_again
from core.cases.services.on_site import resolve_on_site
from core.cases.services.step import record
from core.checks import check_length, clean, clean_or_none
from core.context import rules_of, zone_of
from core.errors import DomainError, ErrorCode, at, unknown
from core.events.services import tell
from core.hard_cases.recurrence import recurring_at
from core.ids import row_by_id
from core.lines.line import ServiceLine
from core.places.models import Community
from core.settings import CaseRules
from core.visits.models import Visit
from core.visits.services import open_community
from core.wall.wearing import AS_SYSTEM
from core.windows import last_moment


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
    @property
    def follows_case_id(self) -> str | None: ...


def report(acting: Acting, line: ServiceLine, draft: ReportDraft) -> Case:
    """A new case, told by somebody who is not on a visit. It may follow one that ended."""
    session = acting.session
    case = report_case(
        session,
        line,
        open_community(session, draft.community_code, acting.today),
        category_code=draft.category_code,
        title=draft.title,
        description=draft.description,
        place=draft.place,
        source=draft.source,
        priority=draft.priority,
        now=acting.now,
        today=acting.today,
        reporter_id=acting.viewer.officer_id,
    )
    acting.viewer.require("case.report", case)
    if draft.follows_case_id is not None:
        case.follows_id = _ended(session, draft.follows_case_id).id
    return case


def _ended(session: Session, case_id: str) -> Case:
    """What is open is worked on, not followed."""
    before = row_by_id(session, Case, "Case", case_id, "follows_case_id")
    if before.status in OPEN:
        raise DomainError(
            ErrorCode.NOT_ALLOWED,
            f"{before.number} is {before.status.name}; go on with that one.",
            f"{before.number} 尚未办结，请继续办理该案件。",
            ("follows_case_id",),
        )
    return before


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
    reporter_id: int | None = None,
    parent_id: int | None = None,
    complaint_id: int | None = None,
) -> Case:
    """A new case, reported now or on the earlier day that is told. Its number is made of the month and its key.

    `reported_at` lies in the day by which it counts, so that lists and figures speak of the same cases.
    """
    rules = rules_of(session)
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
        reporter_id=reporter_id,
        parent_id=parent_id,
        complaint_id=complaint_id,
        reported_at=min(now, last_moment(today, zone_of(session))),
        reported_on=today,
        stage_deadline=now + timedelta(minutes=rules.filing_minutes),
    )
    case.number = f"new-{id(case)}"
    session.add(case)
    session.flush()
    case.number = f"{today:%Y%m}-{case.id:07d}"
    record(session, case, CaseAction.REPORT, None, now, actor_id=reporter_id)
    reported_again.remember(session, case, rules)
    _propose_if_recurring(session, case, now, rules)
    return case


def _propose_if_recurring(session: Session, case: Case, now: datetime, rules: CaseRules) -> None:
    """Told once, when the place has just become one where things come back; others' cases count that the reporter cannot see."""
    place = recurring_at(session, case, now - timedelta(days=rules.recurrence_days))
    if place is None:
        return
    cases = session.scalar(select(func.count()).select_from(Case).where(*place), execution_options=AS_SYSTEM)
    if cases == rules.recurrence_cases:
        tell(session, "hard_case.proposed", "Case", case.id, now, line=case.line, cases=cases)


def known_category(line: ServiceLine, code: str) -> str:
    codes = [category.code for category in line.categories]
    if code not in codes:
        raise unknown("category_code", code, codes, f"category of {line.name}", f"{line.name_zh}案件小类")
    return code


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
