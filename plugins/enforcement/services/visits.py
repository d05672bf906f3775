"""The rules of the enforcement line: what a visit saw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Protocol

from sqlalchemy.orm import Session

from core import at
from core.cases.acting import Acting
from core.cases.models import Case, CaseSource
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
from plugins.enforcement.services.cases import unseen_case
from plugins.enforcement.services.limits import set_limits
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

    @property
    def case_id(self) -> str | None: ...


class EnforcementVisitDraft(Protocol):
    @property
    def visit(self) -> VisitDraft: ...
    @property
    def violations(self) -> Sequence[ViolationDraft]: ...
    @property
    def problems(self) -> Sequence[ProblemDraft]: ...


def record_enforcement_visit(acting: Acting, draft: EnforcementVisitDraft) -> Visit:
    """The visit, and a case for each violation and problem; closed if put right on the spot."""
    session = acting.session
    with at("visit"):
        visit = record_visit(session, LINE, draft.visit, today=acting.today, now=acting.now)
    session.add(EnforcementVisitReport(visit=visit))
    check_length(draft.violations, "violations")
    checks = Checks()
    for number, violation in enumerate(draft.violations):
        checks.run(partial(_see, acting, visit, violation, number))
    checks.run(partial(report_problems, session, LINE, visit, draft.problems, now=acting.now))
    checks.done()
    return visit


def _see(acting: Acting, visit: Visit, draft: ViolationDraft, number: int) -> None:
    with at("violations", number):
        see_violation(acting, visit, draft)


def see_violation(acting: Acting, visit: Visit, draft: ViolationDraft) -> EnforcementViolation:
    """What an officer saw is a case of its category, even if it was put right on the spot; or what a case is about."""
    session, place = acting.session, clean(draft.place, "place", 120)
    case = (
        _new_case(session, visit, draft, place, acting.now)
        if draft.case_id is None
        else unseen_case(session, visit, draft.case_id, CATEGORIES[draft.kind])
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
        violation.stage, violation.removed_on = ViolationStage.REMOVED, visit.visited_on
        if draft.case_id is None:
            resolve_on_site(session, case, now=acting.now, today=visit.visited_on)
    set_limits(violation, acting)
    session.add(violation)
    if session.get(EnforcementCaseDetail, case.id) is None:
        session.add(EnforcementCaseDetail(case=case))
    session.flush()
    if draft.respondent is not None:
        keep_respondent(session, violation, draft.respondent, "respondent")
    return violation


def _new_case(session: Session, visit: Visit, draft: ViolationDraft, place: str, now: datetime) -> Case:
    return report_case(
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


def term_of(kind: ViolationKind) -> str:
    """The Chinese term of the kind: it stands in brackets at the end of its description."""
    return kind.value.rpartition("(")[2].rstrip(").")
