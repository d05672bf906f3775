"""The gas line alone, as if nothing else were installed, and what its tests stand on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

import plugins.gas
from core.app import Composition
from core.places.models import Community, District, Street
from core.plugin_manager import Plugins, given

COAST, HILL, CLOUDS, GONE = "370203029014", "370203029015", "370202001001", "370203029099"
DOOR = {"building": "3号楼", "unit": "2单元", "room": "501"}
NEXT_DOOR = DOOR | {"room": "502"}
HAZARD = {"grade": "GENERAL", "owner": "USER", "kind": "OLD_HOSE"}

Act = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def composition() -> Composition:
    return Composition.of(Plugins(given({"gas": plugins.gas}), strict=True))


@pytest.fixture
def places(database: Any) -> None:
    """Two communities of one district, one of another, and one that left the register."""
    with database.writing() as session:
        north, south = District(code="370203", name="市北区"), District(code="370202", name="市南区")
        street = Street(code="370203029", name="兴隆路街道", district=north)
        other = Street(code="370202001", name="香港中路街道", district=south)
        session.add_all(
            Community(code=code, name=name, households=1000, street=place, district=place.district)
            for code, name, place in (
                (COAST, "海岸路社区", street),
                (HILL, "山坡社区", street),
                (CLOUDS, "云霄路社区", other),
            )
        )
        former = {"is_active": False, "retired_on": date(2023, 1, 1)}
        session.add(Community(code=GONE, name="旧社区", street=street, district=north, **former))


@pytest.fixture
def act(client: Any, places: None) -> Act:
    """Sends one mutation, about places that are there."""
    return client.act  # type: ignore[no-any-return]


@pytest.fixture
def do(client: Any, places: None) -> Act:
    """The same for one that must not be refused."""
    return client.do  # type: ignore[no-any-return]


def visit(day: str, *inspections: dict[str, Any], community: str = COAST, **more: Any) -> dict[str, Any]:
    """The input of a visit that knocked at these doors."""
    told = {"communityCode": community, "visitedOn": day, "personTimes": {"staff": 3}}
    return {"visit": told | more.pop("visit", {}), "inspections": list(inspections)} | more


def door(*hazards: dict[str, Any], household: dict[str, Any] = DOOR, **more: Any) -> dict[str, Any]:
    """One door, let in unless it is said why not."""
    return {"household": household, "hazards": list(hazards)} | more


@pytest.fixture
def inspect(do: Act) -> Act:
    """Records a visit to one door; gives the inspection."""

    def inspected(day: str, *hazards: dict[str, Any], community: str = COAST, **more: Any) -> dict[str, Any]:
        wanted = """visit { id report { ... on GasVisitReport { inspections {
          id household { id } hazards { id version dueOn grade } } } } cases { id number priority title } }"""
        payload = do("recordGasVisit", wanted, **visit(day, door(*hazards, **more), community=community))
        (made,) = payload["visit"]["report"]["inspections"]
        return made | {"cases": payload["visit"]["cases"]}

    return inspected
