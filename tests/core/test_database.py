"""The database: safe on SQLite, writers that wait instead of failing, and URLs that are told how to be right."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.database import Base, Database
from core.errors import CannotStart
from core.lines.models import ServiceLine
from core.places.models import District


def raw(database: Database, sql: str):
    with database.engine.connect() as connection:
        return connection.exec_driver_sql(sql).scalar()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30_000)],
)
def test_every_connection_to_sqlite_is_safe(pragma, value, sqlite_database):
    with sqlite_database.engine.connect() as first, sqlite_database.engine.connect() as second:
        for connection in (first, second):
            raw_connection = connection.connection.driver_connection
            assert raw_connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_every_table_on_sqlite_is_strict(sqlite_database):
    with sqlite_database.engine.connect() as connection:
        tables = connection.exec_driver_sql("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").all()
    ours = {name: strict for name, strict in tables if name in Base.metadata.tables}
    assert len(ours) > 40
    assert [name for name, strict in ours.items() if not strict] == []


def test_a_row_that_points_nowhere_is_refused(database):
    with pytest.raises(IntegrityError), database.writing() as session:
        session.connection().exec_driver_sql("INSERT INTO district (code, name, leader_id) VALUES ('1', 'x', 99)")


def test_a_writer_takes_the_lock_before_it_reads(sqlite_database):
    statements: list[str] = []
    with sqlite_database.engine.connect() as connection:
        connection.connection.driver_connection.set_trace_callback(statements.append)
    with sqlite_database.writing() as session:
        session.scalars(select(District.id)).all()
    with sqlite_database.reading() as session:
        session.scalars(select(District.id)).all()

    assert [statement for statement in statements if statement.startswith("BEGIN")] == [
        "BEGIN IMMEDIATE",
        "BEGIN DEFERRED",
    ]


def test_writers_that_read_first_wait_for_each_other(database):
    """What loses updates, or fails with “database is locked”, when the lock comes with the first write."""
    with database.writing() as session:
        session.add(District(code="1", name="0"))

    def count_up(_: int) -> None:
        with database.writing() as session:
            name = session.scalars(select(District.name).with_for_update()).one()
            session.execute(update(District).values(name=str(int(name) + 1)))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(count_up, range(40)))

    with database.reading() as session:
        assert session.scalars(select(District.name)).one() == "40"


COUNT_UP = """
import sys
from sqlalchemy import select, update
import core.contributions
from core.database import Database
from core.places.models import District
database = Database(sys.argv[1])
for _ in range(20):
    with database.writing() as session:
        name = session.scalars(select(District.name)).one()
        session.execute(update(District).values(name=str(int(name) + 1)))
"""


def test_writers_of_several_processes_wait_for_each_other(sqlite_database):
    with sqlite_database.writing() as session:
        session.add(District(code="1", name="0"))

    command = [sys.executable, "-c", COUNT_UP, str(sqlite_database.url)]
    processes = [subprocess.Popen(command) for _ in range(2)]

    assert [process.wait(60) for process in processes] == [0, 0]
    with sqlite_database.reading() as session:
        assert session.scalars(select(District.name)).one() == "40"


def test_readers_see_one_state_while_somebody_writes(database):
    with database.writing() as session:
        session.add(District(code="1", name="before"))
    with database.reading() as reading:
        assert reading.scalars(select(District.name)).one() == "before"
        with database.writing() as writing:
            writing.execute(update(District).values(name="after"))
            with database.reading() as other:
                assert other.scalars(select(District.name)).one() == "before"
    with database.reading() as session:
        assert session.scalars(select(District.name)).one() == "after"


def test_what_fails_halfway_writes_nothing(database):
    def fail() -> None:
        with database.writing() as session:
            session.add(District(code="1", name="x"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    with database.reading() as session:
        assert session.scalars(select(District)).all() == []


def test_a_reading_session_of_postgresql_cannot_write(postgres_database):
    with postgres_database.reading() as session:
        session.add(District(code="1", name="x"))
        with pytest.raises(DBAPIError, match="read-only"):
            session.flush()


def test_a_reading_session_leaves_nothing_behind(sqlite_database):
    with sqlite_database.reading() as session:
        session.add(District(code="1", name="x"))
        session.flush()

    with sqlite_database.reading() as session:
        assert session.scalars(select(District)).all() == []


@pytest.mark.parametrize(
    ("url", "mend"),
    [
        ("mysql://localhost/x", "must be sqlite:///FILE or postgresql://"),
        ("sqlite://", "must name a file"),
        ("sqlite:///:memory:", "must name a file"),
    ],
)
def test_a_url_that_cannot_be_used_is_told_how_to_be_right(url, mend):
    with pytest.raises(CannotStart, match=mend):
        Database(url)


def test_a_plain_url_gets_our_driver(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert Database("postgresql://u@h/n").url.drivername == "postgresql+psycopg"
    assert Database("sqlite:///a.sqlite3").url.database == str(tmp_path / "a.sqlite3")


def test_both_databases_have_the_same_tables_and_columns(sqlite_database, postgres_database):
    def columns(database: Database) -> dict[str, list[str]]:
        found = inspect(database.engine)
        return {name: sorted(c["name"] for c in found.get_columns(name)) for name in sorted(found.get_table_names())}

    assert columns(sqlite_database) == columns(postgres_database)
    assert ServiceLine.__tablename__ in columns(sqlite_database)
