"""Readers: serve the statements of a run by the drivers themselves, without a session and without waiting in vain."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from math import inf
from time import monotonic
from typing import Any, Protocol, TypeVar

from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.dialects.sqlite.pysqlite import dialect as sqlite_dialect
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session

from core.database import SQLITE_PRAGMAS, STEPS, Late
from core.engine.constants import written_out
from core.engine.counting import noting
from core.engine.run import Asking
from core.fence import telling
from core.nesting import tied
from core.wall.wearing import wear

T = TypeVar("T")
POSTGRESQL: Dialect = noting(asyncpg_dialect)
SQLITE: Dialect = sqlite_dialect()
telling(POSTGRESQL)
telling(SQLITE)
written_out(POSTGRESQL)
written_out(SQLITE)
tied(POSTGRESQL)
tied(SQLITE)


def drive(asking: Asking, fetch: Callable[[str, list[Any], str], Any]) -> Any:
    """Runs to its end what asks for rows."""
    try:
        wanted = next(asking)
        while True:
            wanted = asking.send(fetch(*wanted))
    except StopIteration as done:
        return done.value


class Unreadable(Exception):
    """The database refused a statement: graphql-core will say of which field."""


async def in_time(running: Awaitable[T], until: float) -> T:
    """What runs in a thread is not waited for any longer; whatever it does there cannot be broken off."""
    limit = asyncio.timeout(until - monotonic())
    try:
        async with limit:
            return await running
    except TimeoutError:
        if not limit.expired():  # what runs there waited in vain for something else
            raise
        raise Late from None


class Reader(Protocol):
    dialect: Dialect

    async def run(self, asking: Asking, is_long: bool, is_one_statement: bool = False, until: float = inf) -> Any:
        """Serves it, if it ends before a moment of the monotonic clock; else raises Late."""
        ...

    async def close(self) -> None: ...


class SqliteReader:
    """Short plans run in line: fetching the rows costs less than handing the work to a thread. Long ones do not block."""

    dialect = SQLITE

    def __init__(self, path: str, threads: int = 2, seconds: float = 5.0) -> None:
        self._path = path
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="reading")
        self._idle: list[sqlite3.Connection] = []
        self._seconds = seconds

    def _connect(self) -> sqlite3.Connection:
        uri = f"file:{self._path}?mode=ro"
        made = sqlite3.connect(uri, uri=True, isolation_level=None, cached_statements=512, check_same_thread=False)
        for pragma in SQLITE_PRAGMAS:
            if "journal" not in pragma:
                made.execute(pragma)
        return made

    async def run(self, asking: Asking, is_long: bool, is_one_statement: bool = False, until: float = inf) -> Any:
        run = self._run if is_one_statement else self._run_within
        if not is_long:
            return self._with_connection(run, asking, until)
        running = asyncio.get_running_loop().run_in_executor(self._pool, self._with_connection, run, asking, until)
        return await in_time(running, until)

    def _with_connection(
        self, run: Callable[[sqlite3.Connection, Asking, float], Any], asking: Asking, until: float
    ) -> Any:
        """One that is idle, whichever thread had it last; opened when it is first needed, for the file may have to be made
        first, and to open it costs as much as a hundred questions: all tables and triggers are read.
        """
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            return run(connection, asking, until)
        finally:
            self._idle.append(connection)

    @staticmethod
    def _run(connection: sqlite3.Connection, asking: Asking, until: float) -> Any:
        connection.set_progress_handler(lambda: monotonic() > until, STEPS)
        try:
            return drive(asking, lambda sql, values, _: connection.execute(sql, values).fetchall())
        except sqlite3.Error as error:
            raise Late if monotonic() > until else Unreadable(str(error)) from error
        finally:
            connection.set_progress_handler(None, 0)

    def _run_within(self, connection: sqlite3.Connection, asking: Asking, until: float) -> Any:
        """One state of the rows for all statements."""
        connection.execute("BEGIN")
        try:
            return self._run(connection, asking, until)
        finally:
            connection.execute("COMMIT")

    async def close(self) -> None:
        self._pool.shutdown()
        while self._idle:
            self._idle.pop().close()


def read_in(session: Session, asking: Asking, dialect: Dialect) -> Any:
    """Serves a run on the connection of a session, inside its transaction."""
    connection: Any = session.connection().connection.driver_connection
    if isinstance(connection, sqlite3.Connection):
        return drive(asking, lambda sql, values, _: connection.execute(sql, values).fetchall())
    import psycopg  # only where it is used: a tenth of a second of every start

    with psycopg.RawCursor(connection) as cursor:

        def fetch(sql: str, values: list[Any], worn: str) -> Any:
            wear(session.connection(), worn)
            return cursor.execute(sql, values).fetchall()

        return drive(asking, fetch)
