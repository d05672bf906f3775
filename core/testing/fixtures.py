"""Fixtures: `database` (both kinds), `lastmeter`, `clock`, `client`, `judged`, `statements`, `row_counts`,
`demo`, `demo_client`.

A line tests itself alone by a `composition` of its own: `Composition.of(Plugins(given({"water": water}), strict=True))`.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fcntl import LOCK_EX, flock
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.util import LRUCache
from starlette.testclient import TestClient

from core.app import Composition, Lastmeter, assemble, create_app
from core.calendar.services import seed_calendar
from core.database import Base, Database
from core.demo.load import load_demo
from core.engine.document import Plans
from core.lines.services import remember
from core.migrations import upgrade
from core.plugin_manager import Plugins, discover
from core.policy.policy import Grant, Policy
from core.policy.viewer import Viewer
from core.settings import Settings
from core.testing.client import Client
from core.testing.judge import judged as judge
from core.testing.postgres import server
from core.testing.swept import SweptDatabase
from core.testing.walled import walled

KINDS = ("sqlite", "postgresql")
NOW = datetime(2023, 9, 8, 2, 0, tzinfo=UTC)
"""Ten in the morning in Qingdao, on the day that the demo ends."""
IS_WALLED = bool(os.environ.get("LASTMETER_TEST_WALL"))
"""Every test then has its PostgreSQL behind the wall."""
_numbers = itertools.count()
_dialects: dict[str, Dialect] = {}
_compiled: LRUCache[Any, Any] = LRUCache(2000)
"""What SQLAlchemy compiled for one test's database serves the next one's: more than half of the work of a mutation."""

ROOMY = "depth=50, aliases=200, fields=100, mutations=20, cost=100000"
"""What a document of a test may ask for: tests ask for everything at once."""


def settings_of(database: Database, **more: Any) -> Settings:
    """Settings of an installation on that database in which documents may be large and answers slow."""
    seconds = dict.fromkeys(("query_seconds", "mutation_seconds", "statement_seconds", "wait_seconds"), 120.0)
    limits = dict.fromkeys(("limits_anonymous", "limits_signed_in", "limits_machine"), ROOMY)
    given: dict[str, Any] = {**seconds, **limits, "merge_seconds": 0, **more}
    return Settings(database_url=database.url.render_as_string(hide_password=False), **given)


def practised(database: Database) -> Database:
    """Of the same dialect as those before it, with what was compiled for them."""
    engine = database.engine
    if engine.dialect.name not in _dialects:
        engine.connect().close()  # which makes it known what the server can do
        _dialects[engine.dialect.name] = engine.dialect
    engine.dialect = _dialects[engine.dialect.name]
    engine.update_execution_options(compiled_cache=_compiled)
    return database


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)

    @contextmanager
    def back_on(self, day: str) -> Iterator[None]:
        """As it was at some moment of that day, for what had to be said before."""
        now, self.now = self.now, datetime.fromisoformat(f"{day}T04:00:00+00:00")
        try:
            yield
        finally:
            self.now = now


@pytest.fixture(scope="session")
def composition() -> Composition:
    """Every installed plugin, composed once."""
    return Composition.of(Plugins(discover(), strict=True))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """Left alone, for its own sweeper would have rows of a swept table lie in another order than they came in."""
    with server("autovacuum = off") as url:
        yield url


class SqliteTemplates:
    """Migrated files, one for each set of plugins, without rows but the lines' or with the demo; tests get copies.

    Each is made once in a run of the tests, whichever of its processes wants it first.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(exist_ok=True)

    def copied(self, plugins: Plugins, path: Path, *, with_demo: bool = False) -> Database:
        shutil.copy(self._of(plugins, with_demo), path)
        return practised(Database(f"sqlite:///{path}"))

    @contextmanager
    def given_by(self, plugins: Plugins, made: Path) -> Iterator[None]:
        """The demo as a command makes it meanwhile: to make it once more takes a third of a minute."""
        with self._alone_at(plugins, with_demo=True) as path:
            yield
            if not path.exists():
                shutil.copy(made, path)

    def _of(self, plugins: Plugins, with_demo: bool) -> Path:
        with self._alone_at(plugins, with_demo) as path:
            if not path.exists():
                made = path.with_suffix(".made")
                self._make(made, plugins, with_demo)
                made.rename(path)
        return path

    @contextmanager
    def _alone_at(self, plugins: Plugins, with_demo: bool) -> Iterator[Path]:
        active = [f"{plugin.name}={plugin.module.__name__}" for plugin in plugins.active if plugin.module is not None]
        name = "demo" if with_demo else "empty"
        path = self.folder / f"{name}-{sha256(' '.join(active).encode()).hexdigest()}.sqlite3"
        with path.with_suffix(".lock").open("w") as lock:
            flock(lock, LOCK_EX)
            yield path

    def _make(self, path: Path, plugins: Plugins, with_demo: bool) -> None:
        if with_demo:
            database = self.copied(plugins, path)
            load_demo(database, plugins)
        else:
            database = Database(f"sqlite:///{path}")
            migrated(database, plugins)
        with database.engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
        database.dispose()


