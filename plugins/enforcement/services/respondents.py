"""Who is responsible for a violation (当事人): recorded by those who work on it, shown to those who may see it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, case, null, or_, select
from sqlalchemy.orm import Session

from core import Viewer
from core.checks import clean
from core.columns import Among, Listed
from core.policy.policy import Reach
from plugins.enforcement.line import LINE
from plugins.enforcement.models import EnforcementRespondent, EnforcementViolation
from plugins.enforcement.services.course import StepDraft, open_for_step

OPERATION = "enforcement.respondent"
NAME_MOST = 80


def name_respondent(session: Session, draft: StepDraft, name: str) -> EnforcementViolation:
    """Said again, it is corrected."""
    violation = open_for_step(session, draft)
    keep_respondent(session, violation, name)
    violation.version += 1
    session.flush()
    return violation


def keep_respondent(session: Session, violation: EnforcementViolation, name: str, field: str = "name") -> None:
    kept = session.get(EnforcementRespondent, violation.id) if violation.id is not None else None
    if kept is None:
        kept = EnforcementRespondent(violation=violation)
        session.add(kept)
    kept.name = clean(name, field, NAME_MOST)
    session.flush()


# ------------------------------------------------------------- who may see it


def respondent(violation: Any, asking: Any) -> Any:
    """The name, as SQL; null to those who may not see it."""
    kept = EnforcementRespondent
    name = select(kept.name).where(kept.violation_id == violation.id).correlate(violation).scalar_subquery()
    return case((_may_see(violation, asking), name), else_=null())


def _may_see(violation: Any, asking: Any) -> Any:
    everywhere = asking.viewer(Boolean(), sees_everywhere)
    districts = asking.viewer(Listed(BigInteger()), lambda viewer: sorted(sees_districts(viewer)))
    return or_(everywhere, Among(violation.district_id, districts))


def sees_everywhere(viewer: Viewer) -> bool:
    """Whether nothing limits the viewer to districts."""
    reach = _reach(viewer)
    if reach is Reach.ALL:
        return True
    return reach in (Reach.LINE, Reach.TEAM) and (reach is Reach.LINE or viewer.district_ids is None)


def sees_districts(viewer: Viewer) -> frozenset[int]:
    return viewer.district_ids or frozenset() if _reach(viewer) in (Reach.TEAM, Reach.DISTRICT) else frozenset()


def _reach(viewer: Viewer) -> Reach | None:
    """How far it reaches, for one who works for this line."""
    grant = viewer.grant(OPERATION)
    if grant is None:
        return None
    is_of_line = viewer.lines is None or LINE.key in viewer.lines
    return grant.reach if is_of_line or grant.reach in (Reach.ALL, Reach.DISTRICT) else None
