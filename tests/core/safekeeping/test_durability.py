"""In production, a PostgreSQL that may lose what it acknowledged is refused (catalogue C03)."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.app import Composition, assemble
from core.database import Database
from core.errors import CannotStart
from core.safekeeping.durability import check, risks
from core.testing.fixtures import settings_of


def test_c03_a_server_in_production_refuses_a_postgresql_that_may_lose_what_it_acknowledged(
    postgres_database: Database, composition: Composition
) -> None:
    with postgres_database.connecting() as connection:
        if connection.scalar(text("SHOW fsync")) == "on":
            pytest.skip("this PostgreSQL loses nothing")
    with pytest.raises(CannotStart, match="may lose what it acknowledged: fsync and synchronous_commit off"):
        assemble(settings_of(postgres_database, profile="production"), composition)
    assemble(settings_of(postgres_database, profile="demo"), composition).database.dispose()


def test_c03_turned_off_for_one_login_is_off_too(postgres_database: Database) -> None:
    with postgres_database.connecting() as connection:
        connection.execute(text("SET LOCAL synchronous_commit = local"))
        before = list(risks(connection))
        connection.execute(text("SET LOCAL synchronous_commit = off"))
        assert set(risks(connection)) - set(before) == {"synchronous_commit is off: what was acknowledged may be lost."}


def test_sqlite_needs_no_such_look(sqlite_database: Database) -> None:
    with sqlite_database.connecting() as connection:
        check(connection)
        assert list(risks(connection)) == []
