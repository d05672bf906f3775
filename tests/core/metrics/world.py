"""A small city whose rows are changed at random, and the same figures counted in Python from all of its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from core.cases.models import Case
from core.figures import metrics as figures
from core.households.models import Household, HouseholdVisit
from core.lines.models import CaseCategory, ServiceLine
from core.metrics.metric import Measure, MetricDimension
from core.metrics.packed import packed
from core.metrics.scope import Window, monday_of, month_of
from core.people.models import Officer, Unit
from core.places.models import Community, District, Street
from core.rounds.models import Round
from core.visits.models import Visit, VisitMaterial
from plugins.gas.metrics import HAZARDS
from plugins.gas.models import GasHazard, GasInspection

D = MetricDimension
FIRST = date(2022, 12, 20)
DAYS = 60
NOON = datetime(2023, 1, 1, 4, tzinfo=UTC)
STATUSES = ("PLANNED", "DONE", "CANCELLED")
SOURCES = ("VISIT", "PATROL")


class City:
    """Two districts, three streets, five communities; rows are named by small numbers, so that chance meets them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.lines = list(session.scalars(select(ServiceLine.key).order_by(ServiceLine.key)))
        categories = session.execute(select(CaseCategory.line, CaseCategory.code).order_by(CaseCategory.code))
        self.categories = {line: code for line, code in categories}

    def found(self) -> None:
        """The places and people, once."""
        add = self.session.execute
        add(insert(District), [{"id": n, "code": f"37020{n}", "name": f"区{n}"} for n in (1, 2)])
        streets = [(1, 1), (2, 1), (3, 2)]
        add(
            insert(Street),
            [{"id": n, "code": f"37020{d}00{n}", "name": f"街{n}", "district_id": d} for n, d in streets],
        )
        add(
            insert(Community),
            [
                {"id": n, "code": f"37020{d}00{s}00{n}", "name": f"社区{n}", "street_id": s, "district_id": d}
                | {"is_active": True}
                for n, s, d in ((1, 1, 1), (2, 1, 1), (3, 2, 1), (4, 3, 2), (5, 3, 2))
            ],
        )
        add(insert(Unit), [{"id": n, "name": f"单位{n}", "kind": "DEPARTMENT"} for n in (1, 2)])
        add(
            insert(Officer),
            [
                {"id": n, "name": f"岗{n}", "role": "FIELD_OFFICER", "unit_id": u}
                for n, u in ((1, 1), (2, 2), (3, None))
            ],
        )
        add(insert(Round), [{"id": n, "month": f"2023-0{n}", "status": "OPEN"} for n in (1, 2)])
        add(
            insert(Household),
            [
                {"id": n, "community_id": c, "building": "1", "unit": "1", "room": str(n)}
                for n, c in ((1, 1), (2, 1), (3, 3), (4, 4))
            ],
        )

    def emptied(self) -> None:
        """Row by row, as they came: what was counted is taken away again."""
        for model in (GasHazard, GasInspection, HouseholdVisit, VisitMaterial, Case, Visit):
            self.session.execute(delete(model))

    # ------------------------------------------------------------- changes

    def change(self, kind: str, *numbers: int) -> None:
        getattr(self, kind)(*numbers)

    def visit(self, key: int, line: int, community: int, day: int, status: int, people: int, leader: int) -> None:
        """A new visit; where there is one of that key, it is corrected."""
        self._put(
            Visit,
            {"id": key},
            {
                "version": 1,
                "line": self.lines[line],
                "community_id": community,
                "district_id": self._district(community),
                "round_id": (None, 1, 2)[day % 3],
                "visited_on": FIRST + timedelta(days=day),
                "status": STATUSES[status],
                "leader_id": leader or None,
                "staff": people,
                "residents": people * 2,
                "volunteers": 1,
                "recorded_at": NOON,
            },
        )

    def material(self, visit: int, topic: int, count: int) -> None:
        if self._has(Visit, visit):
            self._put(VisitMaterial, {"visit_id": visit, "topic": str(topic)}, {"count": count + 1})

    def knock(self, visit: int, household: int, entered: int) -> None:
        if self._has(Visit, visit):
            reason = None if entered else "ABSENT"
            self._put(
                HouseholdVisit,
                {"visit_id": visit, "household_id": household},
                {"is_entered": bool(entered), "no_entry_reason": reason},
            )

    def case(self, key: int, line: int, community: int, day: int, source: int, closed: int, unit: int) -> None:
        """Reported, closed on site, or open again."""
        name = self.lines[line]
        day_closed = FIRST + timedelta(days=day + closed) if closed else None
        self._put(
            Case,
            {"id": key},
            {
                "version": 1,
                "number": f"c{key}",
                "line": name,
                "category_code": self.categories[name],
                "community_id": community,
                "district_id": self._district(community),
                "title": "t",
                "source": SOURCES[source],
                "priority": "P3",
                "status": "CLOSED" if closed else "FILED",
                "outcome": "RESOLVED" if closed else None,
                "resolution_mode": "ON_SITE" if closed % 2 else "DISPATCHED",
                "assignee_unit_id": unit or None,
                "reported_at": NOON,
                "reported_on": FIRST + timedelta(days=day),
                "closed_at": NOON + timedelta(minutes=key * 61 + day) if closed else None,
                "closed_on": day_closed,
            },
        )

    def hazard(self, key: int, visit: int, household: int, day: int, mended: int) -> None:
        """An inspection of a visit with a hazard; or another visit, day and result of it."""
        if not self._has(Visit, visit):
            return
        home = self.session.execute(
            select(Community.id, Community.district_id).join(Household).where(Household.id == household)
        ).one()
        where = {"household_id": household, "community_id": home.id, "district_id": home.district_id}
        self._put(
            GasInspection,
            {"id": key},
            {
                "visit_id": visit,
                **where,
                "inspected_on": FIRST + timedelta(days=day),
                "is_entered": True,
                "is_signed": False,
            },
        )
        done = FIRST + timedelta(days=day + mended) if mended else None
        self._put(
            GasHazard,
            {"id": key},
            {
                "inspection_id": key,
                **where,
                "grade": "MAJOR",
                "owner": "USER",
                "kind": "LEAK",
                "found_on": FIRST + timedelta(days=day),
                "rectified_on": done,
                "rechecked_on": done,
                "is_open": done is None,
            },
        )

    def gone(self, kind: int, key: int) -> None:
        """A row and what hangs below it."""
        session = self.session
        if kind == 0:
            below = select(GasInspection.id).where(GasInspection.visit_id == key)
            session.execute(delete(GasHazard).where(GasHazard.inspection_id.in_(below)))
            session.execute(delete(GasInspection).where(GasInspection.visit_id == key))
            session.execute(delete(HouseholdVisit).where(HouseholdVisit.visit_id == key))
            session.execute(delete(VisitMaterial).where(VisitMaterial.visit_id == key))
            session.execute(delete(Visit).where(Visit.id == key))
        else:
            session.execute(delete(Case).where(Case.id == key))

    def corrected(self, status: int, since: int) -> None:
        """Many rows by one statement."""
        day = FIRST + timedelta(days=since)
        self.session.execute(update(Visit).where(Visit.visited_on >= day).values(status=STATUSES[status]))

    def moved(self, community: int, street: int) -> None:
        """A community goes to another street, perhaps of another district."""
        district = 2 if street == 3 else 1
        self.session.execute(
            update(Community).where(Community.id == community).values(street_id=street, district_id=district)
        )

    def listed(self, community: int, is_active: int) -> None:
        """A community leaves the register, or comes back."""
        self.session.execute(
            update(Community)
            .where(Community.id == community)
            .values(is_active=bool(is_active), retired_on=None if is_active else FIRST)
        )

    def rehoused(self, household: int, community: int) -> None:
        self.session.execute(update(Household).where(Household.id == household).values(community_id=community))

    def posted(self, officer: int, unit: int) -> None:
        self.session.execute(update(Officer).where(Officer.id == officer).values(unit_id=unit or None))

    def _district(self, community: int) -> int:
        return self.session.scalar(select(Community.district_id).where(Community.id == community)) or 1

    def _has(self, model: Any, key: int) -> bool:
        return self.session.scalar(select(model.id).where(model.id == key)) is not None

    def _put(self, model: Any, key: dict[str, Any], values: dict[str, Any]) -> None:
        same = [getattr(model, name) == value for name, value in key.items()]
        changed = self.session.execute(update(model).where(*same).values(**values))
        if not changed.rowcount:  # type: ignore[attr-defined]
            self.session.execute(insert(model).values(**key, **values))


