"""The databases that are measured: made once, kept in the cache; PostgreSQL is started for it, or is the one of DATABASE_URL."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import URL

from benchmarks.contenders import PEERS
from benchmarks.data import load
from core.database import Base, Database
from core.demo.load import load_demo
from core.lines.services import remember
from core.migrations import upgrade
from core.plugin_manager import Plugins, discover
from core.testing.postgres import server

CONFIGURATION = "shared_buffers = 512MB"
CACHE = PEERS.parent


def sqlite(visits: int) -> Path:
    """A file with the data."""
    return _made(CACHE / f"{visits}-{version_of_tables()}.sqlite3", lambda database: load(database, visits))


def demo() -> Path:
    """A file with the demo."""
    return _made(CACHE / f"demo-{version_of_tables()}.sqlite3", _load_demo)


def version_of_tables() -> str:
    """Of the tables: a database of other tables is of no use."""
    Plugins(discover(), strict=True)
    tables = [(table.name, table.columns.keys(), len(table.indexes)) for table in Base.metadata.sorted_tables]
    return hashlib.blake2s(repr(tables).encode(), digest_size=4).hexdigest()


def _load_demo(database: Database) -> None:
    plugins = Plugins(discover(), strict=True)
    upgrade(database, plugins)
    with database.writing() as session:
        remember(session, plugins.lines)
    load_demo(database, plugins)


def _made(path: Path, fill: Callable[[Database], None]) -> Path:
    """The file; one that was not finished is begun again."""
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        database = Database(f"sqlite:///{unfinished}")
        fill(database)
        database.dispose()
        unfinished.rename(path)
    return path


@contextmanager
def postgresql(visits: int) -> Iterator[tuple[URL, int | None]]:
    """A database with the data (one that was not finished is begun again), and the number of the server's first process where it runs here."""
    with server(CONFIGURATION) as url:
        name = f"lastmeter_bench_{visits}_{version_of_tables()}"
        admin = Database(url)
        with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            found = connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name})
            if not found:
                unfinished = f"{name}_unfinished"
                connection.execute(text(f"DROP DATABASE IF EXISTS {unfinished}"))
                connection.execute(text(f"CREATE DATABASE {unfinished}"))
                load(Database(url.set(database=unfinished)), visits)
                connection.execute(text(f"ALTER DATABASE {unfinished} RENAME TO {name}"))
        admin.dispose()
        yield url.set(database=name), _postmaster(url)


def _postmaster(url: URL) -> int | None:
    folder = url.query.get("host", "/var/run/postgresql") if not url.host else None
    for lock in Path(str(folder)).glob(".s.PGSQL.*.lock") if folder else ():
        number = int(lock.read_text().split()[0])
        if os.path.exists(f"/proc/{number}"):
            return number
    return None
