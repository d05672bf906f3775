"""The sanitation line alone with core, and short ways to put something in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest

import plugins.sanitation
from core.app import Composition
from core.database import Database
from core.places.models import Community, District, Street
from core.plugin_manager import Plugins, given
from core.testing.fixtures import Client

SEASIDE, CLOUDS, GONE = "370203029014", "370202001001", "370203029999"
VISIT = """
mutation ($input: RecordSanitationVisitInput!) {
  recordSanitationVisit(input: $input) {
    visit { id cases(first: 20) { id version } }
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
