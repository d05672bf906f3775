"""The course of a hazard: found, told in writing, mended, looked at again; the gas cut off and on again."""

from __future__ import annotations

import pytest

from core.policy.role import Role

from .conftest import CLOUDS, COAST, DOOR, HAZARD, HILL, NEXT_DOOR, door, visit

STEP = """hazard { version noticeNumber noticedOn isGasCutOff cutOffOn restoredOn rectifiedOn failedChecks
  recheckedOn isOpen isOverdue }"""
MAJOR = HAZARD | {"grade": "MAJOR", "kind": "LEAK", "isGasCutOff": True}


@pytest.fixture
def found(inspect):
    """A hazard that was found on the first of September; gives its id."""

    def find(hazard=HAZARD, day="2023-09-01", **more):
        (one,) = inspect(day, hazard, **more)["hazards"]
        return one["id"]

    return find


def test_a_hazard_takes_its_course_until_the_gas_is_on_again(do, found):
    hazard = found(MAJOR)
    do("giveGasNotice", STEP, hazardId=hazard, version=1, noticeNumber="燃改1", noticedOn="2023-09-01")
    do("rectifyGasHazard", STEP, hazardId=hazard, version=2, rectifiedOn="2023-09-03")
    failed = do("recheckGasHazard", STEP, hazardId=hazard, version=3, recheckedOn="2023-09-04", isGone=False)["hazard"]
    assert (failed["rectifiedOn"], failed["failedChecks"], failed["isOpen"]) == (None, 1, True)
    gone = {"rectifiedOn": "2023-09-05", "recheckedOn": "2023-09-06"}
    do("recheckGasHazard", STEP, hazardId=hazard, version=4, **gone)
    assert do("restoreGas", STEP, hazardId=hazard, version=5, restoredOn="2023-09-06")["hazard"] == {
        "version": 6,
        "noticeNumber": "燃改1",
        "noticedOn": "2023-09-01",
        "isGasCutOff": False,
        "cutOffOn": "2023-09-01",
        "restoredOn": "2023-09-06",
        "rectifiedOn": "2023-09-05",
        "failedChecks": 1,
        "recheckedOn": "2023-09-06",
        "isOpen": False,
        "isOverdue": False,
    }


def test_the_gas_can_be_cut_off_later(do, found):
    hazard = found()
    after = do("cutOffGas", STEP, hazardId=hazard, version=1, cutOffOn="2023-09-02")["hazard"]
    assert (after["isGasCutOff"], after["cutOffOn"]) == (True, "2023-09-02")


def test_a_hazard_is_overdue_from_the_day_after_it_was_due_until_it_is_gone(do, found, judged, clock):
    found(MAJOR, "2023-09-01")
    query = "{ gasHazards(first: 1) { nodes { dueOn isOverdue } } }"
    assert judged(query)["gasHazards"]["nodes"] == [{"dueOn": "2023-09-08", "isOverdue": False}]
    clock.advance(days=1)
    assert judged(query)["gasHazards"]["nodes"] == [{"dueOn": "2023-09-08", "isOverdue": True}]


NOTICE = {"noticeNumber": "燃改1", "noticedOn": "2023-09-02"}
REFUSED = [
    ("rectifyGasHazard", {"rectifiedOn": "2023-08-31"}, ["rectifiedOn"], "INVALID"),
    ("recheckGasHazard", {"rectifiedOn": "2023-08-31", "recheckedOn": "2023-09-02"}, ["rectifiedOn"], "INVALID"),
    ("recheckGasHazard", {"rectifiedOn": "2023-09-03", "recheckedOn": "2023-09-02"}, ["recheckedOn"], "INVALID"),
    ("recheckGasHazard", {"rectifiedOn": "2023-09-03", "recheckedOn": "2023-09-09"}, ["recheckedOn"], "OUT_OF_RANGE"),
    ("recheckGasHazard", {"recheckedOn": "2023-09-03"}, ["rectifiedOn"], "REQUIRED"),
    ("giveGasNotice", NOTICE | {"noticedOn": "2023-08-31"}, ["noticedOn"], "INVALID"),
    ("giveGasNotice", NOTICE | {"noticeNumber": " "}, ["noticeNumber"], "REQUIRED"),
    ("cutOffGas", {"cutOffOn": "2023-08-31"}, ["cutOffOn"], "INVALID"),
    ("restoreGas", {"restoredOn": "2023-09-02"}, ["hazardId"], "NOT_ALLOWED"),
    ("rectifyGasHazard", {"rectifiedOn": "2023-09-02", "version": 2}, ["version"], "CONFLICT"),
    ("rectifyGasHazard", {"rectifiedOn": "2023-09-02", "hazardId": "GasHazard_99"}, ["hazardId"], "NOT_FOUND"),
    ("rectifyGasHazard", {"rectifiedOn": "2023-09-02", "hazardId": "Case_1"}, ["hazardId"], "INVALID"),
]


