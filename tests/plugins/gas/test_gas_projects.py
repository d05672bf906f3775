"""Homes that get gas at last, and campaigns that tell people how to use it safely."""

from __future__ import annotations

import pytest

from .conftest import CLOUDS, COAST, GONE, HILL, visit

PROJECT = """project { id version name households stage isLate ventedOn target { households dueOn }
  stages { stage reachedOn } approvals { authority kind appliedOn grantedOn } case { number } community { code } }"""
APPROVAL = "approval { id authority kind appliedOn grantedOn project { name } }"
XINGLONG = {"name": "兴隆支路1号", "communityCode": COAST, "households": 40, "targetDueOn": "2023-12-31"}
PROGRESS = "{ gasConnectionProgress { stage projects households lateHouseholds } }"


@pytest.fixture
def project(do):
    return do("startGasConnectionProject", PROJECT, **XINGLONG)["project"]["id"]


@pytest.fixture
def apply_for(do, project):
    def applied(authority, kind, day):
        sent = {"projectId": project, "authority": authority, "kind": kind, "appliedOn": day}
        return do("applyForGasApproval", APPROVAL, **sent)["approval"]["id"]

    return applied


@pytest.fixture
def reach(do, project, client):
    """Reaches stages, each with the version that stands there."""

    def reached(stage, day):
        found = client.data(
            "query($id: ID!) { node(id: $id) { ... on GasConnectionProject { version } } }", {"id": project}
        )
        sent = {"projectId": project, "version": found["node"]["version"], "stage": stage, "reachedOn": day}
        return do("reachGasConnectionStage", PROJECT, **sent)["project"]

    return reached


def test_forty_homes_get_gas(do, project, apply_for, reach, judged):
    """兴隆支路1号: two offices, pipes indoors while they decide, then the street, then gas."""
    reach("SURVEY", "2023-02-18")
    planning = apply_for("规划部门", "管线规划审批", "2023-02-21")
    do("grantGasApproval", APPROVAL, approvalId=planning, grantedOn="2023-03-18")
    roads = apply_for("住建部门", "掘路审批", "2023-03-21")
    assert reach("INDOOR", "2023-04-12")["stage"] == "INDOOR"
    do("grantGasApproval", APPROVAL, approvalId=roads, grantedOn="2023-04-29")
    assert reach("APPROVAL", "2023-04-29")["stage"] == "INDOOR"
    reach("STREET_PIPE", "2023-05-27")
    assert reach("VENTED", "2023-06-10") == {
        "id": project,
        "version": 6,
        "name": "兴隆支路1号",
        "households": 40,
        "stage": "VENTED",
        "isLate": False,
        "ventedOn": "2023-06-10",
        "target": {"households": 40, "dueOn": "2023-12-31"},
        "stages": [
            {"stage": "SURVEY", "reachedOn": "2023-02-18"},
            {"stage": "APPROVAL", "reachedOn": "2023-04-29"},
            {"stage": "INDOOR", "reachedOn": "2023-04-12"},
            {"stage": "STREET_PIPE", "reachedOn": "2023-05-27"},
            {"stage": "VENTED", "reachedOn": "2023-06-10"},
        ],
        "approvals": [
            {
                "authority": "规划部门",
                "kind": "管线规划审批",
                "appliedOn": "2023-02-21",
                "grantedOn": "2023-03-18",
            },
            {"authority": "住建部门", "kind": "掘路审批", "appliedOn": "2023-03-21", "grantedOn": "2023-04-29"},
        ],
        "case": None,
        "community": {"code": COAST},
    }
    figure = judged("""{ metrics(keys: ["gas.households_connected"], first: 1,
      window: { from: "2023-06-01", to: "2023-07-01" }) { nodes { value } } }""")
    assert figure["metrics"]["nodes"] == [{"value": 40.0}]