class PostgresTemplates:
    """The same on a PostgreSQL server."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self._made: dict[tuple[str, ...], PostgresDatabase] = {}
        self._swept: dict[tuple[str, ...], tuple[PostgresDatabase, SweptDatabase]] = {}

    def copied(self, plugins: Plugins) -> PostgresDatabase:
        return PostgresDatabase(self.url, self._of(plugins).name)

    @contextmanager
    def lent(self, plugins: Plugins) -> Iterator[Database]:
        """One that others had before: as good as a copy, and there sooner."""
        names = tuple(plugin.name for plugin in plugins.active)
        if names in self._swept:
            made, swept = self._swept.pop(names)
        else:
            made = self.copied(plugins)
            swept = SweptDatabase(made.__enter__())
        try:
            yield swept.lent()
        finally:
            if swept.is_swept() and names not in self._swept:
                self._swept[names] = made, swept
            else:
                swept.close()
                made.__exit__()

    def _of(self, plugins: Plugins) -> PostgresDatabase:
        names = tuple(plugin.name for plugin in plugins.active)
        if names not in self._made:
            made = PostgresDatabase(self.url)
            migrated(made.__enter__(), plugins)
            made.database.dispose()
            self._made[names] = made
        return self._made[names]

    def drop(self) -> None:
        for made, swept in self._swept.values():
            swept.close()
            made.__exit__()
        for made in self._made.values():
            made.__exit__()


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplates:
    own = tmp_path_factory.getbasetemp()
    return SqliteTemplates((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "templates")


@pytest.fixture(scope="session")
def postgres_templates(postgres_server: URL) -> Iterator[PostgresTemplates]:
    made = PostgresTemplates(postgres_server)
    yield made
    made.drop()


@pytest.fixture
def sqlite_database(sqlite_templates: SqliteTemplates, composition: Composition, tmp_path: Path) -> Iterator[Database]:
    made = sqlite_templates.copied(composition.plugins, tmp_path / "test.sqlite3")
    yield made
    made.dispose()


@pytest.fixture
def postgres_database(postgres_templates: PostgresTemplates, composition: Composition) -> Iterator[Database]:
    with (
        postgres_templates.lent(composition.plugins) as made,
        walled(made, composition.catalogue) if IS_WALLED else nullcontext(made) as database,
    ):
        yield database


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest) -> Database:
    """A database of its own for each test, migrated and without rows but the lines'; once of each kind."""
    made: Database = request.getfixturevalue(f"{'postgres' if request.param == 'postgresql' else 'sqlite'}_database")
    return made


def migrated(database: Database, plugins: Plugins) -> None:
    upgrade(database, plugins)
    with database.writing() as session:
        remember(session, plugins.lines)
        seed_calendar(session)


@lru_cache(maxsize=4)
def _admin(url: URL) -> Database:
    """Who creates and drops databases on a server; one for all of them."""
    return practised(Database(url))


class PostgresDatabase:
    """A PostgreSQL database that is dropped in the end."""

    def __init__(self, url: URL, template: str | None = None) -> None:
        self.url, self.template = url, template
        self.name = f"lastmeter_test_{os.getpid()}_{next(_numbers)}"

    def _run(self, sql: str) -> None:
        with _admin(self.url).engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(sql))

    def __enter__(self) -> Database:
        copy = f" TEMPLATE {self.template} STRATEGY file_copy" if self.template else ""
        self._run(f"CREATE DATABASE {self.name}{copy}")
        self.database = practised(Database(self.url.set(database=self.name)))
        return self.database

    def __exit__(self, *_: object) -> None:
        self.database.dispose()
        self._run(f"DROP DATABASE {self.name} WITH (FORCE)")


