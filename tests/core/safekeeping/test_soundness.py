"""Whether everything is still what it was: what a bad disk, or somebody, changed is told (catalogue C18)."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text, update
from sqlalchemy.engine import URL

from core.app import Composition
from core.attachments.store import Folder
from core.cases.models import Case
from core.database import Database
from core.places.models import District
from core.safekeeping.soundness import problems
from core.testing.client import Client
from core.testing.fixtures import PostgresDatabase, PostgresTemplates
from core.testing.loop import DrivenCase, built_town
from tests.effort import only_thoroughly

FLIPS = 100


@pytest.fixture
def told(database: Database, composition: Composition, store: Path) -> Callable[[], list[str]]:
    return lambda: list(problems(database, composition.plugins, Folder(store), ()))


def flipped(path: Path, at: int, bit: int = 0) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        (byte,) = file.read(1)
        file.seek(at)
        file.write(bytes([byte ^ (1 << bit)]))


def test_c18_what_nobody_touched_is_sound(case: DrivenCase, told: Callable[[], list[str]]) -> None:
    assert told() == []


def test_c18_a_photo_with_a_flipped_bit_is_told_and_not_given(
    case: DrivenCase, client: Client, store: Path, told: Callable[[], list[str]]
) -> None:
    (photo,) = (path for path in store.rglob("*") if path.is_file())
    flipped(photo, 5)
    assert told() == [f"The file {photo.name} is not what was sent."]
    answer = client.http.get("/attachments/Attachment_1")
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (500, "INTERNAL_SERVER_ERROR")
    photo.unlink()
    assert told() == [f"The file {photo.name} is missing."]
    assert client.http.get("/attachments/Attachment_1").status_code == 404


HARM = {
    "an entry of the trail": (
        "UPDATE audit_entry SET operation = 'nothing' WHERE number = 2",
        "The audit trail: Entry 2 was changed.",
    ),
    "a sum": ("UPDATE rollup_cell SET n = n + 1", "A figure's sum is wrong: "),
}


@pytest.mark.parametrize("harm", HARM)
def test_c18_what_somebody_changed_is_told(
    case: DrivenCase, database: Database, told: Callable[[], list[str]], harm: str
) -> None:
    done, start = HARM[harm]
    trigger = "" if database.is_sqlite else " ON audit_entry"
    with database.engine.begin() as connection:
        for name in _triggers(connection, database):
            connection.execute(text(f"DROP TRIGGER {name}{trigger}"))
        connection.execute(text(done))
    assert [sentence for sentence in told() if sentence.startswith(start)]


def test_a_row_in_another_district_than_its_community_is_told(
    case: DrivenCase, database: Database, told: Callable[[], list[str]]
) -> None:
    with database.writing() as session:
        elsewhere = District(code="370212", name="崂山区")
        session.add(elsewhere)
        session.flush()
        session.execute(update(Case).values(district_id=elsewhere.id))
    assert "1 rows of case name another district than their community lies in." in told()


def _triggers(connection, database: Database) -> list[str]:
    sql = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'"
    if not database.is_sqlite:
        sql = "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_entry'::regclass AND NOT tgisinternal"
    return list(connection.execute(text(sql)).scalars())


# ------------------------------------------------------------- SQLite


def settled(database: Database) -> Path:
    """All in one file."""
    database.dispose()
    with closing(sqlite3.connect(str(database.url.database))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(str(database.url.database))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_c18_a_row_that_points_nowhere_is_told(
    case: DrivenCase, database: Database, told: Callable[[], list[str]]
) -> None:
    with closing(sqlite3.connect(settled(database))) as connection, connection:
        connection.execute("UPDATE case_evidence SET attachment_id = 77")
    assert "Row 1 of case_evidence points at a row of attachment that is not there." in told()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_c18_a_broken_page_of_sqlite_is_told(
    case: DrivenCase, database: Database, told: Callable[[], list[str]]
) -> None:
    path = settled(database)
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'case_event'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    flipped(path, (page - 1) * size)
    assert any("database disk image is malformed" in sentence or "SQLite says" in sentence for sentence in told())


@only_thoroughly
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_c18_many_flipped_bits_of_sqlite_are_told(
    case: DrivenCase, database: Database, composition: Composition, store: Path, tmp_path: Path
) -> None:
    """Not all: SQLite keeps no checksums, and a letter in a text that has no index is as good as another."""
    whole, chance, found = settled(database).read_bytes(), Random(1), 0
    used = [at for at, byte in enumerate(whole) if byte]  # most of a small database is empty
    path = tmp_path / "flipped.sqlite3"
    for _ in range(FLIPS):
        path.write_bytes(whole)
        flipped(path, chance.choice(used), chance.randrange(8))
        flawed = Database(f"sqlite:///{path}")
        found += next(problems(flawed, composition.plugins, Folder(store), ()), None) is not None
        flawed.dispose()
    print(f"{found} of {FLIPS} told")
    assert found > FLIPS / 4


# ------------------------------------------------------------- PostgreSQL


def test_c18_a_flipped_bit_in_a_page_of_postgresql_is_told(
    postgres_templates: PostgresTemplates, postgres_server: URL, composition: Composition, tmp_path: Path
) -> None:
    """Copied as a file, so that PostgreSQL has not read it yet."""
    with postgres_templates.copied(composition.plugins) as database:
        built_town(database)
        path = file_of(database, "community")
        database.dispose()
        flipped(path, 8000)
        with PostgresDatabase(postgres_server, database.url.database) as copied:
            found = list(problems(copied, composition.plugins, Folder(tmp_path), ()))
    assert any("invalid page in block 0" in sentence for sentence in found), found


def file_of(database: Database, table: str) -> Path:
    """Where a table is, with everything written."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        folder, name, checksums = connection.execute(
            text(
                "SELECT current_setting('data_directory'), pg_relation_filepath(:t), current_setting('data_checksums')"
            ),
            {"t": table},
        ).one()
    path = Path(folder, name)
    if checksums == "off" or not os.access(path, os.W_OK):
        pytest.skip("needs a server of ours that keeps checksums")
    return path
