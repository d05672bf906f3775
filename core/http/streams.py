"""Streams: answers as server-sent events, as graphql-sse has them with one connection for each operation.

https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md#distinct-connections-mode
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

import anyio
import orjson
from starlette.types import Receive, Send

from core.database import Busy
from core.engine.faults import masked
from core.events.following import Give
from core.events.tail import Ended
from core.http.answers import VARY, refused
from core.http.media import EVENTS
from core.http.refusals import BadRequest

HEART_SECONDS = 12.0
HEADERS = (
    (b"content-type", f"{EVENTS}; charset=utf-8".encode()),
    (b"cache-control", b"no-store"),
    (b"vary", VARY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-accel-buffering", b"no"),
)


@dataclass(frozen=True)
class Stream:
    """`run` gives the answers one after the other; what is `held` is held until the stream ends."""

    run: Callable[[Give], Awaitable[None]]
    receive: Receive
    held: AbstractContextManager[object] = field(default_factory=nullcontext)

    async def send(self, send: Send, *, without_body: bool = False) -> None:
        with self.held:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            if not without_body:
                await self._until_either_ends(send)
            await send({"type": "http.response.body", "body": b""})

    async def _until_either_ends(self, send: Send) -> None:
        async with anyio.create_task_group() as group:

            async def to_the_end(act: Callable[[], Awaitable[None]]) -> None:
                await act()
                group.cancel_scope.cancel()

            group.start_soon(_beating, send)
            group.start_soon(to_the_end, self._gone)
            group.start_soon(to_the_end, lambda: self._answers(send))

    async def _gone(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def _answers(self, send: Send) -> None:
        """A stream that is cut off before "complete" is one that the client asks for again."""

        async def give(answer: bytes) -> None:
            await _written(send, b"event: next\ndata: " + answer)

        try:
            await self.run(give)
        except (Ended, Busy):
            return
        except BadRequest as reason:
            await give(refused(reason).body)
        except Exception as fault:
            await give(orjson.dumps({"errors": [masked(fault, None)]}))
        await _written(send, b"event: complete\ndata: ")


async def _beating(send: Send) -> None:
    """Proxies close what is silent."""
    while True:
        await _written(send, b":")
        await anyio.sleep(HEART_SECONDS)


async def _written(send: Send, event: bytes) -> None:
    await send({"type": "http.response.body", "body": event + b"\n\n", "more_body": True})
