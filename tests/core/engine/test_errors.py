"""Errors keep GraphQL's meaning: what failed is null, with its path; the rest is answered."""

from __future__ import annotations

from typing import Any

import pytest

from core.app import Composition, Lastmeter
from core.database import Database
from core.engine.document import Asked
from core.places.models import District
from core.plugin_manager import Plugins, given
from core.testing.client import Client
from tests.core.engine import faulty


@pytest.fixture(scope="module")
def composition() -> Composition:
    return Composition.of(Plugins(given({"water": faulty}), strict=True))


@pytest.fixture
def areas(database: Database) -> None:
    with database.writing() as session:
        session.add_all([District(id=1, code="370202", name="市南区"), District(id=2, code="370203", name="市北区")])


def faults(answer: dict[str, Any]) -> list[list[Any]]:
    """The paths of the errors; each must be a fault of ours that tells nothing of the inside."""
    for error in answer["errors"]:
        assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
        assert "secret" not in error["message"]
    return [error["path"] for error in answer["errors"]]


@pytest.mark.usefixtures("areas")
@pytest.mark.parametrize("field", ["pressure", "level", "taste"])
def test_a_failing_field_alone_is_null_with_its_path(client: Client, field: str) -> None:
    query = "{ waterAreas(first: 5) { totalCount nodes { name FIELD length } } serviceLines { key } }"
    answer = client(query.replace("FIELD", field))
    assert answer["data"] == {
        "waterAreas": {
            "totalCount": 2,
            "nodes": [{"name": "市南区", field: None, "length": 3}, {"name": "市北区", field: None, "length": 3}],
        },
        "serviceLines": [],
    }
    assert faults(answer) == [["waterAreas", "nodes", 0, field], ["waterAreas", "nodes", 1, field]]


@pytest.mark.usefixtures("areas")
def test_a_null_behind_a_promise_makes_the_next_nullable_object_null(client: Client) -> None:
    answer = client('{ a: waterArea(code: "370202") { depth } b: waterArea(code: "370203") { length } }')
    assert answer["data"] == {"a": None, "b": {"length": 3}}
    assert faults(answer) == [["a", "depth"]]


@pytest.mark.usefixtures("areas")
def test_a_null_in_a_list_of_promises_reaches_the_root(client: Client) -> None:
    answer = client("{ waterAreas(first: 5) { nodes { depth } } }")
    assert answer["data"] is None
    assert faults(answer)[0] == ["waterAreas", "nodes", 0, "depth"]


def test_a_failing_root_field_leaves_the_others(client: Client) -> None:
    answer = client("{ waterAlarms districts: waterAreas(first: 1) { totalCount } }")
    assert answer["data"] == {"waterAlarms": None, "districts": {"totalCount": 0}}
    assert faults(answer) == [["waterAlarms"]]


@pytest.mark.usefixtures("client")  # it closes what was opened
def test_what_does_not_fail_is_compiled_beside_what_is_left_to_graphql_core(lastmeter: Lastmeter) -> None:
    query = '{ waterAreas(first: 1) { nodes { taste } } waterArea(code: "1") { length } }'
    plan = lastmeter.engine.prepare(Asked(query, {}), lastmeter.context().viewer).plan
    (left,) = plan.left_to_core
    assert (left.name, left.reason) == ("waterAreas", "Query.waterAreas: WaterArea.taste has a resolver of its own")
