"""A small city, and a short way to record visits in it, for tests of core with all lines installed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.database import Database
from core.places.models import Community, CommunityKind, District, Street
from core.testing.fixtures import Client

SEASIDE, CLOUDS, GONE = "370203029014", "370202001001", "370203029999"
LINES = ("enforcement", "gas", "heating", "sanitation")


@pytest.fixture
def places(database: Database) -> None:
    """Two districts with a community each, and a community that left the register at the start of 2022."""
    with database.writing() as session:
        north, south = District(code="370203", name="市北区"), District(code="370202", name="市南区")
        street = Street(code="370203029", name="兴隆路街道", district=north)
        other = Street(code="370202001", name="香港中路街道", district=south)
        old = CommunityKind.OLD_ESTATE
        session.add_all(
            [
                Community(code=SEASIDE, name="海岸路社区", street=street, district=north, kind=old, households=900),
                Community(code=CLOUDS, name="云霄路社区", street=other, district=south),
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


def told(on: str = "2023-09-05", community: str = SEASIDE, **more: Any) -> dict[str, Any]:
    """What is told of a visit, whatever the line."""
    return {"communityCode": community, "visitedOn": on, "personTimes": {"staff": 1}} | more


@pytest.fixture
def visited(client: Client, places: None) -> Callable[..., dict[str, Any]]:
    """Records a visit by a line and gives it back: `visited("2023-09-05", line="gas", problems=[…])`."""

    def record(on: str = "2023-09-05", community: str = SEASIDE, line: str = "sanitation", **more: Any) -> Any:
        visit = told(on, community, **more.pop("visit", {}))
        wanted = "visit { id version cases(first: 20) { id version } }"
        return client.do(f"record{line.title()}Visit", wanted, visit=visit, **more)["visit"]

    return record
