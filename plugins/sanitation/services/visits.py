"""The rules of the sanitation line's visits and cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Protocol

from sqlalchemy.orm import Session

from core import DomainError, ErrorCode, at, invalid, out_of_range
from core.cases.models import Case, CaseStatus
from core.cases.services import ProblemDraft, report_problems
from core.checks import (
    Checks,
    check_count,
    check_length,
    check_version,
    clean_or_none,
)
from core.ids import row_by_id
from core.visits.models import Visit
from core.visits.services import VisitDraft, record_visit
from plugins.sanitation.line import LINE
from plugins.sanitation.models import (
    FiveClean,
    SanitationCaseDetail,
    SanitationFiveCleanTask,
    SanitationFocusArea,
    SanitationVisitFocus,
    SanitationVisitReport,
)

FOUND_MOST = 10_000
TALKS_MOST = 100_000
VOLUME_LEAST, VOLUME_MOST = 0.001, 10_000
"""In cubic metres: a litre, and more than any lorry fleet carries in a day."""
OVER = {CaseStatus.CLOSED, CaseStatus.REJECTED, CaseStatus.CANCELLED}


class FiveCleanDraft(Protocol):
    kind: FiveClean
    found: int
    cleared: int
    place: str | None
    volume_cubic_meters: float | None


class SanitationProblemDraft(ProblemDraft, Protocol):
    five_clean: FiveClean | None
    volume_cubic_meters: float | None


class SanitationVisitDraft(Protocol):
    sorting_talk_households: int

    @property
    def visit(self) -> VisitDraft: ...
    @property
    def focus_areas(self) -> Sequence[SanitationFocusArea]: ...
    @property
    def five_cleans(self) -> Sequence[FiveCleanDraft]: ...
    @property
    def problems(self) -> Sequence[SanitationProblemDraft]: ...


def record_sanitation_visit(session: Session, draft: SanitationVisitDraft, *, today: date, now: datetime) -> Visit:
    """The visit, what it cleaned and talked about, and the problems it solved or left as cases."""
    with at("visit"):
        visit = record_visit(session, LINE, draft.visit, today=today, now=now)
    checks = Checks()
    talks = draft.sorting_talk_households
    checks.run(partial(check_count, talks, "sorting_talk_households", TALKS_MOST))
    checks.run(partial(_add_tasks, session, visit, draft.five_cleans))
    checks.done()
    session.add(SanitationVisitReport(visit=visit, sorting_talk_households=talks))
    session.add_all(SanitationVisitFocus(visit=visit, area=area) for area in dict.fromkeys(draft.focus_areas))
    _add_problems(session, visit, draft.problems, now)
    return visit


def _add_tasks(session: Session, visit: Visit, drafts: Sequence[FiveCleanDraft]) -> None:
    """Refuses the first entry that is wrong. One kind has one entry for each spot."""
    check_length(drafts, "five_cleans")
    seen: set[tuple[FiveClean, str | None]] = set()
    for number, draft in enumerate(drafts):
        with at("five_cleans", number):
            task = _task(visit, draft)
            if (task.kind, task.place) in seen:
                raise DomainError(
                    ErrorCode.DUPLICATE,
                    f"{task.kind.name} stands twice for one place; add it up, or name the places.",
                    "同一类别、同一位置重复，请合并，或分别填写位置。",
                    ("kind",),
                )
            seen.add((task.kind, task.place))
        session.add(task)


def _task(visit: Visit, draft: FiveCleanDraft) -> SanitationFiveCleanTask:
    _check_cleared(draft)
    volume = _volume(draft.volume_cubic_meters)
    if volume is not None and draft.cleared == 0:
        raise invalid(
            "volume_cubic_meters",
            "Nothing was cleared, so nothing was taken away; leave volumeCubicMeters out.",
            "未清理任何一处，不能有清运量，请去掉 volumeCubicMeters。",
        )
    return SanitationFiveCleanTask(
        visit=visit,
        community_id=visit.community_id,
        district_id=visit.district_id,
        cleaned_on=visit.visited_on,
        kind=draft.kind,
        place=clean_or_none(draft.place, "place", 120),
        found=draft.found,
        cleared=draft.cleared,
        is_cleared=draft.cleared == draft.found,
        volume_m3=volume,
    )


def _check_cleared(draft: FiveCleanDraft) -> None:
    check_count(draft.found, "found", FOUND_MOST)
    if not 0 <= draft.cleared <= draft.found:
        raise out_of_range(
            "cleared",
            f"cleared is {draft.cleared}; of {draft.found} found it can be 0 to {draft.found}.",
            f"清理处数 {draft.cleared} 超出范围：发现 {draft.found} 处，应为 0 至 {draft.found}。",
        )


def _add_problems(session: Session, visit: Visit, drafts: Sequence[SanitationProblemDraft], now: datetime) -> None:
    """A detail for every case left open, and for a solved one where there is something to say."""
    cases = report_problems(session, LINE, visit, drafts, now=now)
    for number, (case, draft) in enumerate(zip(cases, drafts, strict=True)):
        with at("problems", number):
            volume = _volume(draft.volume_cubic_meters)
        if not draft.is_solved_on_site or volume is not None or draft.five_clean is not None:
            session.add(SanitationCaseDetail(case=case, five_clean=draft.five_clean, volume_m3=volume))


def estimate_volume(session: Session, case_id: str, *, version: int, volume: float) -> Case:
    """How much there is to take away, so that the right lorry comes; the last estimate holds."""
    case = row_by_id(session, Case, "Case", case_id, "case_id")
    if case.line != LINE.key:
        raise invalid(
            "case_id",
            f"The case is of the line {case.line}; only a {LINE.key} case has a volume.",
            f"该案件属于 {case.line}，只有{LINE.name_zh}案件可以估量。",
        )
    check_version(case.version, version)
    if case.status in OVER:
        raise DomainError(
            ErrorCode.NOT_ALLOWED,
            f"The case is {case.status.name}; nothing is taken away any more.",
            "案件已办结，不能再估量。",
            ("case_id",),
        )
    detail = session.get(SanitationCaseDetail, case.id)
    if detail is None:
        detail = SanitationCaseDetail(case=case)
        session.add(detail)
    detail.volume_m3 = _volume(volume)
    case.version += 1
    return case


def _volume(given: float | None) -> float | None:
    """Cubic metres to the litre: what both databases keep."""
    if given is None:
        return None
    check_count(given, "volume_cubic_meters", VOLUME_MOST, VOLUME_LEAST)  # type: ignore[arg-type]
    return round(given, 3)
