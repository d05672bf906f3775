"""The reader on PostgreSQL, by asyncpg: loaded only where it is used, for it takes memory and time of every start."""

from __future__ import annotations

import asyncio
from collections import deque
from math import inf
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy.engine import URL

from core.database import UNHURRIED, Busy, Late, Patience
from core.engine.readers import POSTGRESQL, Unreadable
from core.engine.run import Asking
from core.policy.worn import NOBODY, SETTING
from core.wall.wearing import STANDS

PLANNED = {"jit": "off", "random_page_cost": "1.1"}
"""What PostgreSQL plans by. Its own guess, that a row elsewhere costs four times as much as the next one, is that of a
turning disk: it makes it walk a whole order past a million rows rather than fetch and sort a thousand.
"""
UNKNOWN = "unknown"
"""No viewer wears this."""


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
                try:
                    if self._worn.get(connection, worn) != worn:
                        await self._wear(connection, worn, until)
                    rows = await fetch(sql, *values, timeout=until - monotonic())
                except (asyncpg.QueryCanceledError, TimeoutError) as error:
                    raise Late from error
                except asyncpg.PostgresError as error:
                    raise Unreadable(str(error)) from error
                sql, values, worn = asking.send(rows)
        except StopIteration as done:
            return done.value
        finally:
            self._give_back(connection)

    async def _wear(self, connection: asyncpg.Connection, worn: str, until: float) -> None:
        self._worn[connection] = UNKNOWN  # until it is known to be done
        await connection.execute("SELECT set_config($1, $2, false)", SETTING, worn, timeout=until - monotonic())
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
        """Raises Busy where the server takes the call and says nothing."""
        try:
            return await self._called()
        except TimeoutError as silence:
            raise Busy from silence

    async def _called(self) -> asyncpg.Connection:
        url = self._url
        host = url.host or url.query.get("host")
        made = await asyncpg.connect(
            host=host,
            port=url.port,
            user=url.username,
            password=url.password,
            database=url.database,
            timeout=self._patience.connection,
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
            is_walled = await made.fetchval(STANDS, timeout=self._patience.connection)
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
