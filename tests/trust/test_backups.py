"""A backup while everybody writes: of one moment, whole, and with everything that was acknowledged before (catalogue C15)."""

from __future__ import annotations

import subprocess
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from core.app import Composition
from core.attachments.store import Folder
from core.database import Database
from core.safekeeping.backup import back_up
from core.safekeeping.soundness import problems
from core.testing.fixtures import NOW, PostgresDatabase
from tests.core.safekeeping.conftest import pg_programs
from tests.trust.served import Launcher, built_place, written

__all__ = ["pg_programs"]
WRITERS = 4


def copied_while_written(launcher: Launcher, database: Database, folder: Path) -> tuple[list[str], Path]:
    """What was acknowledged before the backup began, and the backup."""
    acknowledged: list[str] = []
    with launcher.serving(database, folder) as (_, url):
        writers = [threading.Thread(target=written, args=(url, acknowledged, f"w-{i}", 30)) for i in range(WRITERS)]
        for writer in writers:
            writer.start()
        while len(acknowledged) < WRITERS:
            assert any(writer.is_alive() for writer in writers), "nobody is answered"
            time.sleep(0.01)
        before = list(acknowledged)
        made = back_up(database, Folder(folder / "files"), folder / "backups", NOW)
        assert any(writer.is_alive() for writer in writers), "nobody wrote meanwhile"
        for writer in writers:
            writer.join()
    assert made.problems == []
    return before, made.path


def looked_at(copy: Database, composition: Composition, folder: Path) -> set[str]:
    """The keys of what was done, all of it whole."""
    assert list(problems(copy, composition.plugins, Folder(folder), ())) == []
    with copy.connecting() as connection:
        keys, cases, trail = (
            set(connection.execute(text(sql)).scalars())
            for sql in ("SELECT key FROM mutation_key", 'SELECT title FROM "case"', "SELECT key FROM audit_entry")
        )
    assert keys == cases == trail
    return keys


def test_c15_a_copy_of_sqlite_holds_what_was_acknowledged_and_nothing_half(
    sqlite_database: Database, launcher: Launcher, composition: Composition, tmp_path: Path
) -> None:
    built_place(sqlite_database)
    before, path = copied_while_written(launcher, sqlite_database, tmp_path)
    copy = Database(f"sqlite:///{path}")
    assert set(before) <= looked_at(copy, composition, tmp_path)
    copy.dispose()


@pytest.mark.usefixtures("pg_programs")
def test_c15_a_dump_of_postgresql_holds_what_was_acknowledged_and_nothing_half(
    postgres_database: Database, postgres_server: URL, launcher: Launcher, composition: Composition, tmp_path: Path
) -> None:
    built_place(postgres_database)
    before, path = copied_while_written(launcher, postgres_database, tmp_path)
    with PostgresDatabase(postgres_server) as copy:
        address = copy.url.set(drivername="postgresql").render_as_string(hide_password=False)
        command = ["pg_restore", "--exit-on-error", "--no-owner", "--no-acl", f"--dbname={address}", str(path)]
        subprocess.run(command, check=True, capture_output=True)
        assert set(before) <= looked_at(copy, composition, tmp_path)
