"""The heating line's part of the demo."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update

from core.cases.models import Case
from core.demo import LAST_DAY, Demo, DemoVisit
from core.demo.courses import DemoCase, load_cases
from core.demo.hard_cases import load_hard_cases
from core.demo.work import DemoKnock, Problem, load_fixes, load_knocks, load_visits
from core.standby.models import EmergencyTeam
from plugins.heating.demo.calls import load_calls
from plugins.heating.demo.readings import SEASONS, DemoHome, DemoReadings
from plugins.heating.demo.remediations import CAUSES, DemoRemediation, Remediations
from plugins.heating.demo.supply import load_supply
from plugins.heating.line import COLD_HOME
from plugins.heating.models import (
    HeatingCaseCause,
    HeatingCaseDetail,
    HeatingClass,
    HeatingHomeVisit,
    HeatingVisitReport,
)

FIXES = [
    Problem("H01-98", "清洗户内过滤器", 5),
    Problem("H01-98", "暖气片排气", 4),
    Problem("H01-98", "更换户内阀门", 2),
    Problem("P01-92", "管道保温层修补"),
]
CASES = [
    Problem(COLD_HOME, "供热不达标用户整治", 5),
    Problem("H01-98", "户内供热设施老化", 3),
    Problem("P01-92", "露天供热管道保温破损", 2),
    Problem("E05-04", "供热管道渗漏"),
]
HARD = [
    Problem(COLD_HOME, "整栋楼长期供热不达标"),
    Problem("H01-98", "换热站设备老化供热不稳定"),
    Problem("P01-92", "老旧供热管网腐蚀"),
]


def load(demo: Demo) -> None:
    visits = load_visits(
        demo,
        "heating",
        staff=5_604,
        residents=6_246,
        volunteers=1_422,
        materials={"HEATING_SERVICE": 85_210},
    )
    load_fixes(demo, "heating", visits, 614, FIXES)
    knocks = load_knocks(demo, "heating", visits, entered=1_285, closed=301)
    readings, communities = DemoReadings(demo), [visit.community for visit in visits]
    cold_homes = _load_homes(demo, visits, knocks, readings)
    remediations = Remediations(demo, readings)
    remediations.take_on([*cold_homes, *load_calls(demo, communities)])
    cases = load_cases(demo, "heating", communities, CASES, closed=312, still_open=57)
    hard = load_hard_cases(demo, "heating", communities, HARD, solved=27, still_open=3)
    _load_details(demo, [*cases, *hard], remediations, readings)
    remediations.insert()
    load_supply(demo)
    _load_standby(demo)


def _load_homes(
    demo: Demo, visits: Sequence[DemoVisit], knocks: Sequence[DemoKnock], readings: DemoReadings
) -> list[DemoHome]:
    """The doors of the visits, measured in the season; gives those that were too cold."""
    chance = demo.random("heating/homes")
    told = ({"visit_id": visit.id, "consultations": chance.randint(3, 40)} for visit in visits)
    demo.add(HeatingVisitReport, told)
    homes, cold = [], []
    for knock in knocks:
        key, day = demo.key(HeatingHomeVisit), knock.visit.visited_on
        homes.append(_home(key, knock))
        if knock.no_entry_reason is None and SEASONS.on(day) is not None:
            home = DemoHome(knock.household_id, knock.visit.community, day)
            celsius = readings.temperature(chance, is_warm=chance.random() < 0.85)
            made = readings.take(home, day, celsius, home_visit=key)
            if made.is_valid and not made.is_warm:
                cold.append(home)
    demo.add(HeatingHomeVisit, homes)
    return cold


def _home(key: int, knock: DemoKnock) -> dict[str, object]:
    return {
        "id": key,
        "visit_id": knock.visit.id,
        "household_id": knock.household_id,
        "is_entered": knock.no_entry_reason is None,
        "no_entry_reason": knock.no_entry_reason,
    }


def _load_details(demo: Demo, cases: Sequence[DemoCase], remediations: Remediations, readings: DemoReadings) -> None:
    """A cold home's case, where a remediation of its community had begun, is about that home."""
    chance = demo.random("heating/details")
    details, causes, households = [], [], []
    for case in cases:
        remediation = remediations.of_case(case) if case.category == COLD_HOME else None
        latest = None
        if remediation is not None:
            latest = readings.latest(remediation.home, case.closed_on or LAST_DAY)
            households.append({"id": case.id, "household_id": remediation.home.household_id})
        details.append(
            {
                "case_id": case.id,
                "household_id": remediation.home.household_id if remediation else None,
                "heating_class": _class(case, remediation),
                "latest_reading_id": latest.id if latest else None,
            }
        )
        if case.category == COLD_HOME:
            why = remediation.causes if remediation else [chance.choice(list(CAUSES))]
            causes += [{"case_id": case.id, "cause": cause} for cause in why]
    readings.insert()
    demo.session.execute(update(Case), households)
    demo.add(HeatingCaseDetail, details)
    demo.add(HeatingCaseCause, causes)


def _class(case: DemoCase, remediation: DemoRemediation | None) -> HeatingClass | None:
    if case.category != COLD_HOME:
        return None
    return remediation.home.heating_class if remediation else HeatingClass.BELOW_STANDARD


def _load_standby(demo: Demo) -> None:
    """Teams of Spring Festival: they count only inside that period."""
    demo.add(
        EmergencyTeam,
        (
            {
                "id": demo.key(EmergencyTeam),
                "period_id": 1,
                "name": f"供热应急抢修{number}队",
                "line": "heating",
                "unit_id": None,
                "members": 5,
            }
            for number in range(1, 43)
        ),
    )
