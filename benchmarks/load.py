"""A small load generator: some connections that are kept, each asking again as soon as it is answered."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import uvloop

CONNECTIONS = 16


@dataclass(frozen=True)
class Load:
    """What came of it."""

    seconds: float
    latencies: Sequence[float]
    failures: int

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


class Connection(asyncio.Protocol):
    """Sends one request after another; a status other than 200, or an answer with errors, is a failure."""

    def __init__(self, requests: Iterator[bytes], until: float, done: asyncio.Future[None]) -> None:
        self._requests, self._until, self._done = requests, until, done
        self._got = bytearray()
        self._whole = 0
        self.latencies: list[float] = []
        self.failures = 0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._send()

    def _send(self) -> None:
        self._sent = perf_counter()
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not self._is_complete():
            return
        now = perf_counter()
        self.latencies.append(now - self._sent)
        head_end = self._got.find(b"\r\n\r\n")
        if not self._got.startswith(b"HTTP/1.1 200") or b'"errors"' in self._got[head_end : head_end + 40]:
            self.failures += 1
        self._got.clear()
        self._whole = 0
        if now < self._until:
            self._send()
        else:
            self._transport.close()

    def _is_complete(self) -> bool:
        if not self._whole:
            end = self._got.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = bytes(self._got[:end]).lower()
            if b"transfer-encoding: chunked" in head:
                return self._got.endswith(b"0\r\n\r\n")
            self._whole = end + 4 + int(head.partition(b"content-length: ")[2].split(b"\r\n")[0])
        return len(self._got) >= self._whole

    def connection_lost(self, error: Exception | None) -> None:
        if not self._done.done():
            self._done.set_result(None)


def request(url: str, body: bytes) -> bytes:
    parts = urlsplit(url)
    head = (
        f"POST {parts.path or '/'} HTTP/1.1\r\nhost: {parts.netloc}\r\naccept: application/json\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def run(url: str, bodies: Sequence[bytes], seconds: float, connections: int = CONNECTIONS) -> Load:
    """Asks for so many seconds, the bodies in turn."""
    return uvloop.run(_run(url, [request(url, body) for body in bodies], seconds, connections))


async def _run(url: str, requests: Sequence[bytes], seconds: float, connections: int) -> Load:
    loop, parts, turn = asyncio.get_running_loop(), urlsplit(url), itertools.cycle(requests)
    started = perf_counter()
    made, waiting = [], []
    for _ in range(connections):
        done = loop.create_future()
        connection = Connection(turn, started + seconds, done)
        await loop.create_connection(lambda connection=connection: connection, parts.hostname or "", parts.port or 80)  # type: ignore[misc]
        made.append(connection)
        waiting.append(done)
    await asyncio.gather(*waiting)
    latencies = [latency for connection in made for latency in connection.latencies]
    return Load(perf_counter() - started, latencies, sum(connection.failures for connection in made))
