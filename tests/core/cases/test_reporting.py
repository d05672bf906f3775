"""Reporting a case, listing and reading it, and solving it on site."""

from __future__ import annotations

from typing import Any

import pytest

from core.policy.role import Role
from tests.core.conftest import CLOUDS, GONE, SEASIDE

REPORT = {
    "line": "sanitation",
    "categoryCode": "E01-11",
    "communityCode": SEASIDE,
    "title": "楼后积存渣土",
    "source": "HOTLINE_12345",
}
WHOLE = """
query ($id: ID!) { node(id: $id) { ... on Case {
  number version status stage outcome resolutionMode title description place source priority reportedAt closedAt deadline
  line { key } category { code } community { code } assignee { name } assigneeUnit { name }
  visit { id } hardCase { acceptedOn } detail { __typename }
  timeline(first: 9) { nodes { at action actor { name } fromStatus toStatus reason } }
} } }
"""


def problem(is_solved: bool = False, **more: Any) -> dict[str, Any]:
    return {"categoryCode": "E01-11", "title": "积存渣土", "isSolvedOnSite": is_solved} | more


def test_a_program_reports_cases_of_its_own_line_only(client, places, viewer):
    by = client.acting(viewer(Role.MACHINE, lines=frozenset({"gas"})))
    (refused,) = by.act("reportCase", "case { id }", **REPORT)["userErrors"]
    assert refused["code"] == "FORBIDDEN"
    assert client.data("{ cases(first: 1) { totalCount } }")["cases"]["totalCount"] == 0
    by.do("reportCase", "case { id }", **REPORT | {"line": "gas", "categoryCode": "P01-57"})


def test_a_report_becomes_a_case_that_nobody_has_judged_yet(client, places, judged):
    reported = client.do("reportCase", "case { id }", **REPORT, place="3号楼后")

    assert judged(WHOLE, {"id": reported["case"]["id"]})["node"] == {
        "number": "202309-0000001",
        "version": 1,
        "status": "REPORTED",
        "stage": "COLLECTION",
        "outcome": None,
        "resolutionMode": None,
        "title": "楼后积存渣土",
        "description": None,
        "place": "3号楼后",
        "source": "HOTLINE_12345",
        "priority": "P3",
        "reportedAt": "2023-09-08T02:00:00Z",
        "closedAt": None,
        "deadline": None,
        "line": {"key": "sanitation"},
        "category": {"code": "E01-11"},
        "community": {"code": SEASIDE},
        "assignee": None,
        "assigneeUnit": None,
        "visit": None,
        "hardCase": None,
        "detail": None,
        "timeline": {
            "nodes": [
                {
                    "at": "2023-09-08T02:00:00Z",
                    "action": "REPORT",
                    "actor": None,
                    "fromStatus": None,
                    "toStatus": "REPORTED",
                    "reason": None,
                }
            ]
        },
    }


REFUSED = {
    "a line that is not installed": ({"line": "water"}, "line", "NOT_FOUND", "enforcement, gas, heating, sanitation"),
    "an unknown category": ({"categoryCode": "E01-12"}, "categoryCode", "NOT_FOUND", "E01-11"),
    "a category of another line": ({"categoryCode": "G01-99"}, "categoryCode", "NOT_FOUND", "There is:"),
    "an unknown community": ({"communityCode": "370203029015"}, "communityCode", "NOT_FOUND", "370203029015"),
    "a retired community": ({"communityCode": GONE}, "communityCode", "INVALID", "left the register"),
    "no title": ({"title": " "}, "title", "REQUIRED", "write something"),
    "a long title": ({"title": "长" * 121}, "title", "TOO_LONG", "at most 120"),
    "a long description": ({"description": "长" * 2001}, "description", "TOO_LONG", "at most 2000"),
    "a NUL in the place": ({"place": "\0"}, "place", "INVALID", "remove it"),
}


@pytest.mark.parametrize(("more", "field", "code", "mend"), REFUSED.values(), ids=REFUSED)
def test_a_report_is_refused_by_field_and_mend(more, field, code, mend, client, places, row_counts):
    before = row_counts()

    answer = client.act("reportCase", "case { id }", **(REPORT | more))

    (error,) = answer["userErrors"]
    assert (error["field"], error["code"]) == (["input", field], code)
    assert mend in error["message"]
    assert answer["case"] is None
    assert row_counts() == before


