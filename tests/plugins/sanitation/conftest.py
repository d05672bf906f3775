"""The sanitation line alone with core, and short ways to put something in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import orjson
import pytest
from sqlalchemy import func, select

import plugins.sanitation
from core.app import Composition, Lastmeter
from core.database import Base, Database
from core.engine.engine import Asked
from core.places.models import Community, District, Street
from core.plugin_manager import Plugins, given
from core.testing.fixtures import Client

SEASIDE, CLOUDS, GONE = "370203029014", "370202001001", "370203029999"
VISIT = """
mutation ($input: RecordSanitationVisitInput!) {
  recordSanitationVisit(input: $input) {
    visit { id cases(first: 20) { nodes { id version } } }
    userErrors { field code message }
  }
}
"""


@pytest.fixture(scope="session")
def composition() -> Composition:
    return Composition.of(Plugins(given({"sanitation": plugins.sanitation}), strict=True))


@pytest.fixture
def places(database: Database) -> None:
    """Two districts with a community each, and a community that left the register."""
    with database.writing() as session:
        north = District(code="370203", name="市北区")
        south = District(code="370202", name="市南区")
        street = Street(code="370203029", name="兴隆路街道", district=north)
        session.add_all(
            [
                Community(code=SEASIDE, name="海岸路社区", street=street, district=north),
                Community(
                    code=CLOUDS,
                    name="云霄路社区",
                    street=Street(code="370202001", name="香港中路街道", district=south),
                    district=south,
                ),
                Community(
                    code=GONE,
                    name="旧社区",
                    street=street,
                    district=north,
                    is_active=False,
                    retired_on=date(2022, 1, 1),
                ),
            ]
        )


@pytest.fixture
def visited(client: Client, places: None) -> Callable[..., dict[str, Any]]:
    """Records a visit and gives it back."""
    numbers = count()

    def record(on: str, community: str = SEASIDE, **more: Any) -> dict[str, Any]:
        visit = {"communityCode": community, "visitedOn": on, "personTimes": {"staff": 1}}
        key = f"visit-{next(numbers)}"
        answer = client.data(VISIT, {"input": {"clientMutationId": key, "visit": visit, **more}})
        payload = answer["recordSanitationVisit"]
        assert payload["userErrors"] == []
        found: dict[str, Any] = payload["visit"]
        return found

    return record


@pytest.fixture
def rows(database: Database) -> Callable[[], dict[str, int]]:
    """How many rows each table has that has any."""

    def counted() -> dict[str, int]:
        with database.reading() as session:
            counts = {
                name: session.scalar(select(func.count()).select_from(table)) or 0
                for name, table in Base.metadata.tables.items()
                if name not in {"service_line", "case_category"} and not name.startswith(_OTHERS)
            }
        return {name: number for name, number in counts.items() if number}

    return counted


_OTHERS = ("gas_", "heating_", "enforcement_")


@pytest.fixture
def both(client: Client, lastmeter: Lastmeter, caplog: pytest.LogCaptureFixture) -> Callable[..., Any]:
    """Asks the compiled engine and graphql-core; both must answer the same."""

    def ask(query: str, variables: dict[str, Any] | None = None) -> Any:
        engine, context = lastmeter.engine, lastmeter.context()
        prepared = engine.prepare(Asked(query, variables or {}))
        assert prepared.plan.left_to_core == []
        with caplog.at_level(logging.INFO, "lastmeter.engine"):
            compiled = orjson.loads(client.http.portal.call(engine.query, prepared, context))
        assert [record.message for record in caplog.records] == []
        assert compiled == orjson.loads(engine.by_core(prepared, context, None))
        assert "errors" not in compiled, compiled
        return compiled["data"]

    return ask


@pytest.fixture
def statements(client: Client, lastmeter: Lastmeter, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """How many SQL statements a query takes."""
    seen: list[str] = []
    run = lastmeter.reader.run

    def watched(asking: Any) -> Any:
        try:
            asked = next(asking)
            while True:
                seen.append(asked[0])
                asked = asking.send((yield asked))
        except StopIteration as done:
            return done.value

    monkeypatch.setattr(lastmeter.reader, "run", lambda asking, is_long: run(watched(asking), is_long))

    def count_of(query: str, variables: dict[str, Any] | None = None) -> int:
        seen.clear()
        client.data(query, variables)
        return len(seen)

    return count_of
