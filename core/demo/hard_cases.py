"""The demo's hard cases: four batches, who answers for what, and a plan for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from core.cases.models import Case, CaseSource, ResolutionMode
from core.cases.models import CaseAction as A
from core.cases.models import CaseStatus as S
from core.demo import Demo, DemoCommunity
from core.demo.courses import Courses, DemoCase
from core.demo.steps import BEGINNING, NOW, Steps
from core.demo.work import Problem, moment
from core.hard_cases.models import (
    HardCase,
    HardCaseBatch,
    PlanApproval,
    PlanMeasure,
    PlanMeasureKind,
    PlanMilestone,
)
from core.people.models import Officer, OfficerRole
from core.people.models import OfficerRole as R
from core.places.models import District

BATCHES = (date(2021, 8, 2), date(2022, 2, 14), date(2022, 8, 15), date(2023, 2, 13))


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
        days = chance.randint(60, 150)
        closed_on = plan.get("closed_on", reported_on + timedelta(days=days)) if is_solved else None
        source = chance.choice((CaseSource.LEADER_INSTRUCTION, CaseSource.HOTLINE_12345, CaseSource.WEDNESDAY_QA))
        steps = self._steps(reported_on, started_on, closed_on)
        key, standard = self.demo.key(Case), self.courses.standards.get(problem.category)
        self.courses.write(key, community, problem, steps, standard, source, ResolutionMode.PLANNED)
        case = DemoCase(key, community, problem.category, reported_on, closed_on, steps.done[-1].after)
        self._take_on(case, batch, started_on, plan.get("analysis", "涉及多个部门，需协调推进。"))
        self._plan(case, started_on, plan)
        return case

    def _steps(self, reported_on: date, started_on: date, closed_on: date | None) -> Steps:
        """Set aside until it could be solved, taken on by the leaders, planned, solved within its time."""
        chance = self.courses.turns
        reported = moment(reported_on, chance.randint(0, 3), chance.randint(0, 59))
        ended = moment(closed_on, chance.randint(6, 8), 30) if closed_on is not None else None
        made = Steps.of(chance, reported, ended, len(BEGINNING))
        until = moment(closed_on - timedelta(days=4)) if closed_on is not None else NOW + timedelta(days=90)
        is_set_aside = closed_on is not None or chance.random() < 0.5
        status = S.SUSPENDED if is_set_aside else S.IN_PROGRESS
        if is_set_aside:
            made.add(A.SUSPEND, status, R.DISPATCHER, made.done[-1].at + timedelta(minutes=40), until.isoformat())
        made.add(A.MARK_HARD, status, R.LINE_LEAD, moment(started_on), "列为难题")
        made.add(A.PLAN, status, R.LINE_LEAD, moment(started_on + timedelta(days=7)), "制定一案一策")
        if closed_on is not None:
            made.add(A.RESUME, S.IN_PROGRESS, R.DISPATCHER, until)
            made.add(A.ADVANCE, S.IN_PROGRESS, R.HANDLER, until + timedelta(minutes=20), "措施全部完成")
            made.handle(until + timedelta(minutes=40))
            made.finish(2)
            made.add(A.CONFIRM, S.HANDLED, R.LINE_LEAD, made.at(0.3), "现场走访，居民认可")
            made.add(A.SIGN, S.HANDLED, R.LINE_LEAD, made.at(0.3), "LINE_LEAD")
            made.add(A.SIGN, S.HANDLED, R.DISTRICT_LEADER, made.at(0.3), "DISTRICT_LEADER")
            made.add(A.CLOSE, S.CLOSED, R.ACCEPTOR, made.last)
        return made

    def _take_on(self, case: DemoCase, batch: int, started_on: date, analysis: str) -> None:
        officer = self.courses.officer(OfficerRole.HANDLER, case.community)[0]
        signed = case.closed_on is not None
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
                "confirmed_on": case.closed_on,
                "confirmation": "现场走访，居民认可" if signed else None,
                "line_lead_signed_at": moment(case.closed_on, 5) if case.closed_on is not None else None,
                "district_leader_signed_at": moment(case.closed_on, 5, 50) if case.closed_on is not None else None,
            }
        )

    def _plan(self, case: DemoCase, started_on: date, plan: dict[str, Any]) -> None:
        measures = plan.get("measures") or [
            (PlanMeasureKind.COORDINATION, "召集相关部门现场会商"),
            (PlanMeasureKind.ENGINEERING, "组织施工整治"),
        ]
        unit = self.courses.officer(OfficerRole.HANDLER, case.community)[1]
        for number, (kind, description) in enumerate(measures):
            done_on = started_on + timedelta(days=14) if number == 0 else None
            if number and case.closed_on is not None:
                done_on = case.closed_on - timedelta(days=4)
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
