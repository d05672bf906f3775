"""Cases that belong together: duplicates, parts, and complaints that become formal cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import func, select

from core.cases.acting import Acting
from core.cases.models import OPEN, Case, CaseAction, CaseOutcome, CaseStatus
from core.cases.services import reported_again
from core.cases.services.checking import close_as
from core.cases.services.reports import known_category, report_case
from core.cases.services.step import Step, record, take
from core.checks import check_length, clean
from core.errors import DomainError, ErrorCode, at, invalid
from core.ids import row_by_id
from core.lines.conversion import Conversion
from core.standards.services import chosen_standard
from core.wall.wearing import AS_SYSTEM


class PartDraft(Protocol):
    category_code: str | None
    title: str
    place: str | None


def merge(acting: Acting, case_id: str, version: int, into_id: str, reason: str) -> Case:
    """The same matter twice: both stay, and point at each other; one counts."""
    step = take(acting, case_id, version, CaseAction.MERGE)
    case, into = step.case, row_by_id(acting.session, Case, "Case", into_id, "into_case_id")
    acting.session.refresh(into, with_for_update=True)  # nor is it closed at this moment
    _check_master(case, into)
    case.duplicate_of_id = into.id
    close_as(step, CaseOutcome.DUPLICATE)
    reported_again.forget(acting.session, case, acting.rules)
    why = f"{into.number}: {clean(reason, 'reason', 400)}"
    _take_along(acting, case, into, why)
    return step.done(why)


def _take_along(acting: Acting, case: Case, into: Case, why: str) -> None:
    """What was the same as the case is the same as the other now, wherever it is: nobody has to follow a chain."""
    merged = select(Case).where(Case.duplicate_of_id == case.id).order_by(Case.id).with_for_update()
    for earlier in acting.session.scalars(merged, execution_options=AS_SYSTEM).all():
        earlier.duplicate_of_id = into.id
        Step(acting, earlier, CaseAction.MERGE, earlier.status).done(f"{case.number}: {why}")


def _check_master(case: Case, into: Case) -> None:
    if into.id == case.id:
        raise invalid("into_case_id", "A case is not the same as itself; name the other one.", "不能与自身合并。")
    if into.line != case.line:
        raise invalid(
            "into_case_id",
            f"{into.number} is of another line ({into.line}); only cases of one line are merged.",
            f"{into.number} 属于其他服务线，仅同一服务线的案件可以合并。",
        )
    if into.status not in OPEN:
        raise DomainError(
            ErrorCode.NOT_ALLOWED,
            f"{into.number} is {into.status.name}; merge into one that is still open.",
            f"{into.number} 已办结，请合并到未结案件。",
            ("into_case_id",),
        )


def split(acting: Acting, case_id: str, version: int, parts: Sequence[PartDraft]) -> Case:
    """Parted into cases that are solved one by one; it closes after them."""
    step = take(acting, case_id, version, CaseAction.SPLIT)
    case, session = step.case, acting.session
    there = session.scalar(select(func.count()).select_from(Case).where(Case.parent_id == case.id)) or 0
    if not parts:
        raise DomainError(ErrorCode.REQUIRED, "Name at least one part.", "请至少填写一个子案件。", ("parts",))
    check_length(parts, "parts", acting.rules.parts_most - there)
    made = []
    for number, part in enumerate(parts):
        with at("parts", number):
            child = _part(acting, case, part.category_code or case.category_code, part.title, part.place)
        made.append(child.number)
    return step.done(", ".join(made))


def _part(acting: Acting, case: Case, category_code: str, title: str, place: str | None) -> Case:
    return report_case(
        acting.session,
        acting.lines[case.line],
        case.community,
        category_code=category_code,
        title=title,
        place=place or case.place,
        source=case.source,
        priority=case.priority,
        household_id=case.household_id,
        now=acting.now,
        today=acting.today,
        reporter_id=acting.viewer.officer_id,
        parent_id=case.id,
    )


def convert(
    acting: Acting, case_id: str, version: int, filing_number: str, category_code: str | None, standard: str | None
) -> Case:
    """The complaint stays as it is; a formal case of the line that takes on complaints is filed beside it."""
    step = take(acting, case_id, version, CaseAction.CONVERT)
    number = clean(filing_number, "filing_number", 60)
    conversion = acting.conversions[0]
    line = acting.lines[conversion.line]
    own = step.case.category_code in {category.code for category in line.categories}
    code = known_category(line, category_code or (step.case.category_code if own else ""))
    formal = _formal(acting, step, conversion, code, number)
    _file(acting, formal, standard)
    return step.done(f"{formal.number}: {number}")


def _formal(acting: Acting, step: Step, conversion: Conversion, code: str, number: str) -> Case:
    case = step.case
    formal = report_case(
        acting.session,
        acting.lines[conversion.line],
        case.community,
        category_code=code,
        title=case.title,
        description=case.description,
        place=case.place,
        source=case.source,
        priority=case.priority,
        household_id=case.household_id,
        now=acting.now,
        today=acting.today,
        reporter_id=acting.viewer.officer_id,
        complaint_id=case.id,
    )
    formal.filing_number = number
    acting.session.flush()
    conversion.opened(acting.session, case, formal, acting.today)
    return formal


def _file(acting: Acting, formal: Case, standard: str | None) -> None:
    """With its filing number it is filed, by whoever converted it."""
    formal.standard = chosen_standard(acting.session, formal.category_code, standard, acting.today)
    formal.status = CaseStatus.FILED
    formal.filed_at, formal.filed_on = acting.now, acting.today
    clocks = acting.clocks(formal)
    clocks.start_case(formal.standard, acting.now)
    clocks.enter_stage(acting.now)
    formal.version += 1
    record(
        acting.session,
        formal,
        CaseAction.FILE,
        CaseStatus.REPORTED,
        acting.now,
        actor_id=acting.viewer.officer_id,
        reason=formal.filing_number,
    )
