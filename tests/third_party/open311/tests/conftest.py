"""The bridge beside the lines that are installed."""

from __future__ import annotations

import pytest
from core.app import Composition
from core.plugin_manager import Plugins, discover, given

import lastmeter_open311

pytest_plugins = ["core.testing.fixtures"]


@pytest.fixture(scope="session")
def composition() -> Composition:
    lines = [plugin for plugin in discover() if plugin.name != "open311"]
    return Composition.of(Plugins([*lines, *given({"open311": lastmeter_open311})], strict=True))
