"""Answers as server-sent events, at the end of a socket; and how the server stops while they are open (catalogue D10)."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import quote

import pytest
import uvicorn
from starlette.testclient import TestClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from core.app import Composition, assemble, create_app
from core.events import tail
from core.events.services import tell
from core.http import streams
from core.http.server import StoppingServer
from core.settings import Settings
from core.testing.client import Client
from core.testing.fixtures import NOW
from core.testing.loop import DrivenCase, built_town

FOLLOWED = "subscription { caseChanged { action } }"
EVENTS = {"accept": "text/event-stream", "content-type": "application/json"}


class Running:
    """A server, and a case that something can happen to."""

    def __init__(self, database: Any, composition: Composition, **settings: Any) -> None:
        self.database = database
        app = create_app(assemble(Settings(database_url=database.url.render_as_string(), **settings), composition))
        self.server = StoppingServer(uvicorn.Config(app, port=0, log_level="error"))
        self.thread = threading.Thread(target=self.server.run)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        self.address = self.server.servers[0].sockets[0].getsockname()
        self.open: dict[HTTPResponse, HTTPConnection] = {}

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join()
        for answer in list(self.open):
            self.hang_up(answer)

    def ask(self, query: str, method: str = "POST", **headers: str) -> HTTPResponse:
        http = HTTPConnection(*self.address, timeout=5)
        if method == "GET":
            http.request("GET", f"/graphql?query={quote(query)}", headers=EVENTS | headers)
        else:
            http.request("POST", "/graphql", json.dumps({"query": query}), EVENTS | headers)
        answer = http.getresponse()
        self.open[answer] = http
        return answer

    def hang_up(self, answer: HTTPResponse) -> None:
        answer.close()
        self.open.pop(answer).close()

    def happens(self) -> None:
        with self.database.writing() as session:
            tell(session, "case.file", "Case", 1, NOW)


@pytest.fixture
def running(
    sqlite_database: Any, composition: Composition, client_of_town: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Running]:
    monkeypatch.setattr(tail, "SECONDS", 0.02)
    made = Running(sqlite_database, composition)
    yield made
    made.stop()


@pytest.fixture
def client_of_town(sqlite_database: Any, composition: Composition) -> None:
    """One case is there."""
    lastmeter = assemble(Settings(database_url=sqlite_database.url.render_as_string()), composition)
    lastmeter.sign_in = lambda headers, address: lastmeter.nobody
    with TestClient(create_app(lastmeter)) as http:
        DrivenCase(Client(http, []), built_town(sqlite_database)).reported()


def event(answer: HTTPResponse) -> tuple[str, Any]:
    """The next event that is no comment."""
    name = ""
    for line in iter(answer.readline, b""):
        text = line.decode().rstrip("\n")
        if text.startswith("event: "):
            name = text.removeprefix("event: ")
        elif text.startswith("data:"):
            data = text.removeprefix("data:").strip()
            return name, json.loads(data) if data else None
    return "", None


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_query_is_one_event_and_complete(running: Running, method: str) -> None:
    answer = running.ask("{ __typename }", method)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert event(answer) == ("next", {"data": {"__typename": "Query"}})
    assert event(answer) == ("complete", None)


def test_a_refused_document_is_told_in_the_stream(running: Running) -> None:
    for query, code in (
        ("{ noSuchField }", "GRAPHQL_VALIDATION_FAILED"),
        ('subscription { caseChanged(after: "x") { action } }', "BAD_USER_INPUT"),
    ):
        answer = running.ask(query)
        name, told = event(answer)
        assert (answer.status, name, told["errors"][0]["extensions"]["code"]) == (200, "next", code)
        assert event(answer) == ("complete", None)


def test_get_runs_no_mutation(running: Running) -> None:
    assert running.ask("mutation { __typename }", "GET").status == 405


@pytest.mark.parametrize("accept", ["text/event-stream", "application/json, text/event-stream"])
def test_what_is_followed_is_told_as_it_happens(running: Running, accept: str) -> None:
    answer = running.ask(FOLLOWED, accept=accept)
    assert answer.readline() == b":\n"
    time.sleep(0.1)
    running.happens()
    running.happens()
    assert [event(answer) for _ in range(2)] == [("next", {"data": {"caseChanged": {"action": "FILE"}}})] * 2


def test_who_takes_json_first_gets_a_query_as_json(running: Running) -> None:
    answer = running.ask("{ __typename }", accept="application/json, text/event-stream")
    assert json.loads(answer.read()) == {"data": {"__typename": "Query"}}


def test_a_subscription_that_is_asked_as_json_is_refused_with_a_word_on_how_to_follow_it(running: Running) -> None:
    told = json.loads(running.ask(FOLLOWED, accept="application/json").read())
    assert told["errors"][0]["extensions"]["code"] == "SUBSCRIPTION_NOT_FOLLOWED"
    assert "text/event-stream" in told["errors"][0]["message"]


def test_a_silent_stream_beats(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HEART_SECONDS", 0.02)
    answer = running.ask(FOLLOWED)
    assert [answer.readline() for _ in range(4)] == [b":\n", b"\n", b":\n", b"\n"]


def test_five_streams_of_one_client_are_open_at_once(
    sqlite_database: Any, composition: Composition, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Running(sqlite_database, composition, profile="demo")
    try:
        open_ = [made.ask(FOLLOWED) for _ in range(5)]
        assert [answer.status for answer in open_] == [200] * 5
        assert made.ask(FOLLOWED).status == 429
        made.hang_up(open_[0])
        time.sleep(0.3)
        assert made.ask(FOLLOWED).status == 200
    finally:
        made.stop()


def test_a_frame_of_more_than_64_kib_is_refused(running: Running) -> None:
    with connect(
        f"ws://127.0.0.1:{running.address[1]}/graphql", subprotocols=[Subprotocol("graphql-transport-ws")]
    ) as ws:
        ws.send("[" * 100_000)
        with pytest.raises(ConnectionClosed) as closed:
            ws.recv(timeout=5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4400


def test_d10_the_server_stops_while_streams_and_sockets_are_open(
    sqlite_database: Any, composition: Composition
) -> None:
    made = Running(sqlite_database, composition)
    stream = made.ask(FOLLOWED)
    assert stream.readline() == b":\n"
    address = f"ws://127.0.0.1:{made.address[1]}/graphql"
    with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")]) as ws:
        ws.send(json.dumps({"type": "connection_init"}))
        ws.recv(timeout=5)
        ws.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": FOLLOWED}}))
        time.sleep(0.3)
        made.server.should_exit, began = True, time.monotonic()
        with pytest.raises(ConnectionClosed) as closed:
            ws.recv(timeout=5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1012
    assert event(stream) == ("", None), "cut off, not complete: the client comes again"
    made.thread.join(10)
    assert time.monotonic() - began < 5
    made.stop()
    with closing(socket.socket()) as free:
        assert free.connect_ex(made.address) != 0
