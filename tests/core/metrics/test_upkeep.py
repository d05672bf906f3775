"""Families are made and compared once for each state of the source, and again when any of it is another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import core.metrics.family
import plugins.gas.metrics
from core.app import Composition
from core.database import Database
from core.metrics.upkeep import install
from core.metrics.upkeep.install import is_outdated


@pytest.fixture
def outdated(database: Database, composition: Composition, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Whether the rollups are outdated, and how often the families were made to find out."""
    made: list[int] = []
    families = install.declared
    monkeypatch.setattr(install, "declared", lambda plugins: [made.append(1), families(plugins)][1])

    def outdated() -> tuple[bool, int]:
        made.clear()
        with database.engine.begin() as connection:
            return is_outdated(connection, composition.plugins), len(made)

    return outdated


def test_families_are_made_once_for_a_state_of_the_source(outdated: Any) -> None:
    assert outdated() == (False, 1)
    assert outdated() == (False, 0)


@pytest.mark.parametrize("module", [core.metrics.family, plugins.gas.metrics], ids=lambda module: module.__name__)
def test_a_change_of_any_source_makes_them_again(outdated: Any, monkeypatch: pytest.MonkeyPatch, module: Any) -> None:
    outdated()
    read = Path.read_bytes
    changed = Path(module.__file__)
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + b"#" if path == changed else read(path))
    assert outdated() == (False, 1)


def test_what_waits_to_be_built_is_outdated_whatever_the_source(outdated: Any, database: Database) -> None:
    outdated()
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE rollup_family SET is_ready = false"))
    assert outdated() == (True, 1)