def test_a_project_is_about_a_case_of_the_line(do, act, client):
    report = {"communityCode": COAST, "title": "未通气", "source": "HOTLINE_12345"}
    case = do("reportCase", "case { id number }", line="gas", categoryCode="G01-98", **report)["case"]
    made = do("startGasConnectionProject", PROJECT, **XINGLONG | {"caseId": case["id"]})["project"]
    assert made["case"] == {"number": case["number"]}
    payload = act("startGasConnectionProject", PROJECT, **XINGLONG | {"name": "另一处", "caseId": "Visit_1"})
    assert [error["field"] for error in payload["userErrors"]] == [["input", "caseId"]]


@pytest.mark.parametrize(
    ("stage", "day", "field", "code", "told"),
    [
        ("INDOOR", "2023-03-01", ["stage"], "NOT_ALLOWED", "SURVEY must be reached before INDOOR."),
        ("VENTED", "2023-03-01", ["stage"], "NOT_ALLOWED", "INDOOR must be reached before VENTED."),
        ("SURVEY", "2023-09-09", ["reachedOn"], "OUT_OF_RANGE", "2023-09-09 lies in the future"),
    ],
)
def test_stages_have_their_order(act, project, row_counts, stage, day, field, code, told):
    before = row_counts()
    payload = act("reachGasConnectionStage", PROJECT, projectId=project, version=1, stage=stage, reachedOn=day)
    (error,) = payload["userErrors"]
    assert (error["field"], error["code"]) == (["input", *field], code)
    assert told in error["message"]
    assert row_counts() == before


def test_nobody_digs_up_the_street_before_all_approvals_are_granted(do, act, project, apply_for, reach):
    reach("SURVEY", "2023-02-18")

    def refused(stage, day):
        sent = {"projectId": project, "version": 2, "stage": stage, "reachedOn": day}
        (error,) = act("reachGasConnectionStage", PROJECT, **sent)["userErrors"]
        return error["message"]

    assert refused("APPROVAL", "2023-03-01") == "any approval is not granted yet."
    roads = apply_for("住建部门", "掘路审批", "2023-02-21")
    assert refused("APPROVAL", "2023-03-01") == "掘路审批 is not granted yet."
    assert refused("STREET_PIPE", "2023-03-01") == "APPROVAL must be reached before STREET_PIPE."
    do("grantGasApproval", APPROVAL, approvalId=roads, grantedOn="2023-03-10")
    assert refused("APPROVAL", "2023-03-09") == "The last approval was granted on 2023-03-10."
    assert refused("INDOOR", "2023-02-17") == "SURVEY was reached on 2023-02-18; INDOOR cannot have been on 2023-02-17."


def test_what_is_done_is_done(do, act, project, apply_for, reach):
    approval = apply_for("住建部门", "掘路审批", "2023-02-21")
    payload = act("grantGasApproval", APPROVAL, approvalId=approval, grantedOn="2023-02-20")
    assert [error["field"] for error in payload["userErrors"]] == [["input", "grantedOn"]]
    do("grantGasApproval", APPROVAL, approvalId=approval, grantedOn="2023-02-22")
    payload = act("grantGasApproval", APPROVAL, approvalId=approval, grantedOn="2023-02-23")
    assert [error["code"] for error in payload["userErrors"]] == ["NOT_ALLOWED"]
    for stage in ("SURVEY", "APPROVAL", "INDOOR", "STREET_PIPE", "VENTED"):
        reach(stage, "2023-03-01")
    sent = {"projectId": project, "authority": "a", "kind": "b", "appliedOn": "2023-03-02"}
    (error,) = act("applyForGasApproval", APPROVAL, **sent)["userErrors"]
    assert error["message"] == "The gas is on since 2023-03-01; the project is done."


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"name": " "}, "name", "REQUIRED"),
        ({"communityCode": GONE}, "communityCode", "INVALID"),
        ({"households": 0}, "households", "OUT_OF_RANGE"),
        ({"targetDueOn": "2023-09-07"}, "targetDueOn", "OUT_OF_RANGE"),
        ({"targetDueOn": "2043-09-07"}, "targetDueOn", "OUT_OF_RANGE"),
    ],
)
def test_a_project_that_cannot_be_is_refused(act, row_counts, change, field, code):
    before = row_counts()
    payload = act("startGasConnectionProject", PROJECT, **XINGLONG | change)
    assert [(error["field"], error["code"]) for error in payload["userErrors"]] == [(["input", field], code)]
    assert row_counts() == before


