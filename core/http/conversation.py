"""Conversation: what is said on one web socket, by the rules of graphql-transport-ws."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from functools import partial
from typing import Any

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected, WebSocketState

from core.context import Context
from core.database import Busy
from core.engine.document import Prepared, RequestError
from core.engine.faults import masked
from core.events.tail import Stopped, TooSlow
from core.http.documents import Sent
from core.http.messages import Closing, asked, id_of, read
from core.http.operations import Operations
from core.http.refusals import BadRequest, overloaded
from core.http.visit import Visit

FIRST_SECONDS = 5.0
"""By when a client must say who it is."""
FOLLOWED_MOST = 10
"""Subscriptions of one socket."""
RUNNING_MOST = 100
"""Operations of one socket, of any kind, that are not done yet."""
REASON_MOST = 120
"""Bytes, of which a frame that closes holds few."""
CODES = {401: 4401, 403: 4403}


class Conversation:
    def __init__(self, operations: Operations, socket: WebSocket, visit: Visit, name: str) -> None:
        self.operations = operations
        self.doorkeeper = operations.entrance.doorkeeper
        self.socket = socket
        self.visit = visit
        self.name = name
        self.is_acknowledged = False
        self._open = ExitStack()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._followed: set[str] = set()

    async def hold(self) -> None:
        """Until one of the two closes."""
        with self._open, suppress(WebSocketDisconnect, WebSocketDisconnected):
            try:
                until = asyncio.get_running_loop().time() + FIRST_SECONDS
                while self.socket.application_state is WebSocketState.CONNECTED:
                    await self._hear(await self._message(until))
            except Closing as closing:
                await self._close(closing)
            finally:
                await self._fall_silent()

    async def _message(self, until: float) -> dict[str, Any]:
        try:
            async with asyncio.timeout_at(None if self.is_acknowledged else until):
                received = await self.socket.receive()
        except TimeoutError:
            raise Closing(4408, "Connection initialisation timeout") from None
        self.socket._raise_on_disconnect(received)
        try:
            self.doorkeeper.hear(self.name)
        except BadRequest as reason:
            raise Closing(4429, reason.message) from None
        return read(received.get("text"))

    async def _hear(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "connection_init":
                await self._begin(message.get("payload"))
            case "ping":
                await self._say(type="pong")
            case "pong":
                pass
            case "subscribe":
                self._start(id_of(message), message.get("payload"))
            case "complete":
                self._stop(id_of(message))
            case other:
                raise Closing(4400, f"There is no message of the type {other[:40]!r}")

    # ------------------------------------------------------------- who speaks

    async def _begin(self, payload: Any) -> None:
        if self.is_acknowledged:
            raise Closing(4429, "Too many initialisation requests")
        if payload is not None and not isinstance(payload, dict):
            raise Closing(4400, "The payload of connection_init must be an object")
        given = next((value for name, value in (payload or {}).items() if name.lower() == "authorization"), None)
        if isinstance(given, str):
            self.visit = self.visit._replace(headers={**self.visit.headers, "authorization": given})
        try:
            viewer = await self.operations.entrance.viewer(self.visit.headers, self.visit.address)
            self._open.enter_context(self.doorkeeper.holding_open(viewer, self.visit.address))
        except BadRequest as reason:
            raise Closing(CODES.get(reason.status, 4429), reason.message) from None
        self.is_acknowledged = True
        await self._say(type="connection_ack")

    # ------------------------------------------------------------- operations

    def _start(self, name: str, payload: Any) -> None:
        if not self.is_acknowledged:
            raise Closing(4401, "Unauthorized")
        if name in self._running:
            raise Closing(4409, f"Subscriber for {name[:40]} already exists")
        if len(self._running) >= RUNNING_MOST:
            raise Closing(4429, f"More than {RUNNING_MOST} operations at once")
        sent = asked(payload)
        self._running[name] = asyncio.create_task(self._answered(name, sent))

    def _stop(self, name: str) -> None:
        running = self._forget(name)
        if running is not None:
            running.cancel()

    def _forget(self, name: str) -> asyncio.Task[None] | None:
        self._followed.discard(name)
        return self._running.pop(name, None)

    async def _answered(self, name: str, sent: Sent) -> None:
        """One operation to its end. What ends it may end the whole conversation."""
        with suppress(WebSocketDisconnect, WebSocketDisconnected):
            try:
                errors = await self._errors(name, sent)
                self._forget(name)  # before it is said, for the name may be used again at once
                await (
                    self._say(id=name, type="error", payload=errors) if errors else self._say(id=name, type="complete")
                )
            except Closing as closing:
                await self._close(closing)

    async def _errors(self, name: str, sent: Sent) -> Any:
        """What it was refused for, or what broke it off; nothing when it was answered to its end."""
        try:
            return await self._run(name, sent)
        except (Closing, WebSocketDisconnect, WebSocketDisconnected):
            raise
        except BadRequest as reason:
            if reason.status in CODES:
                raise Closing(CODES[reason.status], reason.message) from None
            return errors_of(reason)
        except Busy:
            return errors_of(overloaded())
        except Stopped:
            raise Closing(1012, "The server stops; come again") from None
        except TooSlow:
            raise Closing(1013, "Events happen faster than they are taken; come again with the last cursor") from None
        except Exception as fault:
            return [masked(fault, None)]

    async def _run(self, name: str, sent: Sent) -> Any:
        """Asked inside and told outside: who takes an answer slowly holds no place."""
        entrance, visit = self.operations.entrance, self.visit
        tell = await entrance.entered(visit.headers, visit.address, partial(self._asked, name, sent))
        return await tell()

    async def _asked(self, name: str, sent: Sent, context: Context) -> Callable[[], Awaitable[Any]]:
        operations = self.operations
        try:
            prepared = operations.prepared(sent, context, self.visit.address)
            if prepared.is_subscription:
                return partial(self._follow, name, prepared, context)
            answered = await operations.engine.run(prepared, context)
        except RequestError as reason:
            return partial(_refused, operations.errors(reason, context))
        return partial(self._next, name, answered.body)

    async def _follow(self, name: str, prepared: Prepared, context: Context) -> Any:
        if len(self._followed) >= FOLLOWED_MOST:
            raise BadRequest(
                429, f"At most {FOLLOWED_MOST} subscriptions are followed on one socket.", code="LIMIT_EXCEEDED"
            )
        self._followed.add(name)
        try:
            await self.operations.follow(prepared, context, self.visit, lambda answer: self._next(name, answer))
        except RequestError as reason:
            return self.operations.errors(reason, context)

    # ------------------------------------------------------------- what is said

    async def _next(self, name: str, answer: bytes) -> None:
        head = orjson.dumps({"id": name, "type": "next"})[:-1]
        await self.socket.send_text((head + b',"payload":' + answer + b"}").decode())

    async def _say(self, **message: Any) -> None:
        await self.socket.send_text(orjson.dumps(message).decode())

    async def _close(self, closing: Closing) -> None:
        if self.socket.application_state is WebSocketState.CONNECTED:
            await self.socket.close(closing.code, closing.reason.encode()[:REASON_MOST].decode(errors="ignore"))

    async def _fall_silent(self) -> None:
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _refused(errors: Any) -> Any:
    return errors


def errors_of(reason: BadRequest) -> Any:
    return [{"message": reason.message, "extensions": {"code": reason.code}}]
