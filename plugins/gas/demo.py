"""The gas line's part of the demo."""

from __future__ import annotations

from datetime import date, timedelta

from core.demo import LAST_DAY, Demo, DemoCommunity, DemoVisit, shares
from core.demo.courses import DemoCase, load_cases
from core.demo.hard_cases import HardCases, load_hard_cases
from core.demo.work import DemoKnock, Problem, load_fixes, load_knocks, load_visits
from core.hard_cases.models import PlanMeasureKind
from core.standby.models import EmergencyTeam, ReserveStock
from plugins.gas.models import (
    ConnectionStage,
    GasCaseDetail,
    GasConnectionApproval,
    GasConnectionProject,
    GasConnectionStage,
    GasHazard,
    GasInspection,
    GasUser,
    GasUserKind,
    GasVisitReport,
    HazardGrade,
    HazardKind,
    HazardOwner,
)
from plugins.gas.services import CYCLES, DAYS_TO_MEND

FIXES = [
    Problem("G01-99", "更换老化软管", 5),
    Problem("G01-99", "加装熄火保护提示", 2),
    Problem("P01-11", "燃气井盖归位"),
]
CASES = [
    Problem("G01-99", "户内燃气隐患整改", 5),
    Problem("P01-57", "露天燃气管道锈蚀", 2),
    Problem("P01-11", "燃气井盖破损"),
    Problem("P01-49", "调压箱噪声"),
]
HARD = [
    Problem("G01-98", "老旧住房未通管道燃气"),
    Problem("P01-57", "私搭建筑压占燃气管道"),
    Problem("G01-99", "包裹燃气管道长期未整改"),
]
PROJECTS = 27
"""Besides 兴隆支路1号, whose 40 households are told of in the article."""
PROMISED = 1_206
XINGLONG = "370203029014"


def load(demo: Demo) -> None:
    visits = load_visits(
        demo,
        "gas",
        staff=4_980,
        residents=6_204,
        volunteers=1_662,
        materials={"GAS_SAFETY": 98_140, "GAS_HOSE_LEAFLET": 14_240},
    )
    load_fixes(demo, "gas", visits, 612, FIXES)
    knocks = load_knocks(demo, "gas", visits, entered=2_814, closed=763)
    _load_inspections(demo, visits, knocks)
    communities = [visit.community for visit in visits]
    cases = load_cases(demo, "gas", communities, CASES, closed=348, still_open=61)
    hard = load_hard_cases(demo, "gas", communities, HARD, solved=30, still_open=4)
    xinglong = _load_xinglong(demo, visits)
    demo.add(GasCaseDetail, ({"case_id": case.id} for case in (*cases, *hard, xinglong)))
    _load_projects(demo, visits, xinglong)
    _load_standby(demo)


def _load_inspections(demo: Demo, visits: list[DemoVisit], knocks: list[DemoKnock]) -> None:
    chance = demo.random("gas/inspections")
    demo.add(
        GasVisitReport,
        ({"visit_id": visit.id, "publicity_talks": chance.randint(5, 60)} for visit in visits),
    )
    users, inspections, hazards = [], [], []
    for knock in knocks:
        day, key = knock.visit.visited_on, demo.key(GasInspection)
        is_entered = knock.no_entry_reason is None
        kind = chance.choices(list(GasUserKind), (8, 2, 1))[0]
        inspections.append(
            {
                "id": key,
                "visit_id": knock.visit.id,
                "household_id": knock.household_id,
                "inspected_on": day,
                "is_entered": is_entered,
                "no_entry_reason": knock.no_entry_reason,
                "is_signed": is_entered and chance.random() < 0.93,
            }
        )
        users.append(_user(knock, kind, chance.randint(0, 4_000)))
        if is_entered and chance.random() < 0.18:
            hazards.append(_hazard(demo, key, day))
    demo.add(GasUser, users)
    demo.add(GasInspection, inspections)
    demo.add(GasHazard, hazards)


