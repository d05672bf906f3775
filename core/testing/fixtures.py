"""Fixtures: `database` (both kinds), `lastmeter`, `clock`, `client`."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from starlette.testclient import TestClient

from core.app import Composition, Lastmeter, assemble, create_app
from core.database import Database
from core.lines.services import remember
from core.migrations import upgrade
from core.plugin_manager import Plugins, discover
from core.settings import Settings
from core.testing.postgres import server

KINDS = ("sqlite", "postgresql")
NOW = datetime(2023, 9, 8, 2, 0, tzinfo=UTC)
"""Ten in the morning in Qingdao, on the day that the demo ends."""
_numbers = itertools.count()


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


class Client:
    """Sends GraphQL to the public endpoint, as any client would."""

    def __init__(self, http: TestClient) -> None:
        self.http = http

    def __call__(self, query: str, variables: dict[str, Any] | None = None, *, language: str = "en") -> dict[str, Any]:
        """The whole answer."""
        response = self.http.post(
            "/graphql",
            json={"query": query, "variables": variables or {}},
            headers={"accept-language": language},
        )
        answer: dict[str, Any] = response.json()
        return answer

    def data(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """The data of an answer without errors."""
        answer = self(query, variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data


@pytest.fixture(scope="session")
def composition() -> Composition:
    """Every installed plugin, composed once."""
    return Composition.of(Plugins(discover(), strict=True))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    with server() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(composition: Composition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    database = Database(f"sqlite:///{path}")
    _migrated(database, composition.plugins)
    with database.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    database.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_template(composition: Composition, postgres_server: URL) -> Iterator[str]:
    name = f"lastmeter_template_{os.getpid()}"
    with _created(postgres_server, name) as database:
        _migrated(database, composition.plugins)
        database.dispose()
        yield name


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "test.sqlite3"
    shutil.copy(sqlite_template, path)
    made = Database(f"sqlite:///{path}")
    yield made
    made.dispose()


@pytest.fixture
def postgres_database(postgres_server: URL, postgres_template: str) -> Iterator[Database]:
    with _created(postgres_server, f"lastmeter_test_{os.getpid()}_{next(_numbers)}", postgres_template) as made:
        yield made


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest) -> Database:
    """A database of its own for each test, migrated and without rows but the lines'; once of each kind."""
    made: Database = request.getfixturevalue(f"{'postgres' if request.param == 'postgresql' else 'sqlite'}_database")
    return made


def _migrated(database: Database, plugins: Plugins) -> None:
    upgrade(database, plugins)
    with database.writing() as session:
        remember(session, plugins.lines)


class _created:
    """A PostgreSQL database that is dropped in the end."""

    def __init__(self, url: URL, name: str, template: str | None = None) -> None:
        self.admin = Database(url)
        self.url, self.name, self.template = url, name, template

    def _run(self, sql: str) -> None:
        with self.admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(sql))

    def __enter__(self) -> Database:
        copy = f" TEMPLATE {self.template} STRATEGY file_copy" if self.template else ""
        self._run(f"CREATE DATABASE {self.name}{copy}")
        self.database = Database(self.url.set(database=self.name))
        return self.database

    def __exit__(self, *_: object) -> None:
        self.database.dispose()
        self._run(f"DROP DATABASE {self.name} WITH (FORCE)")
        self.admin.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lastmeter(database: Database, composition: Composition, clock: Clock) -> Lastmeter:
    settings = Settings(database_url=database.url.render_as_string(hide_password=False))
    return assemble(settings, composition, clock)


@pytest.fixture
def client(lastmeter: Lastmeter) -> Iterator[Client]:
    with TestClient(create_app(lastmeter)) as http:
        yield Client(http)
