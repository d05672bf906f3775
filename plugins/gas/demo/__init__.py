"""The gas line's part of the demo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.demo import Demo, DemoCommunity, DemoVisit
from core.demo.courses import DemoCase, load_cases
from core.demo.hard_cases import HardCases, load_hard_cases
from core.demo.work import Problem, load_fixes, load_knocks, load_visits
from core.hard_cases.models import PlanMeasureKind
from core.standby.models import EmergencyTeam, ReserveStock
from plugins.gas.demo.doors import load_inspections
from plugins.gas.demo.projects import load_projects
from plugins.gas.models import GasCampaign, GasCampaignCommunity, GasCaseDetail

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
XINGLONG = "370203029014"
CAMPAIGNS = (
    ("冬季燃气安全宣传月", date(2021, 11, 1), date(2021, 12, 1)),
    ("老旧小区燃气安全宣传", date(2022, 6, 1), date(2022, 7, 1)),
    ("安全生产月燃气宣传", date(2023, 6, 1), date(2023, 7, 1)),
)


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
    load_inspections(demo, visits, knocks)
    communities = [visit.community for visit in visits]
    cases = load_cases(demo, "gas", communities, CASES, closed=348, still_open=61)
    hard = load_hard_cases(demo, "gas", communities, HARD, solved=30, still_open=4)
    xinglong = _load_xinglong(demo, visits)
    demo.add(GasCaseDetail, ({"case_id": case.id} for case in (*cases, *hard, xinglong)))
    load_projects(demo, visits, xinglong)
    _load_campaigns(demo, visits)
    _load_standby(demo)


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


def _load_campaigns(demo: Demo, visits: Sequence[DemoVisit]) -> None:
    """Each in communities that the line reached in those days, and some that it has not."""
    chance = demo.random("gas/campaigns")
    everywhere = {visit.community.id for visit in visits}
    for name, starts_on, ends_before in CAMPAIGNS:
        key = demo.key(GasCampaign)
        demo.add(GasCampaign, [{"id": key, "name": name, "starts_on": starts_on, "ends_before": ends_before}])
        reached = {v.community.id for v in visits if starts_on <= v.visited_on < ends_before}
        planned = chance.sample(sorted(reached), min(25, len(reached))) + chance.sample(sorted(everywhere - reached), 5)
        rows = ({"campaign_id": key, "community_id": community} for community in planned)
        demo.add(GasCampaignCommunity, ({"id": demo.key(GasCampaignCommunity), **row} for row in rows))


def _load_standby(demo: Demo) -> None:
    """Teams and reserves of Spring Festival, and teams of the holidays to come: each counts only inside its period."""
    demo.add(
        EmergencyTeam,
        (
            {
                "id": demo.key(EmergencyTeam),
                "period_id": period,
                "name": f"燃气应急抢修{number}队",
                "line": "gas",
                "unit_id": None,
                "members": 6,
            }
            for period, teams in ((1, 48), (2, 24))
            for number in range(1, teams + 1)
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
