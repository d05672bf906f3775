"""Clearing campaigns over several visits: counted from the five cleanings."""

from __future__ import annotations

import pytest

from tests.plugins.sanitation.conftest import CLOUDS, GONE, SEASIDE

CAMPAIGN = """campaign { name kinds from to targetSpots communitiesPlanned communitiesCovered visits found cleared
  volumeCubicMeters leftOver communities(first: 5) {
    nodes { community { code } isCovered visits found cleared leftOver } } }"""
CORNERS = {
    "name": "卫生死角清零行动",
    "kinds": ["DEAD_CORNER", "BACK_LANE", "DEAD_CORNER"],
    "window": {"from": "2023-08-01", "to": "2023-09-01"},
    "communityCodes": [SEASIDE, CLOUDS],
    "targetSpots": 20,
}


def clean(kind, found, cleared, **more):
    return {"kind": kind, "found": found, "cleared": cleared} | more


def test_what_several_visits_cleared_adds_up_and_what_the_last_left_over_is_told(client, visited):
    visited("2023-07-31", fiveCleans=[clean("DEAD_CORNER", 9, 0)])
    visited("2023-08-01", fiveCleans=[clean("DEAD_CORNER", 5, 2, volumeCubicMeters=1.5), clean("YARD", 7, 7)])
    visited("2023-08-10", fiveCleans=[clean("DEAD_CORNER", 3, 2, volumeCubicMeters=0.25), clean("BACK_LANE", 4, 2)])
    visited("2023-08-20")
    visited("2023-09-01", fiveCleans=[clean("DEAD_CORNER", 9, 9)])
    assert client.do("startSanitationCampaign", CAMPAIGN, **CORNERS)["campaign"] == {
        "name": "卫生死角清零行动",
        "kinds": ["BACK_LANE", "DEAD_CORNER"],
        "from": "2023-08-01",
        "to": "2023-09-01",
        "targetSpots": 20,
        "communitiesPlanned": 2,
        "communitiesCovered": 1,
        "visits": 3,
        "found": 12,
        "cleared": 6,
        "volumeCubicMeters": 1.75,
        "leftOver": 3,
        "communities": {
            "nodes": [
                {
                    "community": {"code": SEASIDE},
                    "isCovered": True,
                    "visits": 3,
                    "found": 12,
                    "cleared": 6,
                    "leftOver": 3,
                },
                {
                    "community": {"code": CLOUDS},
                    "isCovered": False,
                    "visits": 0,
                    "found": 0,
                    "cleared": 0,
                    "leftOver": 0,
                },
            ]
        },
    }


def test_another_visit_takes_away_what_was_left_over(client, visited):
    client.do("startSanitationCampaign", CAMPAIGN, **CORNERS)
    query = "{ sanitationCampaigns(first: 1) { nodes { leftOver cleared } } }"
    told = []
    for day, found, cleared in (("2023-08-01", 5, 2), ("2023-08-10", 3, 2), ("2023-08-20", 1, 1)):
        visited(day, fiveCleans=[clean("DEAD_CORNER", found, cleared)])
        told += client.data(query)["sanitationCampaigns"]["nodes"]
    assert told == [
        {"leftOver": 3, "cleared": 2},
        {"leftOver": 1, "cleared": 4},
        {"leftOver": 0, "cleared": 5},
    ]


def test_what_was_left_over_stays_until_it_is_cleaned_again(client, visited):
    """Not until another kind, or another spot, is; and of two visits on one day the second tells what is left."""
    client.do("startSanitationCampaign", CAMPAIGN, **CORNERS)
    query = "{ sanitationCampaigns(first: 1) { nodes { leftOver communities(first: 1) { nodes { leftOver } } } } }"
    for day, task, left in (
        ("2023-08-01", clean("DEAD_CORNER", 6, 1, place="3号楼"), 5),
        ("2023-08-02", clean("BACK_LANE", 4, 4), 5),
        ("2023-08-03", clean("DEAD_CORNER", 3, 1, place="5号楼"), 7),
        ("2023-08-04", clean("DEAD_CORNER", 5, 4, place="3号楼"), 3),
        ("2023-08-04", clean("DEAD_CORNER", 1, 1, place="3号楼"), 2),
        ("2023-08-05", clean("DEAD_CORNER", 2, 2), 0),
    ):
        visited(day, fiveCleans=[task])
        (told,) = client.data(query)["sanitationCampaigns"]["nodes"]
        assert (told["leftOver"], told["communities"]["nodes"]) == (left, [{"leftOver": left}]), (day, task)