# ------------------------------------------------------------- counted in Python


class Counted:
    """Every figure of the city, one row at a time."""

    def __init__(self, session: Session) -> None:
        self.communities = {one.id: one for one in session.scalars(select(Community))}
        units = {one.id: one.unit_id for one in session.scalars(select(Officer))}
        visits = {one.id: one for one in session.scalars(select(Visit))}
        inspections = {one.id: one for one in session.scalars(select(GasInspection))}
        homes = {one.id: one.community_id for one in session.scalars(select(Household))}
        self.rows: dict[Measure, list[tuple[dict[D, Any], date, Any]]] = defaultdict(list)
        for visit in visits.values():
            if visit.status.name == "DONE":
                where = self._visit(visit, units, visit.community_id)
                self._add(figures.VISITS, where, visit.visited_on, 1)
                self._add(figures.PERSON_TIMES, where, visit.visited_on, visit.staff * 3 + 1)
                self._add(figures.COMMUNITIES, where, visit.visited_on, ("community", visit.community_id))
                if self.communities[visit.community_id].is_active:
                    self._add(figures.COVERED, where, visit.visited_on, ("community", visit.community_id))
        for material in session.scalars(select(VisitMaterial)):
            visit = visits[material.visit_id]
            if visit.status.name == "DONE":
                where = self._visit(visit, units, visit.community_id)
                self._add(figures.MATERIALS, where, visit.visited_on, material.count)
        for knock in session.scalars(select(HouseholdVisit)):
            visit = visits[knock.visit_id]
            if visit.status.name == "DONE" and knock.is_entered:
                where = self._visit(visit, units, homes[knock.household_id])
                self._add(figures.HOUSEHOLDS, where, visit.visited_on, ("household", knock.household_id))
        for hazard in session.scalars(select(GasHazard)):
            visit = visits[inspections[hazard.inspection_id].visit_id]
            self._add(HAZARDS, self._visit(visit, units, visit.community_id), hazard.found_on, 1)
        for case in session.scalars(select(Case)):
            where = self._place(case.line, case.community_id) | {
                D.CATEGORY: case.category_code,
                D.SOURCE: case.source.name,
                D.UNIT: case.assignee_unit_id,
            }
            if case.source.name == "VISIT":
                self._add(figures.FOUND, where, case.reported_on, 1)
            if case.closed_on and case.resolution_mode and case.resolution_mode.name == "ON_SITE":
                self._add(figures.ON_SITE, where, case.closed_on, 1)
            if case.closed_on and case.resolution_mode and case.resolution_mode.name == "DISPATCHED":
                minutes = (case.closed_at - case.reported_at).seconds // 60
                step = minutes // 5 if minutes < 120 else 24 + (minutes - 120) // 15
                self._add(figures.TIME_TO_CLOSE, where, case.closed_on, packed({step: 1}))

    def _visit(self, visit: Any, units: dict[int, Any], community: int) -> dict[D, Any]:
        return self._place(visit.line, community) | {D.ROUND: visit.round_id, D.UNIT: units.get(visit.leader_id)}

    def _place(self, line: str, community: int) -> dict[D, Any]:
        found = self.communities[community]
        return {D.LINE: line, D.COMMUNITY: community, D.STREET: found.street_id, D.DISTRICT: found.district_id}

    def _add(self, measure: Measure, where: dict[D, Any], day: date, what: Any) -> None:
        time = {D.DAY: day, D.WEEK: monday_of(day), D.MONTH: month_of(day)}
        self.rows[measure].append((where | time, day, what))

    def figures(self, measure: Measure, dimensions: tuple[D, ...], window: Window, only: dict[D, set[Any]]) -> Any:
        groups: dict[Any, Any] = {}
        for where, day, what in self.rows[measure]:
            if window.since <= day < window.until and all(where[d] in values for d, values in only.items()):
                group = tuple(where[d] for d in dimensions)
                if isinstance(what, tuple):
                    groups.setdefault(group, set()).add(what)
                else:
                    groups[group] = groups.get(group, 0) + what
        return {group: len(made) if isinstance(made, set) else made for group, made in groups.items() if made}


MEASURES = (
    figures.VISITS,
    figures.PERSON_TIMES,
    figures.COMMUNITIES,
    figures.COVERED,
    figures.MATERIALS,
    figures.HOUSEHOLDS,
    figures.FOUND,
    figures.ON_SITE,
    figures.TIME_TO_CLOSE,
    HAZARDS,
)


def driven(step: Generator[Any, Any, Any], session: Session, seen: list[str] | None = None) -> Any:
    """Runs a generator that asks for rows, in a session."""
    try:
        statement, values = next(step)
        while True:
            if seen is not None:
                seen.append(str(statement.select))
            rows = session.execute(statement.select, dict(values))
            statement, values = step.send([tuple(row) for row in rows])
    except StopIteration as done:
        return done.value


def every_day() -> Iterator[date]:
    return (FIRST + timedelta(days=at) for at in range(DAYS))
