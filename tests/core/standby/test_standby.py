"""Special periods: declared, with teams and reserves that count inside of them only."""

from __future__ import annotations

from typing import Any

import pytest

from core.people.models import Unit, UnitKind
from core.policy.role import Role

PERIOD = "period { id kind name startsOn endsOn isCurrent teamCount teams { name members line { key } unit { name } } }"
RESERVE = "reserve { name volumeM3 asOf line { key } period { name } }"
STANDBY = """query($on: Date) { standby(on: $on) { on period { name }
  lines { line { key } teams members reserveCubicMeters } } }"""
WAVE = {"kind": "COLD_WAVE", "name": "九月寒潮", "startsOn": "2023-09-06", "endsOn": "2023-09-10"}
TEAMS = [
    {"name": "抢修一队", "line": "gas", "members": 6},
    {"name": "抢修二队", "line": "gas", "members": 5},
    {"name": "供热一队", "line": "heating", "members": 8},
]


@pytest.fixture
def period(client: Any) -> str:
    found: str = client.do("declareSpecialPeriod", PERIOD, **WAVE)["period"]["id"]
    return found


@pytest.fixture
def report(client: Any, period: str) -> Any:
    def told(volume: int, day: str, **more: Any) -> Any:
        sent = {"periodId": period, "line": "gas", "name": "天然气储备", "volumeM3": volume, "asOf": day} | more
        return client.act("reportReserve", RESERVE, **sent)

    return told


def test_a_period_is_declared_and_teams_stand_by_in_it(client, period, database):
    with database.writing() as session:
        session.add(Unit(name="市北区燃气企业", kind=UnitKind.UTILITY))
    teams = [TEAMS[0] | {"unitId": "Unit_1"}, *TEAMS[1:]]
    assert client.do("putTeamsOnStandby", PERIOD, periodId=period, teams=teams)["period"] == {
        "id": period,
        **WAVE,
        "isCurrent": True,
        "teamCount": 3,
        "teams": [
            {"name": "抢修一队", "members": 6, "line": {"key": "gas"}, "unit": {"name": "市北区燃气企业"}},
            {"name": "抢修二队", "members": 5, "line": {"key": "gas"}, "unit": None},
            {"name": "供热一队", "members": 8, "line": {"key": "heating"}, "unit": None},
        ],
    }


def test_what_stands_by_counts_inside_of_the_period_only(client, period, report, judged):
    client.do("putTeamsOnStandby", PERIOD, periodId=period, teams=TEAMS)
    report(3_000_000_000, "2023-09-07")
    inside = judged(STANDBY)["standby"]
    assert (inside["on"], inside["period"]) == ("2023-09-08", {"name": "九月寒潮"})
    assert [
        (one["line"]["key"], one["teams"], one["members"], one["reserveCubicMeters"]) for one in inside["lines"]
    ] == [
        ("enforcement", 0, 0, 0),
        ("gas", 2, 11, 3_000_000_000),
        ("heating", 1, 8, 0),
        ("sanitation", 0, 0, 0),
    ]
    for day, is_inside in (("2023-09-05", False), ("2023-09-06", True), ("2023-09-10", True), ("2023-09-11", False)):
        found = judged(STANDBY, {"on": day})["standby"]
        assert (found["period"] is not None, bool(found["lines"])) == (is_inside, is_inside)


