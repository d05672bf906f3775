"""The calendar of the seasons: usual days, days that were decided, and seasons side by side."""

from __future__ import annotations

import pytest

from .conftest import COAST, DOOR, NEXT_DOOR, reading

SEASONS = "{ heatingSeasons(number: 3) { name startsOn endsOn days decision { season reason } } }"
LONGER = {"season": "2022-2023", "startsOn": "2022-11-10", "endsOn": "2023-04-12", "reason": "寒潮延长供暖"}
COMPARISON = """query($seasons: [String!]!, $same: Boolean!) {
  heatingSeasonComparison(seasons: $seasons, sameDays: $same) {
    season { name } daysCounted calls readings validReadings complianceRate averageCelsius
    remediationsOpened remediationsProven } }"""


def test_a_season_is_as_the_rules_have_it_until_somebody_decides(places, do, judged):
    usual = {"name": "2022-2023", "startsOn": "2022-11-16", "endsOn": "2023-04-05", "days": 141, "decision": None}
    found = judged(SEASONS)["heatingSeasons"]
    assert [season["name"] for season in found] == ["2023-2024", "2022-2023", "2021-2022"]
    assert found[1] == usual
    do("decideHeatingSeason", "decision { season startsOn }", **LONGER)
    assert judged(SEASONS)["heatingSeasons"][1] == {
        "name": "2022-2023",
        "startsOn": "2022-11-10",
        "endsOn": "2023-04-12",
        "days": 154,
        "decision": {"season": "2022-2023", "reason": "寒潮延长供暖"},
    }


def test_decided_again_the_last_decision_holds(places, do, judged):
    do("decideHeatingSeason", "decision { id }", **LONGER)
    do("decideHeatingSeason", "decision { id }", **LONGER | {"endsOn": "2023-04-08"})
    assert judged(SEASONS)["heatingSeasons"][1]["endsOn"] == "2023-04-08"


def test_readings_and_calls_of_the_added_days_count(do, measure):
    do("decideHeatingSeason", "decision { id }", **LONGER)
    home = measure(19.0, "2023-04-12")
    call = {"communityCode": COAST, "topic": "LEAK", "calledAt": "2022-11-10T08:00:00+08:00"}
    assert do("recordHeatingCall", "call { season }", **call)["call"] == {"season": "2022-2023"}
    for day, is_valid in (("2023-04-12", True), ("2023-04-13", False)):
        taken = reading(19.0, day, room="BEDROOM")
        made = do("recordHeatingReading", "reading { isValid season }", householdId=home, reading=taken)
        assert made["reading"]["isValid"] is is_valid


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"season": "2022"}, ["season"]),
        ({"season": "2031-2032"}, ["season"]),
        ({"endsOn": "2023-07-01"}, ["endsOn"]),
        ({"startsOn": "2022-07-01"}, ["startsOn"]),
        ({"reason": " "}, ["reason"]),
    ],
)
def test_a_season_that_cannot_be_is_refused(act, row_counts, change, field):
    before = row_counts()
    payload = act("decideHeatingSeason", "decision { id }", **LONGER | change)
    assert [error["field"] for error in payload["userErrors"]] == [["input", *field]]
    assert row_counts() == before


@pytest.fixture
def two_winters(do, measure):
    """In both winters a call and a cold home; in the second it was mended, and there were more of both later on."""
    for year in (2021, 2022):
        measure(16.0, f"{year}-11-20", DOOR if year == 2021 else NEXT_DOOR)
        call = {"communityCode": COAST, "topic": "NOT_WARM", "calledAt": f"{year}-11-20T08:00:00+08:00"}
        do("recordHeatingCall", "call { id }", **call)
    home = measure(17.0, "2022-11-21", NEXT_DOOR, windowsClosed2h=False)
    opened = {"householdId": home, "heatingClass": "BELOW_STANDARD", "causes": ["OTHER"], "openedOn": "2022-11-22"}
    made = do("openHeatingRemediation", "remediation { id }", **opened)["remediation"]["id"]
    do("recordHeatingMeasure", "remediation { id }", remediationId=made, kind="OTHER", doneOn="2022-11-23")
    measure(20.0, "2023-03-01", NEXT_DOOR)


def _figures(season, days, calls, readings, valid, rate, mean, opened, proven):
    return {
        "season": {"name": season},
        "daysCounted": days,
        "calls": calls,
        "readings": readings,
        "validReadings": valid,
        "complianceRate": rate,
        "averageCelsius": mean,
        "remediationsOpened": opened,
        "remediationsProven": proven,
    }


def test_seasons_stand_side_by_side(two_winters, judged):
    asked = {"seasons": ["2022-2023", "2021-2022"], "same": False}
    assert judged(COMPARISON, asked)["heatingSeasonComparison"] == [
        _figures("2022-2023", 141, 1, 3, 2, 0.5, 18.0, 1, 1),
        _figures("2021-2022", 141, 1, 1, 1, 0.0, 16.0, 0, 0),
    ]


def test_a_running_season_is_compared_with_the_same_days_of_those_before(two_winters, judged, clock):
    clock.advance(days=-190)  # the second of March
    asked = {"seasons": ["2022-2023", "2021-2022"], "same": True}
    found = judged(COMPARISON, asked)["heatingSeasonComparison"]
    assert [(one["daysCounted"], one["readings"]) for one in found] == [(107, 3), (107, 1)]
    clock.advance(days=-100)  # the twenty-second of November
    found = judged(COMPARISON, asked)["heatingSeasonComparison"]
    assert [(one["daysCounted"], one["readings"]) for one in found] == [(7, 2), (7, 1)]


def test_a_comparison_takes_the_same_statements_however_many_seasons(two_winters, statements):
    seasons = [f"{year}-{year + 1}" for year in range(2013, 2023)]
    for number in (1, 2, 10):
        assert statements(COMPARISON, {"seasons": seasons[-number:], "same": True}) == 6


def test_a_season_that_nobody_knows_is_refused_at_its_place(places, client):
    answer = client(COMPARISON, {"seasons": ["2022-2023", "2030-2031"], "same": True})
    assert answer["errors"][0]["extensions"]["field"] == ["seasons", "1"]
