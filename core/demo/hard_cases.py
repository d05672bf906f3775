"""The demo's hard cases: four batches, who answers for what, and a plan for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from core.cases.models import CaseSource, ResolutionMode
from core.demo import LAST_DAY, Demo, DemoCommunity
from core.demo.courses import COURSE, Courses, DemoCase
from core.demo.work import Problem
from core.hard_cases.models import (
    HardCase,
    HardCaseBatch,
    PlanApproval,
    PlanMeasure,
    PlanMeasureKind,
    PlanMilestone,
)
from core.people.models import Officer, OfficerRole
from core.places.models import District

BATCHES = (date(2021, 8, 2), date(2022, 2, 14), date(2022, 8, 15), date(2023, 2, 13))
IN_PROGRESS = 4
"""How many steps of its course an unsolved hard case of the demo has taken."""


def load_batches(demo: Demo) -> None:
    demo.add(
        HardCaseBatch,
        (
            {
                "id": number,
                "number": number,
                "name": f"第{'一二三四'[number - 1]}批难题",
                "started_on": day,
            }
            for number, day in enumerate(BATCHES, start=1)
        ),
    )


class HardCases:
    """Hard cases of one line. The solved ones are spread over the batches, the open ones are of the last."""

    def __init__(self, demo: Demo, line: str) -> None:
        self.demo = demo
        self.courses = Courses(demo, line, "hard cases")
        leaders = demo.session.execute(select(District.id, District.leader_id))
        self.leaders = {district: leader for district, leader in leaders}
        lead = select(Officer.id).where(Officer.role == OfficerRole.LINE_LEAD, Officer.line == line)
        self.lead = demo.session.scalar(lead)
        self.rows: dict[type, list[dict[str, Any]]] = {
            HardCase: [],
            PlanMeasure: [],
            PlanApproval: [],
            PlanMilestone: [],
        }

    def add(self, community: DemoCommunity, problem: Problem, batch: int, is_solved: bool, **plan: Any) -> DemoCase:
        chance, started_on = self.courses.chance, BATCHES[batch - 1]
        reported_on = started_on - timedelta(days=chance.randint(5, 40))
        days = chance.randint(60, 150) if is_solved else (LAST_DAY - reported_on).days
        case = self.courses.add(
            community,
            problem,
            reported_on,
            days,
            steps=len(COURSE) if is_solved else IN_PROGRESS,
            mode=ResolutionMode.PLANNED,
            source=chance.choice((CaseSource.LEADER_INSTRUCTION, CaseSource.HOTLINE_12345, CaseSource.WEDNESDAY_QA)),
        )
        self._take_on(case, batch, started_on, plan.get("analysis", "涉及多个部门，需协调推进。"))
        self._plan(case, started_on, plan)
        return case

    def _take_on(self, case: DemoCase, batch: int, started_on: date, analysis: str) -> None:
        officer = self.courses.officer(OfficerRole.HANDLER, case.community)[0]
        self.rows[HardCase].append(
            {
                "case_id": case.id,
                "batch_id": batch,
                "district_leader_id": self.leaders[case.community.district_id],
                "line_lead_id": self.lead,
                "responsible_officer_id": officer,
                "accepted_on": started_on,
                "analysis": analysis,
                "agreed_with_residents": True,
            }
        )

    def _plan(self, case: DemoCase, started_on: date, plan: dict[str, Any]) -> None:
        measures = plan.get("measures") or [
            (PlanMeasureKind.COORDINATION, "召集相关部门现场会商"),
            (PlanMeasureKind.ENGINEERING, "组织施工整治"),
        ]
        unit = self.courses.officer(OfficerRole.HANDLER, case.community)[1]
        for number, (kind, description) in enumerate(measures):
            done_on = (
                case.closed_on
                if case.closed_on and number
                else (started_on + timedelta(days=14) if number == 0 else None)
            )
            self._row(
                PlanMeasure,
                case,
                kind=kind,
                description=description,
                unit_id=unit,
                due_on=started_on + timedelta(days=60),
                done_on=done_on,
            )
        for authority, kind, applied_on, granted_on in plan.get("approvals", ()):
            self._row(
                PlanApproval,
                case,
                authority=authority,
                kind=kind,
                applied_on=applied_on,
                granted_on=granted_on,
            )
        for name, planned_on, reached_on in plan.get("milestones", ()):
            self._row(PlanMilestone, case, name=name, planned_on=planned_on, reached_on=reached_on)

    def _row(self, model: Any, case: DemoCase, **values: Any) -> None:
        self.rows[model].append({"id": self.demo.key(model), "case_id": case.id, **values})

    def insert(self) -> None:
        self.courses.insert()
        for model, rows in self.rows.items():
            self.demo.add(model, rows)


def load_hard_cases(
    demo: Demo,
    line: str,
    communities: Sequence[DemoCommunity],
    problems: Sequence[Problem],
    *,
    solved: int,
    still_open: int,
) -> list[DemoCase]:
    """So many solved and so many open; the line may add one of its own by `HardCases`."""
    hard = HardCases(demo, line)
    chance = hard.courses.chance
    made = [
        hard.add(chance.choice(communities), chance.choice(problems), number % len(BATCHES) + 1, True)
        for number in range(solved)
    ]
    made += [
        hard.add(chance.choice(communities), chance.choice(problems), len(BATCHES), False) for _ in range(still_open)
    ]
    hard.insert()
    return made
