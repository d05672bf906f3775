"""What goes wrong on our side, or takes too long: told without the inside, found in the log (catalogue A17, D15)."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from core.app import Composition, assemble, create_app
from core.engine.faults import described
from core.plugin_manager import Plugins, given
from core.testing.fixtures import settings_of
from tests.core.engine import failing

PERSONAL = "张三13812341234"


@pytest.fixture(scope="module")
def composition() -> Composition:
    return Composition.of(Plugins(given({"faulty": failing}), strict=True))


@pytest.fixture
def http(database: Any, composition: Composition) -> Iterator[TestClient]:
    settings = settings_of(database, query_seconds=0.6, mutation_seconds=0.6, statement_seconds=0.3)
    with TestClient(create_app(assemble(settings, composition))) as http:
        yield http


def answered(http: TestClient, query: str) -> tuple[Any, float]:
    start = time.monotonic()
    response = http.post("/graphql", json={"query": query})
    assert response.status_code == 200
    return response.json(), time.monotonic() - start


@pytest.mark.parametrize("field", ["faultyCompiled", "elsewhereCompiled", "faultyResolved"])
def test_a17_a_fault_is_told_by_an_id_that_the_log_knows(
    http: TestClient, caplog: pytest.LogCaptureFixture, field: str
) -> None:
    with caplog.at_level(logging.ERROR, "lastmeter.faults"):
        told, _ = answered(http, f"{{ {field} }}")
    assert told["data"] is None
    (error,) = told["errors"]
    assert failing.SECRET not in str(told)
    assert (error["path"], error["extensions"]["code"]) == ([field], "INTERNAL_SERVER_ERROR")
    assert error["extensions"]["errorId"] in caplog.text
    assert caplog.text.count(f"Error: {failing.SECRET}") == 1


@pytest.mark.parametrize("field", ["slowCompiled", "slowResolved"])
def test_d15_a_query_that_takes_too_long_is_given_up(http: TestClient, field: str) -> None:
    told, seconds = answered(http, f"{{ {field} }}")
    assert told["errors"][0]["extensions"]["code"] == "DEADLINE_EXCEEDED"
    assert seconds < 2
    assert answered(http, "{ serviceLines { key } }")[0] == {"data": {"serviceLines": []}}


@pytest.mark.parametrize("is_many", ["true", "false"])
def test_d15_a_mutation_that_takes_too_long_leaves_nothing(http: TestClient, database: Any, is_many: str) -> None:
    query = f'mutation {{ wasteTime(input: {{clientMutationId: "a", isMany: {is_many}}}) {{ isDone }} }}'
    told, seconds = answered(http, query)
    assert told["data"] is None
    assert told["errors"][0]["extensions"]["code"] == "DEADLINE_EXCEEDED"
    assert seconds < 2
    with database.reading() as session:
        assert session.scalars(text("SELECT key FROM service_line")).all() == []


def test_b11_the_log_of_a_fault_holds_no_value_of_a_row(database: Any) -> None:
    row = text("INSERT INTO service_line (key, name, name_zh, description) VALUES (:key, 'a', 'a', 'a')")
    twice = [{"key": PERSONAL}] * 2
    with database.writing() as session, pytest.raises(DBAPIError) as refused:
        session.execute(row, twice)
    told = described(refused.value)
    assert "IntegrityError in INSERT INTO service_line" in told
    assert "test_faults.py" in told
    assert PERSONAL not in told


@pytest.mark.parametrize(
    "query",
    [
        '{ communities(first: 1, filter: {search: "a\\u0000b"}) { totalCount } }',
        '{ community(code: "\\u0000") { name } }',
        '{ node(id: "Community_\\u{0}1") { id } }',
        '{ metrics(keys: ["\\u0000"], window: {from: "2023-01-01", to: "2023-02-01"}, groupBy: [], first: 1) { totalCount } }',
    ],
)
def test_a14_a_text_that_is_none_is_told_and_never_reaches_the_database(http: TestClient, query: str) -> None:
    told, _ = answered(http, query)
    assert told["errors"][0]["message"] == "It holds the character U+0000, which is no text; remove it."
    assert told["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
