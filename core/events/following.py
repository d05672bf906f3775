"""Following: what happened is told to one listener after the other, each by its own rights and in its own order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

from core.engine.document import Prepared
from core.engine.engine import Engine, refusal
from core.engine.feeding import Feeding
from core.events.outbox import Happened, Outbox, no_position
from core.events.tail import Listener, Tail

AGAIN_SECONDS = 5.0
"""So long after a right was taken away, at most, is a listener to whom nothing happens told so."""
REPLAYED_MOST = 10_000
"""Events after which it is quicker to read the list anew."""

Renew = Callable[[], Awaitable[Any]]
"""The context of a moment later. Raises where the listener's rights have ended, or changed."""
Give = Callable[[bytes], Awaitable[None]]


class Following:
    """All that is followed in this process."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.outbox = Outbox(engine.reader)
        self.tail = Tail(self.outbox)

    def stop(self) -> None:
        """Those who listen are told that they must go elsewhere, or come again."""
        self.tail.stop()

    async def follow(self, prepared: Prepared, context: Any, renew: Renew, give: Give) -> None:
        """Gives an answer for each event, for ever. Raises RequestError, Busy, Ended, or what `renew` raises."""
        feeding = Feeding(self.engine, prepared)
        async with self.tail.listening() as listener:
            place = await self._place(feeding, listener, context)
            while True:
                happened = await place.next()
                context = await renew()
                await self._give(await feeding.told(context, happened), renew, give)

    async def _give(self, answers: list[bytes], renew: Renew, give: Give) -> None:
        """A listener may take them slowly, and its rights may end meanwhile."""
        renewed = monotonic()
        for answer in answers:
            if monotonic() - renewed > AGAIN_SECONDS:
                await renew()
                renewed = monotonic()
            await give(answer)

    async def _place(self, feeding: Feeding, listener: Listener, context: Any) -> Place:
        position = await feeding.begin(context)
        if position is None:
            return Place(self.outbox, listener, listener.since)
        reason = None
        if listener.since - position > REPLAYED_MOST:
            reason = no_position("too much has happened since", "其后事件过多")
        elif position > listener.since and position > await self.outbox.latest():
            reason = no_position("no event had it", "没有任何事件给出过它")
        if reason is not None:
            raise refusal(reason, [feeding.root.name])
        return Place(self.outbox, listener, position)


class Place:
    """Where one listener is: first it catches up, then it is told."""

    def __init__(self, outbox: Outbox, listener: Listener, position: int) -> None:
        self.outbox = outbox
        self.listener = listener
        self.position = position

    async def next(self) -> list[Happened]:
        """What happened after the place, each event once; nothing, when nothing happened for a while."""
        if self.position < self.listener.since:
            happened = [event for event in await self.outbox.after(self.position) if event.id <= self.listener.since]
            self.position = happened[-1].id if happened else self.listener.since
            return happened
        try:
            async with asyncio.timeout(AGAIN_SECONDS):
                happened = await self.listener.next()
        except TimeoutError:
            return []
        return [event for event in happened if event.id > self.position]
