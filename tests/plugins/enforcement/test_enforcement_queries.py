"""Reading the enforcement line: its lists, repeat places, and kinds."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import insert

from core.cases.models import Case, CaseOutcome, CasePriority, CaseSource, CaseStatus
from core.database import Database
from core.testing.fixtures import NOW, Client
from plugins.enforcement.models import EnforcementCaseDetail
from tests.plugins.enforcement.conftest import CLOUDS, COAST, HILL, seen

CONTRACT = """
query Enforcement($window: DateWindow!, $first: Int!) {
  enforcementViolations(filter: { window: $window }, first: $first) {
    totalCount
    nodes {
      id kind firstSeenOn orderedOn removedOn case { number status } community { name }
    }
  }
  enforcementDrives(first: 5) {
    nodes { id name kind from to communitiesCovered violationsFound violationsRemoved }
  }
  enforcementRepeatPlaces(window: $window, first: 10) {
    nodes { place community { name } caseCount }
  }
}
"""
YEAR = {"window": {"from": "2023-01-01", "to": "2023-09-09"}, "first": 20}
PLACES = """
query ($window: DateWindow!, $first: Int, $after: String) {
  enforcementRepeatPlaces(window: $window, first: $first, after: $after) {
    totalCount
    nodes { place community { code } caseCount openCaseCount lastReportedOn }
    pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}
"""
KINDS = """
query ($window: DateWindow!) {
  enforcementKinds(window: $window) { kind found removed correctedRate }
}
"""
VIOLATIONS = """
query ($filter: EnforcementViolationFilter, $order: [EnforcementViolationOrder!], $after: String) {
  enforcementViolations(filter: $filter, orderBy: $order, first: 2, after: $after) {
    totalCount
    nodes { place }
    pageInfo { hasNextPage endCursor }
  }
}
"""
BOARD = """
query {
  cases(first: 50) {
    nodes {
      number
      detail {
        __typename
        case { number }
        ... on EnforcementCaseDetail {
          violationKind isConvertedFromComplaint convertedOn
          violation { place visit { visitedOn report { ... on EnforcementVisitReport {
            violations { kind case { number } }
          } } } }
          complaint { number source }
        }
      }
    }
  }
}
"""
DRIVE = """
mutation ($input: StartEnforcementDriveInput!) {
  startEnforcementDrive(input: $input) { drive { id } userErrors { message } }
}
"""


@pytest.fixture
def summer(recorded: Any) -> None:
    """Seven violations in three communities from June to September."""
    recorded(seen("GROUND_LOCK", "甲"), seen("DOG_WASTE", "乙", corrected=True), on="2023-06-01")
    recorded(seen("GROUND_LOCK", "甲"), code=HILL, on="2023-07-01")
    recorded(seen("GROUND_LOCK", "甲", corrected=True), seen("GREEN_DAMAGE", "甲"), on="2023-08-01")
    recorded(seen("ILLEGAL_BUILDING", "丙"), code=CLOUDS, on="2023-08-31")
    recorded(seen("DOG_WASTE", "丁"), on="2023-09-01")


def test_the_contract_of_clients_is_answered(client: Client, summer: None, judged: Any) -> None:
    sent = {
        "clientMutationId": "drive",
        "name": "地锁整治",
        "kind": "GROUND_LOCK",
        "window": {"from": "2023-06-01", "to": "2023-08-01"},
        "communityCodes": [COAST, HILL, CLOUDS],
    }
    client.data(DRIVE, {"input": sent})
    data = judged(CONTRACT, YEAR | {"first": 1})
    assert data == {
        "enforcementViolations": {
            "totalCount": 7,
            "nodes": [
                {
                    "id": "EnforcementViolation_7",
                    "kind": "DOG_WASTE",
                    "firstSeenOn": "2023-09-01",
                    "orderedOn": None,
                    "removedOn": None,
                    "case": {"number": "202309-0000007", "status": "REPORTED"},
                    "community": {"name": "海岸路社区"},
                }
            ],
        },
        "enforcementDrives": {
            "nodes": [
                {
                    "id": "EnforcementDrive_1",
                    "name": "地锁整治",
                    "kind": "GROUND_LOCK",
                    "from": "2023-06-01",
                    "to": "2023-08-01",
                    "communitiesCovered": 2,
                    "violationsFound": 2,
                    "violationsRemoved": 0,
                }
            ]
        },
        "enforcementRepeatPlaces": {"nodes": [{"place": "甲", "community": {"name": "海岸路社区"}, "caseCount": 3}]},
    }


NARROWED = [
    (None, "丁丙甲甲甲乙甲"),
    ({}, "丁丙甲甲甲乙甲"),
    ({"window": {"from": "2023-08-01", "to": "2023-09-01"}}, "丙甲甲"),
    ({"window": {"from": "2023-08-02", "to": "2023-08-31"}}, ""),
    ({"kinds": ["GROUND_LOCK", "DOG_WASTE"]}, "丁甲甲乙甲"),
    ({"kinds": []}, ""),
    ({"stages": ["REMOVED"]}, "甲乙"),
    ({"stages": ["SEEN", "WARNED"], "kinds": ["GROUND_LOCK"]}, "甲甲"),
    ({"districtCodes": ["370202"]}, "丙"),
    ({"communityCodes": [HILL, CLOUDS]}, "丙甲"),
    ({"communityCodes": [CLOUDS], "districtCodes": ["370203"]}, ""),
]


def test_violations_are_narrowed_and_the_last_seen_come_first(judged: Any, summer: None) -> None:
    for filter_, expected in NARROWED:
        told, after, follows = "", None, True
        while follows:
            page = judged(VIOLATIONS, {"filter": filter_, "after": after})["enforcementViolations"]
            assert page["totalCount"] == len(expected)
            told += "".join(node["place"] for node in page["nodes"])
            after, follows = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        assert told == expected, filter_


def test_a_code_that_nobody_has_is_told_instead_of_an_empty_list(client: Client, summer: None) -> None:
    for filter_, field in (({"communityCodes": ["0"]}, "communityCodes"), ({"districtCodes": ["1"]}, "districtCodes")):
        (error,) = client(VIOLATIONS, {"filter": filter_})["errors"]
        assert error["extensions"]["reason"] == "NOT_FOUND"
        assert error["extensions"]["field"] == ["filter", field]


def test_violations_can_be_read_from_the_first_seen_on(judged: Any, summer: None) -> None:
    order = [{"field": "FIRST_SEEN_ON", "direction": "ASC"}]
    page = judged(VIOLATIONS, {"order": order})["enforcementViolations"]
    assert [node["place"] for node in page["nodes"]] == ["甲", "乙"]


def test_a_case_tells_what_the_line_records_of_it(database: Database, judged: Any, summer: None) -> None:
    """The third violation's case came from a complaint, whose case is the first."""
    with database.writing() as session:
        detail = session.get_one(EnforcementCaseDetail, 3)
        detail.complaint_id, detail.converted_on = 1, date(2023, 7, 1)
    found = {node["number"]: node["detail"] for node in judged(BOARD)["cases"]["nodes"]}
    assert found["202307-0000003"] == {
        "__typename": "EnforcementCaseDetail",
        "case": {"number": "202307-0000003"},
        "violationKind": "GROUND_LOCK",
        "isConvertedFromComplaint": True,
        "convertedOn": "2023-07-01",
        "violation": {
            "place": "甲",
            "visit": {
                "visitedOn": "2023-07-01",
                "report": {"violations": [{"kind": "GROUND_LOCK", "case": {"number": "202307-0000003"}}]},
            },
        },
        "complaint": {"number": "202306-0000001", "source": "VISIT"},
    }
    assert found["202306-0000001"]["isConvertedFromComplaint"] is False
    assert found["202306-0000001"]["complaint"] is None


def test_any_object_of_the_line_can_be_fetched_again(judged: Any, summer: None) -> None:
    query = """query ($id: ID!) { node(id: $id) { id ... on EnforcementViolation {
      stage community { code }
    } } }"""
    assert judged(query, {"id": "EnforcementViolation_2"})["node"] == {
        "id": "EnforcementViolation_2",
        "stage": "REMOVED",
        "community": {"code": COAST},
    }
    assert judged(query, {"id": "EnforcementViolation_99"})["node"] is None


def test_kinds_are_counted_all_of_them(judged: Any, summer: None) -> None:
    window = {"window": {"from": "2023-06-01", "to": "2023-09-01"}}
    figures = judged(KINDS, window)["enforcementKinds"]
    assert [(row["kind"], row["found"], row["removed"], row["correctedRate"]) for row in figures] == [
        ("ILLEGAL_BUILDING", 1, 0, 0.0),
        ("MESSY_PILING", 0, 0, None),
        ("POSTING_GRAFFITI", 0, 0, None),
        ("ILLEGAL_OCCUPATION", 0, 0, None),
        ("GROUND_LOCK", 3, 1, 1 / 3),
        ("DOG_UNLEASHED", 0, 0, None),
        ("DOG_WASTE", 1, 1, 1.0),
        ("GREEN_DAMAGE", 1, 0, 0.0),
    ]


SENSELESS = [
    (PLACES, {"first": 5}, ["window", "to"], "INVALID"),
    (KINDS, {}, ["window", "to"], "INVALID"),
    (PLACES, {**YEAR, "first": None}, ["first"], "REQUIRED"),
    (PLACES, {**YEAR, "first": 101}, ["first"], "OUT_OF_RANGE"),
    (PLACES, {**YEAR, "after": "eyJh"}, ["after"], "INVALID"),
]


def test_a_question_that_makes_no_sense_is_told_so(client: Client) -> None:
    backwards = {"window": {"from": "2023-02-01", "to": "2023-01-01"}}
    for query, variables, field, reason in SENSELESS:
        answer = client(query, {**backwards, **variables})
        assert [error["extensions"] for error in answer["errors"]] == [
            {"code": "BAD_USER_INPUT", "reason": reason, "field": field}
        ]
        assert set(answer["data"].values()) == {None}


def test_repeat_places_are_what_a_count_by_hand_gives(
    database: Database, places: dict[str, int], judged: Any, statements: Any
) -> None:
    """Cases that proved to be none, of other lines or without a place, do not count."""
    chance = random.Random(5)
    codes = {places[code]: code for code in (COAST, HILL, CLOUDS)}
    rows = [_case(chance, key, list(codes)) for key in range(1, 161)]
    with database.writing() as session:
        session.execute(insert(Case), rows)
    standing = [row for row in rows if _stands(row)]
    spots = Counter((codes[row["community_id"]], row["place"]) for row in standing)
    expected = {spot: number for spot, number in spots.items() if number >= 3}
    window = {"from": "2023-03-01", "to": "2023-04-01"}

    nodes, after = [], None
    while True:
        page = judged(PLACES, {"window": window, "first": 4, "after": after})
        page = page["enforcementRepeatPlaces"]
        assert page["totalCount"] == len(expected) > 8
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        nodes += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert all(one["caseCount"] >= next_["caseCount"] for one, next_ in pairwise(nodes))
    told = {(node["community"]["code"], node["place"]): node for node in nodes}
    assert {spot: node["caseCount"] for spot, node in told.items()} == expected
    for (code, place), node in told.items():
        here = [r for r in standing if (codes[r["community_id"]], r["place"]) == (code, place)]
        still_open = [row for row in here if row["status"] is not CaseStatus.CLOSED]
        assert node["openCaseCount"] == len(still_open)
        assert node["lastReportedOn"] == f"{max(row['reported_on'] for row in here)}"
    few, many = ({"window": window, "first": size} for size in (1, 20))
    assert statements(PLACES, few) == statements(PLACES, many) == 3  # the rules, the places, their communities


def _stands(row: dict[str, Any]) -> bool:
    return (
        row["line"] == "enforcement"
        and row["place"] is not None
        and date(2023, 3, 1) <= row["reported_on"] < date(2023, 4, 1)
        and row["status"] not in {CaseStatus.REJECTED, CaseStatus.CANCELLED}
        and row["outcome"] in {None, CaseOutcome.RESOLVED}
    )


def _case(chance: random.Random, key: int, communities: list[int]) -> dict[str, Any]:
    status = chance.choice(list(CaseStatus))
    ends = {
        CaseStatus.CLOSED: (CaseOutcome.RESOLVED, CaseOutcome.RESOLVED, CaseOutcome.DUPLICATE),
        CaseStatus.REJECTED: (CaseOutcome.UNFOUNDED,),
    }
    return {
        "id": key,
        "number": str(key),
        "line": "enforcement",
        "category_code": "E01-96",
        "community_id": chance.choice(communities),
        "district_id": 1,
        "title": "违法行为",
        "place": chance.choice(["1号楼", "2号楼", "%_\\", "'; --", None]),
        "source": CaseSource.HOTLINE_12345,
        "priority": CasePriority.P3,
        "status": status,
        "outcome": chance.choice(ends.get(status, (None,))),
        "reported_at": NOW,
        "reported_on": date(2023, 2, 27) + timedelta(days=chance.randint(0, 34)),
        "closed_at": NOW if status is CaseStatus.CLOSED else None,
        "paused_at": NOW if status is CaseStatus.SUSPENDED else None,
    }


def test_many_violations_take_no_more_statements_than_one(recorded: Any, statements: Any, summer: None) -> None:
    few = statements(CONTRACT, YEAR | {"first": 1})
    recorded(*(seen("DOG_WASTE", f"{at}号楼") for at in range(20)))
    assert statements(CONTRACT, YEAR | {"first": 20}) == few
    assert statements(BOARD) == 1


def test_how_many_cases_make_a_repeat_place_the_rules_say(client: Client, recorded: Any, judged: Any) -> None:
    for day in ("2023-09-01", "2023-09-02"):
        recorded(seen("DOG_WASTE"), on=day)
    asked = {"window": {"from": "2023-09-01", "to": "2023-10-01"}, "first": 5}
    assert judged(PLACES, asked)["enforcementRepeatPlaces"]["totalCount"] == 0
    sent = {"key": "enforcement.repeat_cases", "validFrom": "2023-09-08", "number": 2, "reason": "区级办法"}
    client.do("setRule", "change { id }", **sent)
    assert judged(PLACES, asked)["enforcementRepeatPlaces"]["nodes"][0]["caseCount"] == 2
