"""Reported again: a case was closed, and soon afterwards somebody reports the same problem at the same place.

The closed case points at the new one, in the transaction that reports it, so that no figure has to look for it. What
proves to be no problem, or another case once more, takes that back. It does so whoever reports it: a resident does not see
the case of another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from core.attachments.models import CaseEvidence
from core.cases.models import Case, CaseOutcome
from core.cases.same import NEAR_METERS, is_made_of_another, is_real, of_first_photo
from core.places.distance import Point, meters_between
from core.settings import CaseRules
from core.wall.wearing import AS_SYSTEM

LATITUDE, LONGITUDE = of_first_photo(CaseEvidence.latitude), of_first_photo(CaseEvidence.longitude)


def remember(session: Session, case: Case, rules: CaseRules, point: Point | None = None) -> None:
    """A case that was reported, or whose photo tells now where it is: those closed before it that it repeats point at it."""
    if is_made_of_another(session, case) or (case.place is None and case.household_id is None and point is None):
        return
    closed = select(Case.id, Case.place, Case.household_id, LATITUDE, LONGITUDE).where(
        *_of_one_kind(case),
        Case.closed_at < case.reported_at,
        Case.closed_at >= case.reported_at - timedelta(days=rules.reported_again_days),
        Case.outcome == CaseOutcome.RESOLVED,
        Case.reported_again_id.is_(None),
    )
    found = sorted(_at_one_place(case, point, session.execute(closed, execution_options=AS_SYSTEM)))
    if found:
        still = Case.id.in_(found), Case.closed_at.is_not(None), Case.reported_again_id.is_(None)
        session.execute(update(Case).where(*still).values(reported_again_id=case.id))


def forget(session: Session, case: Case, rules: CaseRules) -> None:
    """A case that does not count any more: those that point at it were closed falsely only if another one says so."""
    session.flush()
    pointing = select(Case).where(Case.reported_again_id == case.id).order_by(Case.id).with_for_update()
    for earlier in session.scalars(pointing, execution_options=AS_SYSTEM):
        earlier.reported_again_id = _next(session, earlier, rules)


def remember_all(session: Session, rules: CaseRules) -> None:
    """The same for everything at once, after many cases came in by another way, without photos."""
    columns = (Case.place, Case.household_id, Case.closed_at, Case.reported_at, Case.id)
    kind = (Case.line, Case.community_id, Case.category_code)
    told = select(*kind, *columns).where(is_real(Case), or_(Case.place.is_not(None), Case.household_id.is_not(None)))
    places: dict[Any, list[Any]] = defaultdict(list)
    for row in session.execute(told.order_by(Case.reported_at, Case.id)):
        for name in ("place", "household_id"):
            where = getattr(row, name)
            if where is not None:
                places[name, where, *row[:3]].append(row)
    first: dict[int, Any] = {}
    for rows in places.values():
        for at, row in enumerate(rows):
            later = _first_after(row, rows[at + 1 :], timedelta(days=rules.reported_again_days))
            if later is not None:
                order = later.reported_at, later.id
                first[row.id] = min(first.get(row.id, order), order)
    if first:
        session.execute(update(Case), [{"id": key, "reported_again_id": later} for key, (_, later) in first.items()])


def _first_after(row: Any, later: Sequence[Any], within: timedelta) -> Any:
    if row.closed_at is None:
        return None
    return next((one for one in later if row.closed_at < one.reported_at <= row.closed_at + within), None)


def _next(session: Session, earlier: Case, rules: CaseRules) -> int | None:
    """The first that repeats a closed case."""
    assert earlier.closed_at is not None, "what is opened again points at nothing"
    later = select(Case.id, Case.place, Case.household_id, LATITUDE, LONGITUDE).where(
        *_of_one_kind(earlier),
        Case.reported_at > earlier.closed_at,
        Case.reported_at <= earlier.closed_at + timedelta(days=rules.reported_again_days),
        is_real(Case),
    )
    found = session.execute(later.order_by(Case.reported_at, Case.id), execution_options=AS_SYSTEM)
    return next(_at_one_place(earlier, point_of(session, earlier), found), None)


def _of_one_kind(case: Case) -> Sequence[Any]:
    return (
        Case.community_id == case.community_id,
        Case.category_code == case.category_code,
        Case.line == case.line,
        Case.id != case.id,
    )


def _at_one_place(case: Case, point: Point | None, rows: Iterable[Any]) -> Iterator[int]:
    """Those about the same household, at a place of the same name, or photographed nearby."""
    for key, place, household, *photo in rows:
        there = _degrees(*photo)
        if (
            (household is not None and household == case.household_id)
            or (place is not None and place == case.place)
            or (point is not None and there is not None and meters_between(point, there) <= NEAR_METERS)
        ):
            yield key


def point_of(session: Session, case: Case) -> Point | None:
    """Where its first photo that says so was taken."""
    row = session.execute(select(LATITUDE, LONGITUDE).where(Case.id == case.id), execution_options=AS_SYSTEM).one()
    return _degrees(*row)


def _degrees(latitude: Any, longitude: Any) -> Point | None:
    return None if latitude is None or longitude is None else (float(latitude), float(longitude))
