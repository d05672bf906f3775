"""Service lines: what is installed, and what is remembered of a line that is not installed any more."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from core.app import Composition, assemble, create_app
from core.lines import models
from core.lines.line import Category, ServiceLine
from core.lines.services import remember
from core.plugin_manager import Plugins, discover
from core.settings import Settings
from core.testing.fixtures import Clock
from core.testing.judge import judged as judge


def test_installed_lines_tell_their_categories_figures_and_plugin(judged):
    found = judged(
        """{ serviceLines {
          id key nameZh categories { code nameZh } metrics { key }
          plugin { name distribution status problems provides { mutations metrics } }
        } }"""
    )["serviceLines"]

    assert [line["key"] for line in found] == ["enforcement", "gas", "heating", "sanitation"]
    for line in found:
        assert line["categories"]
        assert all(metric["key"].startswith(f"{line['key']}.") for metric in line["metrics"])
        plugin = line["plugin"]
        assert (plugin["name"], plugin["distribution"], plugin["status"]) == (line["key"], "lastmeter", "ACTIVE")
        assert plugin["provides"]["metrics"] == len(line["metrics"]) >= 3
        assert plugin["provides"]["mutations"] >= 1


def test_a_line_is_found_again_by_its_id(client):
    found = client.data('{ node(id: "ServiceLine_gas") { id ... on ServiceLine { key } } }')
    assert found["node"] == {"id": "ServiceLine_gas", "key": "gas"}


def water(*categories: Category, name: str = "Water") -> ServiceLine:
    return ServiceLine("water", name, "供水", "Looks after the water (供水).", categories)


def test_a_line_is_remembered_with_its_names_of_today_and_nothing_is_forgotten(database):
    old, new = Category("W01-99", "Old", "旧"), Category("W01-98", "New", "新")
    for line in (water(old), water(new, name="Waters")):
        with database.writing() as session:
            remember(session, [line])

    with database.reading() as session:
        assert session.get(models.ServiceLine, "water").name == "Waters"
        codes = select(models.CaseCategory.code).where(models.CaseCategory.line == "water").order_by("code")
        assert session.scalars(codes).all() == ["W01-98", "W01-99"]


@pytest.fixture
def without_gas(visited, database):
    """Rows of the gas line, in an installation from which gas was uninstalled; asks it a query."""
    problem = {"categoryCode": "G01-99", "title": "阀门漏气", "isSolvedOnSite": False}
    visited("2023-09-05", line="gas", problems=[problem])
    visited("2023-09-04")
    composition = Composition.of(Plugins(discover(["gas"]), strict=True))
    url = database.url.render_as_string(hide_password=False)
    lastmeter = assemble(Settings(database_url=url), composition, Clock())
    with TestClient(create_app(lastmeter)) as http:
        yield lambda query: judge(http, lastmeter, query, None).data


def test_e05_rows_of_an_uninstalled_line_are_still_read(without_gas):
    found = without_gas(
        """{
          visits(first: 9) { totalCount nodes { visitedOn community { name } report { __typename } } }
          cases(first: 9) { nodes { title status detail { __typename } } }
                 }"""
    )

    assert [visit["visitedOn"] for visit in found["visits"]["nodes"]] == ["2023-09-05", "2023-09-04"]
    assert found["visits"]["nodes"][0]["report"] is None
    assert found["cases"]["nodes"] == [{"title": "阀门漏气", "status": "REPORTED", "detail": None}]


def test_an_uninstalled_line_and_its_categories_keep_their_names(without_gas):
    found = without_gas(
        """{
          visits(first: 1) { nodes { line { key nameZh categories { code } plugin { status distribution problems } } } }
          cases(first: 1) { nodes { line { key } category { code nameZh } } }
          communities(first: 1, filter: {search: "海岸路"}) { nodes { lastVisits { line { key } visitedOn } } }
        }"""
    )

    (line,) = (visit["line"] for visit in found["visits"]["nodes"])
    assert line["nameZh"] == "燃气安全"
    assert {"code": "G01-99"} in line["categories"]
    assert line["plugin"] == {"status": "UNINSTALLED", "distribution": "", "problems": []}
    assert found["cases"]["nodes"] == [
        {"line": {"key": "gas"}, "category": {"code": "G01-99", "nameZh": "燃气户内隐患"}}
    ]
    (community,) = found["communities"]["nodes"]
    assert [last["line"]["key"] for last in community["lastVisits"]] == ["gas", "sanitation"]


def test_e05_rows_of_an_uninstalled_line_are_found_by_its_key(without_gas):
    found = without_gas('{ visits(first: 1, filter: { lines: ["gas"] }) { totalCount nodes { line { key } } } }')[
        "visits"
    ]
    assert found == {"totalCount": 1, "nodes": [{"line": {"key": "gas"}}]}


def test_the_lines_of_the_overview_add_up_with_those_that_are_gone(without_gas):
    window = '(window: {from: "2023-09-01", to: "2023-10-01"})'
    parts = without_gas(f"{{ overview{window} {{ byLine {{ line {{ key }} visits }} }} }}")["overview"]["byLine"]
    assert {part["line"]["key"]: part["visits"] for part in parts} == {
        "enforcement": 0,
        "gas": 1,
        "heating": 0,
        "sanitation": 1,
    }


def test_e05_an_uninstalled_line_is_not_listed_and_takes_no_cases(without_gas):
    assert "gas" not in [line["key"] for line in without_gas("{ serviceLines { key } }")["serviceLines"]]


def test_a_failing_plugin_is_listed_with_its_problem_where_its_line_is_remembered(visited, database):
    visited(line="gas")
    plugins = discover()
    (gas,) = (plugin for plugin in plugins if plugin.name == "gas")
    gas.module, gas.problems = None, ["It cannot be imported: ImportError: no meters"]
    composition = Composition.of(Plugins(plugins))
    lastmeter = assemble(
        Settings(database_url=database.url.render_as_string(hide_password=False)), composition, Clock()
    )
    with TestClient(create_app(lastmeter)) as http:
        query = (
            "{ serviceLines { key plugin { name status problems } } visits(first: 1) { nodes { line { nameZh } } } }"
        )
        found = judge(http, lastmeter, query, None).data

    (line,) = (line for line in found["serviceLines"] if line["key"] == "gas")
    assert line["plugin"] == {"name": "gas", "status": "QUARANTINED", "problems": gas.problems}
    assert found["visits"]["nodes"] == [{"line": {"nameZh": "燃气安全"}}]
