"""The rules of the line: plain functions that know no GraphQL and refuse by `DomainError`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Protocol

from core import DomainError, ErrorCode, at, out_of_range
from core.cases.services import ProblemDraft, report_problems
from core.checks import Checks, check_count, check_day, check_length, clean
from core.ids import row_by_id
from core.visits.models import Visit
from core.visits.services import VisitDraft, record_visit
from sqlalchemy.orm import Session

from lastmeter_water.line import LINE
from lastmeter_water.models import WaterCaseDetail, WaterCheck, WaterFinding, WaterVisitReport

ADVISED_MOST = 100_000
HOUSEHOLDS_MOST = 100_000


class CheckDraft(Protocol):
    place: str
    finding: WaterFinding


class WaterProblemDraft(ProblemDraft, Protocol):
    households: int | None


class WaterVisitDraft(Protocol):
    households_advised: int

    @property
    def visit(self) -> VisitDraft: ...
    @property
    def checks(self) -> Sequence[CheckDraft]: ...
    @property
    def problems(self) -> Sequence[WaterProblemDraft]: ...


def record_water_visit(session: Session, draft: WaterVisitDraft, *, today: date, now: datetime) -> Visit:
    """The visit, what it checked, and the problems it solved or left as cases."""
    with at("visit"):
        visit = record_visit(session, LINE, draft.visit, today=today, now=now)
    checks = Checks()
    checks.run(partial(check_count, draft.households_advised, "households_advised", ADVISED_MOST))
    checks.run(partial(_add_checks, session, visit, draft.checks))
    checks.done()
    session.add(WaterVisitReport(visit=visit, households_advised=draft.households_advised))
    _add_problems(session, visit, draft.problems, now)
    return visit


def _add_checks(session: Session, visit: Visit, drafts: Sequence[CheckDraft]) -> None:
    """Refuses the first entry that is wrong."""
    check_length(drafts, "checks")
    places: set[str] = set()
    for number, draft in enumerate(drafts):
        with at("checks", number):
            place = clean(draft.place, "place", 120)
            if place in places:
                raise DomainError(
                    ErrorCode.DUPLICATE,
                    f"The place {place} stands twice; say what was found there once.",
                    f"位置“{place}”重复，请只填写一次。",
                    ("place",),
                )
        places.add(place)
        session.add(_check(visit, place, draft.finding))


def _check(visit: Visit, place: str, finding: WaterFinding) -> WaterCheck:
    return WaterCheck(
        visit=visit,
        community_id=visit.community_id,
        district_id=visit.district_id,
        checked_on=visit.visited_on,
        place=place,
        finding=finding,
    )


def _add_problems(session: Session, visit: Visit, drafts: Sequence[WaterProblemDraft], now: datetime) -> None:
    """A detail for every case left open."""
    cases = report_problems(session, LINE, visit, drafts, now=now)
    for number, (case, draft) in enumerate(zip(cases, drafts, strict=True)):
        if draft.households is not None:
            with at("problems", number):
                check_count(draft.households, "households", HOUSEHOLDS_MOST, least=1)
        if not draft.is_solved_on_site:
            session.add(WaterCaseDetail(case=case, households=draft.households))


def mend_fault(session: Session, check_id: str, mended_on: date, *, today: date) -> WaterCheck:
    """What a check found faulty works again."""
    check = row_by_id(session, WaterCheck, "WaterCheck", check_id, "check_id")
    if check.finding is WaterFinding.SOUND:
        raise _not_allowed("Nothing was wrong there, so nothing can be mended.", "该处检查正常，无需修复。")
    if check.mended_on is not None:
        raise _not_allowed(f"It was mended on {check.mended_on} already.", f"该处已于 {check.mended_on} 修复。")
    check_day(mended_on, "mended_on", today)
    if mended_on < check.checked_on:
        raise out_of_range(
            "mended_on",
            f"{mended_on} lies before the check of {check.checked_on}; give the day it was mended.",
            f"{mended_on} 早于检查日期 {check.checked_on}，请填写修复日期。",
        )
    check.mended_on = mended_on
    return check


def _not_allowed(message: str, message_zh: str) -> DomainError:
    return DomainError(ErrorCode.NOT_ALLOWED, message, message_zh, ("check_id",))
