"""A database with a few rows of every kind that is looked at, and a photo."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from core.app import Composition, Lastmeter
from core.database import Database
from core.metrics.upkeep.merge import merge
from core.testing.client import Client
from core.testing.fixtures import PostgresDatabase
from core.testing.loop import DrivenCase, built_town
from core.testing.postgres import programs


@pytest.fixture
def case(client: Client, database: Database, composition: Composition) -> DrivenCase:
    """Accepted, with a photo as evidence: entries of the trail, events, sums of figures, a file."""
    made = DrivenCase(client, built_town(database)).accepted().evidenced()
    merge(database, composition.plugins)
    return made


@pytest.fixture
def store(lastmeter: Lastmeter) -> Path:
    return Path(lastmeter.settings.attachments)


@pytest.fixture
def pg_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore of the server's version are on the PATH."""
    if "TEST_DATABASE_URL" not in os.environ:
        monkeypatch.setenv("PATH", f"{programs()}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def restored(
    database: Database, postgres_server: URL, pg_programs: None, tmp_path: Path
) -> Iterator[Callable[[Path], Database]]:
    """Puts a copy back where nothing is."""
    if database.is_sqlite:
        yield lambda copy: Database(f"sqlite:///{copy.rename(tmp_path / 'restored.sqlite3')}")
        return
    with PostgresDatabase(postgres_server) as empty:

        def put_back(copy: Path) -> Database:
            address = empty.url.set(drivername="postgresql").render_as_string(hide_password=False)
            command = ["pg_restore", "--exit-on-error", "--no-owner", "--no-acl", f"--dbname={address}", str(copy)]
            subprocess.run(command, check=True, capture_output=True)
            return empty

        yield put_back


@pytest.fixture
def counts(database: Database) -> Callable[[Database], dict[str, int]]:
    names = ("audit_entry", "case_evidence", "event", "rollup_cell", "case_event")

    def counted(where: Database) -> dict[str, int]:
        with where.connecting() as connection:
            return {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in names}

    return counted