@pytest.mark.parametrize(("name", "sent", "field", "code"), REFUSED)
def test_a_step_that_cannot_be_is_refused_and_nothing_is_written(act, found, row_counts, name, sent, field, code):
    hazard = found()
    before = row_counts()
    payload = act(name, STEP, **{"hazardId": hazard, "version": 1} | sent)
    assert payload["hazard"] is None
    assert [(error["field"], error["code"]) for error in payload["userErrors"]] == [(["input", *field], code)]
    assert row_counts() == before


def test_a_hazard_closed_before_it_was_found_is_refused_in_words_that_help(act, found):
    sent = {"hazardId": found(), "rectifiedOn": "2023-08-20", "recheckedOn": "2023-08-21"}
    told = {language: act("recheckGasHazard", STEP, language=language, **sent) for language in ("en", "zh")}
    messages = {language: payload["userErrors"][0]["message"] for language, payload in told.items()}
    assert messages == {
        "en": "The hazard was found on 2023-09-01; 2023-08-20 comes too early.",
        "zh": "隐患于 2023-09-01 发现，2023-08-20 过早。",
    }


def test_what_is_done_is_not_done_twice(do, act, found):
    hazard = found(MAJOR)
    do("giveGasNotice", STEP, hazardId=hazard, **NOTICE)
    gone = {"rectifiedOn": "2023-09-03", "recheckedOn": "2023-09-03"}
    for name, sent in (
        ("giveGasNotice", NOTICE | {"noticeNumber": "燃改2"}),
        ("cutOffGas", {"cutOffOn": "2023-09-03"}),
    ):
        assert [e["code"] for e in act(name, STEP, hazardId=hazard, **sent)["userErrors"]] == ["NOT_ALLOWED"]
    do("recheckGasHazard", STEP, hazardId=hazard, **gone)
    do("restoreGas", STEP, hazardId=hazard, restoredOn="2023-09-03")
    for name, sent in (
        ("recheckGasHazard", gone),
        ("rectifyGasHazard", {"rectifiedOn": "2023-09-04"}),
        ("restoreGas", {"restoredOn": "2023-09-04"}),
    ):
        assert [e["code"] for e in act(name, STEP, hazardId=hazard, **sent)["userErrors"]] == ["NOT_ALLOWED"]


def test_what_nobody_looked_at_again_was_not_mended_in_time(do, found, judged):
    hazard = found()
    figure = """{ metrics(keys: ["gas.on_time_rectification_rate"], window: {from: "2023-09-01", to: "2023-10-01"}, first: 1) {
      nodes { numerator denominator } } }"""
    do("rectifyGasHazard", STEP, hazardId=hazard, rectifiedOn="2023-09-02")
    assert judged(figure)["metrics"]["nodes"] == [{"numerator": 0, "denominator": 1}]
    do("recheckGasHazard", STEP, hazardId=hazard, recheckedOn="2023-09-08")
    assert judged(figure)["metrics"]["nodes"] == [{"numerator": 1, "denominator": 1}]


def test_the_gas_stays_off_until_somebody_saw_the_hazard_gone(do, act, found):
    hazard = found(MAJOR)
    do("rectifyGasHazard", STEP, hazardId=hazard, rectifiedOn="2023-09-02")
    payload = act("restoreGas", STEP, hazardId=hazard, restoredOn="2023-09-03")
    (error,) = payload["userErrors"]
    assert error["message"] == (
        "Nobody has seen that it is gone, or not since its case came back; re-check it before the gas is turned on."
    )


def test_a_notice_is_about_one_hazard(do, act, found):
    first, second = found(), found(household=NEXT_DOOR)
    do("giveGasNotice", STEP, hazardId=first, **NOTICE)
    payload = act("giveGasNotice", STEP, hazardId=second, **NOTICE)
    assert [(e["field"], e["code"]) for e in payload["userErrors"]] == [(["input", "noticeNumber"], "DUPLICATE")]


def test_a_notice_of_a_district_that_one_does_not_see_is_about_its_hazard_too(do, client, viewer, inspect):
    """It was an error that nobody could read."""
    (far,) = inspect("2023-09-01", HAZARD, community=CLOUDS)["hazards"]
    (near,) = inspect("2023-09-01", HAZARD)["hazards"]
    do("giveGasNotice", STEP, hazardId=far["id"], **NOTICE)
    north = client.acting(viewer(Role.FIELD_OFFICER, lines=frozenset({"gas"}), district_ids=frozenset({1})))
    for number in ("燃改1", "燃改１ "):
        payload = north.act("giveGasNotice", STEP, hazardId=near["id"], **NOTICE | {"noticeNumber": number})
        assert [(e["field"], e["code"]) for e in payload["userErrors"]] == [(["input", "noticeNumber"], "DUPLICATE")]


def test_a_hazard_that_nobody_has_mended_can_be_told_to_be_there_still(do, found):
    """Who looked had to say when it was mended."""
    hazard = found()
    after = do("recheckGasHazard", STEP, hazardId=hazard, recheckedOn="2023-09-04", isGone=False)["hazard"]
    assert (after["rectifiedOn"], after["failedChecks"], after["isOpen"]) == (None, 1, True)


