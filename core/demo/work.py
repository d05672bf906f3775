"""The demo's visits, households and cases: helpers with which each line adds its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

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
from core.demo import Demo, DemoCommunity, DemoVisit, shares
from core.households.models import (
    Household,
    HouseholdTag,
    HouseholdVisit,
    NoEntryReason,
    PriorityTag,
)
from core.visits.models import Visit, VisitMaterial, VisitStatus

MISSED = 0.03
"""The share of attendances that a line could not make: a gap of the round."""


@dataclass(frozen=True)
class Problem:
    """What a kind of problem is called in the demo."""

    category: str
    title: str
    weight: int = 1


def moment(day: date, hour: int = 1, minute: int = 30) -> datetime:
    """A moment of the day; 1:30 UTC is half past nine in Qingdao."""
    return datetime.combine(day, time(hour, minute), UTC)


def load_visits(
    demo: Demo,
    line: str,
    *,
    staff: int,
    residents: int,
    volunteers: int,
    materials: Mapping[str, int],
) -> list[DemoVisit]:
    """The line's visits in every round; participation and materials add up to what is given."""
    chance = demo.random(f"visits/{line}")
    made = [
        (demo_round.id, DemoVisit(demo.key(Visit), community, day))
        for demo_round in demo.rounds
        for community, day in demo_round.attendances
        if chance.random() >= MISSED
    ]
    parts = [shares(chance, whole, len(made)) for whole in (staff, residents, volunteers)]
    demo.add(
        Visit,
        (
            {
                "id": visit.id,
                "version": 1,
                "community_id": visit.community.id,
                "district_id": visit.community.district_id,
                "line": line,
                "round_id": round_id,
                "visited_on": visit.visited_on,
                "status": VisitStatus.DONE,
                "staff": own,
                "residents": people,
                "volunteers": helpers,
                "recorded_at": moment(visit.visited_on, 9),
            }
            for (round_id, visit), own, people, helpers in zip(made, *parts, strict=True)
        ),
    )
    visits = [visit for _, visit in made]
    _materials(demo, visits, materials, line)
    return visits


def _materials(demo: Demo, visits: Sequence[DemoVisit], materials: Mapping[str, int], line: str) -> None:
    chance = demo.random(f"materials/{line}")
    for topic, whole in materials.items():
        counts = shares(chance, whole, len(visits), least=1)
        rows = ({"visit_id": v.id, "topic": topic, "count": count} for v, count in zip(visits, counts, strict=True))
        demo.add(VisitMaterial, rows)


def load_fixes(demo: Demo, line: str, visits: Sequence[DemoVisit], whole: int, problems: Sequence[Problem]) -> None:
    """Problems that visits solved on the spot, each a case that was closed the same day."""
    chance = demo.random(f"fixes/{line}")
    cases, events = [], []
    weights = [problem.weight for problem in problems]
    for visit, count in zip(visits, shares(chance, whole, len(visits)), strict=True):
        for problem in chance.choices(problems, weights, k=count):
            key = demo.key(Case)
            cases.append(
                _case(line, key, visit.community, problem, CaseSource.VISIT, visit.visited_on)
                | {
                    "visit_id": visit.id,
                    "resolution_visit_id": visit.id,
                    "status": CaseStatus.CLOSED,
                    "outcome": CaseOutcome.RESOLVED,
                    "resolution_mode": ResolutionMode.ON_SITE,
                    "closed_at": moment(visit.visited_on, 3),
                    "closed_on": visit.visited_on,
                }
            )
            day = visit.visited_on
            events += [
                _event(demo, key, moment(day), CaseAction.REPORT, None, CaseStatus.REPORTED),
                _event(
                    demo,
                    key,
                    moment(day, 3),
                    CaseAction.RESOLVE_ON_SITE,
                    CaseStatus.REPORTED,
                    CaseStatus.CLOSED,
                ),
            ]
    demo.add(Case, cases)
    demo.add(CaseEvent, events)


def _case(
    line: str, key: int, community: DemoCommunity, problem: Problem, source: CaseSource, day: date
) -> dict[str, Any]:
    return {
        "id": key,
        "version": 1,
        "number": f"{day:%Y%m}-{key:07d}",
        "line": line,
        "category_code": problem.category,
        "community_id": community.id,
        "district_id": community.district_id,
        "title": problem.title,
        "source": source,
        "priority": CasePriority.P3,
        "visit_id": None,
        "household_id": None,
        "status": CaseStatus.REPORTED,
        "outcome": None,
        "resolution_mode": None,
        "reported_at": moment(day),
        "reported_on": day,
        "deadline": None,
        "closed_at": None,
        "closed_on": None,
    }


def _event(
    demo: Demo,
    case: int,
    at: datetime,
    action: CaseAction,
    before: CaseStatus | None,
    after: CaseStatus,
) -> dict[str, Any]:
    return {
        "id": demo.key(CaseEvent),
        "case_id": case,
        "at": at,
        "action": action,
        "actor_id": None,
        "from_status": before,
        "to_status": after,
        "reason": None,
    }


@dataclass(frozen=True)
class DemoKnock:
    """A door that a visit came to."""

    visit: DemoVisit
    household_id: int
    no_entry_reason: NoEntryReason | None


def load_knocks(demo: Demo, line: str, visits: Sequence[DemoVisit], *, entered: int, closed: int) -> list[DemoKnock]:
    """Doors that opened and doors that did not, each household once."""
    chance = demo.random(f"households/{line}")
    opened, shut = shares(chance, entered, len(visits)), shares(chance, closed, len(visits))
    knocks, households, tags = [], [], []
    for visit, yes, no in zip(visits, opened, shut, strict=True):
        for number in range(yes + no):
            key = demo.key(Household)
            reason = None if number < yes else chance.choices(list(NoEntryReason), (7, 1, 2))[0]
            knocks.append(DemoKnock(visit, key, reason))
            households.append(_household(demo, key, visit.community))
            if chance.random() < 0.35:
                tags.append({"household_id": key, "tag": chance.choice(list(PriorityTag))})
    demo.add(Household, households)
    demo.add(HouseholdTag, tags)
    demo.add(
        HouseholdVisit,
        (
            {
                "visit_id": knock.visit.id,
                "household_id": knock.household_id,
                "is_entered": knock.no_entry_reason is None,
                "no_entry_reason": knock.no_entry_reason,
            }
            for knock in knocks
        ),
    )
    return knocks


def _household(demo: Demo, key: int, community: DemoCommunity) -> dict[str, Any]:
    """The next door of the community: two on a floor, six floors, three entrances to a building."""
    building, door = divmod(demo.door(community.id), 36)
    entrance, door = divmod(door, 12)
    floor, side = divmod(door, 2)
    return {
        "id": key,
        "community_id": community.id,
        "building": f"{building + 1}号楼",
        "unit": f"{entrance + 1}单元",
        "room": f"{floor + 1}0{side + 1}",
    }
