"""A town, and a case in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.lines.conversion import Conversion
from core.policy.role import Role
from core.policy.viewer import Viewer
from core.testing.client import Client
from core.testing.loop import DrivenCase, Town, built_town
from tests.core.cases.situations import Situation


@pytest.fixture
def town(database) -> Town:
    return built_town(database)


@pytest.fixture
def case(client: Client, town: Town) -> DrivenCase:
    """Not reported yet; driven by the role DEMO unless a test says by whom."""
    return DrivenCase(client, town)


@pytest.fixture
def acting(client: Client, town: Town, viewer: Callable[..., Viewer]) -> Callable[[Role], Client]:
    """A client that asks as somebody of the town."""
    return lambda role: client.acting(town.viewer(viewer, role))


@pytest.fixture
def situation(case, clock, database, acting, viewer, composition, monkeypatch) -> Situation:
    made = Situation(case, clock, database, acting)
    made.viewer = viewer
    conversions = composition.catalogue.objects(Conversion)
    made.uninstall = lambda: [monkeypatch.delitem(conversions, key) for key in [*conversions]] and None
    return made
