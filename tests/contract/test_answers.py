"""On the demo every served document is answered without errors, by few statements, with the figures of the article."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.testing.judge import Judged
from core.testing.judge import judged as judge
from tests.contract.contract import DOCUMENTS, QUERIES, Document

STATEMENTS_MOST = {
    "01_headline": 24,
    "02_communities": 4,
    "05_case_board": 4,
    "06_round_gaps": 8,
    "07_cross_line_metrics": 8,
    "08_hard_cases": 3,
    "09_gas": 3,
    "10_heating": 12,
    "11_enforcement": 6,
    "12_sanitation": 4,
    "13_service_lines": 0,
    "15_deadline_preview": 3,
    "16_relay": 3,
}
PAGE_MOST = {"05_case_board": 50}
"""Where a page of a hundred would be more than an answer may hold."""
A_MONTH = {"from": "2023-03-01", "to": "2023-04-01"}
EVER = {"from": "2000-01-01", "to": "2024-01-01"}


@pytest.fixture
def asked(demo, demo_client) -> Callable[..., Judged]:
    """Asks a document; the compiled engine and graphql-core must agree."""

    def ask(document: Document, **other: Any) -> Judged:
        if "id" in document.variables:
            other.setdefault("id", demo_client.data("{ cases(first: 1) { nodes { id } } }")["cases"]["nodes"][0]["id"])
        return judge(demo_client.http, demo, document.text, document.asked(**other))

    return ask


@pytest.fixture
def answer(asked) -> Callable[..., dict[str, Any]]:
    return lambda name, **other: asked(DOCUMENTS[name], **other).data


@pytest.mark.parametrize("document", QUERIES, ids=lambda document: document.name)
def test_a_document_takes_few_statements_however_much_it_answers(document, asked):
    most = PAGE_MOST.get(document.name, 100)
    few, many = {"first": 3, "last": 3, "window": A_MONTH}, {"first": most, "last": most, "window": EVER}

    little, much = (asked(document, **_known(document, more)) for more in (few, many))

    assert little.statements == much.statements <= STATEMENTS_MOST[document.name]


def _known(document: Document, more: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in more.items() if name in document.variables}


def test_the_headline_is_the_article_s(answer):
    found = answer("01_headline")

    overview = found["overview"]
    assert overview["communitiesReached"] == 1_086
    assert overview["personTimes"]["total"] == 62_772
    assert overview["problemsSolvedOnSite"] == 20_503
    assert overview["householdsServed"] == 4_099
    assert overview["materialsDistributed"] >= 600_000
    assert (overview["hardCases"]["batches"], overview["hardCases"]["solved"]) == (4, 153)
    assert overview["convenienceMeasures"] == {"batches": 5, "items": 28}


def test_the_lines_of_the_headline_add_up_where_they_can(answer):
    overview = answer("01_headline")["overview"]

    assert [part["line"]["key"] for part in overview["byLine"]] == ["enforcement", "gas", "heating", "sanitation"]
    for name in ("problemsSolvedOnSite", "householdsServed", "materialsDistributed"):
        assert sum(part[name] for part in overview["byLine"]) == overview[name], name
    assert sum(part["personTimes"]["total"] for part in overview["byLine"]) == overview["personTimes"]["total"]
    people = overview["personTimes"]
    assert people["staff"] + people["residents"] + people["volunteers"] == people["total"]
    assert all(part["communitiesReached"] < overview["communitiesReached"] for part in overview["byLine"])


def test_what_was_published_stands_beside_what_is_computed(answer):
    figures = {figure["key"]: figure for figure in answer("01_headline")["publishedFigures"]}

    exact = {
        "person_times": 62_772,
        "communities": 1_086,
        "solved_on_site": 20_503,
        "households": 4_099,
        "hard_cases": 153,
        "hard_case_batches": 4,
        "measures": 28,
        "measure_batches": 5,
        "toilets_social": 427,
        "toilets_all_day": 405,
        "toilets_third": 423,
        "emergency_teams": 90,
    }
    for key, value in exact.items():
        shown = [figures[key][name] for name in ("value", "computed", "difference", "precision")]
        assert shown == [value, value, 0, "EXACT"], key
    for key, least in {"materials": 600_000, "gas_reserve": 3_000_000}.items():
        assert (figures[key]["value"], figures[key]["precision"]) == (least, "LOWER_BOUND")
        assert figures[key]["difference"] == figures[key]["computed"] - least >= 0
    for key, target in {"gas_connections": 1_206, "heating_remediations": 1_280}.items():
        assert figures[key]["value"] == target
        assert -target < figures[key]["difference"] == figures[key]["computed"] - target < 0, "a plan, not yet reached"
    assert len(figures) == 16
    assert {(figure["asOf"], figure["source"][:7]) for figure in figures.values()} == {("2023-09-08", "城管在您身边：")}


def test_communities_are_found_and_show_when_each_line_was_last_there(answer):
    found = answer("02_communities")["communities"]

    assert found["totalCount"] == 42
    nodes = [edge["node"] for edge in found["edges"]]
    assert len(nodes) == 20
    assert [node["code"] for node in nodes] == sorted(node["code"] for node in nodes)
    assert {(node["kind"], node["district"]["code"]) for node in nodes} == {("OLD_ESTATE", "370203")}
    for node in nodes:
        lasts = {last["line"]["key"]: last["visitedOn"] for last in node["lastVisits"]}
        for visit in node["visits"]["nodes"]:
            assert visit["visitedOn"] <= lasts[visit["line"]["key"]]
    assert found["pageInfo"]["hasNextPage"] is True


def test_the_gaps_of_a_round_and_what_was_done_are_the_whole_round(answer):
    found = answer("06_round_gaps")["round"]

    done, gaps = found["completeness"], found["gaps"]
    missing = sum(len(gap["missingLines"]) for gap in gaps["nodes"])
    assert gaps["totalCount"] == len(gaps["nodes"])
    assert done["done"] + missing == done["expected"]
    assert done["rate"] == done["done"] / done["expected"]
    assert done["communitiesFullyServed"] == done["expected"] / 4 - gaps["totalCount"]
    assert {gap["daysLeft"] for gap in gaps["nodes"]} == {0}


def test_figures_by_district_and_month_add_up_to_the_overview(answer, demo_client):
    window = {"from": "2023-01-01", "to": "2023-09-01"}
    found = answer("07_cross_line_metrics", keys=["core.problems_solved_on_site"])["metrics"]

    overview = "query ($window: DateWindow!) { overview(window: $window) { problemsSolvedOnSite } }"
    whole = demo_client.data(overview, {"window": window})["overview"]["problemsSolvedOnSite"]
    assert found["totalCount"] == len(found["nodes"]) <= 80
    assert sum(value["value"] for value in found["nodes"]) == whole


def test_hard_cases_are_solved_in_four_batches_and_each_has_its_three_names_and_a_plan(answer):
    found = answer("08_hard_cases", first=100)

    batches = found["hardCaseBatches"]
    assert [batch["number"] for batch in batches] == [1, 2, 3, 4]
    assert sum(batch["solved"] for batch in batches) == 153
    assert found["hardCases"]["totalCount"] == batches[0]["taken"] == len(found["hardCases"]["nodes"])
    for case in found["hardCases"]["nodes"]:
        hard = case["hardCase"]
        assert all(hard[post]["name"] for post in ("districtLeader", "lineLead", "responsibleOfficer"))
        assert hard["plan"]["analysis"]
        assert hard["plan"]["measures"]


def test_the_project_of_forty_households_has_its_approvals_and_stages(demo_client):
    asked = DOCUMENTS["09_gas"].text.replace("gasConnectionProjects(first: 5)", "gasConnectionProjects(first: 100)")
    projects = demo_client.data(asked, DOCUMENTS["09_gas"].variables)["gasConnectionProjects"]["nodes"]

    (project,) = (project for project in projects if project["name"] == "兴隆支路1号")
    assert project["households"] == project["target"]["households"] == 40
    assert [approval["authority"] for approval in project["approvals"]] == ["规划部门", "住建部门"]
    assert all(approval["grantedOn"] for approval in project["approvals"])
    assert [stage["stage"] for stage in project["stages"]] == ["SURVEY", "APPROVAL", "INDOOR", "STREET_PIPE", "VENTED"]
    assert project["case"]["status"] == "CLOSED"
    assert sum(project["target"]["households"] for project in projects) == 1_206


def test_toilets_open_all_day_are_as_many_as_published(answer):
    assert answer("12_sanitation")["facilities"]["totalCount"] == 405


def test_four_lines_are_installed_and_active(answer):
    lines = answer("13_service_lines")["serviceLines"]

    assert [line["nameZh"] for line in lines] == ["城管执法", "燃气安全", "供热质量", "洁净家园"]
    for line in lines:
        assert line["plugin"]["status"] == "ACTIVE"
        assert line["plugin"]["problems"] == []
        assert len(line["metrics"]) >= 3
        assert line["categories"]


def test_a_client_refetches_by_id_and_backs_through_pages(answer, demo_client):
    last = answer("16_relay")

    assert last["node"]["__typename"] == "Case"
    assert last["nodes"] == [{"id": last["node"]["id"]}]
    before = answer("16_relay", before=last["visits"]["pageInfo"]["startCursor"])
    (whole,) = demo_client.data("{ visits(last: 10) { nodes { id } } }").values()
    pages = [edge["node"]["id"] for page in (before, last) for edge in page["visits"]["edges"]]
    assert pages == [node["id"] for node in whole["nodes"]]
