"""The rules of the enforcement line: what a visit saw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Protocol

from sqlalchemy.orm import Session

from core import at
from core.cases.models import CaseSource
from core.cases.services import ProblemDraft, report_case, report_problems, resolve_on_site
from core.checks import Checks, check_length, clean
from core.visits.models import Visit
from core.visits.services import VisitDraft, record_visit
from plugins.enforcement.line import LINE
from plugins.enforcement.models import (
    EnforcementCaseDetail,
    EnforcementViolation,
    EnforcementVisitReport,
    ViolationKind,
    ViolationStage,
)
from plugins.enforcement.services.respondents import keep_respondent

# The standard has one class for public ground that somebody takes, by posts and locks or otherwise, and one for dogs.
CATEGORIES = {
    ViolationKind.ILLEGAL_BUILDING: "E01-01",
    ViolationKind.MESSY_PILING: "E01-36",
    ViolationKind.POSTING_GRAFFITI: "E02-01",
    ViolationKind.ILLEGAL_OCCUPATION: "E01-96",
    ViolationKind.GROUND_LOCK: "E01-96",
    ViolationKind.DOG_UNLEASHED: "E01-84",
    ViolationKind.DOG_WASTE: "E01-84",
    ViolationKind.GREEN_DAMAGE: "E01-91",
}


class ViolationDraft(Protocol):
    """A violation as it was seen."""

    kind: ViolationKind
    place: str
    description: str | None
    respondent: str | None
    is_corrected_on_site: bool


class EnforcementVisitDraft(Protocol):
    @property
    def visit(self) -> VisitDraft: ...
    @property
    def violations(self) -> Sequence[ViolationDraft]: ...
    @property
    def problems(self) -> Sequence[ProblemDraft]: ...


def record_enforcement_visit(session: Session, draft: EnforcementVisitDraft, *, today: date, now: datetime) -> Visit:
    """The visit, and a case for each violation and problem; closed if put right on the spot."""
    with at("visit"):
        visit = record_visit(session, LINE, draft.visit, today=today, now=now)
    session.add(EnforcementVisitReport(visit=visit))
    check_length(draft.violations, "violations")
    checks = Checks()
    for number, violation in enumerate(draft.violations):
        checks.run(partial(_see, session, visit, violation, number, now))
    checks.run(partial(report_problems, session, LINE, visit, draft.problems, now=now))
    checks.done()
    return visit


def _see(session: Session, visit: Visit, draft: ViolationDraft, number: int, now: datetime) -> None:
    with at("violations", number):
        see_violation(session, visit, draft, now=now)


def see_violation(session: Session, visit: Visit, draft: ViolationDraft, *, now: datetime) -> EnforcementViolation:
    """What an officer saw is a case of its category, even if it was put right on the spot."""
    place = clean(draft.place, "place", 120)
    case = report_case(
        session,
        LINE,
        visit.community,
        category_code=CATEGORIES[draft.kind],
        title=term_of(draft.kind),
        description=draft.description,
        place=place,
        source=CaseSource.VISIT,
        visit=visit,
        now=now,
        today=visit.visited_on,
    )
    violation = EnforcementViolation(
        case=case,
        visit=visit,
        community_id=visit.community_id,
        district_id=visit.district_id,
        kind=draft.kind,
        place=place,
        stage=ViolationStage.SEEN,
        first_seen_on=visit.visited_on,
    )
    if draft.is_corrected_on_site:
        resolve_on_site(session, case, now=now, today=visit.visited_on)
        violation.stage, violation.removed_on = ViolationStage.REMOVED, visit.visited_on
    session.add_all((violation, EnforcementCaseDetail(case=case)))
    session.flush()
    if draft.respondent is not None:
        keep_respondent(session, violation, draft.respondent, "respondent")
    return violation


def term_of(kind: ViolationKind) -> str:
    """The Chinese term of the kind: it stands in brackets at the end of its description."""
    return kind.value.rpartition("(")[2].rstrip(").")