def test_a_hazard_that_the_next_inspection_sees_still_there_is_one_hazard_and_one_case(do, found, judged, inspect):
    """Told anew, it was two."""
    hazard = found()
    do("rectifyGasHazard", STEP, hazardId=hazard, rectifiedOn="2023-09-02")
    again = inspect("2023-09-05", stillThere=[hazard])
    assert (again["hazards"], again["cases"]) == ([], [])
    query = """{ gasHazards(first: 5) { nodes { id rectifiedOn failedChecks version isOpen } } cases(first: 5) { totalCount }
      metrics(keys: ["gas.hazards_found"], window: {from: "2023-09-01", to: "2023-10-01"}, first: 1) { nodes { value } } }"""
    assert judged(query) == {
        "gasHazards": {
            "nodes": [{"id": hazard, "rectifiedOn": None, "failedChecks": 1, "version": 3, "isOpen": True}],
        },
        "cases": {"totalCount": 1},
        "metrics": {"nodes": [{"value": 1}]},
    }


def test_what_is_not_open_at_this_door_cannot_be_there_still(do, act, found, row_counts):
    here, next_door = found(), found(household=NEXT_DOOR)
    gone = found(MAJOR)
    do("recheckGasHazard", STEP, hazardId=gone, rectifiedOn="2023-09-02", recheckedOn="2023-09-02")
    before = row_counts()
    for day, hazard, code in (
        ("2023-09-05", next_door, "NOT_FOUND"),
        ("2023-09-05", gone, "NOT_ALLOWED"),
        ("2023-08-31", here, "INVALID"),
        ("2023-09-05", "GasHazard_99", "NOT_FOUND"),
    ):
        sent = visit(day, door(stillThere=[hazard]))
        (error,) = act("recordGasVisit", "visit { id }", **sent)["userErrors"]
        assert (error["field"], error["code"]) == (["input", "inspections", "0", "stillThere", "0"], code)
    closed = visit("2023-09-05", door(stillThere=[here], noEntryReason="ABSENT"))
    (error,) = act("recordGasVisit", "visit { id }", **closed)["userErrors"]
    assert (error["field"], error["code"]) == (["input", "inspections", "0", "stillThere"], "INVALID")
    assert row_counts() == before


def test_many_hazards_are_looked_at_again_at_once(do, found):
    hazards = [found(), found(household=NEXT_DOOR)]
    items = [
        {
            "clientMutationId": f"k{at}",
            "hazardId": hazard,
            "rectifiedOn": day,
            "recheckedOn": "2023-09-08",
        }
        for at, (hazard, day) in enumerate(zip(hazards, ("2023-09-05", "2023-08-05"), strict=True))
    ]
    results = do("recheckGasHazards", "results { hazard { isOpen } userErrors { code } }", items=items)["results"]
    assert [one["hazard"] for one in results] == [{"isOpen": False}, None]


def test_hazards_are_narrowed_by_grade_owner_state_and_place(do, found, judged):
    ids = {
        "old": found(HAZARD, "2023-08-01"),
        "leak": found(MAJOR | {"owner": "OPERATOR"}, "2023-08-02", community=HILL),
        "minor": found(HAZARD | {"grade": "MINOR"}, "2023-08-03", household=NEXT_DOOR),
    }
    do("recheckGasHazard", STEP, hazardId=ids["old"], rectifiedOn="2023-08-05", recheckedOn="2023-08-06")
    query = (
        "query($f: GasHazardFilter) { gasHazards(first: 9, filter: $f, orderBy: { field: FOUND_ON }) { nodes { id } } }"
    )
    for given, names in (
        ({}, ["old", "leak", "minor"]),
        ({"grades": ["MAJOR", "MINOR"]}, ["leak", "minor"]),
        ({"owners": ["USER"]}, ["old", "minor"]),
        ({"isOpen": False}, ["old"]),
        ({"dueBy": "2023-08-20"}, ["leak"]),
        ({"communityCodes": [COAST], "isOpen": True}, ["minor"]),
        ({"window": {"from": "2023-08-02", "to": "2023-08-03"}}, ["leak"]),
    ):
        nodes = judged(query, {"f": given})["gasHazards"]["nodes"]
        assert [node["id"] for node in nodes] == [ids[name] for name in names], given


def test_inspections_are_narrowed_by_what_came_of_them(inspect, judged):
    inspect("2023-09-01")
    inspect("2023-09-02", household=NEXT_DOOR, noEntryReason="ABSENT", isNoticeLeft=True)
    inspect("2023-09-03", household=DOOR | {"room": "601"}, noEntryReason="REFUSED")
    query = "query($f: GasInspectionFilter) { gasInspections(first: 9, filter: $f) { nodes { inspectedOn } } }"
    for given, days in (
        ({"isEntered": False}, ["03", "02"]),
        ({"noEntryReasons": ["ABSENT", "VACANT"]}, ["02"]),
        ({"window": {"from": "2023-09-01", "to": "2023-09-03"}, "districtCodes": ["370203"]}, ["02", "01"]),
    ):
        nodes = judged(query, {"f": given})["gasInspections"]["nodes"]
        assert [node["inspectedOn"][-2:] for node in nodes] == days, given
