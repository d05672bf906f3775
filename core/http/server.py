"""The server: uvicorn, less patient and less trusting than it is by itself."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from socket import socket
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from core.http.messages import MESSAGE_MOST

HEAD_SECONDS = 10.0


class ImpatientProtocol(HttpToolsProtocol):
    """Closes a connection whose headers do not arrive in time; uvicorn waits for ever."""

    _waiting: asyncio.TimerHandle | None = None
    _is_in_head = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._arrived()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Most headers arrive whole, and nothing has to be waited for."""
        super().data_received(data)
        if self._is_in_head and self._waiting is None:
            self._wait()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._arrived()
        self._is_in_head = True

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        self._arrived()
        super().on_headers_complete()

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(HEAD_SECONDS, self.transport.close)

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
