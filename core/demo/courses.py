"""The demo's cases that took a course: reported, filed, dispatched, handled by one, checked by another, closed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.cases.models import (
    Case,
    CaseAction,
    CaseEvent,
    CaseOutcome,
    CasePriority,
    CaseSource,
    CaseStatus,
    ResolutionMode,
)
from core.demo import LAST_DAY, Demo, DemoCommunity
from core.demo.work import Problem, moment
from core.people.models import Officer, OfficerRole

A, S = CaseAction, CaseStatus
SOURCES = (
    CaseSource.VISIT,
    CaseSource.VISIT,
    CaseSource.HOTLINE_12345,
    CaseSource.HOTLINE_12319,
    CaseSource.PATROL,
    CaseSource.WEDNESDAY_QA,
    CaseSource.ONLINE,
)

# action, status after, who does it, share of the time that the whole course takes
COURSE = (
    (A.REPORT, S.REPORTED, None, 0.0),
    (A.FILE, S.FILED, OfficerRole.ACCEPTOR, 0.02),
    (A.DISPATCH, S.DISPATCHED, OfficerRole.DISPATCHER, 0.05),
    (A.ACCEPT, S.IN_PROGRESS, OfficerRole.HANDLER, 0.12),
    (A.HANDLE, S.HANDLED, OfficerRole.HANDLER, 0.8),
    (A.START_CHECK, S.CHECKING, OfficerRole.CHECKER, 0.88),
    (A.CHECK, S.HANDLED, OfficerRole.CHECKER, 0.95),
    (A.CLOSE, S.CLOSED, OfficerRole.ACCEPTOR, 1.0),
)
STOPS = (1, 2, 3, 4, 4, 4, 5, 6)
"""After how many steps an open case of the demo stands still."""


@dataclass(frozen=True)
class DemoCase:
    """A case as its line sees it."""

    id: int
    community: DemoCommunity
    category: str
    reported_on: date
    closed_on: date | None
    status: CaseStatus


class Courses:
    """Writes cases of one line and their histories."""

    def __init__(self, demo: Demo, line: str, part: str) -> None:
        self.demo = demo
        self.line = line
        self.chance = demo.random(f"{part}/{line}")
        self.officers = _officers(demo, line)
        self.cases: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []

    def add(
        self,
        community: DemoCommunity,
        problem: Problem,
        reported_on: date,
        days: int,
        *,
        steps: int = len(COURSE),
        mode: ResolutionMode = ResolutionMode.DISPATCHED,
        source: CaseSource | None = None,
    ) -> DemoCase:
        """A case that took its first steps, all of them unless it is still open."""
        key = self.demo.key(Case)
        source = source or self.chance.choice(SOURCES)
        times = _times(self.chance, reported_on, days, steps)
        handler = self.officer(OfficerRole.HANDLER, community)
        status = COURSE[steps - 1][1]
        closed = times[-1] if status is S.CLOSED else None
        self._history(key, community, times, source)
        self.cases.append(
            {
                "id": key,
                "version": steps,
                "number": f"{reported_on:%Y%m}-{key:07d}",
                "line": self.line,
                "category_code": problem.category,
                "community_id": community.id,
                "district_id": community.district_id,
                "title": problem.title,
                "source": source,
                "priority": CasePriority.P3,
                "status": status,
                "outcome": CaseOutcome.RESOLVED if closed else None,
                "resolution_mode": mode if steps > 2 else None,
                "assignee_unit_id": handler[1] if steps > 2 else None,
                "assignee_id": handler[0] if steps > 3 else None,
                "reported_at": times[0],
                "reported_on": reported_on,
                "deadline": times[1] + timedelta(days=days + 4) if steps > 1 else None,
                "closed_at": closed,
                "closed_on": local_day(closed) if closed else None,
            }
        )
        return DemoCase(
            key,
            community,
            problem.category,
            reported_on,
            local_day(closed) if closed else None,
            status,
        )

    def _history(self, case: int, community: DemoCommunity, times: Sequence[datetime], source: CaseSource) -> None:
        before = None
        for (action, after, role, _), at in zip(COURSE, times, strict=False):
            actor = self.officer(role, community)[0] if role is not None else None
            self.events.append(
                {
                    "id": self.demo.key(CaseEvent),
                    "case_id": case,
                    "at": at,
                    "action": action,
                    "actor_id": actor,
                    "from_status": before,
                    "to_status": after,
                    "reason": None,
                }
            )
            before = after

    def officer(self, role: OfficerRole, community: DemoCommunity) -> tuple[int, int | None]:
        """The post and its unit: of the line and district where there is one, else of the line, else of the district."""
        for place in (
            (self.line, community.district_id),
            (self.line, None),
            (None, community.district_id),
        ):
            if (role, *place) in self.officers:
                return self.officers[role, *place]
        raise LookupError(f"the demo has no {role.name} for {self.line}")

    def insert(self) -> None:
        self.demo.add(Case, self.cases)
        self.demo.add(CaseEvent, self.events)


def load_cases(
    demo: Demo,
    line: str,
    communities: Sequence[DemoCommunity],
    problems: Sequence[Problem],
    *,
    closed: int,
    still_open: int,
) -> list[DemoCase]:
    """Ordinary cases of a line: most closed over the months, some still under way."""
    courses = Courses(demo, line, "cases")
    chance, weights = courses.chance, [problem.weight for problem in problems]
    first, last = demo.rounds[0].attendances[0][1], LAST_DAY
    made = []
    for _ in range(closed):
        days = chance.randint(1, 9)
        day = first + timedelta(days=chance.randint(0, (last - first).days - days - 2))
        made.append(courses.add(chance.choice(communities), chance.choices(problems, weights)[0], day, days))
    for _ in range(still_open):
        days = chance.randint(2, 12)
        day = last - timedelta(days=chance.randint(0, days))
        problem = chance.choices(problems, weights)[0]
        made.append(courses.add(chance.choice(communities), problem, day, days, steps=chance.choice(STOPS)))
    courses.insert()
    return made


def local_day(at: datetime) -> date:
    """The demo keeps to office hours, in which the day is the same in UTC and in Qingdao."""
    return at.date()


def _times(chance: random.Random, day: date, days: int, steps: int) -> list[datetime]:
    """Growing moments in office hours, the last on the last day."""
    start = moment(day, chance.randint(0, 7), chance.randint(0, 59))
    times: list[datetime] = []
    for *_, share in COURSE[:steps]:
        at = start + timedelta(seconds=int(share * days * 86_400))
        at = at.replace(hour=at.hour % 9, second=0)
        times.append(max(at, times[-1] + timedelta(minutes=7)) if times else at)
    return times


def _officers(demo: Demo, line: str) -> dict[tuple[OfficerRole, str | None, int | None], tuple[int, int | None]]:
    columns = (Officer.role, Officer.line, Officer.district_id, Officer.id, Officer.unit_id)
    rows = demo.session.execute(select(*columns).where((Officer.line == line) | Officer.line.is_(None)))
    return {(role, of, district): (key, unit) for role, of, district, key, unit in rows}