def test_two_projects_of_one_name_are_refused(act, project):
    payload = act("startGasConnectionProject", PROJECT, **XINGLONG)
    assert [(error["field"], error["code"]) for error in payload["userErrors"]] == [(["input", "name"], "DUPLICATE")]


def test_how_many_homes_stand_where(do, project, reach, judged, clock):
    do("startGasConnectionProject", PROJECT, **XINGLONG | {"name": "二号", "households": 12, "communityCode": CLOUDS})
    reach("SURVEY", "2023-02-18")
    reach("INDOOR", "2023-03-18")
    clock.advance(days=365)
    found = {one.pop("stage"): one for one in judged(PROGRESS)["gasConnectionProgress"]}
    assert found["SURVEY"] == {"projects": 1, "households": 12, "lateHouseholds": 12}
    assert found["INDOOR"] == {"projects": 1, "households": 40, "lateHouseholds": 40}
    assert found["VENTED"] == {"projects": 0, "households": 0, "lateHouseholds": 0}
    query = "query($f: GasConnectionProjectFilter) { gasConnectionProjects(first: 5, filter: $f) { nodes { name isLate } } }"
    for given in ({"stages": ["SURVEY"]}, {"districtCodes": ["370202"]}, {"communityCodes": [CLOUDS]}):
        nodes = judged(query, {"f": given})["gasConnectionProjects"]["nodes"]
        assert nodes == [{"name": "二号", "isLate": True}]


# ------------------------------------------------------------- campaigns

CAMPAIGN = """campaign { name from to communitiesPlanned communitiesCovered visits householdsTold materials
  communities(first: 5) { nodes { community { code } isCovered } } }"""
MONTH = {"name": "安全宣传月", "window": {"from": "2023-06-01", "to": "2023-07-01"}, "communityCodes": [COAST, HILL]}


def test_a_campaign_counts_whom_visits_told_there_in_its_days(do):
    for day, community, talks, count in (
        ("2023-05-31", COAST, 100, 100),
        ("2023-06-01", COAST, 10, 30),
        ("2023-06-30", COAST, 5, 20),
        ("2023-07-01", COAST, 100, 100),
        ("2023-06-15", CLOUDS, 100, 100),
    ):
        materials = [{"topic": "GAS_SAFETY", "count": count}, {"topic": "GAS_HOSE", "count": 1}]
        sent = visit(day, community=community, publicityTalks=talks, visit={"materials": materials})
        do("recordGasVisit", "visit { id }", **sent)
    assert do("startGasCampaign", CAMPAIGN, **MONTH)["campaign"] == {
        "name": "安全宣传月",
        "from": "2023-06-01",
        "to": "2023-07-01",
        "communitiesPlanned": 2,
        "communitiesCovered": 1,
        "visits": 2,
        "householdsTold": 15,
        "materials": 52,
        "communities": {
            "nodes": [
                {"community": {"code": COAST}, "isCovered": True},
                {"community": {"code": HILL}, "isCovered": False},
            ]
        },
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"window": {"from": "2023-06-01", "to": "2023-06-01"}}, ["window", "to"]),
        ({"window": {"from": "2023-06-01", "to": "2024-07-01"}}, ["window", "to"]),
        ({"communityCodes": [COAST, GONE]}, ["communityCodes", "1"]),
        ({"communityCodes": []}, ["communityCodes"]),
        ({"name": "名" * 61}, ["name"]),
    ],
)
def test_a_campaign_that_cannot_be_is_refused(act, row_counts, change, field):
    before = row_counts()
    payload = act("startGasCampaign", CAMPAIGN, **MONTH | change)
    assert [error["field"] for error in payload["userErrors"]] == [["input", *field]]
    assert row_counts() == before
