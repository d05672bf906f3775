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
    run(owners, MADE)
    build(owners, catalogue)
    made = Database(owners.url.set(username=LOGIN, password=LOGIN))
    yield made
    made.dispose()


def build(owners: Database, catalogue: Catalogue) -> None:
    """As an owner would; that the login is there is somebody else's work."""
    run(owners, *_granted(owners), *built(walls_in(owners, catalogue), LOGIN))
    owners.engine.dispose()  # connections that knew no wall


def run(database: Database, *statements: str) -> None:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.connection.driver_connection.execute(statement)  # type: ignore[union-attr]


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
