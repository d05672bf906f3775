"""A town of gas, and a case in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.policy.role import Role
from core.policy.viewer import Viewer
from core.testing.client import Client
from core.testing.loop import DrivenCase, Town, built_town


@pytest.fixture
def town(database) -> Town:
    return built_town(database, line="gas")


@pytest.fixture
def case(client: Client, town: Town) -> DrivenCase:
    return DrivenCase(client, town)


@pytest.fixture
def acting(client: Client, town: Town, viewer: Callable[..., Viewer]) -> Callable[[Role], Client]:
    """A client that asks as somebody of the town."""
    return lambda role: client.acting(town.viewer(viewer, role))
