"""Visits of the line: what they check, what is refused, and what is mended later. Each test runs on both databases."""

from __future__ import annotations

import pytest

BROKEN, SOUND = {"place": "3号楼1单元", "finding": "BROKEN"}, {"place": "5号楼", "finding": "SOUND"}
PROBLEM = {"categoryCode": "W01-99", "title": "设施损坏", "isSolvedOnSite": False}


def test_a_visit_is_recorded_with_what_it_checked_and_the_cases_it_left(visited):
    visit = visited(householdsAdvised=12, checks=[BROKEN, SOUND], problems=[PROBLEM | {"households": 40}])

    checks = visit["report"]["checks"]
    assert visit["report"]["householdsAdvised"] == 12
    assert [(check["place"], check["finding"]) for check in checks] == [("3号楼1单元", "BROKEN"), ("5号楼", "SOUND")]
    (case,) = visit["cases"]
    assert (case["title"], case["status"], case["detail"]) == ("设施损坏", "REPORTED", {"households": 40})


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"householdsAdvised": -1}, ["householdsAdvised"], "OUT_OF_RANGE"),
        ({"checks": [BROKEN, BROKEN]}, ["checks", "1", "place"], "DUPLICATE"),
        ({"checks": [BROKEN | {"place": " "}]}, ["checks", "0", "place"], "REQUIRED"),
        ({"problems": [PROBLEM | {"households": 0}]}, ["problems", "0", "households"], "OUT_OF_RANGE"),
        ({"problems": [PROBLEM | {"categoryCode": "X"}]}, ["problems", "0", "categoryCode"], "NOT_FOUND"),
    ],
)
def test_a_visit_that_cannot_be_is_refused_by_its_field_and_nothing_is_written(
    client, sent, row_counts, change, field, code
):
    before = row_counts()
    payload = client.act("recordWaterVisit", "visit { id }", **sent(**change))
    assert payload["visit"] is None
    assert [(error["field"], error["code"]) for error in payload["userErrors"]] == [(["input", *field], code)]
    assert row_counts() == before


def test_what_was_faulty_is_mended_once(client, visited):
    broken, sound = visited(checks=[BROKEN, SOUND])["report"]["checks"]

    def mend(check, on):
        payload = client.act("mendWaterFault", "check { mendedOn }", checkId=check["id"], mendedOn=on)
        return payload["check"], [error["code"] for error in payload["userErrors"]]

    assert mend(broken, "2023-09-04") == (None, ["OUT_OF_RANGE"])
    assert mend(broken, "2023-09-09") == (None, ["OUT_OF_RANGE"])
    assert mend(broken, "2023-09-07") == ({"mendedOn": "2023-09-07"}, [])
    assert mend(broken, "2023-09-07") == (None, ["NOT_ALLOWED"])
    assert mend(sound, "2023-09-07") == (None, ["NOT_ALLOWED"])


def test_checks_are_listed_the_latest_first_at_a_constant_cost(visited, judged, statements):
    query = """{ waterChecks(first: 9, filter: { findings: [BROKEN] }) {
      totalCount nodes { checkedOn community { name } visit { visitedOn } } } }"""
    visited("2023-09-01", checks=[BROKEN])
    cost = statements(query)
    visited("2023-09-03", checks=[BROKEN, SOUND])

    found = judged(query)["waterChecks"]
    assert found["totalCount"] == 2
    assert [node["checkedOn"] for node in found["nodes"]] == ["2023-09-03", "2023-09-01"]
    assert statements(query) == cost


def test_the_figures_count_the_rows(client, visited, judged):
    broken, _ = visited(checks=[BROKEN, SOUND])["report"]["checks"]
    visited("2023-09-06", checks=[BROKEN])
    client.do("mendWaterFault", "check { id }", checkId=broken["id"], mendedOn="2023-09-06")

    query = """{ metrics(
      keys: ["water.checks", "water.faults_found", "water.mend_rate"], first: 9
      window: { from: "2023-09-01", to: "2023-10-01" }
    ) { nodes { metric { key } value } } }"""
    found = {node["metric"]["key"]: node["value"] for node in judged(query)["metrics"]["nodes"]}
    assert found == {"water.checks": 3, "water.faults_found": 2, "water.mend_rate": 0.5}
