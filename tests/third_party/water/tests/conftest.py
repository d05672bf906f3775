"""The line alone with core, and a short way to record its visits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from core.app import Composition
from core.plugin_manager import Plugins, given
from core.testing.client import Client
from core.testing.loop import COMMUNITY, Town, built_town

import lastmeter_water

pytest_plugins = ["core.testing.fixtures"]


@pytest.fixture(scope="session")
def composition() -> Composition:
    return Composition.of(Plugins(given({"water": lastmeter_water}), strict=True))


@pytest.fixture
def town(database: Any) -> Town:
    return built_town(database, "water")


@pytest.fixture
def sent(town: Town) -> Callable[..., dict[str, Any]]:
    """What is sent to record a visit, with more of the line's own."""

    def make(on: str = "2023-09-05", **more: Any) -> dict[str, Any]:
        return {"visit": {"communityCode": COMMUNITY, "visitedOn": on, "personTimes": {"staff": 2}}, **more}

    return make


@pytest.fixture
def visited(client: Client, sent: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Records a visit and gives it back."""
    report = "report { ... on WaterVisitReport { householdsAdvised checks { id place finding mendedOn } } }"
    cases = "cases(first: 5) { id version title status detail { ... on WaterCaseDetail { households } } }"

    def record(on: str = "2023-09-05", **more: Any) -> dict[str, Any]:
        payload = client.do("recordWaterVisit", f"visit {{ id {report} {cases} }}", **sent(on, **more))
        visit: dict[str, Any] = payload["visit"]
        return visit

    return record
