"""The enforcement line's part of the demo."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from core import Rulebook
from core.cases.models import Case, CaseSource, CaseStatus, ResolutionMode
from core.demo import LAST_DAY, Demo, DemoVisit
from core.demo.courses import Courses, DemoCase, load_cases
from core.demo.hard_cases import load_hard_cases
from core.demo.work import Problem, load_fixes, load_visits
from plugins.enforcement.line import LINE
from plugins.enforcement.models import (
    EnforcementCaseDetail,
    EnforcementDrive,
    EnforcementDriveKind,
    EnforcementRespondent,
    EnforcementViolation,
    EnforcementVisitReport,
    ViolationStage,
)
from plugins.enforcement.models import EnforcementDriveCommunity as Planned
from plugins.enforcement.models import ViolationKind as K
from plugins.enforcement.services.course import COURSE, DUE, Step, next_due
from plugins.enforcement.services.limits import limits_of
from plugins.enforcement.services.visits import CATEGORIES

FIXES = {
    "清理楼道杂物": (K.MESSY_PILING, 6),
    "清除违规小广告": (K.POSTING_GRAFFITI, 6),
    "劝导文明遛狗牵绳": (K.DOG_UNLEASHED, 4),
    "清理犬粪并劝导": (K.DOG_WASTE, 3),
    "拆除私设地桩地锁": (K.GROUND_LOCK, 4),
    "清理圈占车位杂物": (K.ILLEGAL_OCCUPATION, 2),
    "清理绿地菜苗": (K.GREEN_DAMAGE, 3),
}
CASES = {
    "楼前乱堆物料": (K.MESSY_PILING, 4),
    "外墙乱贴乱画": (K.POSTING_GRAFFITI, 3),
    "私设地桩地锁": (K.GROUND_LOCK, 4),
    "圈占公共场地": (K.ILLEGAL_OCCUPATION, 2),
    "遛狗不栓绳": (K.DOG_UNLEASHED, 2),
    "毁绿种菜": (K.GREEN_DAMAGE, 3),
    "院内搭建棚屋": (K.ILLEGAL_BUILDING, 2),
}
HARD = {
    "楼顶违建长期未拆除": (K.ILLEGAL_BUILDING, 1),
    "公共绿地长期被占种菜": (K.GREEN_DAMAGE, 1),
    "楼院空地长期被圈占": (K.ILLEGAL_OCCUPATION, 1),
    "历史遗留地锁集中区域": (K.GROUND_LOCK, 1),
}
KINDS = {title: kind for told in (FIXES, CASES, HARD) for title, (kind, _) in told.items()}
CONVERTED = 24
"""Complaints that became formal cases; their cases are among the closed ones."""
COMPLAINTS = (CaseSource.HOTLINE_12345, CaseSource.HOTLINE_12319, CaseSource.WEDNESDAY_QA)
USUAL = ("小区北门", "小区南门", "中心花园", "便民市场旁", "车棚旁")
PLACES = {
    K.ILLEGAL_BUILDING: ("楼顶", "楼前院内"),
    K.MESSY_PILING: ("楼道", "楼前空地"),
    K.POSTING_GRAFFITI: ("外墙", "单元门口"),
    K.ILLEGAL_OCCUPATION: ("楼前空地", "停车位"),
    K.GROUND_LOCK: ("停车位",),
    K.DOG_UNLEASHED: ("楼前空地", "甬路"),
    K.DOG_WASTE: ("楼后绿地", "甬路"),
    K.GREEN_DAMAGE: ("楼后绿地", "楼前花坛"),
}
DRIVES = (
    ("清除小广告专项整治", K.POSTING_GRAFFITI, date(2021, 9, 1), date(2021, 11, 1)),
    ("私设地桩地锁专项整治", K.GROUND_LOCK, date(2022, 4, 1), date(2022, 7, 1)),
    ("毁绿种菜专项整治", K.GREEN_DAMAGE, date(2023, 3, 1), date(2023, 6, 1)),
    ("文明养犬专项整治", K.DOG_UNLEASHED, date(2023, 8, 1), date(2023, 10, 1)),
)
OTHER_KINDS = {K.DOG_UNLEASHED: (K.DOG_WASTE,), K.GROUND_LOCK: (K.ILLEGAL_OCCUPATION,)}
"""What a drive against one kind is against, too."""
PAPERS = {"notice_number": "责改", "penalty_number": "罚决"}
REACHED, NOT_YET = 30, 5
"""Communities that each drive was planned for: those the line has been to, and the others."""


def load(demo: Demo) -> None:
    visits = load_visits(
        demo,
        LINE.key,
        staff=6_930,
        residents=6_918,
        volunteers=1_416,
        materials={"URBAN_CIVILITY": 61_750, "DOG_KEEPING": 34_500},
    )
    demo.add(EnforcementVisitReport, ({"visit_id": visit.id} for visit in visits))
    load_fixes(demo, LINE.key, visits, 6_871, problems(FIXES))
    communities = [visit.community for visit in visits]
    cases = load_cases(demo, LINE.key, communities, problems(CASES), closed=816 - CONVERTED, still_open=137)
    formal = load_conversions(demo, cases)
    load_hard_cases(demo, LINE.key, communities, problems(HARD), solved=57, still_open=7)
    load_violations(demo, formal)
    load_drives(demo, visits)


def problems(told: Mapping[str, tuple[K, int]]) -> list[Problem]:
    return [Problem(CATEGORIES[kind], title, weight) for title, (kind, weight) in told.items()]


def load_conversions(demo: Demo, cases: Sequence[DemoCase]) -> dict[int, tuple[int, date]]:
    """Formal cases that came from complaints: the key of each, its complaint, and the day."""
    courses = Courses(demo, LINE.key, "conversions")
    told = select(Case).where(Case.line == LINE.key, Case.source.in_(COMPLAINTS))
    complaints = {case.id: case for case in demo.session.scalars(told)}
    known = [case for case in cases if case.id in complaints]
    slow = [c for c in known if c.closed_on and c.closed_on >= c.reported_on + timedelta(days=5)]
    formal = {}
    for case in courses.chance.sample(slow, CONVERTED):
        problem = Problem(case.category, complaints[case.id].title)
        source = complaints[case.id].source
        day = case.reported_on + timedelta(days=courses.chance.randint(1, 3))
        assert case.closed_on is not None
        days = min(courses.chance.randint(4, 12), (case.closed_on - day).days - 1)
        made = courses.add(case.community, problem, day, max(days, 1), source=source)
        formal[made.id] = (case.id, day)
    courses.insert()
    return formal


def load_violations(demo: Demo, formal: Mapping[int, tuple[int, date]]) -> None:
    """Every case of the line is about one; what was fixed on the spot was gone the same day."""
    chance, numbers = demo.random("enforcement/violations"), Counter[tuple[str, int]]()
    violations, details, places = [], [], []
    wanted = select(Case).where(Case.line == LINE.key).order_by(Case.reported_on, Case.id)
    for case in demo.session.scalars(wanted):
        kind = KINDS[case.title]
        place = _place(chance, kind, USUAL[case.community_id % len(USUAL)])
        complaint, day = formal.get(case.id, (None, None))
        number = f"青城管立字〔{day.year}〕第{case.id:05}号" if day is not None else None
        places.append({"id": case.id, "place": place, "complaint_id": complaint, "filing_number": number})
        details.append({"case_id": case.id, "complaint_id": complaint, "converted_on": day})
        course = _course(chance, case, numbers)
        violations.append(
            {
                "id": demo.key(EnforcementViolation),
                "case_id": case.id,
                "visit_id": case.visit_id,
                "community_id": case.community_id,
                "district_id": case.district_id,
                "kind": kind,
                "place": place,
                **course,
                **_limits(demo, case, kind, course["stage"]),
            }
        )
    demo.session.execute(update(Case), places)
    demo.add(EnforcementCaseDetail, details)
    demo.add(EnforcementViolation, violations)
    demo.add(EnforcementRespondent, (_respondent(chance, one) for one in violations if one["penalised_on"]))


def _respondent(chance: random.Random, violation: Mapping[str, Any]) -> dict[str, Any]:
    """Who was fined is known by name; here by no name that anybody has."""
    name = f"{chance.choice('王李张刘陈杨赵孙')}某"
    return {"violation_id": violation["id"], "district_id": violation["district_id"], "name": name}


def _place(chance: random.Random, kind: K, usual: str) -> str:
    """Each community has a spot where things happen again and again."""
    if chance.random() < 0.3:
        return usual
    return f"{chance.randint(1, 24)}号楼{chance.choice(PLACES[kind])}"


def _course(chance: random.Random, case: Case, numbers: Counter[tuple[str, int]]) -> dict[str, Any]:
    """Steps between the day it was seen and the day its case was closed, or today."""
    seen, end = case.reported_on, case.closed_on or LAST_DAY
    is_gone = case.closed_on is not None or case.status in {CaseStatus.HANDLED, CaseStatus.CHECKING}
    taken = [] if case.resolution_mode is ResolutionMode.ON_SITE else _steps(chance, case)
    days = sorted(seen + timedelta(days=chance.randint(0, (end - seen).days)) for _ in taken)
    row: dict[str, Any] = dict.fromkeys(step.day for step in COURSE)
    row |= {step.number: None for step in COURSE if step.number} | {"first_seen_on": seen}
    for step, day in zip(taken, days, strict=True):
        row[step.day] = day
        if paper := step.number:
            numbers[paper, day.year] += 1
            row[paper] = f"青城管{PAPERS[paper]}字〔{day.year}〕第{numbers[paper, day.year]:04}号"
    stage = taken[-1].stage if taken else ViolationStage.SEEN
    if is_gone:
        row["removed_on"], stage = end, ViolationStage.REMOVED
    return row | {"stage": stage, "version": 1 + len(taken) + (is_gone and bool(taken))}


def _limits(demo: Demo, case: Case, kind: K, stage: ViolationStage) -> dict[str, datetime | None]:
    """Until when the steps against an illegal building must be taken, by the rules that are shipped."""
    limits: dict[str, datetime | None] = dict.fromkeys(DUE.values())
    if kind is K.ILLEGAL_BUILDING:
        limits |= limits_of(case.reported_at, Rulebook().on(case.reported_on), demo.calendar.work)
    return limits | {"due_at": next_due(stage, limits)}


def _steps(chance: random.Random, case: Case) -> list[Step]:
    """A hard case went the whole way; others were often settled by a warning."""
    _, warned, ordered, penalised, _ = COURSE
    if case.status is CaseStatus.REPORTED:
        return []
    if case.resolution_mode is ResolutionMode.PLANNED:
        return [warned, ordered, penalised]
    return [warned, ordered, penalised][: chance.choices((1, 2, 3), (5, 4, 1))[0]]


def load_drives(demo: Demo, visits: Sequence[DemoVisit]) -> None:
    """Each in communities that the line reached in those days, and some that it has not."""
    chance = demo.random("enforcement/drives")
    everywhere = {visit.community.id for visit in visits}
    for name, kind, starts_on, ends_before in DRIVES:
        key = demo.key(EnforcementDrive)
        drive = {"name": name, "kind": kind, "starts_on": starts_on, "ends_before": ends_before}
        demo.add(EnforcementDrive, [{"id": key, **drive}])
        kinds = (kind, *OTHER_KINDS.get(kind, ()))
        demo.add(EnforcementDriveKind, ({"drive_id": key, "kind": one} for one in kinds))
        reached = {v.community.id for v in visits if starts_on <= v.visited_on < ends_before}
        planned = chance.sample(sorted(reached), REACHED)
        planned += chance.sample(sorted(everywhere - reached), NOT_YET)
        rows = ({"drive_id": key, "community_id": community} for community in planned)
        demo.add(Planned, ({"id": demo.key(Planned), **row} for row in rows))