def _user(knock: DemoKnock, kind: GasUserKind, age: int) -> dict[str, object]:
    day = knock.visit.visited_on
    is_entered = knock.no_entry_reason is None
    return {
        "household_id": knock.household_id,
        "community_id": knock.visit.community.id,
        "district_id": knock.visit.community.district_id,
        "kind": kind,
        "registered_on": day,
        "meter_installed_on": day - timedelta(days=age),
        "stove_installed_on": day - timedelta(days=age * 3 // 4),
        "hose_installed_on": day - timedelta(days=age // 5),
        "last_inspected_on": day if is_entered else None,
        "last_no_entry_reason": knock.no_entry_reason,
        "due_on": day + timedelta(days=CYCLES[kind]) if is_entered else day,
    }


def _hazard(demo: Demo, inspection: int, day: date) -> dict[str, object]:
    chance = demo.random(f"gas/hazards/{inspection}")
    grade = chance.choices(list(HazardGrade), (1, 5, 4))[0]
    mended = day + timedelta(days=chance.randint(1, 40))
    is_mended = mended < LAST_DAY - timedelta(days=3) and chance.random() < 0.97
    days = DAYS_TO_MEND.get(grade)
    return {
        "id": demo.key(GasHazard),
        "inspection_id": inspection,
        "case_id": None,
        "grade": grade,
        "owner": chance.choices(list(HazardOwner), (1, 4))[0],
        "kind": chance.choice([kind for kind in HazardKind if kind is not HazardKind.OTHER]),
        "found_on": day,
        "due_on": day + timedelta(days=days) if days else None,
        "is_gas_cut_off": grade is HazardGrade.MAJOR,
        "rectified_on": mended if is_mended else None,
        "rechecked_on": mended + timedelta(days=2) if is_mended else None,
    }


def _load_xinglong(demo: Demo, visits: list[DemoVisit]) -> DemoCase:
    """兴隆支路1号: 40 homes without a gas source nearby; two approvals, then indoor pipes, street pipe, gas."""
    hard = HardCases(demo, "gas")
    case = hard.add(
        _community(visits, XINGLONG),
        Problem("G01-98", "兴隆支路1号40户居民未通管道燃气"),
        batch=2,
        is_solved=True,
        closed_on=date(2022, 6, 14),
        analysis="楼院周边无燃气气源，需规划审批和掘路审批后敷设市政管道。",
        measures=[
            (PlanMeasureKind.COORDINATION, "协调规划、住建部门办理审批"),
            (PlanMeasureKind.ENGINEERING, "先行完成户内施工"),
            (PlanMeasureKind.ENGINEERING, "敷设市政燃气管道并通气"),
        ],
        approvals=[
            ("规划部门", "管线规划审批", date(2022, 2, 21), date(2022, 3, 18)),
            ("住建部门", "掘路审批", date(2022, 3, 21), date(2022, 4, 29)),
        ],
        milestones=[
            ("户内施工完成", date(2022, 4, 15), date(2022, 4, 12)),
            ("市政管道完成", date(2022, 5, 31), date(2022, 5, 27)),
            ("通气", date(2022, 6, 15), date(2022, 6, 10)),
        ],
    )
    hard.insert()
    return case


def _community(visits: list[DemoVisit], code: str) -> DemoCommunity:
    """The community with that code; should the register have lost it, any other."""
    return next((visit.community for visit in visits if visit.community.code == code), visits[0].community)


def _load_projects(demo: Demo, visits: list[DemoVisit], xinglong: DemoCase) -> None:
    chance = demo.random("gas/projects")
    inner = {v.community.code: v.community for v in visits if v.community.code[:6] in {"370202", "370203", "370213"}}
    chosen = chance.sample(sorted(inner.values(), key=lambda community: community.code), PROJECTS)
    homes = shares(chance, PROMISED - 40, PROJECTS, least=12)
    projects: list[tuple[str, DemoCommunity, int, date | None, int | None]] = [
        ("兴隆支路1号", xinglong.community, 40, date(2022, 6, 10), xinglong.id)
    ]
    for community, households in zip(chosen, homes, strict=True):
        vented = date(2022, 9, 1) + timedelta(days=chance.randint(0, 520))
        name = f"{community.name}老旧楼院"
        projects.append((name, community, households, vented if vented <= LAST_DAY else None, None))
    for name, community, households, vented_on, case in projects:
        _load_project(demo, name, community, households, vented_on, case)


def _load_project(
    demo: Demo,
    name: str,
    community: DemoCommunity,
    households: int,
    vented_on: date | None,
    case: int | None,
) -> None:
    chance = demo.random(f"gas/projects/{name}")
    key, stages = demo.key(GasConnectionProject), list(ConnectionStage)
    reached = len(stages) if vented_on else chance.randint(1, 4)
    end = vented_on or LAST_DAY - timedelta(days=chance.randint(3, 30))
    demo.add(
        GasConnectionProject,
        [
            {
                "id": key,
                "name": name,
                "community_id": community.id,
                "district_id": community.district_id,
                "households": households,
                "stage": stages[reached - 1],
                "target_due_on": date(2023, 12, 31),
                "vented_on": vented_on,
                "case_id": case,
            }
        ],
    )
    days = [end - timedelta(days=24 * (reached - number)) for number in range(1, reached + 1)]
    demo.add(
        GasConnectionStage,
        (
            {
                "id": demo.key(GasConnectionStage),
                "project_id": key,
                "stage": stage,
                "reached_on": days[number] if number < reached else None,
            }
            for number, stage in enumerate(stages)
        ),
    )
    applied = days[0] + timedelta(days=3)
    granted = days[1] if reached > 1 else None
    demo.add(
        GasConnectionApproval,
        (
            {
                "id": demo.key(GasConnectionApproval),
                "project_id": key,
                "authority": authority,
                "kind": kind,
                "applied_on": applied,
                "granted_on": granted,
            }
            for authority, kind in (("规划部门", "管线规划审批"), ("住建部门", "掘路审批"))
        ),
    )


def _load_standby(demo: Demo) -> None:
    """Teams and reserves of Spring Festival: they count only inside that period."""
    demo.add(
        EmergencyTeam,
        (
            {
                "id": demo.key(EmergencyTeam),
                "period_id": 1,
                "name": f"燃气应急抢修{number}队",
                "line": "gas",
                "unit_id": None,
                "members": 6,
            }
            for number in range(1, 49)
        ),
    )
    demo.add(
        ReserveStock,
        [
            {
                "id": demo.key(ReserveStock),
                "period_id": 1,
                "line": "gas",
                "name": "天然气储备",
                "volume_m3": 3_120_000,
                "as_of": date(2023, 1, 20),
            }
        ],
    )
