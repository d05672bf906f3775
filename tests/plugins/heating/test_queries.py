"""What can be asked of the heating line: the contract of clients, filters, orders, pages, and how it is found."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from core.places.models import Community
from plugins.heating.models import HeatingCall, HeatingCallTopic
from plugins.heating.services.seasons import Seasons

from .conftest import COAST, DOOR, HILL, UNCOUNTED

# The contract, as clients send it.
SEASON = """
query HeatingSeason($season: String!, $first: Int!) {
  heatingHotspots(season: $season, first: $first) {
    nodes { community { code name district { name } } calls callsPerThousandHouseholds zScore topics { topic count } }
  }
  heatingRemediations(season: $season, first: $first) {
    totalCount
    nodes {
      household { building unit room } heatingClass causes measures { kind doneOn }
      before { celsius takenAt } after { celsius takenAt } temperatureGain isProven
    }
  }
  heatingCauses(season: $season) { cause count share meanGain }
}
"""
BOARD = """
query CaseBoard($filter: CaseFilter, $first: Int!) {
  cases(filter: $filter, orderBy: [{ field: DEADLINE, direction: ASC }], first: $first) {
    nodes { title detail { __typename
      ... on HeatingCaseDetail { heatingClass causes latestReading { celsius takenAt isValid } } } }
  }
}
"""


CALLS = (
    (COAST, "NOT_WARM", 6, True),
    (COAST, "LEAK", 3, True),
    (HILL, "NOT_WARM", 6, True),
    (UNCOUNTED, "OUTAGE", 7, True),
    (COAST, "NOT_WARM", 7, False),
)


def _call(place, topic, day, is_place_known=True):
    return HeatingCall(
        season=Seasons().latest(day).name,
        community_id=place.id,
        district_id=place.district_id,
        is_place_known=is_place_known,
        topic=HeatingCallTopic[topic],
        called_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
        called_on=day,
    )


@pytest.fixture
def calls(database, places):
    """One a day from the tenth of December; one of the winter before."""
    with database.writing() as session:
        found = {place.code: place for place in session.scalars(select(Community))}
        for code, topic, number, is_known in CALLS:
            for at in range(number):
                session.add(_call(found[code], topic, date(2022, 12, 10 + at), is_known))
        session.add(_call(found[HILL], "OTHER", date(2022, 1, 10)))


@pytest.fixture
def winter(calls, do, measure):
    """Calls from three communities, and three cold homes, two of which were mended."""
    for room, before, after, causes in (
        ("101", 15.0, 19.5, ["FILTER_CLOGGED", "HYDRAULIC"]),
        ("102", 16.0, 18.5, ["FILTER_CLOGGED"]),
        ("103", 17.0, None, ["INSULATION"]),
    ):
        home = measure(before, "2022-12-01", DOOR | {"room": room})
        opened = do(
            "openHeatingRemediation",
            "remediation { id }",
            householdId=home,
            heatingClass="BELOW_STANDARD",
            causes=causes,
            openedOn="2022-12-02",
        )["remediation"]
        if after is not None:
            do(
                "recordHeatingMeasure",
                "remediation { id }",
                remediationId=opened["id"],
                kind="CLEAN_FILTER",
                doneOn="2022-12-03",
            )
            measure(after, "2022-12-04", DOOR | {"room": room})


def _before(celsius):
    return {"celsius": celsius, "takenAt": "2022-12-01T12:00:00Z"}


def _after(celsius):
    return {"celsius": celsius, "takenAt": "2022-12-04T12:00:00Z"}


def test_the_contract_of_the_season_is_answered(winter, judged):
    data = judged(SEASON, {"season": "2022-2023", "first": 10})
    coast, hill, uncounted = (
        {"code": code, "name": name, "district": {"name": "市北区"}}
        for code, name in (
            (COAST, "海岸路社区居委会"),
            (HILL, "山坡路社区居委会"),
            (UNCOUNTED, "新建社区居委会"),
        )
    )
    # 15 calls of 2,500 households are a rate of 6; the variance is (500·6² + 2000·1.5²) / 2500 = 9.
    assert data["heatingHotspots"]["nodes"] == [
        {
            "community": hill,
            "calls": 6,
            "callsPerThousandHouseholds": 12.0,
            "zScore": 2.0,
            "topics": [{"topic": "NOT_WARM", "count": 6}],
        },
        {
            "community": coast,
            "calls": 9,
            "callsPerThousandHouseholds": 4.5,
            "zScore": -0.5,
            "topics": [{"topic": "NOT_WARM", "count": 6}, {"topic": "LEAK", "count": 3}],
        },
        {
            "community": uncounted,
            "calls": 7,
            "callsPerThousandHouseholds": None,
            "zScore": None,
            "topics": [{"topic": "OUTAGE", "count": 7}],
        },
    ]
    done = [{"kind": "CLEAN_FILTER", "doneOn": "2022-12-03"}]
    assert data["heatingRemediations"] == {
        "totalCount": 3,
        "nodes": [
            {
                "household": DOOR | {"room": room},
                "heatingClass": "BELOW_STANDARD",
                "causes": causes,
                "measures": measures,
                "before": before,
                "after": after,
                "temperatureGain": gain,
                "isProven": gain is not None,
            }
            for room, causes, measures, before, after, gain in (
                ("103", ["INSULATION"], [], _before(17.0), None, None),
                ("102", ["FILTER_CLOGGED"], done, _before(16.0), _after(18.5), 2.5),
                ("101", ["FILTER_CLOGGED", "HYDRAULIC"], done, _before(15.0), _after(19.5), 4.5),
            )
        ],
    }
    assert data["heatingCauses"] == [
        {"cause": "FILTER_CLOGGED", "count": 2, "share": 2 / 3, "meanGain": 3.5},
        {"cause": "HYDRAULIC", "count": 1, "share": 1 / 3, "meanGain": 4.5},
        {"cause": "INSULATION", "count": 1, "share": 1 / 3, "meanGain": None},
    ]


def test_the_contract_of_the_case_board_is_answered(winter, judged):
    data = judged(BOARD, {"filter": {"lines": ["heating"]}, "first": 9})
    shown = {case["title"]: case["detail"] for case in data["cases"]["nodes"]}
    assert shown["室温15℃，低于18℃"] == {
        "__typename": "HeatingCaseDetail",
        "heatingClass": "BELOW_STANDARD",
        "causes": ["FILTER_CLOGGED", "HYDRAULIC"],
        "latestReading": _after(19.5) | {"isValid": True},
    }


def test_a_season_without_anything_is_empty(winter, judged):
    data = judged(SEASON, {"season": "2020-2021", "first": 10})
    assert data == {
        "heatingHotspots": {"nodes": []},
        "heatingRemediations": {"totalCount": 0, "nodes": []},
        "heatingCauses": [],
    }


def test_a_season_that_is_none_is_told_at_each_field_and_the_others_are_answered(client, places):
    answer = client(SEASON + "# zh", {"season": "2022", "first": 10}, language="zh")
    assert answer["data"] == {
        "heatingHotspots": None,
        "heatingRemediations": None,
        "heatingCauses": None,
    }
    assert {error["message"] for error in answer["errors"]} == {"“2022”不是供暖季，请写明起止年份，例如 2022-2023。"}
    for error in answer["errors"]:
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert error["extensions"]["field"] == ["season"]
    unknown = client('{ heatingCauses(season: "2023-2024") { count } }')
    assert unknown["errors"][0]["message"] == ("There is no heating season 2023-2024; there is 1999-2000 to 2022-2023.")


@pytest.mark.parametrize(
    ("field", "inside", "whole"),
    [
        ("heatingHotspots", "community { code }", 3),
        ("heatingRemediations", "household { room }", 3),
    ],
)
def test_pages_follow_each_other_without_gap_or_overlap(winter, client, field, inside, whole):
    query = f"""query($after: String) {{ {field}(season: "2022-2023", first: 1, after: $after) {{
      totalCount nodes {{ {inside} }}
      pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"""
    everything = client.data(f'{{ all: {field}(season: "2022-2023", first: 9) {{ nodes {{ {inside} }} }} }}')
    seen, after, flags = [], None, []
    while True:
        page = client.data(query, {"after": after})[field]
        seen += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        assert page["totalCount"] == whole
        assert page["pageInfo"]["startCursor"] == after
        flags.append((page["pageInfo"]["hasPreviousPage"], page["pageInfo"]["hasNextPage"]))
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == everything["all"]["nodes"]
    assert flags == [(False, True), (True, True), (True, False)]


@pytest.mark.parametrize("field", ["heatingHotspots", "heatingRemediations"])
def test_a_page_without_size_or_with_a_foreign_cursor_is_refused(client, places, field):
    for arguments, at in (
        ("", "first"),
        (", first: 0", "first"),
        (", first: 101", "first"),
        (', first: 5, after: "abc"', "after"),
    ):
        answer = client(f'{{ {field}(season: "2022-2023"{arguments}) {{ totalCount }} }}')
        assert answer["data"] == {field: None}
        assert answer["errors"][0]["extensions"]["field"] == [at]


def test_calls_and_readings_are_narrowed_and_sorted(winter, judged):
    query = """query($calls: HeatingCallFilter, $readings: HeatingReadingFilter) {
      heatingCalls(filter: $calls, first: 3) {
        totalCount nodes { id topic calledAt season community { code } household { room } } }
      heatingReadings(filter: $readings, orderBy: [{ field: TAKEN_AT, direction: DESC }], first: 2) {
        totalCount nodes { id celsius takenAt household { room community { code } } } }
    }"""

    def counts(calls, readings):
        data = judged(query, {"calls": calls, "readings": readings})
        return data["heatingCalls"]["totalCount"], data["heatingReadings"]["totalCount"]

    data = judged(query)
    assert [call["calledAt"] for call in data["heatingCalls"]["nodes"]] == [
        "2022-12-16T00:00:00Z",
        "2022-12-16T00:00:00Z",
        "2022-12-15T00:00:00Z",
    ]
    assert [one["celsius"] for one in data["heatingReadings"]["nodes"]] == [18.5, 19.5]
    assert counts(None, None) == (30, 5)
    assert counts({"topics": ["LEAK", "OTHER"]}, {"communityCodes": [COAST]}) == (4, 5)
    assert counts({"communityCodes": [HILL]}, {"communityCodes": [HILL]}) == (7, 0)
    assert counts({"districtCodes": ["370203"]}, {"districtCodes": ["370203"]}) == (30, 5)
    window = {"from": "2022-12-04", "to": "2022-12-12"}
    assert counts({"window": window}, {"window": window}) == (10, 2)


def test_the_number_of_statements_does_not_grow_with_the_rows(winter, statements):
    query = SEASON.replace("household {", "remediation { id case { title } } household {")
    few = statements(query, {"season": "2022-2023", "first": 2})
    many = statements(query, {"season": "2022-2023", "first": 10})
    assert few == many


def test_what_nobody_asks_for_is_not_looked_for(winter, statements):
    query = "query($season: String!) { heatingRemediations(season: $season, first: 9) { %s } }"
    counts = {
        inside: statements(query % inside, {"season": "2022-2023"})
        for inside in ("nodes { isProven }", "totalCount", "nodes { causes }", "nodes { measures { kind } }")
    }
    calendar = 2  # the rules, and the seasons that were decided
    assert counts == {
        "nodes { isProven }": calendar + 1,
        "totalCount": calendar + 2,
        "nodes { causes }": calendar + 2,
        "nodes { measures { kind } }": calendar + 2,
    }


def test_every_object_can_be_fetched_again_by_its_id(winter, judged):
    found = judged("""{ heatingCalls(first: 1) { nodes { id } } heatingReadings(first: 1) { nodes { id } }
      heatingRemediations(season: "2022-2023", first: 1) { nodes { remediation { id } } } }""")
    ids = [
        found["heatingCalls"]["nodes"][0]["id"],
        found["heatingReadings"]["nodes"][0]["id"],
        found["heatingRemediations"]["nodes"][0]["remediation"]["id"],
    ]
    data = judged("query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", {"ids": ids})
    assert data["nodes"] == [
        {"__typename": name, "id": key}
        for name, key in zip(("HeatingCall", "HeatingReading", "HeatingRemediation"), ids, strict=True)
    ]
