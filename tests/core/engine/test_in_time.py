"""Whoever reads gives up in time by itself, whatever it waits for, and its connection serves the next."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Generator
from time import monotonic
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from core.app import open_reader
from core.database import Busy, Database, Late, Patience
from core.engine.postgres import PostgresReader

SLOW = {"sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"}
SLOW["postgresql"] = "SELECT pg_sleep(60)"


def _asking(sql: str) -> Generator[tuple[str, list[Any], str], Any, Any]:
    return (yield sql, [], "")


@pytest.mark.parametrize("is_long", [False, True])
def test_a_statement_that_takes_too_long_is_given_up_and_the_next_is_answered(
    database: Database, is_long: bool
) -> None:
    async def lived() -> tuple[float, Any]:
        reader, since = open_reader(database), monotonic()
        with pytest.raises(Late):
            await reader.run(_asking(SLOW[reader.dialect.name]), is_long, until=since + 0.2)
        seconds = monotonic() - since
        ((found,),) = await reader.run(_asking("SELECT 7"), is_long, until=monotonic() + 5)
        await reader.close()
        return seconds, found

    seconds, found = asyncio.run(lived())
    assert 0.1 < seconds < 3
    assert found == 7


@pytest.mark.parametrize("is_long", [False, True])
def test_who_waited_in_vain_for_something_else_is_not_told_to_be_late(database: Database, is_long: bool) -> None:
    """A field of a plugin that asks another server, say: it fails alone, and the rest is answered."""

    def asking() -> Generator[tuple[str, list[Any], str], Any, Any]:
        yield "SELECT 1", [], ""
        raise TimeoutError("elsewhere")

    async def lived() -> None:
        reader = open_reader(database)
        with pytest.raises(TimeoutError, match="elsewhere"):
            await reader.run(asking(), is_long, until=monotonic() + 5)
        await reader.close()

    asyncio.run(lived())


def test_a_thread_that_does_not_come_back_is_not_waited_for(sqlite_database: Database) -> None:
    def idle() -> Generator[tuple[str, list[Any], str], Any, Any]:
        yield "SELECT 1", [], ""
        time.sleep(1.5)

    async def lived() -> float:
        reader, since = open_reader(sqlite_database), monotonic()
        with pytest.raises(Late):
            await reader.run(idle(), True, until=since + 0.1)
        seconds = monotonic() - since
        await reader.close()
        return seconds

    assert asyncio.run(lived()) < 1.2


def test_a_database_that_takes_calls_and_says_nothing_makes_busy() -> None:
    async def lived() -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = make_url(f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/nothing")
            reader = PostgresReader(url, patience=Patience(connection=0.2))
            with pytest.raises(Busy):
                await reader.run(_asking("SELECT 1"), False, until=monotonic() + 5)

    since = monotonic()
    asyncio.run(lived())
    assert monotonic() - since < 3
