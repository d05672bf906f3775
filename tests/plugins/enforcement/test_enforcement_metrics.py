"""The line's figures, against numbers that a reader can count."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.database import Database
from plugins.enforcement.metrics import METRICS
from plugins.enforcement.models import EnforcementCaseDetail
from tests.plugins.enforcement.conftest import CLOUDS, COAST, HILL, seen

ASK = """
query ($keys: [String!]!, $window: DateWindow!, $by: [MetricDimension!], $filter: MetricFilter) {
  metrics(keys: $keys, window: $window, groupBy: $by, filter: $filter, first: 50) {
    nodes {
      metric { key } value numerator denominator
      line { key } district { code } community { code } month
    }
  }
}
"""
REMOVE = """
mutation ($input: RemoveEnforcementViolationInput!) {
  removeEnforcementViolation(input: $input) { userErrors { message } }
}
"""
KEYS = [metric.key for metric in METRICS]
SUMMER = {"from": "2023-07-01", "to": "2023-09-01"}


@pytest.fixture
def rows_by_hand(client: Any, database: Database, recorded: Any) -> None:
    """June: 1 found, removed in July. July: 3 found, 1 at once. August: 1 found elsewhere, removed
    in September. Two complaints became formal cases, one in July, one in September."""
    recorded(seen("GREEN_DAMAGE"), on="2023-06-30")
    recorded(seen("DOG_WASTE", corrected=True), seen("GROUND_LOCK"), on="2023-07-01")
    recorded(seen("GROUND_LOCK"), code=HILL, on="2023-07-31")
    recorded(seen("ILLEGAL_BUILDING"), code=CLOUDS, on="2023-08-31")
    for key, day in ((1, "2023-07-02"), (5, "2023-09-01")):
        sent = {"violationId": f"EnforcementViolation_{key}", "version": 1, "removedOn": day}
        payload = client.data(REMOVE, {"input": {"clientMutationId": f"{key}", **sent}})
        assert payload["removeEnforcementViolation"]["userErrors"] == []
    with database.writing() as session:
        for key, day in ((4, date(2023, 7, 31)), (5, date(2023, 9, 1))):
            detail = session.get_one(EnforcementCaseDetail, key)
            detail.complaint_id, detail.converted_on = key - 2, day


def test_each_figure_in_a_window(judged: Any, rows_by_hand: None) -> None:
    nodes = judged(ASK, {"keys": KEYS, "window": SUMMER})["metrics"]["nodes"]
    assert {node["metric"]["key"]: (node["value"], node["numerator"], node["denominator"]) for node in nodes} == {
        "enforcement.violations_found": (4, 4, None),
        "enforcement.violations_removed": (2, 2, None),
        "enforcement.corrected_rate": (0.5, 2, 4),
        "enforcement.complaints_converted": (1, 1, None),
    }


def test_each_figure_by_month(judged: Any, rows_by_hand: None) -> None:
    window = {"from": "2023-06-01", "to": "2023-10-01"}
    nodes = judged(ASK, {"keys": KEYS, "window": window, "by": ["MONTH"]})["metrics"]["nodes"]
    assert [(node["metric"]["key"][12:], node["month"], node["value"]) for node in nodes] == [
        ("violations_found", "2023-06", 1),
        ("violations_found", "2023-07", 3),
        ("violations_found", "2023-08", 1),
        ("violations_removed", "2023-07", 2),
        ("violations_removed", "2023-09", 1),
        ("corrected_rate", "2023-06", 1.0),
        ("corrected_rate", "2023-07", 1 / 3),
        ("corrected_rate", "2023-08", 1.0),
        ("complaints_converted", "2023-07", 1),
        ("complaints_converted", "2023-09", 1),
    ]


def test_figures_by_place(judged: Any, rows_by_hand: None) -> None:
    keys = ["enforcement.violations_found", "enforcement.complaints_converted"]
    window = {"from": "2023-06-01", "to": "2023-10-01"}
    asked = {"keys": keys, "window": window, "by": ["LINE", "COMMUNITY"]}
    nodes = judged(ASK, asked)["metrics"]["nodes"]
    assert {node["line"]["key"] for node in nodes} == {"enforcement"}
    assert {(node["metric"]["key"][12:], node["community"]["code"]): node["value"] for node in nodes} == {
        ("violations_found", COAST): 3,
        ("violations_found", HILL): 1,
        ("violations_found", CLOUDS): 1,
        ("complaints_converted", HILL): 1,
        ("complaints_converted", CLOUDS): 1,
    }


def test_figures_in_one_district_or_of_another_line(judged: Any, rows_by_hand: None) -> None:
    asked = {"keys": KEYS, "window": SUMMER, "filter": {"districtCodes": ["370202"]}}
    values = [node["value"] for node in judged(ASK, asked)["metrics"]["nodes"]]
    assert values == [1, 0, 1.0, 0]
    asked = {"keys": KEYS, "window": SUMMER, "filter": {"lines": []}}
    values = [node["value"] for node in judged(ASK, asked)["metrics"]["nodes"]]
    assert values == [0, 0, None, 0]


def test_a_community_shows_the_figures_of_the_line(judged: Any, rows_by_hand: None) -> None:
    query = """query ($keys: [String!]!) { communities(first: 9, filter: { search: "山坡" }) {
      nodes { metrics(keys: $keys) { value } }
    } }"""
    ((node,),) = judged(query, {"keys": KEYS})["communities"].values()
    assert [figure["value"] for figure in node["metrics"]] == [1, 0, 0.0, 1]


def test_what_was_refused_withdrawn_or_merged_is_no_violation(client: Any, judged: Any, recorded: Any) -> None:
    """Of five piles in July one is gone, one is there; one was refused, one withdrawn, and one was another seen again."""
    spots = [seen("MESSY_PILING", place, corrected=place == "1") for place in "12345"]
    cases = recorded(*spots, on="2023-07-01")["cases"]
    refused, withdrawn, again, master = ({"caseId": case["id"], "version": case["version"]} for case in cases[1:])
    client.do("rejectCase", "case { id }", **refused, outcome="UNFOUNDED", reason="不属实")
    client.do("cancelCase", "case { id }", **withdrawn, reason="误报")
    client.do("mergeCase", "case { id }", **again, intoCaseId=master["caseId"], reason="同一处")
    nodes = judged(ASK, {"keys": KEYS[:3], "window": SUMMER})["metrics"]["nodes"]
    assert [(node["numerator"], node["denominator"]) for node in nodes] == [(2, None), (1, None), (1, 2)]
    piles = judged("""{ enforcementKinds(window: {from: "2023-07-01", to: "2023-09-01"}) { kind found removed } }""")
    assert {"kind": "MESSY_PILING", "found": 2, "removed": 1} in piles["enforcementKinds"]
    drive = {"name": "乱堆", "kind": "MESSY_PILING", "window": SUMMER, "communityCodes": [COAST]}
    told = client.do("startEnforcementDrive", "drive { violationsFound violationsRemoved }", **drive)["drive"]
    assert told == {"violationsFound": 2, "violationsRemoved": 1}
