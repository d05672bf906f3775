"""Readers: serve the statements of a run by the drivers themselves, without a session and without waiting in vain."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from math import inf
from time import monotonic
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.dialects.sqlite.pysqlite import dialect as sqlite_dialect
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.orm import Session

from core.database import SQLITE_PRAGMAS, STEPS, UNHURRIED, Busy, Late, Patience
from core.engine.constants import written_out
from core.engine.counting import noting
from core.engine.run import Asking
from core.fence import telling
from core.nesting import tied
from core.policy.worn import NOBODY, SETTING
from core.wall.wearing import STANDS, wear

POSTGRESQL: Dialect = noting(asyncpg_dialect)
SQLITE: Dialect = sqlite_dialect()
telling(POSTGRESQL)
telling(SQLITE)
written_out(POSTGRESQL)
written_out(SQLITE)
tied(POSTGRESQL)
tied(SQLITE)
PLANNED = {"jit": "off", "random_page_cost": "1.1"}
"""What PostgreSQL plans by. Its own guess, that a row elsewhere costs four times as much as the next one, is that of a
turning disk: it makes it walk a whole order past a million rows rather than fetch and sort a thousand.
"""
UNKNOWN = "unknown"
"""No viewer wears this."""


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
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._with_connection, run, asking, until)

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


class PostgresReader:
    """A few connections and prepared statements. Nothing is reset between requests: all that is ever set is whose eyes a
    connection has, and that is compared before each statement.
    """

    dialect = POSTGRESQL

    def __init__(self, url: URL, size: int = 5, patience: Patience = UNHURRIED) -> None:
        self._url = url
        self._patience = patience
        self._size = size
        self._free: list[asyncpg.Connection] = []
        self._waiting: deque[asyncio.Future[asyncpg.Connection | None]] = deque()
        """Who came first is served first: whoever comes while one is handed over would else be before them, again and again."""
        self._opened = 0
        self._worn: WeakKeyDictionary[asyncpg.Connection, str] = WeakKeyDictionary()
        """What each connection wears, where there is a wall."""

    async def run(self, asking: Asking, is_long: bool, is_one_statement: bool = False, until: float = inf) -> Any:
        connection = await self._taken()
        fetch = connection.fetch
        try:
            sql, values, worn = next(asking)
            while True:
                if self._worn.get(connection, worn) != worn:
                    await self._wear(connection, worn)
                sql, values, worn = asking.send(await fetch(sql, *values))
        except StopIteration as done:
            return done.value
        except asyncpg.QueryCanceledError as error:
            raise Late from error
        except asyncpg.PostgresError as error:
            raise Unreadable(str(error)) from error
        finally:
            self._give_back(connection)

    async def _wear(self, connection: asyncpg.Connection, worn: str) -> None:
        self._worn[connection] = UNKNOWN  # until it is known to be done
        await connection.execute("SELECT set_config($1, $2, false)", SETTING, worn)
        self._worn[connection] = worn

    async def _taken(self) -> asyncpg.Connection:
        while self._free:
            found = self._free.pop()
            if not found.is_closed():
                return found
            self._opened -= 1
        if self._opened < self._size:
            self._opened += 1
            try:
                return await self._connect()
            except BaseException:
                self._opened -= 1
                self._hand_on(None)
                raise
        return await self._handed_over()

    async def _handed_over(self) -> asyncpg.Connection:
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[asyncpg.Connection | None] = loop.create_future()
        self._waiting.append(turn)
        timer = loop.call_later(self._patience.connection, _give_up, turn)
        try:
            found = await turn
        except asyncio.CancelledError:
            if not turn.cancelled() and turn.exception() is None:  # it came just as this one went
                self._hand_on(turn.result())
            raise
        finally:
            timer.cancel()
        return found if found is not None else await self._taken()

    def _give_back(self, connection: asyncpg.Connection) -> None:
        if connection.is_closed():
            self._opened -= 1
            self._hand_on(None)
        else:
            self._hand_on(connection)

    def _hand_on(self, connection: asyncpg.Connection | None) -> None:
        """To who has waited longest; none where another may be opened instead."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(connection)
                return
        if connection is not None:
            self._free.append(connection)

    async def _connect(self) -> asyncpg.Connection:
        url = self._url
        host = url.host or url.query.get("host")
        made = await asyncpg.connect(
            host=host,
            port=url.port,
            user=url.username,
            password=url.password,
            database=url.database,
            statement_cache_size=1000,
            max_cached_statement_lifetime=0,
            server_settings={
                "timezone": "UTC",
                "datestyle": "ISO",
                **PLANNED,
                "statement_timeout": f"{self._patience.statement * 1000:.0f}",
                "default_transaction_read_only": "on",
                "application_name": "lastmeter",
            },
        )
        try:
            is_walled = await made.fetchval(STANDS)
        except BaseException:  # who asked went away meanwhile
            made.terminate()
            raise
        if is_walled:
            self._worn[made] = NOBODY
        return made

    async def close(self) -> None:
        while self._free:
            await self._free.pop().close()


def _give_up(turn: asyncio.Future[Any]) -> None:
    if not turn.done():
        turn.set_exception(Busy())


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
