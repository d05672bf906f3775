"""The line's part of the demo: made up, the same each time."""

from __future__ import annotations

import random
from datetime import timedelta

from core.demo import LAST_DAY, Demo, DemoVisit
from core.demo.courses import load_cases
from core.demo.work import Problem, load_fixes, load_visits

from lastmeter_water.line import LINE
from lastmeter_water.models import WaterCaseDetail, WaterCheck, WaterFinding, WaterVisitReport

PROBLEMS = [Problem("W01-99", "设施损坏", 3), Problem("W01-98", "设施缺失")]
PLACES = ("{}号楼1单元", "{}号楼2单元", "{}号楼地下室", "{}号楼北侧")


def load(demo: Demo) -> None:
    visits = load_visits(demo, LINE.key, staff=2_000, residents=3_000, volunteers=500, materials={})
    load_fixes(demo, LINE.key, visits, 1_000, PROBLEMS)
    chance = demo.random("water/checks")
    reports = [{"visit_id": visit.id, "households_advised": chance.randint(5, 60)} for visit in visits]
    demo.add(WaterVisitReport, reports)
    demo.add(WaterCheck, [_check(demo, chance, visit) for visit in visits for _ in range(chance.randint(1, 3))])
    cases = load_cases(demo, LINE.key, [visit.community for visit in visits], PROBLEMS, closed=120, still_open=20)
    demo.add(WaterCaseDetail, [{"case_id": case.id, "households": chance.randint(1, 80)} for case in cases])


def _check(demo: Demo, chance: random.Random, visit: DemoVisit) -> dict[str, object]:
    finding = chance.choices(list(WaterFinding), (80, 14, 6))[0]
    mended_on = visit.visited_on + timedelta(days=chance.randint(0, 20))
    is_mended = finding is not WaterFinding.SOUND and chance.random() < 0.9 and mended_on <= LAST_DAY
    return {
        "id": demo.key(WaterCheck),
        "visit_id": visit.id,
        "community_id": visit.community.id,
        "district_id": visit.community.district_id,
        "checked_on": visit.visited_on,
        "place": chance.choice(PLACES).format(chance.randint(1, 24)),
        "finding": finding,
        "mended_on": mended_on if is_mended else None,
    }