def test_in_two_periods_at_once_all_stand_by_and_each_is_counted_once(client, period, report, judged):
    """A cold wave in the days of the festival hid who stood by for the festival."""
    client.do("putTeamsOnStandby", PERIOD, periodId=period, teams=TEAMS)
    report(3_000_000, "2023-09-07")
    storm = WAVE | {"kind": "STORM", "name": "九月暴雨", "startsOn": "2023-09-08"}
    other = client.do("declareSpecialPeriod", PERIOD, **storm)["period"]["id"]
    teams = [TEAMS[0] | {"members": 9}, {"name": "排水一队", "line": "sanitation", "members": 4}]
    client.do("putTeamsOnStandby", PERIOD, periodId=other, teams=teams)
    report(2_000_000, "2023-09-08", periodId=other)
    report(500_000, "2023-09-08", periodId=other, name="液化气储备")
    both = judged(STANDBY)["standby"]
    assert both["period"] == {"name": "九月暴雨"}
    assert [(one["line"]["key"], one["teams"], one["members"], one["reserveCubicMeters"]) for one in both["lines"]] == [
        ("enforcement", 0, 0, 0),
        ("gas", 2, 14, 2_500_000),
        ("heating", 1, 8, 0),
        ("sanitation", 1, 4, 0),
    ]


def test_a_reserve_that_is_told_again_is_what_was_told_last(client, report):
    assert report(2_500_000, "2023-09-06")["userErrors"] == []
    assert report(3_120_000, "2023-09-08")["reserve"] == {
        "name": "天然气储备",
        "volumeM3": 3_120_000,
        "asOf": "2023-09-08",
        "line": {"key": "gas"},
        "period": {"name": "九月寒潮"},
    }
    assert [e["field"] for e in report(1, "2023-09-07")["userErrors"]] == [["input", "asOf"]]
    data = client.data("{ specialPeriods(first: 1) { nodes { reserves { volumeM3 } } } }")
    assert data["specialPeriods"]["nodes"][0]["reserves"] == [{"volumeM3": 3_120_000}]


@pytest.mark.parametrize("day", ["2023-08-29", "2023-09-09", "2023-09-11"])
def test_a_reserve_of_a_day_outside_of_the_period_or_to_come_is_refused(report, row_counts, day):
    before = row_counts()
    payload = report(1, day)
    (error,) = payload["userErrors"]
    assert (error["field"], error["code"]) == (["input", "asOf"], "OUT_OF_RANGE")
    assert error["message"] == (
        "九月寒潮 lasts from 2023-09-06 to 2023-09-10; tell of a day from 2023-08-30 to 2023-09-08."
    )
    assert row_counts() == before


def test_a_period_has_a_name_of_its_own(client, period, row_counts):
    before = row_counts()
    again = WAVE | {"name": " 九月寒潮", "startsOn": "2023-09-09", "endsOn": "2023-09-12"}
    (error,) = client.act("declareSpecialPeriod", PERIOD, **again)["userErrors"]
    assert (error["field"], error["code"]) == (["input", "name"], "DUPLICATE")
    assert error["message"] == (
        "The period from 2023-09-06 to 2023-09-10 is named '九月寒潮' already; give this one a name of its own."
    )
    (error,) = client.act("declareSpecialPeriod", PERIOD, language="zh", **again)["userErrors"]
    assert error["message"] == "2023-09-06 至 2023-09-10 的时段已名为“九月寒潮”，请另取名称。"
    assert row_counts() == before
    client.do("declareSpecialPeriod", PERIOD, **again | {"name": "九月第二次寒潮"})


def test_a_team_that_was_named_by_mistake_does_not_stand_by(client, period):
    client.do("putTeamsOnStandby", PERIOD, periodId=period, teams=TEAMS)
    data = client.data("{ specialPeriods(first: 1) { nodes { teams { id name } } } }")
    (team,) = [one["id"] for one in data["specialPeriods"]["nodes"][0]["teams"] if one["name"] == "抢修二队"]
    left = client.do("standTeamDown", PERIOD, teamId=team)["period"]
    assert [one["name"] for one in left["teams"]] == ["抢修一队", "供热一队"]


