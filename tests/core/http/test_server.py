"""The server itself, at the end of a socket (catalogue A19)."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from core.app import Composition, assemble, create_app
from core.http import server
from core.http.server import ImpatientProtocol
from core.settings import Settings

HEAD = b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"


@pytest.fixture
def address(
    sqlite_database: Any, composition: Composition, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, int]]:
    monkeypatch.setattr(server, "HEAD_SECONDS", 0.5)
    app = create_app(assemble(Settings(database_url=sqlite_database.url.render_as_string()), composition))
    running = uvicorn.Server(uvicorn.Config(app, port=0, http=ImpatientProtocol, log_level="error"))
    thread = threading.Thread(target=running.run)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield running.servers[0].sockets[0].getsockname()
    running.should_exit = True
    thread.join()


def answered(address: tuple[str, int], *parts: bytes, pause: float = 0.0) -> tuple[bytes, float]:
    """What comes back before the server closes, and after how long."""
    start = time.monotonic()
    with socket.create_connection(address, timeout=5) as connection:
        try:
            for part in parts:
                connection.sendall(part)
                time.sleep(pause)
            received = b"".join(iter(lambda: connection.recv(65536), b""))
        except (BrokenPipeError, ConnectionResetError):
            received = b""
    return received, time.monotonic() - start


def test_a19_headers_that_never_end_are_not_waited_for(address: tuple[str, int]) -> None:
    received, seconds = answered(address, *[HEAD, *[b"x-a: 1\r\n"] * 30], pause=0.1)
    assert received == b""
    assert seconds < 3


def test_a19_nor_are_those_of_a_second_request(address: tuple[str, int]) -> None:
    body = b'{"query": "{ __typename }"}'
    first = HEAD + f"content-length: {len(body)}\r\n\r\n".encode() + body
    received, seconds = answered(address, first, HEAD, *[b"x-a: 1\r\n"] * 30, pause=0.1)
    assert received.count(b"HTTP/1.1 200 ") <= 1
    assert seconds < 3


def test_a19_a_connection_that_says_nothing_is_closed(address: tuple[str, int]) -> None:
    received, seconds = answered(address)
    assert received == b""
    assert seconds < 2


def test_a19_one_byte_too_many_is_refused_declared_or_in_chunks(address: tuple[str, int]) -> None:
    most = 256 * 1024
    received, _ = answered(address, HEAD + f"content-length: {most + 1}\r\nconnection: close\r\n\r\n".encode())
    assert received.startswith(b"HTTP/1.1 413 ")
    chunk = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
    chunked = HEAD + b"transfer-encoding: chunked\r\nconnection: close\r\n\r\n" + chunk * 8 + b"1\r\n \r\n0\r\n\r\n"
    received, _ = answered(address, chunked)
    assert received.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("megabytes", [0.4, 1.1, 5])
def test_a19_who_goes_on_writing_is_still_told_why(address: tuple[str, int], megabytes: float) -> None:
    """As http.client and fetch do it: all is written, then the answer is read."""
    length = int(megabytes * 1_000_000)
    for more in (b"", b"connection: close\r\n"):
        head = HEAD + more + b"content-length: %d\r\n\r\n" % length
        received, seconds = answered(address, head, *[b" " * 100_000] * (length // 100_000))
        assert received.startswith(b"HTTP/1.1 413 ")
        assert b"connection: close" in received
        assert b"The body has more than 262144 bytes." in received
        assert seconds < 3


def test_a19_a_body_that_never_ends_is_dropped_for_a_while_and_no_longer(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "DROPPED_MOST", 3_000_000)
    monkeypatch.setattr(server, "DROPPED_SECONDS", 0.5)
    head = HEAD + b"content-length: 1000000000\r\n"
    for more in (b"\r\n", b"authorization: Bearer nothing\r\n\r\n"):  # 413, and 401
        written, seconds = taken(address, head + more, b" " * 100_000)
        assert 2_000_000 < written < 30_000_000
        assert seconds < 3
        written, seconds = taken(address, head + more, b" ", pause=0.05)
        assert written < 1_000
        assert 0.3 < seconds < 3


def taken(address: tuple[str, int], head: bytes, part: bytes, pause: float = 0.0) -> tuple[int, float]:
    """How much is taken, and for how long, of somebody who writes on and on."""
    start, written = time.monotonic(), 0
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(head)
        try:
            while written < 100_000_000:
                written += connection.send(part)
                time.sleep(pause)
        except (BrokenPipeError, ConnectionResetError):
            pass
    return written, time.monotonic() - start


def test_a_body_that_was_not_wanted_is_no_end_of_the_connection(address: tuple[str, int]) -> None:
    """A token that has ended: the request is answered before its body has come, and the next one after it."""
    body = b'{"query": "{ __typename }"}'
    asked = HEAD + b"content-length: %d\r\n" % len(body)
    last = asked + b"connection: close\r\n\r\n" + body
    received, _ = answered(address, asked + b"authorization: Bearer nothing\r\n\r\n", body, last, pause=0.2)
    assert [received.count(b"HTTP/1.1 %d " % status) for status in (401, 200)] == [1, 1]


def test_who_asks_properly_is_answered(address: tuple[str, int]) -> None:
    body = b'{"query": "{ __typename }"}'
    asked = HEAD + f"content-length: {len(body)}\r\nconnection: close\r\n\r\n".encode() + body
    received, _ = answered(address, asked)
    assert received.endswith(b'{"data":{"__typename":"Query"}}')
