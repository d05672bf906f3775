"""Run where water is installed beside the four lines: one question about all of them."""

from __future__ import annotations

import pytest

from core.testing.loop import COMMUNITY, built_town

pytest_plugins = ["core.testing.fixtures"]
METRICS = """{ metrics(keys: ["core.visits", "core.cases_reported"], groupBy: [LINE], first: 20,
  window: { from: "2023-09-01", to: "2023-10-01" }) { nodes { metric { key } line { key nameZh } value } } }"""
OWN = """{ metrics(keys: ["water.checks", "water.faults_found", "gas.hazards_found", "core.visits"], groupBy: [DISTRICT],
  first: 20, window: { from: "2023-09-01", to: "2023-10-01" }) { nodes { metric { key } district { code } value } } }"""


@pytest.fixture
def visited(client, database):
    built_town(database, "water")
    told = {"communityCode": COMMUNITY, "visitedOn": "2023-09-05", "personTimes": {"staff": 1}}
    problem = {"categoryCode": "W01-99", "title": "水泵房渗水", "isSolvedOnSite": False}
    checks = [{"place": "1号楼", "finding": "WORN"}, {"place": "2号楼", "finding": "SOUND"}]
    client.do("recordWaterVisit", "visit { id }", visit=told, checks=checks, problems=[problem])
    for line in ("Gas", "Heating", "Sanitation", "Enforcement"):
        client.do(f"record{line}Visit", "visit { id }", visit=told)


@pytest.mark.usefixtures("visited")
def test_figures_across_lines_include_the_stranger_s(judged):
    found = judged(METRICS)["metrics"]["nodes"]
    values = {(one["metric"]["key"], one["line"]["key"]): one["value"] for one in found}
    assert {line for key, line in values if key == "core.visits"} == {
        "enforcement", "gas", "heating", "sanitation", "water",
    }  # fmt: skip
    assert values["core.visits", "water"] == values["core.visits", "gas"] == 1
    assert values["core.cases_reported", "water"] == 1


@pytest.mark.usefixtures("visited")
def test_its_own_figures_stand_beside_those_of_others(judged):
    found = judged(OWN)["metrics"]["nodes"]
    values = {one["metric"]["key"]: one["value"] for one in found if one["district"]["code"] == "370203"}
    assert values == {"water.checks": 2, "water.faults_found": 1, "core.visits": 5}
