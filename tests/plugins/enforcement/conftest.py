"""The enforcement line alone with core, three communities, and short ways to record and to ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest

import plugins.enforcement
from core.app import Composition
from core.database import Database
from core.places.models import Community, District, Street
from core.plugin_manager import Plugins, given
from core.testing.fixtures import Client

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
def refusals(client: Client, places: dict[str, int], row_counts: Any) -> Callable[..., Any]:
    """Sends what must be refused; nothing may be written. Gives field, code and message of each."""

    def ask(mutation: str, sent: dict[str, Any], language: str = "en") -> list[tuple[str, str, str]]:
        before = row_counts()
        sent = {**sent, "clientMutationId": "refused"}
        answer = client(mutation, {"input": sent}, language=language)
        assert "errors" not in answer, answer
        ((_, payload),) = answer["data"].items()
        told = payload.pop("userErrors")
        assert payload.pop("clientMutationId") == "refused"
        assert set(payload.values()) == {None}
        assert row_counts() == before
        return [(".".join(error["field"]), error["code"], error["message"]) for error in told]

    return ask
