"""A database behind its wall, as a server of a login of its own has it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import inspect

from core.audit.grants import statements
from core.catalogue import Catalogue
from core.database import Database
from core.wall.policies import Wall, walls_of
from core.wall.standing import built

LOGIN = "lastmeter_walled"
MADE = f"""
DO $$ BEGIN CREATE ROLE {LOGIN} LOGIN PASSWORD '{LOGIN}';
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"""


@contextmanager
def walled(owners: Database, catalogue: Catalogue) -> Iterator[Database]:
    """The owner's database, as the server's login sees it from behind the wall."""
    if owners.url.username == LOGIN:  # it was built already, for every test
        yield owners
        return
    ones = walls_in(owners, catalogue)
    with owners.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in (MADE, *_granted(owners), *built(ones, LOGIN)):
            connection.connection.driver_connection.execute(statement)  # type: ignore[union-attr]
    owners.dispose()  # connections that knew no wall
    made = Database(owners.url.set(username=LOGIN, password=LOGIN))
    yield made
    made.dispose()


def walls_in(database: Database, catalogue: Catalogue) -> list[Wall]:
    """Around the tables that are there: a run of tests knows plugins that this database does not have."""
    there = set(inspect(database.engine).get_table_names())
    return [wall for wall in walls_of(catalogue) if wall.table in there]


def _granted(database: Database) -> Iterator[str]:
    there = set(inspect(database.engine).get_table_names())
    versions = [name for name in there if name.startswith("alembic_version") or name.endswith("_version")]
    for statement in statements(LOGIN, sorted(versions)):
        table = statement.partition(' ON "')[2].partition('"')[0]
        if not table or table in there:
            yield statement
