"""Ids: opaque to clients, strict for us; any object is found again by its own."""

from __future__ import annotations

import pytest

from tests.core.conftest import SEASIDE

WRONG = [
    "",
    "Community",
    "Community_",
    "Community_0",
    "Community_01",
    "Community_-1",
    "Community_1.0",
    "Community_ 1",
    "Community_１",
    "Community_99",
    "Community_99999999999999999999",
    "community_1",
    "CommunityVisit_1",
    "Nothing_1",
    "PersonTimes_1",
    "Community_1_1",
    "x" * 5000,
]
TYPES = """{
  communities(first: 1) { nodes { id street { id } district { id } } }
  visits(first: 1) { nodes { id cases { id timeline(first: 1) { nodes { id } } } } }
}"""


@pytest.mark.parametrize("given", WRONG, ids=lambda given: repr(given[:20]))
def test_what_is_no_id_names_nothing(given, client, places):
    found = client.data("query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id, $id]) { id } }", {"id": given})

    assert found == {"node": None, "nodes": [None, None]}


def test_an_id_with_a_nul_is_refused_as_every_text_with_one_is(client):
    (error,) = client('{ node(id: "a\\u0000") { id } }')["errors"]

    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["path"] == ["node"]


def test_every_object_is_found_again_by_its_id(visited, judged):
    visited(problems=[{"categoryCode": "E01-11", "title": "渣土", "isSolvedOnSite": True}])
    found = judged(TYPES)
    (community,), (visit,) = found["communities"]["nodes"], found["visits"]["nodes"]
    (case,) = visit["cases"]
    ids = [
        community["id"],
        community["street"]["id"],
        community["district"]["id"],
        visit["id"],
        case["id"],
        case["timeline"]["nodes"][0]["id"],
    ]

    again = judged("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", {"ids": ids})["nodes"]

    assert [node["id"] for node in again] == ids
    names = ["Community", "Street", "District", "CommunityVisit", "Case", "CaseEvent"]
    assert [node["__typename"] for node in again] == names


def test_nodes_come_in_the_order_of_the_ids_and_twice_where_asked_twice(places, judged):
    ids = [node["id"] for node in judged("{ communities(first: 9) { nodes { id } } }")["communities"]["nodes"]]
    wanted = [ids[1], "Community_99", ids[0], ids[1]]

    found = judged("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": wanted})["nodes"]

    assert [node and node["id"] for node in found] == [ids[1], None, ids[0], ids[1]]


def test_more_than_a_hundred_ids_are_refused(client, places):
    (error,) = client("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["Community_1"] * 101})["errors"]

    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "100" in error["message"]


def test_a_community_is_found_by_its_code_or_not_at_all(places, judged):
    query = "query ($code: String!) { community(code: $code) { name } }"
    assert judged(query, {"code": SEASIDE})["community"] == {"name": "海岸路社区"}
    for code in ("370203029015", "", "%", "' OR 1=1 --"):
        assert judged(query, {"code": code})["community"] is None
