"""Hazards: found, told in writing, mended, looked at again; the gas cut off and on again in between."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import CountRule, DomainError, ErrorCode, Rulebook, invalid, not_found
from core.cases.models import Case, CasePriority, CaseSource
from core.cases.services import report_case
from core.checks import check_day, check_version, clean, clean_or_none
from core.ids import row_by_id
from core.names import plainly
from core.visits.models import Visit
from core.wall.wearing import AS_SYSTEM
from plugins.gas.line import AT_HOME, LINE
from plugins.gas.models import GasCaseDetail, GasHazard, GasInspection, HazardGrade, HazardKind, HazardOwner
from plugins.gas.rules import DAYS_GENERAL, DAYS_MAJOR

DAYS: dict[HazardGrade, CountRule] = {HazardGrade.MAJOR: DAYS_MAJOR, HazardGrade.GENERAL: DAYS_GENERAL}
PRIORITIES = {HazardGrade.MAJOR: CasePriority.P1, HazardGrade.GENERAL: CasePriority.P2}


class HazardDraft(Protocol):
    grade: HazardGrade
    owner: HazardOwner
    kind: HazardKind
    note: str | None
    notice_number: str | None
    is_gas_cut_off: bool


class StepDraft(Protocol):
    """Which hazard takes a step, and the version of it that was looked at."""

    @property
    def hazard_id(self) -> str: ...
    @property
    def version(self) -> int | None: ...


def find_hazard(
    session: Session, inspection: GasInspection, visit: Visit, draft: HazardDraft, book: Rulebook, *, now: datetime
) -> GasHazard:
    """What an inspection found. It is a case, unless it can wait for the next inspection."""
    day, days = visit.visited_on, DAYS.get(draft.grade)
    given = (draft.notice_number or "").strip()
    number = _free_number(session, given) if given else None
    hazard = GasHazard(
        inspection=inspection,
        household=inspection.household,
        community_id=visit.community_id,
        district_id=visit.district_id,
        grade=draft.grade,
        owner=draft.owner,
        kind=draft.kind,
        note=clean_or_none(draft.note, "note", 500),
        found_on=day,
        due_on=day + timedelta(days=book.on(day)[days]) if days is not None else None,
        notice_number=number,
        noticed_on=day if number is not None else None,
        cut_off_on=day if draft.is_gas_cut_off else None,
    )
    session.add(hazard)
    if draft.grade in PRIORITIES:
        _open_case(session, hazard, visit, now)
    session.flush()
    return hazard


def _open_case(session: Session, hazard: GasHazard, visit: Visit, now: datetime) -> None:
    case = report_case(
        session,
        LINE,
        visit.community,
        category_code=AT_HOME,
        title=_title(hazard.kind),
        source=CaseSource.VISIT,
        priority=PRIORITIES[hazard.grade],
        household_id=hazard.household.id,
        visit=visit,
        now=now,
        today=visit.visited_on,
    )
    detail = GasCaseDetail(case=case)
    detail.hazards.append(hazard)
    session.add(detail)


def find_again(session: Session, inspection: GasInspection, hazard_id: str) -> GasHazard:
    """A later inspection saw it still there: the same hazard and case, whatever was said of it meanwhile."""
    hazard, day = row_by_id(session, GasHazard, "GasHazard", hazard_id, ()), inspection.inspected_on
    if hazard.household_id != inspection.household_id:
        raise not_found((), "hazard with this id behind this door", "该住户没有该 id 的隐患")
    if not hazard.is_open:
        raise DomainError(
            ErrorCode.NOT_ALLOWED,
            f"It was seen to be gone on {hazard.rechecked_on}; tell it among the hazards as a new one.",
            f"该隐患已于 {hazard.rechecked_on} 复查合格，请作为新隐患填写。",
        )
    if day < hazard.found_on:
        raise invalid(
            (),
            f"The hazard was found on {hazard.found_on}; {day} comes too early.",
            f"隐患于 {hazard.found_on} 发现，{day} 过早。",
        )
    if hazard.rectified_on is not None and hazard.rectified_on > day:
        return hazard  # told late: it was mended since
    return _stepped(session, _not_gone(hazard))


def _title(kind: HazardKind) -> str:
    """The Chinese term of the kind: it stands in brackets at the end of its description."""
    return kind.value.rpartition("(")[2].rstrip(").")


# ------------------------------------------------------------- its course


def give_notice(session: Session, draft: StepDraft, number: str, *, day: date, today: date) -> GasHazard:
    """Those responsible were told in writing to mend it."""
    hazard = _open_hazard(session, draft)
    _check_since(day, "noticed_on", hazard.found_on, "found", "发现", today)
    if hazard.notice_number is not None:
        raise _not_now(
            f"Notice {hazard.notice_number} was given on {hazard.noticed_on} already.",
            f"已于 {hazard.noticed_on} 送达通知单 {hazard.notice_number}。",
        )
    hazard.notice_number, hazard.noticed_on = _free_number(session, number), day
    return _stepped(session, hazard)


def cut_off(session: Session, draft: StepDraft, *, day: date, today: date) -> GasHazard:
    """The gas was turned off because of it."""
    hazard = _open_hazard(session, draft)
    _check_since(day, "cut_off_on", hazard.found_on, "found", "发现", today)
    if is_cut_off(hazard):
        raise _not_now(f"The gas is off since {hazard.cut_off_on}.", f"已于 {hazard.cut_off_on} 停气。")
    hazard.cut_off_on, hazard.restored_on = day, None
    return _stepped(session, hazard)


def restore(session: Session, draft: StepDraft, *, day: date, today: date) -> GasHazard:
    """The gas is on again: only after somebody saw that the hazard is gone."""
    hazard = _versioned(session, draft)
    if hazard.cut_off_on is None or not is_cut_off(hazard):
        raise _not_now("The gas is not cut off because of it.", "未因该隐患停气。")
    back = _back_on(session, hazard)
    if hazard.rechecked_on is None or (back is not None and back > hazard.rechecked_on):
        raise _not_now(
            "Nobody has seen that it is gone, or not since its case came back; re-check it before the gas is turned on.",
            "隐患尚未复查合格，或案件返工、重办后尚未重新复查，复查合格后方可恢复供气。",
        )
    _check_since(day, "restored_on", hazard.rechecked_on, "re-checked", "复查", today)
    hazard.restored_on = day
    return _stepped(session, hazard)


def rectify(session: Session, draft: StepDraft, *, day: date, today: date) -> GasHazard:
    """It is said to be mended; somebody has to look."""
    hazard = _open_hazard(session, draft)
    _check_since(day, "rectified_on", hazard.found_on, "found", "发现", today)
    hazard.rectified_on = day
    return _stepped(session, hazard)


def recheck(
    session: Session,
    draft: StepDraft,
    *,
    rectified_on: date | None,
    rechecked_on: date,
    is_gone: bool,
    today: date,
) -> GasHazard:
    """Somebody looked: it is gone, or it has to be mended again."""
    hazard = _open_hazard(session, draft)
    mended = rectified_on or hazard.rectified_on
    if mended is None and is_gone:
        raise DomainError(
            ErrorCode.REQUIRED,
            "Nobody said that it was mended; give rectifiedOn.",
            "尚未登记整改完成，请填写 rectifiedOn。",
            ("rectified_on",),
        )
    if mended is None:
        _check_since(rechecked_on, "rechecked_on", hazard.found_on, "found", "发现", today)
    else:
        _check_since(mended, "rectified_on", hazard.found_on, "found", "发现", today)
        _check_since(rechecked_on, "rechecked_on", mended, "mended", "整改", today)
    back = _back_on(session, hazard)
    if back is not None:
        _check_since(rechecked_on, "rechecked_on", back, "in doubt again", "重新存疑", today)
    if is_gone:
        hazard.rectified_on, hazard.rechecked_on, hazard.is_open = mended, rechecked_on, False
    else:
        _not_gone(hazard)
    return _stepped(session, hazard)


def _not_gone(hazard: GasHazard) -> GasHazard:
    """Whatever was said, it has to be mended."""
    hazard.rectified_on, hazard.failed_checks = None, hazard.failed_checks + 1
    return hazard


def is_cut_off(hazard: GasHazard) -> bool:
    return hazard.cut_off_on is not None and hazard.restored_on is None


def _open_hazard(session: Session, draft: StepDraft) -> GasHazard:
    """It is open again where its case went back to work since somebody saw that it was gone, or on that very day."""
    hazard = _versioned(session, draft)
    if hazard.rechecked_on is None:
        return hazard
    back = _back_on(session, hazard)
    if back is None or back < hazard.rechecked_on:
        raise _not_now(
            f"It was seen to be gone on {hazard.rechecked_on} already.",
            f"该隐患已于 {hazard.rechecked_on} 复查合格。",
        )
    hazard.rechecked_on, hazard.is_open = None, True
    return hazard


def _back_on(session: Session, hazard: GasHazard) -> date | None:
    """The day on which its case last went back to work."""
    return session.scalar(select(Case.back_to_work_on).where(Case.id == hazard.case_id))


def _versioned(session: Session, draft: StepDraft) -> GasHazard:
    hazard = row_by_id(session, GasHazard, "GasHazard", draft.hazard_id, "hazard_id")
    session.refresh(hazard, with_for_update=True)  # two people may have been there
    if draft.version is not None:
        check_version(hazard.version, draft.version)
    return hazard


def _stepped(session: Session, hazard: GasHazard) -> GasHazard:
    hazard.version += 1
    session.flush()
    return hazard


def _check_since(day: date, field: str, since: date, what: str, what_zh: str, today: date) -> None:
    check_day(day, field, today)
    if day < since:
        raise invalid(
            field,
            f"The hazard was {what} on {since}; {day} comes too early.",
            f"隐患于 {since} {what_zh}，{day} 过早。",
        )


def _free_number(session: Session, given: str) -> str:
    """The number of a notice, which no other has, whoever may see that one."""
    number = plainly(clean(given, "notice_number", 60))
    same = select(GasHazard.id).where(GasHazard.notice_number == number)
    if session.scalar(same, execution_options=AS_SYSTEM) is not None:
        raise DomainError(
            ErrorCode.DUPLICATE,
            f"Notice {number} is about another hazard; each has a number of its own.",
            f"通知单 {number} 已用于其他隐患，请核对文号。",
            ("notice_number",),
        )
    return number


def _not_now(message: str, message_zh: str) -> DomainError:
    return DomainError(ErrorCode.NOT_ALLOWED, message, message_zh, ("hazard_id",))
