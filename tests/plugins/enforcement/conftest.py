"""The enforcement line alone with core, three communities, and short ways to record and to ask."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from datetime import date
from itertools import count
from typing import Any

import orjson
import pytest
from sqlalchemy import func, select

import plugins.enforcement
from core.app import Composition, Lastmeter
from core.database import Base, Database
from core.engine.engine import Asked
from core.engine.readers import read_in
from core.engine.run import Run
from core.places.models import Community, District, Street
from core.plugin_manager import Plugins, given
from core.testing import fixtures
from core.testing.fixtures import Client

# Made anew for this folder: the templates of the whole suite have other plugins' tables.
sqlite_template = fixtures.sqlite_template
postgres_template = fixtures.postgres_template

COAST, HILL, CLOUDS = "370203029014", "370203029015", "370202001001"
"""The first two are of one district, the third of another."""
FORMER = "370203029099"
RECORD = """
mutation ($input: RecordEnforcementVisitInput!) {
  recordEnforcementVisit(input: $input) {
    clientMutationId
    visit {
      id line { key } community { code } visitedOn personTimes { total } materials { topic count }
      report {
        __typename
        ... on EnforcementVisitReport {
          violations { id version kind place stage firstSeenOn removedOn case { number } }
        }
      }
      cases {
        id version title place description source status outcome resolutionMode category { code }
        detail { ... on EnforcementCaseDetail { violationKind isConvertedFromComplaint } }
      }
    }
    userErrors { field code message }
  }
}
"""


@pytest.fixture(scope="session")
def composition() -> Composition:
    return Composition.of(Plugins(given({"enforcement": plugins.enforcement}), strict=True))


@pytest.fixture
def places(database: Database) -> dict[str, int]:
    """Key of each community by its code; one of them left the register on New Year 2023."""
    with database.writing() as session:
        north, south = District(code="370203", name="市北区"), District(code="370202", name="市南区")
        street = Street(code="370203029", name="兴隆路街道", district=north)
        other = Street(code="370202001", name="香港中路街道", district=south)
        former = {"is_active": False, "retired_on": date(2023, 1, 1)}
        made = [
            Community(code=COAST, name="海岸路社区", street=street, district=north),
            Community(code=HILL, name="山坡社区", street=street, district=north),
            Community(code=CLOUDS, name="云霄路社区", street=other, district=south),
            Community(code=FORMER, name="旧社区", street=street, district=north, **former),
        ]
        session.add_all(made)
        session.flush()
        return {community.code: community.id for community in made}


def visit_of(code: str = COAST, on: str = "2023-09-05", **more: Any) -> dict[str, Any]:
    return {"communityCode": code, "visitedOn": on, "personTimes": {"staff": 2}, **more}


def seen(kind: str, place: str = "3号楼东侧", corrected: bool = False, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "place": place, "isCorrectedOnSite": corrected, **more}


@pytest.fixture
def recorded(client: Client, places: dict[str, int]) -> Callable[..., dict[str, Any]]:
    """Records a visit that is not refused, and gives it back."""
    numbers = count()

    def record(*violations: dict[str, Any], code: str = COAST, on: str = "2023-09-05") -> Any:
        sent = {"clientMutationId": f"visit-{next(numbers)}", "visit": visit_of(code, on)}
        answer = client.data(RECORD, {"input": {**sent, "violations": violations}})
        payload = answer["recordEnforcementVisit"]
        assert payload["userErrors"] == []
        return payload["visit"]

    return record


@pytest.fixture
def refusals(client: Client, places: dict[str, int], rows: Any) -> Callable[..., Any]:
    """Sends what must be refused; nothing may be written. Gives field, code and message of each."""

    def ask(mutation: str, sent: dict[str, Any], language: str = "en") -> list[tuple[str, str, str]]:
        before = rows()
        sent = {**sent, "clientMutationId": "refused"}
        answer = client(mutation, {"input": sent}, language=language)
        assert "errors" not in answer, answer
        ((_, payload),) = answer["data"].items()
        told = payload.pop("userErrors")
        assert payload.pop("clientMutationId") == "refused"
        assert set(payload.values()) == {None}
        assert rows() == before
        return [(".".join(error["field"]), error["code"], error["message"]) for error in told]

    return ask


@pytest.fixture
def rows(database: Database) -> Callable[[], dict[str, int]]:
    """How many rows core and this line have in each table that has any."""
    tables = [
        table for table in Base.metadata.sorted_tables if not table.name.startswith(("gas_", "heating_", "sanitation_"))
    ]

    def counted() -> dict[str, int]:
        with database.reading() as session:
            numbers = {table.name: session.scalar(select(func.count()).select_from(table)) for table in tables}
        return {name: number for name, number in numbers.items() if number}

    return counted


@pytest.fixture
def judged(client: Client, lastmeter: Lastmeter, caplog: pytest.LogCaptureFixture) -> Callable[..., Any]:
    """Asks the compiled engine and graphql-core; they must answer the same, and without errors."""

    def ask(query: str, variables: dict[str, Any] | None = None) -> Any:
        engine, context = lastmeter.engine, lastmeter.context()
        prepared = engine.prepare(Asked(query, variables or {}))
        assert prepared.plan.left_to_core == []
        assert client.http.portal is not None
        with caplog.at_level(logging.INFO, "lastmeter.engine"):
            compiled = orjson.loads(client.http.portal.call(engine.query, prepared, context))
        assert caplog.messages == []  # it says so when it falls back
        assert compiled == orjson.loads(engine.by_core(prepared, context, None))
        assert "errors" not in compiled, compiled
        return compiled["data"]

    return ask


@pytest.fixture
def statements(database: Database, lastmeter: Lastmeter) -> Callable[..., int]:
    """How many SQL statements the compiled engine needs for a query."""

    def counted(asking: Any, seen: list[str]) -> Generator[Any, Any, Any]:
        try:
            asked = next(asking)
            while True:
                seen.append(asked[0])
                asked = asking.send((yield asked))
        except StopIteration as done:
            return done.value

    def ask(query: str, variables: dict[str, Any] | None = None) -> int:
        engine, seen = lastmeter.engine, []
        prepared = engine.prepare(Asked(query, variables or {}))
        dialect = engine.reader.dialect
        run = Run(prepared.plan, prepared.values, lastmeter.context(), dialect)
        with database.reading() as session:
            read_in(session, counted(run.answer(), seen), dialect)
        return len(seen)

    return ask
