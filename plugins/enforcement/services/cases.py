"""Cases that came by another way than a visit, such as a complaint that became formal: what they are about is seen later."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import DomainError, ErrorCode, invalid
from core.cases.models import OPEN, Case
from core.ids import row_by_id
from core.visits.models import Visit
from plugins.enforcement.line import LINE
from plugins.enforcement.models import EnforcementViolation


def unseen_case(session: Session, visit: Visit, case_id: str, category_code: str) -> Case:
    """An open case of the visit's community and of that category, whose violation nobody has seen yet."""
    case = row_by_id(session, Case, "Case", case_id, "case_id")
    session.refresh(case, with_for_update=True)  # two officers may have gone there
    if (case.line, case.category_code, case.community_id) != (LINE.key, category_code, visit.community_id):
        raise invalid(
            "case_id",
            f"{case.number} is a case of {case.category_code} in {case.community.name}; what was seen is of "
            f"{category_code} in {visit.community.name}. Leave caseId out for a new case.",
            f"{case.number} 为{case.community.name}的 {case.category_code} 案件，"
            f"本次发现为{visit.community.name}的 {category_code}；如为新案件请去掉 caseId。",
        )
    if case.status not in OPEN:
        raise _not_allowed(
            f"{case.number} is {case.status.name}; leave caseId out for a new case.",
            f"{case.number} 已办结，请去掉 caseId，作为新案件记录。",
        )
    if session.scalar(select(EnforcementViolation.id).where(EnforcementViolation.case_id == case.id)) is not None:
        raise _not_allowed(
            f"The violation of {case.number} was seen already; take its next step, or leave caseId out for a new case.",
            f"{case.number} 已登记违法行为，请继续办理；如为新案件请去掉 caseId。",
        )
    return case


def _not_allowed(message: str, message_zh: str) -> DomainError:
    return DomainError(ErrorCode.NOT_ALLOWED, message, message_zh, ("case_id",))