def test_campaigns_are_listed_the_latest_first_at_a_constant_cost(client, places, judged, statements):
    query = "{ sanitationCampaigns(first: 5) { nodes { name cleared leftOver communities(first: 2) { totalCount } } } }"
    client.do("startSanitationCampaign", CAMPAIGN, **CORNERS)
    one = statements(query)
    for number, day in enumerate(("2023-01-01", "2023-09-01")):
        window = {"from": day, "to": "2023-12-01"}
        client.do("startSanitationCampaign", CAMPAIGN, **CORNERS | {"name": f"{number}", "window": window})
    assert [node["name"] for node in judged(query)["sanitationCampaigns"]["nodes"]] == ["1", "卫生死角清零行动", "0"]
    assert statements(query) == one


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"kinds": []}, ["kinds"], "REQUIRED"),
        ({"targetSpots": 0}, ["targetSpots"], "OUT_OF_RANGE"),
        ({"window": {"from": "2023-08-01", "to": "2023-08-01"}}, ["window", "to"], "INVALID"),
        ({"window": {"from": "2023-08-01", "to": "2024-08-02"}}, ["window", "to"], "OUT_OF_RANGE"),
        ({"communityCodes": [SEASIDE, GONE]}, ["communityCodes", "1"], "INVALID"),
        ({"name": ""}, ["name"], "REQUIRED"),
    ],
)
def test_a_campaign_that_cannot_be_is_refused(client, places, row_counts, change, field, code):
    before = row_counts()
    payload = client.act("startSanitationCampaign", CAMPAIGN, **CORNERS | change)
    assert payload["campaign"] is None
    assert [(error["field"], error["code"]) for error in payload["userErrors"]] == [(["input", *field], code)]
    assert row_counts() == before


def test_what_makes_rubbish_recur_the_rules_say(client, visited, judged):
    for day in ("2023-08-01", "2023-08-02"):
        visited(day, fiveCleans=[clean("YARD", 2, 2)])
    query = """query($least: Int) { sanitationRecurrences(window: { from: "2023-08-01", to: "2023-09-01" }, first: 5,
      atLeast: $least) { nodes { times } } }"""
    assert judged(query)["sanitationRecurrences"]["nodes"] == []
    assert judged(query, {"least": 2})["sanitationRecurrences"]["nodes"] == [{"times": 2}]
    sent = {"key": "sanitation.recurrence_visits", "validFrom": "2023-09-08", "number": 2, "reason": "区级办法"}
    client.do("setRule", "change { id }", **sent)
    assert judged(query)["sanitationRecurrences"]["nodes"] == [{"times": 2}]


@pytest.mark.parametrize("field", ["sanitationRecurrences", "sanitationFiveCleans"])
def test_rubbish_of_a_district_that_is_none_is_refused_in_words(client, places, field):
    page = ", first: 5" if field == "sanitationRecurrences" else ""
    answer = client(
        f"""{{ {field}(window: {{ from: "2023-08-01", to: "2023-09-01" }}, districtCodes: ["999999"]{page})
        {{ __typename }} }}"""
    )
    (error,) = answer["errors"]
    assert error["message"] == "There is no district with the code '999999'."
    assert error["extensions"]["field"] == ["districtCodes"]


def test_what_another_campaign_clears_counts_in_none_but_that(client, visited):
    visited("2023-08-01", fiveCleans=[clean("DEAD_CORNER", 5, 2), clean("YARD", 7, 6)])
    visited("2023-08-02", fiveCleans=[clean("YARD", 1, 1)])
    client.do("startSanitationCampaign", "campaign { name }", **CORNERS | {"name": "庭院", "kinds": ["YARD"]})
    corners = client.do("startSanitationCampaign", CAMPAIGN, **CORNERS)["campaign"]
    assert (corners["found"], corners["cleared"], corners["leftOver"]) == (5, 2, 3)
    assert corners["communities"]["nodes"][0]["found"] == 5
