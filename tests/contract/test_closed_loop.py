"""The operations that clients send, as they stand, about the closed loop: against the demo, without errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.testing.client import Client

FOLDER = Path(__file__).parent / "documents"
# Loading takes seconds: one process does it, and has all tests of it.
pytestmark = pytest.mark.xdist_group("demo of all lines")


def document(name: str) -> tuple[str, dict[str, Any]]:
    return (FOLDER / f"{name}.graphql").read_text(), json.loads((FOLDER / f"{name}.json").read_text())


def test_05_the_case_board(demo_client: Client) -> None:
    text, given = document("05_case_board")
    board = demo_client.data(text, given)["cases"]
    nodes = [edge["node"] for edge in board["edges"]]
    assert len(nodes) == 20 < board["totalCount"]
    assert board["pageInfo"]["hasNextPage"]
    assert {node["line"]["key"] for node in nodes} == {"gas", "heating"}
    assert {node["slaState"] for node in nodes} <= {"DUE_SOON", "OVERDUE"}
    assert [node["deadline"] for node in nodes] == sorted(node["deadline"] for node in nodes)
    assert all(node["standard"]["limit"]["amount"] > 0 for node in nodes)
    assert all(node["allowedTransitions"] for node in nodes)


def test_the_board_has_cases_in_every_state_of_time(demo_client: Client) -> None:
    query = "query($s: [SlaState!]) { cases(filter: { slaStates: $s }, first: 1) { totalCount } }"
    states = ["ON_TRACK", "DUE_SOON", "OVERDUE", "PAUSED", "MET", "MISSED", "EXEMPT"]
    counts = {state: demo_client.data(query, {"s": [state]})["cases"]["totalCount"] for state in states}
    assert all(counts.values()), counts
    assert counts["MET"] > 10 * counts["MISSED"] > 0


def test_08_hard_cases(demo_client: Client) -> None:
    text, given = document("08_hard_cases")
    data = demo_client.data(text, given | {"first": 100})
    assert [batch["number"] for batch in data["hardCaseBatches"]] == [1, 2, 3, 4]
    assert sum(batch["solved"] for batch in data["hardCaseBatches"]) == 153
    second = demo_client.data(text, {"batch": 2, "first": 100})["hardCases"]["nodes"]
    (xinglong,) = [case for case in second if case["title"].startswith("兴隆支路1号")]
    plan = xinglong["hardCase"]["plan"]
    assert xinglong["status"] == "CLOSED"
    assert [step["name"] for step in plan["milestones"]] == ["户内施工完成", "市政管道完成", "通气"]
    assert [approval["grantedOn"] for approval in plan["approvals"]] == ["2022-03-18", "2022-04-29"]


def test_15_deadline_preview(demo_client: Client) -> None:
    text, given = document("15_deadline_preview")
    preview = demo_client.data(text, given)["deadlinePreview"]
    assert preview["deadline"] == "2023-10-08T08:30:00Z"
    assert sum(step["countedMinutes"] for step in preview["steps"]) == 2 * 480


def test_04_closing_a_case_says_what_is_missing(demo_client: Client) -> None:
    text, given = document("04_close_case")
    found = demo_client.data("{ cases(filter: { statuses: [HANDLED] }, first: 1) { nodes { id version } } }")
    (case,) = found["cases"]["nodes"]
    asked = given["input"] | {"caseId": case["id"], "version": case["version"]}
    payload = demo_client.data(text, {"input": asked})["closeCase"]
    assert payload["case"] is None
    assert [error["code"] for error in payload["userErrors"]] == ["NOT_ALLOWED"]


def test_the_demos_history_is_its_state(demo_client: Client) -> None:
    query = """query($after: String) {
      cases(filter: { reported: { from: "2023-08-20", to: "2023-09-09" } }, first: 100, after: $after) {
      nodes { status version closedAt timeline(first: 50) { nodes { at fromStatus toStatus } } }
      pageInfo { hasNextPage endCursor } } }"""
    after, seen = None, 0
    while True:
        page = demo_client.data(query, {"after": after})["cases"]
        for case in page["nodes"]:
            steps = case["timeline"]["nodes"]
            assert [step["fromStatus"] for step in steps] == [None, *(step["toStatus"] for step in steps[:-1])]
            assert steps[-1]["toStatus"] == case["status"]
            assert [step["at"] for step in steps] == sorted(step["at"] for step in steps)
            seen += 1
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert seen > 300
