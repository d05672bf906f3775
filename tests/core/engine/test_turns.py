"""The few connections that answers are read by: whoever has waited longest has the next one."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from core.database import Busy, Patience
from core.engine.postgres import PostgresReader

URL = make_url("postgresql://nobody@nowhere/nothing")


class Connection:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.is_gone = False
        self.answer = asyncio.Event()

    def is_closed(self) -> bool:
        return self.is_gone

    async def fetch(self, sql: str, *, timeout: float) -> list[Any]:
        await self.answer.wait()
        return [sql]


class Reader(PostgresReader):
    """With one connection."""

    def __init__(self, seconds: float = 5.0) -> None:
        super().__init__(URL, size=1, patience=Patience(connection=seconds, statement=5.0))
        self.opened: list[Connection] = []
        self.order: list[str] = []

    async def _connect(self) -> Any:
        self.opened.append(Connection())
        return self.opened[-1]

    async def ask(self, name: str) -> None:
        await self.run(_asking(name), is_long=False)
        self.order.append(name)


def _asking(name: str) -> Generator[tuple[str, list[Any], str], Any, Any]:
    return (yield name, [], "")


async def _waiting(reader: Reader, *names: str) -> list[asyncio.Task[None]]:
    """They have come one after the other; the first is being answered."""
    tasks = []
    for name in names:
        tasks.append(asyncio.create_task(reader.ask(name)))
        await asyncio.sleep(0)
    return tasks


def test_who_comes_later_is_not_before_who_waits() -> None:
    async def lived() -> list[str]:
        reader = Reader()

        async def twice() -> None:
            await reader.ask("first")
            await reader.ask("again")

        asking = asyncio.create_task(twice())
        await asyncio.sleep(0)
        tasks = await _waiting(reader, "second", "third")
        reader.opened[0].answer.set()
        await asyncio.gather(asking, *tasks)
        return reader.order

    assert asyncio.run(lived()) == ["first", "second", "third", "again"]


def test_who_waits_for_a_connection_that_breaks_has_a_new_one() -> None:
    async def lived() -> tuple[list[str], int]:
        reader = Reader()
        tasks = await _waiting(reader, "first", "second")
        reader.opened[0].is_gone = True
        reader.opened[0].answer.set()
        await tasks[0]
        await asyncio.sleep(0)
        reader.opened[1].answer.set()
        await tasks[1]
        return reader.order, len(reader.opened)

    assert asyncio.run(lived()) == (["first", "second"], 2)


def test_who_waited_too_long_is_told_and_loses_no_connection() -> None:
    async def lived() -> list[str]:
        reader = Reader(seconds=0.01)
        first, second = await _waiting(reader, "first", "second")
        with pytest.raises(Busy):
            await second
        reader.opened[0].answer.set()
        await first
        await reader.ask("third")
        return reader.order

    assert asyncio.run(lived()) == ["first", "third"]


def test_who_goes_in_the_moment_of_a_turn_hands_it_on(monkeypatch: pytest.MonkeyPatch) -> None:
    async def lived() -> list[str]:
        reader = Reader()
        _, second, third = await _waiting(reader, "first", "second", "third")
        give_back = reader._give_back

        def given_back(connection: Any) -> None:
            give_back(connection)
            second.cancel()  # whose turn it is, and who does not know it yet

        monkeypatch.setattr(reader, "_give_back", given_back)
        reader.opened[0].answer.set()
        await third
        return reader.order

    assert asyncio.run(lived()) == ["first", "third"]
