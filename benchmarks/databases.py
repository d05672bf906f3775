"""The databases that are measured: made once, kept in the cache; PostgreSQL is started for it, or is the one of DATABASE_URL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import URL

from benchmarks.contenders import PEERS
from benchmarks.data import load
from core.database import Database
from core.testing.postgres import server

CONFIGURATION = "shared_buffers = 512MB"
CACHE = PEERS.parent


def sqlite(visits: int) -> Path:
    """A file with the data."""
    path = CACHE / f"{visits}.sqlite3"
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        database = Database(f"sqlite:///{unfinished}")
        load(database, visits)
        database.dispose()
        unfinished.rename(path)
    return path


@contextmanager
def postgresql(visits: int) -> Iterator[tuple[URL, int | None]]:
    """A database with the data, and the number of the server's first process where it runs here."""
    with server(CONFIGURATION) as url:
        name = f"lastmeter_bench_{visits}"
        admin = Database(url)
        with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            found = connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name})
            if not found:
                connection.execute(text(f"CREATE DATABASE {name}"))
        made = url.set(database=name)
        if not found:
            load(Database(made), visits)
        admin.dispose()
        yield made, _postmaster(url)


def _postmaster(url: URL) -> int | None:
    folder = url.query.get("host", "/var/run/postgresql") if not url.host else None
    for lock in Path(str(folder)).glob(".s.PGSQL.*.lock") if folder else ():
        number = int(lock.read_text().split()[0])
        if os.path.exists(f"/proc/{number}"):
            return number
    return None
