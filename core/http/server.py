"""The server: uvicorn, less patient and less trusting than it is by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from socket import socket
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from core.http.messages import MESSAGE_MOST

HEAD_SECONDS = 10.0
DROPPED_MOST = 32 * 1024**2
DROPPED_SECONDS = 10.0
"""So much of a body, and for so long, is still taken after its request was answered, and dropped."""


class LingeringTransport:
    """One that its protocol closes, when it is time."""

    def __init__(self, transport: asyncio.Transport, close: Callable[[], None]) -> None:
        self._transport = transport
        self.close = close

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class ImpatientProtocol(HttpToolsProtocol):
    """Closes a connection whose headers do not arrive in time, or whose body goes on and on though it was answered; uvicorn
    waits for ever. Where uvicorn closes at once, what still comes is taken first: a client that is still writing would be
    reset, and most of them then do not read the answer that says why.
    """

    _waiting: asyncio.TimerHandle | None = None
    _is_in_head = False
    _is_in_body = False
    _is_closing = False
    _dropped = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._open = transport
        super().connection_made(cast(asyncio.Transport, LingeringTransport(transport, self._close)))
        self._wait(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._arrived()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Most headers and bodies arrive whole, and nothing has to be waited for."""
        if not self._is_closing:
            super().data_received(data)
        if self._is_in_head and self._waiting is None:
            self._wait(HEAD_SECONDS)
        elif self._is_closing or (self._is_in_body and self.cycle.response_complete):
            self._dropped += len(data)
            if self._dropped > DROPPED_MOST:
                self._open.abort()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._arrived()
        self._is_in_head = True

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        self._arrived()
        self._is_in_body = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_in_body = False
        self._arrived()
        self._dropped = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._is_in_body and self._waiting is None:
            self._wait(DROPPED_SECONDS)

    def send_400_response(self, msg: str) -> None:
        self._is_in_body = False  # where it ends cannot be told any more
        super().send_400_response(msg)

    def _close(self) -> None:
        if not self._is_in_body or not self._open.can_write_eof():
            self._open.close()
        elif not self._is_closing and not self._open.is_closing():
            self._is_closing = True
            self._open.write_eof()
            self._wait(DROPPED_SECONDS)

    def _wait(self, seconds: float) -> None:
        self._waiting = self.loop.call_later(seconds, self._open.close)

    def _arrived(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def limit_memory(megabytes: int) -> None:
    """A field that wants ever more gets a MemoryError, which fails that field, before the system ends the server."""
    if megabytes:
        import resource  # there is none on Windows

        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 1024**2,) * 2)


class StoppingServer(uvicorn.Server):
    """Tells the application when it begins to stop; uvicorn would first wait for streams that have no end."""

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self.config.app.state.following.stop()  # type: ignore[union-attr]
        await super().shutdown(sockets)


def run(app: Any, listening: socket, trusted_proxies: str = "") -> None:
    """Serves until it is stopped. Only from `trusted_proxies` is it believed where a client comes from."""
    config = uvicorn.Config(
        app,
        http=ImpatientProtocol,
        log_level="warning",
        access_log=False,  # nothing of it is above that level, and putting it together is not free
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=trusted_proxies or None,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=20,
        ws_max_size=2 * MESSAGE_MOST,  # what is longer than a message may be is read, to be told why it is refused
        ws_per_message_deflate=False,
    )
    with suppress(KeyboardInterrupt):
        StoppingServer(config).run([listening])
