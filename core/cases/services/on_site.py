"""Solving cases on the spot, during a visit."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from core.cases.acting import Acting
from core.cases.models import Case, CaseAction, CaseOutcome, CaseStatus, ResolutionMode
from core.cases.proof import check_seen
from core.cases.services.step import record, take
from core.checks import clean
from core.errors import invalid
from core.ids import row_by_id
from core.visits.models import Visit, VisitStatus


def resolve(acting: Acting, case_id: str, visit_id: str, *, version: int, note: str) -> Case:
    """A reported or filed case was solved by a visit of its own line to its own community."""
    step = take(acting, case_id, version, CaseAction.RESOLVE_ON_SITE)
    case = step.case
    visit = row_by_id(acting.session, Visit, "CommunityVisit", visit_id, "visit_id")
    if (visit.line, visit.community_id) != (case.line, case.community_id) or visit.status is not VisitStatus.DONE:
        raise invalid(
            "visit_id",
            "The visit must have been made by the case's line to the case's community.",
            "进社区记录须为该案件服务线在该社区的已完成记录。",
        )
    check_seen(case, visit.visited_on, "visit_id", seen="a visit", seen_zh="进社区")
    reason = clean(note, "note", 500)
    step.clocks.stop(acting.now)
    _close(case, visit, now=acting.now, today=visit.visited_on)
    return step.done(reason)


def resolve_on_site(session: Session, case: Case, *, now: datetime, today: date, reason: str | None = None) -> None:
    """Solved during the visit that found it: closed, but counted as an on-site fix, not as a handled case."""
    before = case.status
    _close(case, case.visit, now=now, today=today)
    record(session, case, CaseAction.RESOLVE_ON_SITE, before, now, reason=reason)


def _close(case: Case, visit: Visit | None, *, now: datetime, today: date) -> None:
    case.status = CaseStatus.CLOSED
    case.outcome = CaseOutcome.RESOLVED
    case.resolution_mode = ResolutionMode.ON_SITE
    case.resolution_visit = visit
    case.closed_at = now
    case.closed_on = today
    case.stage_deadline = None
