"""The sanitation line's part of the demo: visits, what they cleaned, and cases."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select, update

from core.cases.models import Case
from core.demo import Demo, DemoVisit
from core.demo.courses import DemoCase, load_cases
from core.demo.hard_cases import load_hard_cases
from core.demo.work import Problem, load_fixes, load_visits
from core.places.models import Community, CommunityKind
from plugins.sanitation.demo.facilities import load_facilities
from plugins.sanitation.line import LINE
from plugins.sanitation.models import (
    FiveClean,
    SanitationCampaign,
    SanitationCampaignCommunity,
    SanitationCampaignKind,
    SanitationCaseDetail,
    SanitationFiveCleanTask,
    SanitationFocusArea,
    SanitationVisitFocus,
    SanitationVisitReport,
)

FIXES = [
    Problem("E01-10", "清理楼道堆物", 5),
    Problem("E01-10", "清理楼顶杂物", 2),
    Problem("E01-10", "清理庭院垃圾", 4),
    Problem("E01-10", "清扫背街小巷", 4),
    Problem("E01-11", "清除卫生死角", 5),
    Problem("E01-92", "清运满溢垃圾", 2),
    Problem("E01-93", "纠正垃圾混投", 2),
    Problem("P03-01", "公厕保洁整改"),
]
CASES = [
    Problem("E01-11", "楼后积存渣土", 4),
    Problem("E01-11", "庭院内装修垃圾堆放", 3),
    Problem("E01-10", "背街小巷暴露垃圾", 3),
    Problem("E01-10", "楼顶遗留杂物"),
    Problem("E01-92", "垃圾桶满溢", 3),
    Problem("E01-93", "投放点垃圾混投", 2),
    Problem("P03-01", "公厕未按时开放"),
    Problem("P03-01", "公厕无障碍厕位缺失"),
]
HARD = [
    Problem("E01-11", "无物业楼院渣土多年积存"),
    Problem("E01-11", "背街小巷建筑垃圾反复倾倒"),
    Problem("E01-10", "老旧楼道堆物反复回潮"),
    Problem("P03-01", "老旧片区长期缺少公厕"),
]
KINDS = {
    "清理楼道堆物": FiveClean.STAIRWELL,
    "清理楼顶杂物": FiveClean.ROOFTOP,
    "清理庭院垃圾": FiveClean.YARD,
    "清扫背街小巷": FiveClean.BACK_LANE,
    "清除卫生死角": FiveClean.DEAD_CORNER,
    "楼后积存渣土": FiveClean.DEAD_CORNER,
    "庭院内装修垃圾堆放": FiveClean.YARD,
    "背街小巷暴露垃圾": FiveClean.BACK_LANE,
    "楼顶遗留杂物": FiveClean.ROOFTOP,
    "无物业楼院渣土多年积存": FiveClean.YARD,
    "背街小巷建筑垃圾反复倾倒": FiveClean.BACK_LANE,
    "老旧楼道堆物反复回潮": FiveClean.STAIRWELL,
}
SPOTS = {
    FiveClean.STAIRWELL: ("{}号楼1单元", "{}号楼2单元", "{}号楼3单元"),
    FiveClean.ROOFTOP: ("{}号楼楼顶",),
    FiveClean.YARD: ("{}号楼前庭院", "{}号楼东侧庭院"),
    FiveClean.BACK_LANE: ("{}号楼北侧小巷", "{}号楼后巷"),
    FiveClean.DEAD_CORNER: ("{}号楼后", "{}号楼围墙边", "{}号楼车棚旁"),
}
FOCUSES = {
    CommunityKind.OLD_ESTATE: SanitationFocusArea.OLD_ESTATE,
    CommunityKind.BACK_STREET_AREA: SanitationFocusArea.BACK_LANE,
    CommunityKind.URBAN_VILLAGE: SanitationFocusArea.URBAN_VILLAGE,
}
CAMPAIGNS = (
    ("背街小巷集中清理", (FiveClean.BACK_LANE, FiveClean.DEAD_CORNER), date(2021, 10, 1), date(2021, 12, 1), 300),
    ("楼道楼顶清杂行动", (FiveClean.STAIRWELL, FiveClean.ROOFTOP), date(2022, 4, 1), date(2022, 6, 1), None),
    ("卫生死角清零行动", (FiveClean.DEAD_CORNER,), date(2023, 6, 1), date(2023, 10, 1), 250),
)
"""Name, kinds, days, and how many spots were to be cleared."""
HEAPS = {"E01-10", "E01-11"}
"""Categories of what lies in heaps, and has a volume."""


def load(demo: Demo) -> None:
    visits = load_visits(
        demo,
        LINE.key,
        staff=8_412,
        residents=10_326,
        volunteers=2_652,
        materials={"WASTE_SORTING": 286_400, "CITY_CIVILITY": 32_240},
    )
    load_fixes(demo, LINE.key, visits, 12_406, FIXES)
    _load_reports(demo, visits)
    _load_tasks(demo, visits)
    communities = [visit.community for visit in visits]
    cases = load_cases(demo, LINE.key, communities, CASES, closed=742, still_open=118)
    hard = load_hard_cases(demo, LINE.key, communities, HARD, solved=38, still_open=4)
    _load_details(demo, [*cases, *hard])
    load_facilities(demo)
    _load_campaigns(demo, visits)


def _load_campaigns(demo: Demo, visits: Sequence[DemoVisit]) -> None:
    """Each in communities that the line reached in those days, and some that it has not."""
    chance = demo.random("sanitation/campaigns")
    everywhere = {visit.community.id for visit in visits}
    for name, kinds, starts_on, ends_before, target in CAMPAIGNS:
        key = demo.key(SanitationCampaign)
        row = {"id": key, "name": name, "starts_on": starts_on, "ends_before": ends_before, "target_spots": target}
        demo.add(SanitationCampaign, [row])
        demo.add(SanitationCampaignKind, ({"campaign_id": key, "kind": kind} for kind in kinds))
        reached = {v.community.id for v in visits if starts_on <= v.visited_on < ends_before}
        planned = chance.sample(sorted(reached), min(40, len(reached)))
        planned += chance.sample(sorted(everywhere - reached), 4)
        rows = ({"campaign_id": key, "community_id": community} for community in planned)
        demo.add(SanitationCampaignCommunity, ({"id": demo.key(SanitationCampaignCommunity), **row} for row in rows))


def _load_reports(demo: Demo, visits: Sequence[DemoVisit]) -> None:
    chance = demo.random("sanitation/reports")
    kinds = dict(demo.session.execute(select(Community.id, Community.kind)).all())
    reports, focuses = [], []
    for visit in visits:
        talks = chance.randint(20, min(120, visit.community.households))
        reports.append({"visit_id": visit.id, "sorting_talk_households": talks})
        area = FOCUSES.get(kinds[visit.community.id])  # type: ignore[arg-type]
        other = (SanitationFocusArea.MARKET, SanitationFocusArea.COLLECTION_POINT)
        areas = [area] if area is not None else []
        if chance.random() < 0.4:
            areas.append(chance.choice(other))
        focuses += [{"visit_id": visit.id, "area": area} for area in areas]
    demo.add(SanitationVisitReport, reports)
    demo.add(SanitationVisitFocus, focuses)


def _load_tasks(demo: Demo, visits: Sequence[DemoVisit]) -> None:
    """What the tasks cleared are the very problems that the visits solved on the spot."""
    chance = demo.random("sanitation/tasks")
    fixes = (
        select(Case.visit_id, Case.title, func.count())
        .where(Case.line == LINE.key, Case.visit_id.is_not(None), Case.title.in_(KINDS))
        .group_by(Case.visit_id, Case.title)
    )
    counts = {(visit, KINDS[title]): count for visit, title, count in demo.session.execute(fixes)}
    rows = []
    for visit in visits:
        for kind in FiveClean:
            if (cleared := counts.get((visit.id, kind))) is not None:
                rows.append(_task(demo, chance, visit, kind, cleared))
    demo.add(SanitationFiveCleanTask, rows)


def _task(demo: Demo, chance: random.Random, visit: DemoVisit, kind: FiveClean, cleared: int) -> dict[str, object]:
    left_over = chance.choices((0, 1, 2), (87, 10, 3))[0]
    is_measured = kind is not FiveClean.STAIRWELL and chance.random() < 0.8
    return {
        "id": demo.key(SanitationFiveCleanTask),
        "visit_id": visit.id,
        "community_id": visit.community.id,
        "district_id": visit.community.district_id,
        "cleaned_on": visit.visited_on,
        "kind": kind,
        "place": _spot(chance, kind),
        "found": cleared + left_over,
        "cleared": cleared,
        "is_cleared": left_over == 0,
        "volume_m3": round(cleared * chance.uniform(0.05, 0.6), 3) if is_measured else None,
    }


def _load_details(demo: Demo, cases: Sequence[DemoCase]) -> None:
    chance = demo.random("sanitation/details")
    titles = dict(demo.session.execute(select(Case.id, Case.title)).all())
    details, places = [], []
    for case in cases:
        kind = KINDS.get(titles[case.id])
        volume = round(chance.uniform(0.2, 12), 3) if case.category in HEAPS else None
        details.append({"case_id": case.id, "five_clean": kind, "volume_m3": volume})
        places.append({"id": case.id, "place": _spot(chance, kind or FiveClean.YARD)})
    demo.add(SanitationCaseDetail, details)
    demo.session.execute(update(Case), places)


def _spot(chance: random.Random, kind: FiveClean) -> str:
    return chance.choice(SPOTS[kind]).format(chance.randint(1, 24))