def test_teams_and_stores_are_told_apart_however_their_names_are_written(client, period):
    team = {"name": "Team A", "line": "gas", "members": 3}
    client.do("putTeamsOnStandby", PERIOD, periodId=period, teams=[team])
    (error,) = client.act("putTeamsOnStandby", PERIOD, periodId=period, teams=[team | {"name": "ｔｅａｍ　A"}])[
        "userErrors"
    ]
    assert (error["field"], error["code"]) == (["input", "teams", "0", "name"], "DUPLICATE")
    for name in ("LNG store", "ｌｎｇ STORE"):
        told = {"periodId": period, "line": "gas", "name": name, "volumeM3": 5, "asOf": "2023-09-07"}
        client.do("reportReserve", "reserve { id }", **told)
    reserves = client.data("{ specialPeriods(first: 1) { nodes { reserves { name } } } }")["specialPeriods"]["nodes"][0]
    assert [one["name"] for one in reserves["reserves"] if "LNG" in one["name"].upper()] == ["LNG store"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"startsOn": "1999-12-31"}, "startsOn"),
        ({"endsOn": "2023-09-05"}, "endsOn"),
        ({"endsOn": "2023-12-31"}, "endsOn"),
        ({"name": " "}, "name"),
    ],
)
def test_a_period_that_cannot_be_is_refused(client, row_counts, change, field):
    before = row_counts()
    payload = client.act("declareSpecialPeriod", PERIOD, **WAVE | change)
    assert [error["field"] for error in payload["userErrors"]] == [["input", field]]
    assert row_counts() == before


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"name": "抢修一队"}, "name", "DUPLICATE"),
        ({"name": "抢修一队 "}, "name", "DUPLICATE"),
        ({"line": "water"}, "line", "NOT_FOUND"),
        ({"members": 0}, "members", "OUT_OF_RANGE"),
        ({"unitId": "Unit_9"}, "unitId", "NOT_FOUND"),
    ],
)
def test_a_team_that_cannot_be_is_refused_with_all_the_others(client, period, row_counts, change, field, code):
    before = row_counts()
    teams = [TEAMS[0], TEAMS[1] | change]
    payload = client.act("putTeamsOnStandby", PERIOD, periodId=period, teams=teams)
    assert [(e["field"], e["code"]) for e in payload["userErrors"]] == [(["input", "teams", "1", field], code)]
    assert row_counts() == before


def test_nobody_put_on_standby_is_a_slip_and_told_so(client, period):
    (error,) = client.act("putTeamsOnStandby", PERIOD, periodId=period, teams=[])["userErrors"]
    assert (error["field"], error["code"]) == (["input", "teams"], "REQUIRED")
    assert error["message"] == "teams is empty; send at least one."


def test_the_lead_of_a_line_speaks_for_that_line_only(client, period, viewer):
    lead = client.acting(viewer(Role.LINE_LEAD, lines=frozenset({"gas"})))
    lead.do("putTeamsOnStandby", PERIOD, periodId=period, teams=TEAMS[:2])
    payload = lead.act("putTeamsOnStandby", PERIOD, periodId=period, teams=TEAMS[2:])
    assert [error["code"] for error in payload["userErrors"]] == ["FORBIDDEN"]
    payload = lead.act(
        "reportReserve", RESERVE, periodId=period, line="heating", name="煤", volumeM3=1, asOf="2023-09-07"
    )
    assert [error["code"] for error in payload["userErrors"]] == ["FORBIDDEN"]


def test_periods_are_narrowed_by_kind_and_day(client, period, judged):
    client.do(
        "declareSpecialPeriod",
        PERIOD,
        **{"kind": "HOLIDAY", "name": "国庆", "startsOn": "2023-09-29", "endsOn": "2023-10-06"},
    )
    query = "query($f: SpecialPeriodFilter) { specialPeriods(first: 5, filter: $f) { nodes { kind isCurrent } } }"
    holiday, wave = {"kind": "HOLIDAY", "isCurrent": False}, {"kind": "COLD_WAVE", "isCurrent": True}
    for given, found in (
        ({}, [holiday, wave]),
        ({"kinds": ["COLD_WAVE"]}, [wave]),
        ({"window": {"from": "2023-09-29", "to": "2023-10-01"}}, [holiday]),
    ):
        assert judged(query, {"f": given})["specialPeriods"]["nodes"] == found
