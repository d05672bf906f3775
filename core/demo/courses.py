"""The demo's cases that took a course: reported, filed, dispatched, handled by one, checked by another, closed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.calendar.limits import Limit, after
from core.cases.models import Case, CaseAction, CaseEvent, CasePriority, CaseSource, CaseStatus, ResolutionMode
from core.demo import LAST_DAY, Demo, DemoCommunity
from core.demo.aftermath import Aftermath
from core.demo.facts import Facts
from core.demo.steps import BEGINNING, NOW, Happened, Steps
from core.demo.work import Problem, moment
from core.people.models import Officer, OfficerRole
from core.standards.models import CaseStandard

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
WHOLE = 8
"""How many steps the straight way has."""
STOPS = (1, 2, 3, 4, 4, 4, 5, 6)
"""After how many of them an open case of the demo stands still."""
LATE, REWORKED, REOPENED, RETURNED, EXTENDED, SUSPENDED, SENT_BACK = 0.09, 0.05, 0.01, 0.04, 0.06, 0.12, 0.08


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
        self.turns = demo.random(f"{part}/{line}/turns")
        """What happens on the way, apart from where and when: that must stay as the lines' quotas have it."""
        self.officers = _officers(demo, line)
        self.standards = _standards(demo, line)
        self.cases: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.aftermath = Aftermath(demo, self.turns)

    def add(
        self,
        community: DemoCommunity,
        problem: Problem,
        reported_on: date,
        days: int,
        *,
        steps: int = WHOLE,
        mode: ResolutionMode = ResolutionMode.DISPATCHED,
        source: CaseSource | None = None,
    ) -> DemoCase:
        """A case that took its first steps, all of them unless it is still open."""
        key = self.demo.key(Case)
        source = source or self.chance.choice(SOURCES)
        reported, ended = _ends(self.chance, reported_on, days, steps)
        standard = self._standard(problem.category)
        course = self._course(reported, ended, steps, standard)
        self.write(key, community, problem, course, standard, source, mode)
        status = course.done[-1].after
        closed_on = local_day(ended) if ended is not None else None
        return DemoCase(key, community, problem.category, reported_on, closed_on, status)

    def write(
        self,
        key: int,
        community: DemoCommunity,
        problem: Problem,
        course: Steps,
        standard: CaseStandard | None,
        source: CaseSource,
        mode: ResolutionMode,
    ) -> None:
        """The row and the history of a case to which this happened."""
        facts = Facts(standard, self.demo.calendar, self.demo.rules)
        unit = self.officer(OfficerRole.HANDLER, community)[1]
        row = facts.play(course, unit, lambda step: self._actor(step, community))
        reported_on = local_day(course.reported)
        row |= {
            "id": key,
            "version": len(course.done),
            "number": f"{reported_on:%Y%m}-{key:07d}",
            "line": self.line,
            "category_code": problem.category,
            "community_id": community.id,
            "district_id": community.district_id,
            "title": problem.title,
            "source": source,
            "priority": CasePriority.P3,
            "status": course.done[-1].after,
            "standard_id": standard.id if standard is not None and row["filed_at"] is not None else None,
            "resolution_mode": mode if row["dispatched_at"] is not None else None,
            "reported_at": course.reported,
            "reported_on": reported_on,
        }
        events = [self._event(key, step, before, community) for step, before in course.between()]
        self.events += events
        self.cases.append(row | self.aftermath.of(row, events))

    def _event(self, case: int, step: Happened, before: CaseStatus | None, community: DemoCommunity) -> dict[str, Any]:
        return {
            "id": self.demo.key(CaseEvent),
            "case_id": case,
            "at": step.at,
            "action": step.action,
            "actor_id": self._actor(step, community),
            "from_status": before,
            "to_status": step.after,
            "reason": step.reason,
        }

    def _actor(self, step: Happened, community: DemoCommunity) -> int | None:
        return self.officer(step.role, community)[0] if step.role is not None else None

    def _standard(self, category: str) -> CaseStandard | None:
        """The first of its category."""
        return self.standards.get(category)

    def _course(self, reported: datetime, ended: datetime | None, steps: int, standard: CaseStandard | None) -> Steps:
        made = Steps.of(self.turns, reported, ended, min(steps, len(BEGINNING)))
        if ended is not None:
            self._to_its_end(made, standard)
        else:
            self._until_now(made, steps)
        return made

    def _to_its_end(self, made: Steps, standard: CaseStandard | None) -> None:
        chance = self.turns
        if made.is_long and chance.random() < RETURNED:
            self._return(made)
        extended = made.is_long and chance.random() < EXTENDED
        if extended:
            made.add(A.EXTEND, S.IN_PROGRESS, OfficerRole.DISPATCHER, made.at(0.02), "需购置材料")
        made.handle(self._handled_at(made, standard, 2 if extended else 1))
        if made.is_long and chance.random() < REWORKED:
            made.rework()
        elif made.is_long and chance.random() < REOPENED:
            made.reopen()
        made.finish()

    def _return(self, made: Steps) -> None:
        """It went to the wrong desk of the unit first."""
        made.add(A.RETURN, S.FILED, OfficerRole.HANDLER, made.at(0.02), "非本单位职责范围")
        made.add(A.DISPATCH, S.DISPATCHED, OfficerRole.DISPATCHER, made.at(0.01))
        made.add(A.ACCEPT, S.IN_PROGRESS, OfficerRole.HANDLER, made.at(0.01))

    def _handled_at(self, made: Steps, standard: CaseStandard | None, limits: int) -> datetime:
        """Within the limit, or now and then after it; never so late that the check would not fit in."""
        chance, work = self.turns, self.demo.calendar.work
        share = chance.uniform(1.05, 2.2) if chance.random() < LATE else chance.uniform(0.25, 0.9)
        if standard is None:
            return made.at(share / 3)
        limit = Limit.of(standard.limit_amount, standard.limit_unit, work)
        sent = next(step.at for step in made.done if step.action is A.DISPATCH)
        return min(after(sent, int(limit.seconds * share * limits), limit.unit, work), made.at(0.8))

    def _until_now(self, made: Steps, steps: int) -> None:
        """As far as it had come; of those in progress some were set aside, some sent back."""
        chance = self.turns
        if steps == len(BEGINNING) and chance.random() < SUSPENDED:
            until = NOW + timedelta(days=chance.randint(5, 60))
            made.add(A.SUSPEND, S.SUSPENDED, OfficerRole.DISPATCHER, made.at(0.02), until.isoformat())
        elif steps == len(BEGINNING) and chance.random() < SENT_BACK:
            made.add(A.RETURN, S.FILED, OfficerRole.HANDLER, made.at(0.1), "非本单位职责范围")
        elif steps > len(BEGINNING):
            made.handle(made.at(0.5))
            made.finish(steps - len(BEGINNING) - 1)

    def officer(self, role: OfficerRole, community: DemoCommunity) -> tuple[int, int | None]:
        """The post and its unit: of the line and district where there is one, else of the line, else of the district."""
        for place in ((self.line, community.district_id), (self.line, None), (None, community.district_id)):
            if (role, *place) in self.officers:
                return self.officers[role, *place]
        raise LookupError(f"the demo has no {role.name} for {self.line}")

    def insert(self) -> None:
        self.demo.add(Case, self.cases)
        self.demo.add(CaseEvent, self.events)
        self.aftermath.insert()


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


def _ends(chance: random.Random, day: date, days: int, steps: int) -> tuple[datetime, datetime | None]:
    """When it was reported, and when it was closed: in office hours, and before now."""
    reported = moment(day, chance.randint(0, 7), chance.randint(0, 59))
    if steps < WHOLE:
        return min(reported, NOW - timedelta(minutes=chance.randint(20, 80))), None
    ended = reported + timedelta(days=days)
    return reported, ended.replace(hour=ended.hour % 9, second=0)


def _standards(demo: Demo, line: str) -> dict[str, CaseStandard]:
    wanted = select(CaseStandard).where(CaseStandard.line == line).order_by(CaseStandard.variant.desc())
    return {standard.category_code: standard for standard in demo.session.scalars(wanted)}


def _officers(demo: Demo, line: str) -> dict[tuple[OfficerRole, str | None, int | None], tuple[int, int | None]]:
    columns = (Officer.role, Officer.line, Officer.district_id, Officer.id, Officer.unit_id)
    rows = demo.session.execute(select(*columns).where((Officer.line == line) | Officer.line.is_(None)))
    return {(role, of, district): (key, unit) for role, of, district, key, unit in rows}
