"""The heating line alone, as if nothing else were installed, and what its tests stand on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import plugins.heating
from core.app import Composition
from core.places.models import Community, District, Street
from core.plugin_manager import Plugins, given

COAST, HILL, UNCOUNTED = "370203029014", "370203029015", "370203029016"
DOOR = {"building": "3号楼", "unit": "2单元", "room": "501"}
NEXT_DOOR = DOOR | {"room": "502"}

Act = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def composition() -> Composition:
    return Composition.of(Plugins(given({"heating": plugins.heating}), strict=True))


@pytest.fixture
def places(database):
    """Three communities of one street, one of which nobody has counted."""
    with database.writing() as session:
        district = District(code="370203", name="市北区")
        street = Street(code="370203029", name="兴隆路街道", district=district)
        session.add_all(
            Community(code=code, name=name, households=households, street=street, district=district)
            for code, name, households in (
                (COAST, "海岸路社区居委会", 2000),
                (HILL, "山坡路社区居委会", 500),
                (UNCOUNTED, "新建社区居委会", None),
            )
        )


@pytest.fixture
def act(client, places) -> Act:
    """Sends one mutation, about places that are there."""
    return client.act


@pytest.fixture
def do(client, places) -> Act:
    """The same for one that must not be refused."""
    return client.do


def reading(celsius: float, day: str, /, **more: Any) -> dict[str, Any]:
    """A reading that counts, at eight in the evening."""
    return {
        "celsius": celsius,
        "takenAt": f"{day}T20:00:00+08:00",
        "room": "LIVING_ROOM",
        "windowsClosed2h": True,
        "height1m": True,
    } | more


def visit(day: str, *homes: dict[str, Any], community: str = COAST, **more: Any) -> dict[str, Any]:
    """The input of a visit that came to these homes."""
    told = {"communityCode": community, "visitedOn": day, "personTimes": {"staff": 4}}
    return {"visit": told | more.pop("visit", {}), "homes": list(homes)} | more


@pytest.fixture
def measure(do):
    """Measures one home on one day by a visit; gives the household's id."""

    def measured(celsius: float, day: str, door: dict[str, Any] = DOOR, **more: Any) -> str:
        home = {"household": door, "readings": [reading(celsius, day, **more)]}
        wanted = "visit { report { ... on HeatingVisitReport { homes { household { id } } } } }"
        payload = do("recordHeatingVisit", wanted, **visit(day, home))
        found: str = payload["visit"]["report"]["homes"][0]["household"]["id"]
        return found

    return measured
