"""Convenience measures: launched in batches, with targets whose progress is counted from rows."""

from __future__ import annotations

from typing import Any

import pytest

from core.places.models import Community, District, Street

PLACE = "370203029014"
MEASURE = """measure { id version title status statusReason doneOn target targetUnit dueOn metric line { key }
  batch { number } progress { reached share isReached isLate } }"""
BATCH = "batch { id number launchedOn measures { id version title status line { key } target progress { reached } } }"
TARGET = {"amount": 40, "unit": "户", "metric": "gas.households_connected", "dueOn": "2023-09-30"}
LAUNCH = {
    "launchedOn": "2023-03-01",
    "measures": [
        {"title": "老旧住房管道燃气接入", "line": "gas", "target": TARGET},
        {"title": "便民市场规范"},
    ],
}


@pytest.fixture
def batch(client: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.do("launchConvenienceBatch", BATCH, **LAUNCH)["batch"]
    return found


@pytest.fixture
def vented(client: Any, database: Any) -> Any:
    """Homes that got gas on a day."""
    with database.writing() as session:
        district = District(code="370203", name="市北区")
        street = Street(code="370203029", name="兴隆路街道", district=district)
        session.add(Community(code=PLACE, name="海岸路社区", street=street, district=district))

    def vent(name: str, households: int, day: str) -> None:
        sent = {"name": name, "communityCode": PLACE, "households": households, "targetDueOn": "2023-12-31"}
        project = client.do("startGasConnectionProject", "project { id }", **sent)["project"]["id"]
        sent = {"projectId": project, "authority": "a", "kind": "b", "appliedOn": day}
        approval = client.do("applyForGasApproval", "approval { id }", **sent)["approval"]["id"]
        client.do("grantGasApproval", "approval { id }", approvalId=approval, grantedOn=day)
        for version, stage in enumerate(("SURVEY", "APPROVAL", "INDOOR", "STREET_PIPE", "VENTED"), start=1):
            sent = {"projectId": project, "version": version, "stage": stage, "reachedOn": day}
            client.do("reachGasConnectionStage", "project { id }", **sent)

    return vent


def measure_of(batch: dict[str, Any]) -> dict[str, Any]:
    return {"measureId": batch["measures"][0]["id"], "version": batch["measures"][0]["version"]}


def test_a_batch_is_launched_with_what_it_promises(batch):
    assert batch == {
        "id": "ConvenienceBatch_1",
        "number": 1,
        "launchedOn": "2023-03-01",
        "measures": [
            {
                "id": "ConvenienceMeasure_1",
                "version": 1,
                "title": "老旧住房管道燃气接入",
                "status": "RUNNING",
                "line": {"key": "gas"},
                "target": 40,
                "progress": {"reached": 0.0},
            },
            {
                "id": "ConvenienceMeasure_2",
                "version": 1,
                "title": "便民市场规范",
                "status": "RUNNING",
                "line": None,
                "target": None,
                "progress": None,
            },
        ],
    }


def test_batches_are_numbered_as_they_come(batch, client):
    again = client.do("launchConvenienceBatch", BATCH, **LAUNCH | {"launchedOn": "2023-09-01"})["batch"]
    assert again["number"] == 2
    added = client.do("addConvenienceMeasure", MEASURE, batchId=batch["id"], measure={"title": "文明养犬宣传"})
    assert added["measure"]["batch"] == {"number": 1}
    data = client.data("{ convenienceBatches { number measures { title } } }")
    assert [(one["number"], len(one["measures"])) for one in data["convenienceBatches"]] == [(1, 3), (2, 2)]


def test_a_batch_promises_a_thing_once(batch, client, row_counts):
    before = row_counts()
    sent = {"batchId": batch["id"], "measure": {"title": "便民市场规范 ", "line": "gas"}}
    (error,) = client.act("addConvenienceMeasure", MEASURE, **sent)["userErrors"]
    assert (error["field"], error["code"]) == (["input", "measure", "title"], "DUPLICATE")
    assert error["message"] == "Batch 1 has a measure named '便民市场规范' already; change that one, or name another."
    (error,) = client.act("addConvenienceMeasure", MEASURE, language="zh", **sent)["userErrors"]
    assert error["message"] == "第 1 批已有名为“便民市场规范”的举措，请修改该举措或另取名称。"
    assert row_counts() == before


def test_progress_is_counted_from_rows_between_the_launch_and_the_promised_day(batch, vented, judged, clock):
    query = """{ convenienceMeasures(first: 5, filter: { lines: ["gas"] }) { nodes {
      title progress { reached share isReached isLate } } } }"""

    def progress():
        (one,) = judged(query)["convenienceMeasures"]["nodes"]
        return one["progress"]

    vented("以前", 9, "2023-02-28")
    vented("一号", 12, "2023-03-01")
    vented("二号", 18, "2023-09-08")
    assert progress() == {"reached": 30.0, "share": 0.75, "isReached": False, "isLate": False}
    clock.advance(days=22)
    vented("三号", 9, "2023-09-30")
    clock.advance(days=1)
    vented("太晚", 100, "2023-10-01")
    assert progress() == {"reached": 39.0, "share": 0.975, "isReached": False, "isLate": True}


def test_a_target_can_be_set_anew(batch, client, vented):
    vented("一号", 12, "2023-03-01")
    target = {"amount": 10, "unit": "户", "metric": "gas.households_connected"}
    measure = client.do("aimConvenienceMeasure", MEASURE, **measure_of(batch), target=target)["measure"]
    assert (measure["target"], measure["dueOn"], measure["version"]) == (10, None, 2)
    assert measure["progress"] == {"reached": 12.0, "share": 1.2, "isReached": True, "isLate": False}


def test_a_measure_is_paused_taken_up_again_and_done(batch, client):
    step = measure_of(batch)
    paused = client.do("pauseConvenienceMeasure", MEASURE, **step, reason="冬季停工")["measure"]
    assert (paused["status"], paused["statusReason"]) == ("PAUSED", "冬季停工")
    resumed = client.do("resumeConvenienceMeasure", MEASURE, **step | {"version": 2})["measure"]
    assert (resumed["status"], resumed["statusReason"]) == ("RUNNING", None)
    done = client.do("completeConvenienceMeasure", MEASURE, **step | {"version": 3}, doneOn="2023-09-01")["measure"]
    assert (done["status"], done["doneOn"], done["version"]) == ("DONE", "2023-09-01", 4)
    payload = client.act("pauseConvenienceMeasure", MEASURE, **step | {"version": 4}, reason="x")
    assert [error["code"] for error in payload["userErrors"]] == ["NOT_ALLOWED"]


@pytest.mark.parametrize(
    ("name", "sent", "field", "code"),
    [
        ("resumeConvenienceMeasure", {}, ["measureId"], "NOT_ALLOWED"),
        ("pauseConvenienceMeasure", {"reason": "x", "version": 9}, ["version"], "CONFLICT"),
        ("pauseConvenienceMeasure", {"reason": ""}, ["reason"], "REQUIRED"),
        ("completeConvenienceMeasure", {"doneOn": "2023-02-28"}, ["doneOn"], "INVALID"),
        ("completeConvenienceMeasure", {"doneOn": "2023-09-09"}, ["doneOn"], "OUT_OF_RANGE"),
        ("aimConvenienceMeasure", {"target": TARGET | {"dueOn": "2023-02-28"}}, ["target", "dueOn"], "INVALID"),
        ("aimConvenienceMeasure", {"target": TARGET | {"metric": "gas.x"}}, ["target", "metric"], "NOT_FOUND"),
        ("aimConvenienceMeasure", {"target": TARGET | {"metric": "gas.entry_rate"}}, ["target", "metric"], "INVALID"),
        (
            "aimConvenienceMeasure",
            {"target": TARGET | {"metric": "core.median_hours_to_close"}},
            ["target", "metric"],
            "INVALID",
        ),
        ("aimConvenienceMeasure", {"target": TARGET | {"dueOn": "9999-12-31"}}, ["target", "dueOn"], "OUT_OF_RANGE"),
        ("aimConvenienceMeasure", {"target": TARGET | {"amount": 0}}, ["target", "amount"], "OUT_OF_RANGE"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(batch, client, row_counts, name, sent, field, code):
    before = row_counts()
    payload = client.act(name, MEASURE, **measure_of(batch) | sent)
    assert payload["measure"] is None
    assert [(error["field"], error["code"]) for error in payload["userErrors"]] == [(["input", *field], code)]
    assert row_counts() == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"launchedOn": "2023-09-09"}, ["launchedOn"]),
        ({"measures": []}, ["measures"]),
        ({"measures": [{"title": "a"}, {"title": " "}]}, ["measures", "1", "title"]),
        (
            {"measures": [{"title": "a", "target": TARGET | {"dueOn": "2033-09-02"}}]},
            ["measures", "0", "target", "dueOn"],
        ),
        ({"measures": [{"title": "a", "line": "water"}]}, ["measures", "0", "line"]),
        ({"measures": [{"title": "Parks"}, {"title": " parks"}]}, ["measures", "1", "title"]),
    ],
)
def test_a_batch_that_cannot_be_is_refused(client, row_counts, change, field):
    before = row_counts()
    payload = client.act("launchConvenienceBatch", BATCH, **LAUNCH | change)
    assert [error["field"] for error in payload["userErrors"]] == [["input", *field]]
    assert row_counts() == before


def test_measures_counted_alike_are_counted_once(client, batch, statements):
    query = "{ convenienceMeasures(first: 20) { nodes { progress { reached } } } }"
    one = statements(query)
    for _ in range(3):
        client.do("launchConvenienceBatch", BATCH, **LAUNCH)
    assert statements(query) == one


def test_what_a_line_promises_is_counted_by_its_own_visits(client, visited, judged):
    """It was counted by those of all lines."""
    visited("2023-09-01", line="gas")
    visited("2023-09-01", line="sanitation")
    visited("2023-09-02", line="sanitation")
    target = {"amount": 2, "unit": "次", "metric": "core.visits"}
    measures = [{"title": str(line), "line": line, "target": target} for line in ("gas", "sanitation", None)]
    client.do("launchConvenienceBatch", BATCH, launchedOn="2023-09-01", measures=measures)
    query = "{ convenienceMeasures(first: 20) { nodes { title progress { reached } } } }"
    found = judged(query)["convenienceMeasures"]["nodes"]
    assert {one["title"]: one["progress"]["reached"] for one in found} == {"gas": 1, "sanitation": 2, "None": 3}
