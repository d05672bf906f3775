"""A PostgreSQL database that one test had is, for the next one, as good as new."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, text

from core.app import Composition
from core.database import Database
from core.testing.fixtures import PostgresTemplates
from core.testing.loop import built_town

ROWS = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"


def rows_of(database: Database) -> dict[str, Any]:
    """Everything that stands in its tables."""
    with database.engine.connect() as connection:
        tables = connection.scalars(text(ROWS)).all()
        return {
            name: connection.execute(text(f'SELECT t::text FROM "{name}" t ORDER BY 1')).scalars().all()
            for name in tables
        }


@pytest.fixture
def given(postgres_templates: PostgresTemplates, composition: Composition) -> Any:
    return lambda: postgres_templates.lent(composition.plugins)


def test_what_one_test_wrote_is_gone_and_keys_begin_anew(given) -> None:
    with given() as first:
        before, name = rows_of(first), first.url.database
        town = built_town(first)
        with first.writing() as session:
            session.execute(text("UPDATE service_line SET name = 'changed'"))
            session.execute(text("DELETE FROM calendar_day"))
    with given() as second:
        assert second.url.database == name
        assert rows_of(second) == before
        assert built_town(second) == town


def test_who_changed_a_table_a_right_or_what_is_known_of_the_rows_had_it_alone(given) -> None:
    for change in (
        "CREATE INDEX of_a_test ON district (name)",
        "DROP INDEX ix_case_title_search",
        "ALTER TABLE district ENABLE ROW LEVEL SECURITY",
        "REVOKE SELECT ON district FROM lastmeter",
        "ALTER TABLE district DISABLE TRIGGER ALL",
        "ANALYZE service_line",
    ):
        with given() as changed, changed.engine.begin() as connection:
            name = changed.url.database
            connection.execute(text(change))
        with given() as next_one:
            assert next_one.url.database != name, change


def test_what_a_test_set_and_listened_to_ends_with_it(given) -> None:
    told: list[str] = []
    with given() as first:
        event.listen(first.engine, "before_cursor_execute", lambda *given: told.append(given[2]))
        with first.engine.begin() as connection:
            connection.execute(text("SET enable_seqscan = off"))
    assert told
    told.clear()
    with given() as second, second.engine.begin() as connection:
        assert connection.execute(text("SHOW enable_seqscan")).scalar() == "on"
        assert connection.execute(text("SHOW lock_timeout")).scalar() == "5s"
    assert told == []


def test_a_lock_that_a_test_left_costs_the_next_one_nothing_but_a_copy(given) -> None:
    with given() as first:
        name, left = first.url.database, first.engine.connect()
        left.execute(text("LOCK TABLE district"))
    with given() as second:
        assert second.url.database != name
        assert built_town(second).district == 1
    left.invalidate()
    left.close()
