"""The tail of the outbox: read once in each process for all who listen, and not at all while nobody does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from core.events.outbox import Happened, Outbox

log = logging.getLogger("lastmeter.events")

SECONDS = 0.5
"""Between two looks."""
WAITING_MOST = 1000
"""Events that wait for one listener."""


class Ended(Exception):
    """Nothing more will come."""


class TooSlow(Ended):
    """The listener takes events more slowly than they happen."""


class Stopped(Ended):
    """The server stops."""


class Listener:
    """What happened since it began to listen, and was not taken yet."""

    def __init__(self, since: int) -> None:
        self.since = since
        """It is told of everything after this position."""
        self._waiting: list[Happened] = []
        self._is_woken = asyncio.Event()
        self._end: Ended | None = None

    def offer(self, happened: Sequence[Happened]) -> None:
        if len(self._waiting) + len(happened) > WAITING_MOST:
            self.end(TooSlow())
        else:
            self._waiting.extend(happened)
            self._is_woken.set()

    def end(self, reason: Ended) -> None:
        self._end = reason
        self._waiting.clear()
        self._is_woken.set()

    async def next(self) -> list[Happened]:
        """Waits until something happened. Raises Ended."""
        await self._is_woken.wait()
        if self._end is not None:
            raise self._end
        self._is_woken.clear()
        taken, self._waiting = self._waiting, []
        return taken


class Tail:
    def __init__(self, outbox: Outbox) -> None:
        self.outbox = outbox
        self.listeners: set[Listener] = set()
        self._position = 0
        self._reading: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Listener]:
        """The first to listen begins the reading, the last to go ends it."""
        if self._reading is None:
            position = await self.outbox.latest()
            if self._reading is None:  # nobody else began meanwhile
                self._position = position
                self._reading = asyncio.create_task(self._read())
        listener = Listener(self._position)
        self.listeners.add(listener)
        try:
            yield listener
        finally:
            self.listeners.discard(listener)
            if not self.listeners:
                self._reading.cancel()
                self._reading = None

    def stop(self) -> None:
        for listener in self.listeners:
            listener.end(Stopped())

    async def _read(self) -> None:
        while True:
            await asyncio.sleep(SECONDS)
            try:
                await self._look()
            except Exception as reason:  # the database may be away for a while; what happens meanwhile is read later
                log.warning("the outbox cannot be read: %r", reason)

    async def _look(self) -> None:
        happened = await self.outbox.after(self._position)
        if happened:
            self._position = happened[-1].id
            for listener in self.listeners:
                listener.offer(happened)
