"""One household, one plan (一户一策): opened for causes, mended by measures, proven by readings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core import DomainError, ErrorCode, invalid
from core.checks import check_day, check_length
from core.households.models import Household
from core.ids import row_by_id
from plugins.heating.models import (
    HeatingCaseCause,
    HeatingCaseDetail,
    HeatingCause,
    HeatingClass,
    HeatingMeasure,
    HeatingMeasureKind,
    HeatingRemediation,
    HeatingRemediationCause,
)
from plugins.heating.services.proof import days_to_prove, effect_of
from plugins.heating.services.readings import open_case_details, valid_readings
from plugins.heating.services.seasons import Seasons, read_seasons


class RemediationDraft(Protocol):
    @property
    def household_id(self) -> str: ...
    @property
    def heating_class(self) -> HeatingClass: ...
    @property
    def causes(self) -> Sequence[HeatingCause]: ...
    @property
    def measures(self) -> Sequence[HeatingMeasureKind]: ...
    @property
    def opened_on(self) -> date: ...
    @property
    def is_agreed(self) -> bool: ...


def weigh(session: Session, remediation: HeatingRemediation, seasons: Seasons) -> None:
    """Looks anew at what the readings prove of a remediation."""
    since = seasons.called(remediation.season).starts_on
    readings = valid_readings(session, remediation.household_id, since)
    done = [measure.done_on for measure in remediation.measures]
    needed = days_to_prove(remediation.heating_class, seasons.rules.on(remediation.opened_on))
    effect = effect_of(done, readings, needed)
    remediation.before, remediation.after = effect.before, effect.after
    remediation.proven_on = effect.proven_on
    for cause in remediation.causes:
        cause.is_open = effect.proven_on is None
    session.flush()


def weigh_since(session: Session, household_id: int, day: date, seasons: Seasons) -> None:
    """A household has a new reading of that day: what does it prove?

    What was proven before that day stays so. A cold reading that is told late takes a later proof back, unless somebody is
    at the same cause again already.
    """
    proven_on = HeatingRemediation.proven_on
    wanted = select(HeatingRemediation).where(
        HeatingRemediation.household_id == household_id, or_(proven_on.is_(None), proven_on >= day)
    )
    for remediation in session.scalars(wanted.order_by(HeatingRemediation.id)).all():
        if remediation.proven_on is None or not _is_taken_up_again(session, remediation):
            weigh(session, remediation, seasons)


def _is_taken_up_again(session: Session, remediation: HeatingRemediation) -> bool:
    """Whether the household has another open remediation for one of its causes."""
    other = select(HeatingRemediationCause.remediation_id).where(
        HeatingRemediationCause.household_id == remediation.household_id,
        HeatingRemediationCause.is_open,
        HeatingRemediationCause.cause.in_([row.cause for row in remediation.causes]),
    )
    return session.scalar(other.limit(1)) is not None


def follow_case(session: Session, detail: HeatingCaseDetail) -> None:
    """What is under way for a home belongs to the case that is opened about it."""
    wanted = select(HeatingRemediation).where(
        HeatingRemediation.household_id == detail.household_id, HeatingRemediation.proven_on.is_(None)
    )
    for remediation in session.scalars(wanted.order_by(HeatingRemediation.id)).all():
        remediation.case = detail.case
        _tell_case(detail, remediation)


def open_remediation(session: Session, draft: RemediationDraft, *, today: date) -> HeatingRemediation:
    """A plan for one home. It belongs to the season of its day or, in summer, to the one that is over."""
    household = row_by_id(session, Household, "Household", draft.household_id, "household_id")
    check_day(draft.opened_on, "opened_on", today)
    check_length(draft.measures, "measures", 20)
    _check_causes(session, household.id, draft.causes)
    details, seasons = open_case_details(session, household.id), read_seasons(session)
    remediation = HeatingRemediation(
        season=seasons.latest(draft.opened_on).name,
        household=household,
        community_id=household.community_id,
        district_id=household.community.district_id,
        case_id=details[0].case_id if details else None,
        heating_class=draft.heating_class,
        is_agreed=draft.is_agreed,
        opened_on=draft.opened_on,
        causes=[HeatingRemediationCause(cause=cause, household_id=household.id) for cause in draft.causes],
        measures=[HeatingMeasure(kind=kind) for kind in draft.measures],
    )
    session.add(remediation)
    session.flush()
    if details:
        _tell_case(details[0], remediation)
    weigh(session, remediation, seasons)
    return remediation


def _check_causes(session: Session, household_id: int, causes: Sequence[HeatingCause]) -> None:
    """At least one, each once, and none that the household has an open remediation for."""
    if not causes:
        raise DomainError(ErrorCode.REQUIRED, "Name at least one cause.", "请至少填写一个原因。", ("causes",))
    wanted = select(HeatingRemediationCause).where(
        HeatingRemediationCause.household_id == household_id, HeatingRemediationCause.is_open
    )
    taken = {row.cause: row.remediation_id for row in session.scalars(wanted)}
    for at, cause in enumerate(causes):
        if cause in taken or cause in causes[:at]:
            which, which_zh = (
                (f"HeatingRemediation_{taken[cause]}",) * 2 if cause in taken else ("this input", "本次输入")
            )
            raise DomainError(
                ErrorCode.DUPLICATE,
                f"{cause.name} stands in {which} already; add the measure there, or leave it out.",
                f"{cause.name} 已在 {which_zh} 中，请在原整治中补充措施或去掉该原因。",
                ("causes", str(at)),
            )


def _tell_case(detail: HeatingCaseDetail, remediation: HeatingRemediation) -> None:
    detail.heating_class = remediation.heating_class
    known = {row.cause for row in detail.causes}
    detail.causes += [HeatingCaseCause(cause=row.cause) for row in remediation.causes if row.cause not in known]


def record_measure(
    session: Session, remediation_id: str, kind: HeatingMeasureKind, *, done_on: date, today: date
) -> HeatingRemediation:
    """A measure was done: the planned one of its kind, or one that nobody had planned."""
    remediation = row_by_id(session, HeatingRemediation, "HeatingRemediation", remediation_id, "remediation_id")
    _check_measure(remediation, done_on, today)
    planned = [m for m in remediation.measures if m.kind is kind and m.done_on is None]
    if planned:
        planned[0].done_on = done_on
    else:
        remediation.measures.append(HeatingMeasure(kind=kind, done_on=done_on))
    session.flush()
    weigh(session, remediation, read_seasons(session))
    return remediation


def _check_measure(remediation: HeatingRemediation, done_on: date, today: date) -> None:
    check_day(done_on, "done_on", today)
    if done_on < remediation.opened_on:
        raise invalid(
            "done_on",
            f"It was opened on {remediation.opened_on}; nothing can have been done on {done_on}.",
            f"整治于 {remediation.opened_on} 立项，完成日期不能是 {done_on}。",
        )
    if remediation.proven_on is not None:
        raise DomainError(
            ErrorCode.NOT_ALLOWED,
            f"It was proven on {remediation.proven_on}; open another one for another cause.",
            f"该整治已于 {remediation.proven_on} 验证达标，如有其他原因请另行立项。",
            ("remediation_id",),
        )
