"""How hot the water left the plants, beside what the curve of the day wanted."""

from __future__ import annotations

import pytest

SUPPLY = """supply { id suppliedOn district { code } season outdoorCelsius plannedCelsius appliedCelsius
  deviation isOnPlan note }"""
DAY = {"districtCode": "370203", "suppliedOn": "2023-01-10", "outdoorCelsius": -5, "appliedCelsius": 52.5}


def test_a_day_of_supply_is_held_against_the_curve(do):
    assert do("recordHeatingSupply", SUPPLY, **DAY)["supply"] == {
        "id": "HeatingSupply_1",
        "suppliedOn": "2023-01-10",
        "district": {"code": "370203"},
        "season": "2022-2023",
        "outdoorCelsius": -5.0,
        "plannedCelsius": 51.0,
        "appliedCelsius": 52.5,
        "deviation": 1.5,
        "isOnPlan": True,
        "note": None,
    }


def test_said_again_the_day_is_corrected(do, client):
    do("recordHeatingSupply", SUPPLY, **DAY)
    do("recordHeatingSupply", SUPPLY, **DAY | {"appliedCelsius": 48.9, "note": "抄表更正"})
    data = client.data("{ heatingSupplies(first: 5) { nodes { appliedCelsius deviation isOnPlan note } } }")
    assert data["heatingSupplies"]["nodes"] == [
        {"appliedCelsius": 48.9, "deviation": -2.1, "isOnPlan": False, "note": "抄表更正"}
    ]


def test_the_curve_and_the_tolerance_of_the_day_hold(do, clock):
    points = [{"at": -10, "value": 60}, {"at": 0, "value": 50}]
    with clock.back_on("2023-01-10"):
        for key, value in (("supply_temperature", {"points": points}), ("supply_tolerance", {"number": 0})):
            do("setRule", "change { id }", key=f"heating.{key}", validFrom="2023-01-10", reason="r", **value)
    days = {
        day: do("recordHeatingSupply", SUPPLY, **DAY | {"suppliedOn": day})["supply"]
        for day in ("2023-01-09", "2023-01-10")
    }
    assert [(day["plannedCelsius"], day["isOnPlan"]) for day in days.values()] == [(51.0, True), (55.0, False)]


@pytest.mark.parametrize(("outdoor", "supply"), [(-30, 58.0), (-2.5, 48.5), (25, 36.0)])
def test_the_plan_for_a_temperature_outdoors_can_be_asked_for(places, judged, outdoor, supply):
    data = judged("query($t: Float!) { heatingSupplyPlan(outdoorCelsius: $t) { supplyCelsius } }", {"t": outdoor})
    assert data["heatingSupplyPlan"] == {"supplyCelsius": supply}


def test_days_can_be_narrowed_to_those_that_were_too_cold(do, judged):
    for day, applied in (("2023-01-08", 40), ("2023-01-09", 51), ("2023-01-10", 45)):
        do("recordHeatingSupply", SUPPLY, **DAY | {"suppliedOn": day, "appliedCelsius": applied})
    query = """query($filter: HeatingSupplyFilter) { heatingSupplies(first: 5, filter: $filter) { totalCount
      nodes { suppliedOn } } }"""
    window = {"from": "2023-01-09", "to": "2023-01-11"}
    found = judged(query, {"filter": {"isOnPlan": False, "window": window, "districtCodes": ["370203"]}})
    assert found["heatingSupplies"] == {"totalCount": 1, "nodes": [{"suppliedOn": "2023-01-10"}]}


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"appliedCelsius": 151}, ["appliedCelsius"], "OUT_OF_RANGE"),
        ({"outdoorCelsius": -41}, ["outdoorCelsius"], "OUT_OF_RANGE"),
        ({"suppliedOn": "2022-07-01"}, ["suppliedOn"], "OUT_OF_RANGE"),
        ({"suppliedOn": "2023-12-01"}, ["suppliedOn"], "OUT_OF_RANGE"),
        ({"districtCode": "370299"}, ["districtCode"], "NOT_FOUND"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(act, row_counts, change, field, code):
    before = row_counts()
    payload = act("recordHeatingSupply", SUPPLY, **DAY | change)
    assert payload["supply"] is None
    assert [(error["field"], error["code"]) for error in payload["userErrors"]] == [(["input", *field], code)]
    assert row_counts() == before