@pytest.fixture
def clock() -> Clock:
    return Clock()


class KnownPlans:
    """What was planned for one test serves the next one of the same composition, as in one installation it would."""

    def __init__(self) -> None:
        self._composition: Composition | None = None
        self._plans: dict[bool, Plans] = {}

    def given_to(self, lastmeter: Lastmeter, composition: Composition) -> None:
        if composition is not self._composition:
            self._composition, self._plans = composition, {}
        engine = lastmeter.engine
        engine.plans = self._plans.setdefault(lastmeter.database.is_sqlite, engine.plans)


@pytest.fixture(scope="session")
def known_plans() -> KnownPlans:
    return KnownPlans()


@pytest.fixture
def lastmeter(
    database: Database, composition: Composition, clock: Clock, tmp_path: Path, known_plans: KnownPlans
) -> Iterator[Lastmeter]:
    settings = settings_of(database, attachments=str(tmp_path / "attachments"), key_file=str(tmp_path / "keys"))
    made = assemble(settings, composition, clock, database)
    known_plans.given_to(made, composition)
    yield made
    made.database.dispose()


@contextmanager
def client_of(lastmeter: Lastmeter) -> Iterator[Client]:
    """Acts as the role DEMO, to whom personal texts are shown, unless it acts as somebody else."""
    demo = lastmeter.nobody
    viewers = [replace(demo, grants={operation: Grant(grant.reach) for operation, grant in demo.grants.items()})]
    lastmeter.nobody = viewers[0]
    lastmeter.sign_in = lambda headers, address: viewers[int(headers.get("authorization", "").partition(" ")[2] or 0)]
    with TestClient(create_app(lastmeter)) as http:
        yield Client(http, viewers)


@pytest.fixture
def client(lastmeter: Lastmeter) -> Iterator[Client]:
    with client_of(lastmeter) as made:
        yield made


@pytest.fixture
def viewer(composition: Composition) -> Callable[..., Viewer]:
    """A viewer by role: `viewer(Role.ACCEPTOR, lines=frozenset({"gas"}))`; use it with `client.acting`."""
    policies = composition.catalogue.objects(Policy).values()
    return lambda role, **more: Viewer.of(policies, role, **more)


@pytest.fixture
def judged(client: Client, lastmeter: Lastmeter) -> Callable[..., Any]:
    """Asks the compiled engine and graphql-core, who must agree; gives the data."""
    return lambda query, variables=None: judge(client.http, lastmeter, query, variables).data


@pytest.fixture
def statements(client: Client, lastmeter: Lastmeter) -> Callable[..., int]:
    """How many SQL statements a query takes; the answer is judged too."""
    return lambda query, variables=None: judge(client.http, lastmeter, query, variables).statements


@pytest.fixture
def row_counts(database: Database, composition: Composition) -> Callable[[], dict[str, int]]:
    """How many rows each table has that has any, but for the audit trail: the same before and after a refusal."""

    def counted() -> dict[str, int]:
        with database.connecting() as connection:
            there = set(inspect(connection).get_table_names()) & {table.name for table in Base.metadata.sorted_tables}
            each = (f"SELECT '{name}', count(*) FROM \"{name}\"" for name in sorted(there - {"audit_entry"}))
            rows = connection.exec_driver_sql(" UNION ALL ".join(each))
            return {name: number for name, number in rows if number}

    return counted


@pytest.fixture(scope="module")
def demo(
    sqlite_templates: SqliteTemplates, composition: Composition, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lastmeter]:
    """The demo of the plugins at hand, on SQLite: one copy for each module, so only to be read."""
    path = tmp_path_factory.mktemp("demo") / "demo.sqlite3"
    database = sqlite_templates.copied(composition.plugins, path, with_demo=True)
    made = assemble(settings_of(database), composition, Clock(), database)
    yield made
    made.database.dispose()


@pytest.fixture(scope="module")
def demo_client(demo: Lastmeter) -> Iterator[Client]:
    with client_of(demo) as made:
        yield made
