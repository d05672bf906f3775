"""What lines add to the closing of a case: gas hazards are re-checked, cold homes are proven warm, violations are gone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from core.testing.loop import COMMUNITY, DrivenCase, Town, built_town

COURSE = "hazard { isOpen rectifiedOn recheckedOn failedChecks }"
DOOR = {"building": "3号楼", "unit": "2单元", "room": "501"}


def driven(client, town: Town, case: dict[str, Any]) -> DrivenCase:
    """On to where it could be closed."""
    made = DrivenCase(client, town, case["id"], case["version"], case["status"])
    made.do("fileCase", **({"standard": "1"} if town.line == "gas" else {}))
    made.do("dispatchCase", unitId=f"Unit_{town.unit}")
    made.do("acceptCase", officerId=town.id("HANDLER"))
    return again(made)


def again(case: DrivenCase) -> DrivenCase:
    """Handled and checked."""
    case.do("handleCase", note="已处理")
    case.do("startCaseCheck")
    case.do("checkCase", result="PASSED")
    return case


def visit(day: str) -> dict[str, Any]:
    return {"communityCode": COMMUNITY, "visitedOn": day, "personTimes": {"staff": 2}}


def test_a_gas_case_closes_when_somebody_saw_that_its_hazards_are_gone(client, database, clock) -> None:
    town = built_town(database, "gas")
    payload = client.do(
        "recordGasVisit",
        "visit { cases { id version status detail { ... on GasCaseDetail { hazards { id } } } } }",
        visit=visit("2023-09-08"),
        inspections=[
            {"household": DOOR, "hazards": [{"grade": "GENERAL", "owner": "USER", "kind": "OLD_HOSE"}]},
        ],
    )
    (found,) = payload["visit"]["cases"]
    case = driven(client, town, found)
    assert case.allowed()["CLOSE"] == ["GAS_HAZARD_NOT_RECHECKED"]
    assert case.refusals("closeCase", closeConditionMet=True) == [
        "Nobody has seen that its major and general hazards are gone; say so with recheckGasHazard."
    ]
    hazard = found["detail"]["hazards"][0]["id"]
    client.do("recheckGasHazard", "hazard { id }", hazardId=hazard, rectifiedOn="2023-09-08", recheckedOn="2023-09-08")
    assert case.allowed()["CLOSE"] == []
    case.do("closeCase", closeConditionMet=True)

    clock.advance(days=2)
    case.do("reopenCase", reason="居民反映仍有气味")
    again(case)
    assert case.allowed()["CLOSE"] == ["GAS_HAZARD_NOT_RECHECKED"], "it was seen gone before the case came back"
    early = client.act("recheckGasHazard", "hazard { id }", hazardId=hazard, recheckedOn="2023-09-09")
    assert [error["message"] for error in early["userErrors"]] == [
        "The hazard was in doubt again on 2023-09-10; 2023-09-09 comes too early."
    ]
    failed = client.do("recheckGasHazard", COURSE, hazardId=hazard, recheckedOn="2023-09-10", isGone=False)["hazard"]
    assert failed == {"isOpen": True, "rectifiedOn": None, "recheckedOn": None, "failedChecks": 1}
    client.do("rectifyGasHazard", COURSE, hazardId=hazard, rectifiedOn="2023-09-10")
    gone = client.do("recheckGasHazard", COURSE, hazardId=hazard, recheckedOn="2023-09-10")["hazard"]
    assert gone == {"isOpen": False, "rectifiedOn": "2023-09-10", "recheckedOn": "2023-09-10", "failedChecks": 1}
    assert case.allowed()["CLOSE"] == []


def found_leak(client, *, is_gas_cut_off: bool = False) -> tuple[dict[str, Any], str, str]:
    """A leak found today: its case, its hazard and the visit that found it."""
    found = client.do(
        "recordGasVisit",
        "visit { id cases { id version status detail { ... on GasCaseDetail { hazards { id } } } } }",
        visit=visit("2023-09-08"),
        inspections=[
            {
                "household": DOOR,
                "hazards": [{"grade": "MAJOR", "owner": "USER", "kind": "LEAK", "isGasCutOff": is_gas_cut_off}],
            }
        ],
    )["visit"]
    (case,) = found["cases"]
    return case, case["detail"]["hazards"][0]["id"], found["id"]


def test_the_gas_stays_off_where_a_case_came_back(client, database, clock) -> None:
    town = built_town(database, "gas")
    found, hazard, _ = found_leak(client, is_gas_cut_off=True)
    case = driven(client, town, found)
    client.do("recheckGasHazard", "hazard { id }", hazardId=hazard, rectifiedOn="2023-09-08", recheckedOn="2023-09-08")
    case.do("closeCase", closeConditionMet=True)
    clock.advance(days=2)
    case.do("reopenCase", reason="居民反映仍有气味")
    refused = client.act("restoreGas", "hazard { id }", hazardId=hazard, restoredOn="2023-09-10")
    assert [error["code"] for error in refused["userErrors"]] == ["NOT_ALLOWED"]
    client.do("recheckGasHazard", "hazard { id }", hazardId=hazard, recheckedOn="2023-09-10")
    client.do("restoreGas", "hazard { id }", hazardId=hazard, restoredOn="2023-09-10")


def test_a_leak_that_the_check_still_smells_is_open_again_on_the_day_it_was_seen_gone(client, database) -> None:
    town = built_town(database, "gas")
    found, hazard, _ = found_leak(client)
    seen = {"hazardId": hazard, "recheckedOn": "2023-09-08"}
    client.do("recheckGasHazard", "hazard { id }", **seen, rectifiedOn="2023-09-08")
    twice = client.act("recheckGasHazard", "hazard { id }", **seen, isGone=False)
    assert [error["code"] for error in twice["userErrors"]] == ["NOT_ALLOWED"]
    case = DrivenCase(client, town).left(found)
    case.do("fileCase", standard="2")
    case.do("dispatchCase", unitId=f"Unit_{town.unit}")
    case.do("acceptCase", officerId=town.id("HANDLER"))
    case.do("handleCase", note="已更换软管")
    case.do("startCaseCheck")
    case.do("checkCase", result="NOT_PASSED", note="仍有气味")
    assert client.do("recheckGasHazard", "hazard { isOpen }", **seen, isGone=False)["hazard"] == {"isOpen": True}


def test_a_visit_solves_no_hazard_that_nobody_saw_gone(client, database) -> None:
    town = built_town(database, "gas")
    found, hazard, made = found_leak(client)
    case = DrivenCase(client, town).left(found)
    assert case.allowed()["RESOLVE_ON_SITE"] == ["GAS_HAZARD_LEFT_ON_SITE"]
    assert case.refusals("resolveCaseOnSite", visitId=made, note="已关阀") == [
        "Nobody has seen that its major and general hazards are gone; say so with recheckGasHazard, then it is solved."
    ]
    client.do("recheckGasHazard", "hazard { id }", hazardId=hazard, rectifiedOn="2023-09-08", recheckedOn="2023-09-08")
    case.do("resolveCaseOnSite", visitId=made, note="已更换软管并复查")


@pytest.fixture
def cold(client, database, clock):
    """The case of a home that was measured at 16.2 °C, handled on the 1st of December."""
    clock.now = datetime(2023, 12, 1, 12, tzinfo=UTC)
    town = built_town(database, "heating")
    measured = measure(client, 16.2, "2023-12-01")
    (found,) = measured["visit"]["cases"]
    clock.advance(hours=1)
    return driven(client, town, found)


def measure(client, celsius: float, day: str, door: dict[str, str] = DOOR) -> dict[str, Any]:
    reading = {
        "celsius": celsius,
        "takenAt": f"{day}T20:00:00+08:00",
        "room": "BEDROOM",
        "windowsClosed2h": True,
        "height1m": True,
    }
    return client.do(
        "recordHeatingVisit",
        "visit { id cases { id version status } report { ... on HeatingVisitReport { homes { household { id } } } } }",
        visit=visit(day),
        homes=[{"household": door, "readings": [reading]}],
    )


def remediation(client, household: str, heating_class: str) -> str:
    """Opened for a home on the 1st of December; its id."""
    opened = client.do(
        "openHeatingRemediation",
        "remediation { id }",
        householdId=household,
        heatingClass=heating_class,
        causes=["HYDRAULIC"],
        measures=["REBALANCE"],
        openedOn="2023-12-01",
        isAgreed=True,
    )
    return str(opened["remediation"]["id"])


def test_a_cold_homes_case_closes_when_a_reading_since_the_fix_is_warm(client, cold, clock) -> None:
    assert cold.allowed()["CLOSE"] == ["HEATING_NOT_PROVEN"]
    clock.now = datetime(2023, 12, 2, 13, tzinfo=UTC)
    measure(client, 17.9, "2023-12-02")
    assert cold.allowed()["CLOSE"] == ["HEATING_NOT_PROVEN"]
    clock.now = datetime(2023, 12, 3, 13, tzinfo=UTC)
    measure(client, 18.0, "2023-12-03")
    assert cold.allowed()["CLOSE"] == []
    cold.do("closeCase", closeConditionMet=True)


def test_a_home_that_was_warm_only_at_times_needs_its_remediation_proven(client, cold, clock) -> None:
    household = client.data("{ households(first: 1) { nodes { id } } }")["households"]["nodes"][0]["id"]
    opened = remediation(client, household, "UNSTABLE")
    client.do("recordHeatingMeasure", "remediation { id }", remediationId=opened, kind="REBALANCE", doneOn="2023-12-01")
    for day in (2, 3, 4):
        assert cold.allowed()["CLOSE"] == ["HEATING_NOT_PROVEN"]
        clock.now = datetime(2023, 12, day, 13, tzinfo=UTC)
        measure(client, 19.0, f"2023-12-{day:02}")
    assert cold.allowed()["CLOSE"] == []
    cold.do("closeCase", closeConditionMet=True)

    clock.now = datetime(2023, 12, 6, 13, tzinfo=UTC)
    cold.do("reopenCase", reason="又冷了")
    again(cold)
    for day in (7, 8, 9):
        assert cold.allowed()["CLOSE"] == ["HEATING_NOT_PROVEN"], (
            "what was proven before it came back proves nothing now"
        )
        clock.now = datetime(2023, 12, day, 13, tzinfo=UTC)
        measure(client, 19.0, f"2023-12-{day:02}")
    assert cold.allowed()["CLOSE"] == []


def test_what_waits_in_another_home_holds_up_no_case(client, cold, clock) -> None:
    elsewhere = measure(client, 15.0, "2023-12-01", door=DOOR | {"room": "601"})
    (home,) = elsewhere["visit"]["report"]["homes"]
    remediation(client, home["household"]["id"], "BELOW_STANDARD")
    clock.now = datetime(2023, 12, 3, 13, tzinfo=UTC)
    measure(client, 18.0, "2023-12-03")
    assert cold.allowed()["CLOSE"] == []


def test_a_warm_day_proves_nothing_where_a_colder_one_followed(client, cold, clock) -> None:
    for day, celsius, stands in ((2, 18.5, []), (3, 12.5, ["HEATING_NOT_PROVEN"]), (4, 18.0, [])):
        clock.now = datetime(2023, 12, day, 13, tzinfo=UTC)
        measure(client, celsius, f"2023-12-{day:02}")
        assert cold.allowed()["CLOSE"] == stands


def test_a_proven_home_that_was_cold_again_is_measured_again(client, cold, clock) -> None:
    household = client.data("{ households(first: 1) { nodes { id } } }")["households"]["nodes"][0]["id"]
    opened = remediation(client, household, "BELOW_STANDARD")
    client.do("recordHeatingMeasure", "remediation { id }", remediationId=opened, kind="REBALANCE", doneOn="2023-12-01")
    for day, celsius, stands in ((2, 19.0, []), (4, 14.0, ["HEATING_NOT_PROVEN"]), (5, 19.0, [])):
        clock.now = datetime(2023, 12, day, 13, tzinfo=UTC)
        measure(client, celsius, f"2023-12-{day:02}")
        assert cold.allowed()["CLOSE"] == stands


def test_a_visit_solves_no_cold_home_before_it_was_measured_warm(client, database, clock) -> None:
    clock.now = datetime(2023, 12, 1, 13, tzinfo=UTC)
    town = built_town(database, "heating")
    (found,) = measure(client, 16.2, "2023-12-01")["visit"]["cases"]
    case = DrivenCase(client, town).left(found)
    assert case.allowed()["RESOLVE_ON_SITE"] == ["HEATING_NOT_WARM_ON_SITE"]
    clock.now = datetime(2023, 12, 2, 13, tzinfo=UTC)
    warm = measure(client, 18.5, "2023-12-02")["visit"]["id"]
    case.do("resolveCaseOnSite", visitId=warm, note="已清洗过滤器")


def test_a_violation_that_a_check_found_there_still_takes_its_course_again(client, database, clock) -> None:
    town = built_town(database, "enforcement")
    recorded = client.do(
        "recordEnforcementVisit",
        "visit { cases { id version status detail { ... on EnforcementCaseDetail { violation { id } } } } }",
        visit=visit("2023-09-08"),
        violations=[{"kind": "MESSY_PILING", "place": "3号楼东侧", "isCorrectedOnSite": False}],
    )
    (found,) = recorded["visit"]["cases"]
    course = {"violationId": found["detail"]["violation"]["id"]}
    wanted = "violation { stage warnedOn removedOn }"
    client.do("warnEnforcementViolation", wanted, **course, version=1, warnedOn="2023-09-08")
    client.do("removeEnforcementViolation", wanted, **course, version=2, removedOn="2023-09-08")
    case = driven(client, town, found)
    case.do("closeCase", closeConditionMet=True)

    clock.advance(days=2)
    case.do("reopenCase", reason="居民反映仍在堆放")
    again(case)
    assert case.allowed()["CLOSE"] == ["ENFORCEMENT_REMOVED_BEFORE"], "it was said to be gone before the case came back"
    early = client.act("removeEnforcementViolation", wanted, **course, version=3, removedOn="2023-09-09")
    assert [error["message"] for error in early["userErrors"]] == [
        "Its case went back to work on 2023-09-10; it cannot have been removed on 2023-09-09."
    ]
    order = {"version": 3, "orderedOn": "2023-09-10", "noticeNumber": "责改1"}
    assert client.do("orderEnforcementViolation", wanted, **course, **order)["violation"] == {
        "stage": "ORDERED",
        "warnedOn": "2023-09-08",
        "removedOn": None,
    }
    client.do("removeEnforcementViolation", wanted, **course, version=4, removedOn="2023-09-10")
    assert case.allowed()["CLOSE"] == []


def test_what_was_said_to_be_gone_on_the_day_of_the_check_may_be_said_again(client, database) -> None:
    town = built_town(database, "enforcement")
    recorded = client.do(
        "recordEnforcementVisit",
        "visit { cases { id version status detail { ... on EnforcementCaseDetail { violation { id } } } } }",
        visit=visit("2023-09-08"),
        violations=[{"kind": "ILLEGAL_BUILDING", "place": "5号楼楼顶", "isCorrectedOnSite": False}],
    )
    (found,) = recorded["visit"]["cases"]
    gone = {"violationId": found["detail"]["violation"]["id"], "removedOn": "2023-09-08"}
    client.do("removeEnforcementViolation", "violation { stage }", **gone, version=1)
    case = DrivenCase(client, town).left(found)
    case.do("fileCase", standard="1")
    case.do("dispatchCase", unitId=f"Unit_{town.unit}")
    case.do("acceptCase", officerId=town.id("HANDLER"))
    case.do("handleCase", note="已拆除")
    case.do("startCaseCheck")
    case.do("checkCase", result="NOT_PASSED", note="仍在")
    told = client.do("removeEnforcementViolation", "violation { stage removedOn version }", **gone, version=2)
    assert told["violation"] == {"stage": "REMOVED", "removedOn": "2023-09-08", "version": 3}
