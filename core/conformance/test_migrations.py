"""The tables come and go by themselves, on both databases, and are what the models say."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import inspect

from core.migrations import History, downgrade, histories, pending, upgrade
from core.migrations.drafts import differences


@pytest.fixture
def plugins(composition):
    return composition.plugins


@pytest.fixture
def history(key, plugins) -> History:
    found = [history for history in histories(plugins) if history.label == key]
    if not found:
        pytest.skip("it keeps no tables")
    return found[0]


def test_the_files_are_numbered_without_a_gap(history):
    numbers = [int(path.stem[:4]) for path in sorted(history.folder.glob("[0-9]*.py"))]
    assert numbers == list(range(1, len(numbers) + 1)) != []


def test_its_tables_are_what_the_models_say_and_go_and_come_again(key, database, plugins, history):
    def tables() -> set[str]:
        return set(inspect(database.engine).get_table_names())

    def drift() -> list[Any]:
        with database.engine.connect() as connection:
            return differences(connection, history, histories(plugins))

    before = tables()
    own = {name for name in before if name.startswith(f"{key}_")}

    downgrade(database, history)
    assert tables() == before - own, "only its own tables go"
    assert pending(database, plugins) == [key]
    upgrade(database, plugins)

    assert tables() == before
    assert drift() == [], f'draft what is missing: lastmeter migration "what changes" --plugin {key}'