def test_cases_are_listed_latest_first_and_kept_by_line_and_status(client, visited, judged, clock):
    visited(problems=[problem(), problem(is_solved=True)])
    clock.advance(hours=1)
    client.do("reportCase", "case { id }", **REPORT | {"line": "gas", "categoryCode": "G01-99"})

    def statuses(given: dict[str, Any]) -> list[tuple[str, str]]:
        query = "query ($filter: CaseFilter) { cases(first: 9, filter: $filter) { nodes { line { key } status } } }"
        return [(case["line"]["key"], case["status"]) for case in judged(query, {"filter": given})["cases"]["nodes"]]

    assert statuses({}) == [("gas", "REPORTED"), ("sanitation", "CLOSED"), ("sanitation", "REPORTED")]
    assert statuses({"lines": ["gas"]}) == [("gas", "REPORTED")]
    assert statuses({"lines": ["sanitation"], "statuses": ["CLOSED"]}) == [("sanitation", "CLOSED")]


def test_what_a_visit_solved_is_closed_on_its_day_and_the_rest_is_reported(visited, judged):
    visit = visited("2023-08-31", problems=[problem(is_solved=True), problem()])

    solved, left = (judged(WHOLE, {"id": case["id"]})["node"] for case in visit["cases"])
    assert (solved["status"], solved["outcome"], solved["resolutionMode"]) == ("CLOSED", "RESOLVED", "ON_SITE")
    assert [event["action"] for event in solved["timeline"]["nodes"]] == ["REPORT", "RESOLVE_ON_SITE"]
    assert (left["status"], left["closedAt"], left["source"]) == ("REPORTED", None, "VISIT")
    assert {solved["visit"]["id"], left["visit"]["id"]} == {visit["id"]}
    assert (solved["number"], left["number"]) == ("202308-0000001", "202308-0000002")


@pytest.mark.parametrize("order", ["REPORTED_AT", "DEADLINE", "CLOSED_AT"])
def test_what_a_visit_recorded_later_found_lies_in_the_window_of_its_day(order, visited, judged):
    (case,) = visited("2023-08-31", problems=[problem()])["cases"]

    found = judged(
        """query ($order: CaseOrderField!) {
          cases(first: 9, orderBy: [{field: $order}], filter: {reported: {from: "2023-08-31", to: "2023-09-01"}}) {
            totalCount nodes { id reportedAt } } }""",
        {"order": order},
    )["cases"]

    assert found == {"totalCount": 1, "nodes": [{"id": case["id"], "reportedAt": "2023-08-31T15:59:59Z"}]}


@pytest.fixture
def resolved(client, visited):
    """Says that a case was solved on site by a visit; gives the payload."""

    def resolve(case: dict[str, Any], visit: str, **more: Any) -> dict[str, Any]:
        given = {"caseId": case["id"], "version": case["version"], "visitId": visit, "note": "已清运"} | more
        wanted = "case { status version visit { id } resolutionVisit { id } }"
        return client.act("resolveCaseOnSite", wanted, **given)

    return resolve


def test_a_reported_case_is_solved_by_a_later_visit(client, visited, resolved, judged):
    first = visited("2023-09-01", problems=[problem()])
    (case,) = first["cases"]
    later = visited("2023-09-05")["id"]

    answer = resolved(case, later)

    assert answer["userErrors"] == []
    assert answer["case"] == {
        "status": "CLOSED",
        "version": case["version"] + 1,
        "visit": {"id": first["id"]},
        "resolutionVisit": {"id": later},
    }
    found = judged(WHOLE, {"id": case["id"]})["node"]
    assert (found["outcome"], found["resolutionMode"]) == ("RESOLVED", "ON_SITE")
    assert found["timeline"]["nodes"][-1]["reason"] == "已清运"
    window = 'overview(window: {from: "2023-09-05", to: "2023-09-06"})'
    assert judged(f"{{ {window} {{ problemsSolvedOnSite }} }}")["overview"] == {"problemsSolvedOnSite": 1}


CASES_OF_VISIT = "query($id: ID!) { node(id: $id) { ... on CommunityVisit { cases { id } resolvedCases { id } } } }"


def test_the_visit_that_found_a_case_and_the_one_that_solved_it_each_have_it(visited, resolved, judged):
    first = visited("2023-09-01", problems=[problem(), problem(is_solved=True)])
    left, solved = [{"id": case["id"]} for case in first["cases"]]
    later = visited("2023-09-05")["id"]
    resolved(first["cases"][0], later)

    assert judged(CASES_OF_VISIT, {"id": first["id"]})["node"] == {"cases": [left, solved], "resolvedCases": [solved]}
    assert judged(CASES_OF_VISIT, {"id": later})["node"] == {"cases": [], "resolvedCases": [left]}
    window = '{from: "2023-09-01", to: "2023-10-01"}'
    rows = {"core.problems_solved_on_site": [first["id"], later], "core.on_site_rate": [first["id"], first["id"]]}
    for key, visits in rows.items():
        query = f'{{ metrics(keys: ["{key}"], window: {window}, first: 1) {{ nodes {{ drillKey }} }} }}'
        drill = judged(query)["metrics"]["nodes"][0]["drillKey"]
        query = "query($key: String!) { metricRows(drillKey: $key, first: 9) { nodes { visit { id } } } }"
        assert [row["visit"]["id"] for row in judged(query, {"key": drill})["metricRows"]["nodes"]] == visits


def test_what_others_reported_is_no_problem_that_visits_found_though_one_solved_it(client, visited, resolved, judged):
    case = client.do("reportCase", "case { id version }", **REPORT)["case"]
    assert resolved(case, visited("2023-09-08", problems=[problem()])["id"])["userErrors"] == []

    rate = 'metrics(keys: ["core.on_site_rate"], window: {from: "2023-09-01", to: "2023-10-01"}, first: 1)'
    (found,) = judged(f"{{ {rate} {{ nodes {{ numerator denominator }} }} }}")["metrics"]["nodes"]
    assert found == {"numerator": 0, "denominator": 1}


def test_a_part_of_a_problem_is_not_another_problem_that_a_visit_found(client, visited, resolved, judged):
    (case,) = visited(problems=[problem(), problem(is_solved=True)])["cases"][:1]
    given = {"caseId": case["id"], "version": case["version"], "parts": [{"title": "北侧"}, {"title": "南侧"}]}
    (north, _) = client.do("splitCase", "case { parts { id version } }", **given)["case"]["parts"]
    assert resolved(north, visited("2023-09-08")["id"])["userErrors"] == []

    rate = 'metrics(keys: ["core.on_site_rate"], window: {from: "2023-09-01", to: "2023-10-01"}, first: 1)'
    (found,) = judged(f"{{ {rate} {{ nodes {{ numerator denominator }} }} }}")["metrics"]["nodes"]
    assert found == {"numerator": 1, "denominator": 2}


def test_a_case_is_not_solved_by_somebody_else_s_visit(visited, resolved, row_counts):
    (case,) = visited(problems=[problem()])["cases"]
    others = [visited(line="gas")["id"], visited(community=CLOUDS)["id"]]
    before = row_counts()

    for visit in others:
        (error,) = resolved(case, visit)["userErrors"]
        assert error["field"] == ["input", "visitId"]
        assert "by the case's line to the case's community" in error["message"]
    assert row_counts() == before


def test_a_case_is_not_solved_by_a_visit_before_it_was_reported(client, visited, resolved, judged):
    case = client.do("reportCase", "case { id version }", **REPORT)["case"]

    (error,) = resolved(case, visited("2023-09-05")["id"])["userErrors"]

    assert (error["code"], error["field"]) == ("INVALID", ["input", "visitId"])
    assert error["message"] == (
        "The case was reported on 2023-09-08; a visit before, on 2023-09-05, does not show that it is solved."
    )
    open_then = 'metrics(keys: ["core.cases_open"], window: {from: "2023-09-06", to: "2023-09-07"}, first: 1)'
    assert judged(f"{{ {open_then} {{ nodes {{ value }} }} }}")["metrics"]["nodes"] == [{"value": 0}]


def test_a_case_is_not_solved_twice_nor_by_one_who_saw_an_older_state(visited, resolved):
    visit = visited(problems=[problem()])
    (case,) = visit["cases"]
    (conflict,) = resolved(case, visit["id"], version=99)["userErrors"]
    assert (conflict["code"], conflict["field"]) == ("CONFLICT", ["input", "version"])
    resolved(case, visit["id"])

    (stale,) = resolved(case, visit["id"])["userErrors"]
    (again,) = resolved(case | {"version": case["version"] + 1}, visit["id"])["userErrors"]

    assert stale["code"] == "CONFLICT"
    assert (again["code"], again["field"]) == ("NOT_ALLOWED", ["input", "caseId"])


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"caseId": "Case_99"}, "caseId", "NOT_FOUND"),
        ({"caseId": "CommunityVisit_1"}, "caseId", "INVALID"),
        ({"caseId": "x\0"}, "caseId", "INVALID"),
        ({"caseId": "Case_99999999999999999999"}, "caseId", "INVALID"),
        ({"visitId": "CommunityVisit_99"}, "visitId", "NOT_FOUND"),
        ({"note": ""}, "note", "REQUIRED"),
    ],
)
def test_what_is_no_case_or_no_visit_is_told(more, field, code, visited, resolved):
    visit = visited(problems=[problem()])

    (error,) = resolved(visit["cases"][0], visit["id"], **more)["userErrors"]

    assert (error["field"], error["code"]) == (["input", field], code)
