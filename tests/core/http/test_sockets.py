"""Web sockets by the rules of graphql-transport-ws: every code that closes one, and every limit (catalogue A20, A21)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from core.http import conversation
from core.testing.sockets import PROTOCOL, Socket, connected, greeted

FOLLOWED = "subscription { caseChanged { action } }"


@pytest.fixture
def http(opened: Callable[..., TestClient]) -> TestClient:
    """Where nobody is counted."""
    return opened()


@pytest.fixture
def counted(opened: Callable[..., TestClient]) -> TestClient:
    return opened(profile="demo")


@pytest.fixture
def socket(http: TestClient) -> Iterator[Socket]:
    with greeted(http) as made:
        yield made


def closed(socket: Socket) -> int:
    """The code with which the server closes it, whatever it says before."""
    try:
        while True:
            socket.hear()
    except WebSocketDisconnect as end:
        return end.code


@pytest.mark.parametrize(("protocols", "headers", "status"), [
    (["graphql-ws"], {}, 400),
    ([], {}, 400),
    ([PROTOCOL], {"origin": "https://elsewhere.example"}, 403),
    ([PROTOCOL], {"origin": "null"}, 403),
    ([PROTOCOL], {"cookie": "session=1"}, 403),
])  # fmt: skip
def test_a20_the_old_protocol_foreign_pages_and_cookies_are_refused(
    http: TestClient, protocols: list[str], headers: dict[str, str], status: int
) -> None:
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        http.websocket_connect("/graphql", protocols, headers=headers),
    ):
        pass
    assert refused.value.status_code == status


def test_a_page_of_this_server_is_let_in(http: TestClient) -> None:
    with greeted(http, {"origin": "http://testserver"}) as socket:
        socket.say("ping")
        assert socket.hear()["type"] == "pong"


def test_a20_who_says_nothing_is_closed_with_4408(http: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "FIRST_SECONDS", 0.05)
    with connected(http) as silent:
        assert closed(silent) == 4408


def test_a20_who_introduces_itself_twice_is_closed_with_4429(socket: Socket) -> None:
    socket.say("connection_init")
    assert closed(socket) == 4429


def test_a20_who_subscribes_before_it_is_acknowledged_is_closed_with_4401(http: TestClient) -> None:
    with connected(http) as early:
        early.subscribe("{ __typename }")
        assert closed(early) == 4401


def test_a_token_that_proves_nothing_is_closed_with_4401(http: TestClient) -> None:
    with connected(http) as stranger:
        stranger.say("connection_init", payload={"Authorization": "Bearer wrong.token.here"})
        assert closed(stranger) == 4401


def test_the_same_id_twice_is_closed_with_4409(socket: Socket) -> None:
    socket.subscribe(FOLLOWED)
    socket.subscribe(FOLLOWED)
    assert closed(socket) == 4409


@pytest.mark.parametrize("text", [
    "hello", "", "[]", "null", "1", "{}", '{"type": "nope"}', '{"type": 1}', '{"type": "connection_ack"}',
    '{"type": "subscribe", "payload": {"query": "{ a }"}}', '{"type": "subscribe", "id": "1"}',
    '{"type": "subscribe", "id": "1", "payload": {}}', '{"type": "subscribe", "id": 1, "payload": {"query": "{ a }"}}',
    '{"type": "subscribe", "id": "", "payload": {"query": "{ a }"}}', '{"type": "complete"}',
    '{"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "variables": "x"}}',
    '{"type": "ping", "type": "pong"}', "[" * 1000, '"' + "x" * 65 * 1024 + '"',
])  # fmt: skip
def test_a21_what_is_no_message_is_closed_with_4400(socket: Socket, text: str) -> None:
    socket.session.send_text(text)
    assert closed(socket) == 4400


def test_a21_bytes_are_no_message(socket: Socket) -> None:
    socket.session.send_bytes(b"\xff\xfe")
    assert closed(socket) == 4400


def test_an_introduction_that_is_no_object_is_closed_with_4400(http: TestClient) -> None:
    with connected(http) as wrong:
        wrong.say("connection_init", payload="x")
        assert closed(wrong) == 4400


def test_ping_is_answered_and_what_was_not_asked_is_ignored(http: TestClient) -> None:
    with connected(http) as socket:
        socket.say("ping", payload={"a": 1})
        socket.say("pong")
        socket.say("complete", id="never")
        socket.say("connection_init")
        assert [socket.hear()["type"] for _ in range(2)] == ["pong", "connection_ack"]


def test_queries_and_mutations_are_answered_once(socket: Socket) -> None:
    socket.subscribe("query($yes: Boolean!) { a: __typename @include(if: $yes) }", yes=True)
    assert socket.told() == {"a": "Query"}
    assert socket.hear() == {"type": "complete", "id": "1"}
    socket.subscribe("mutation { __typename }")
    assert socket.told() == {"__typename": "Mutation"}
    assert socket.hear() == {"type": "complete", "id": "1"}


@pytest.mark.parametrize(("query", "code"), [
    ("{ a", "GRAPHQL_PARSE_FAILED"),
    ("{ noSuchField }", "GRAPHQL_VALIDATION_FAILED"),
    ("query A { __typename } query B { __typename }", "OPERATION_RESOLUTION_FAILURE"),
    ("{ " + " ".join(f"a{n}: __typename" for n in range(100)) + " }", "LIMIT_EXCEEDED"),
    ("subscription { caseChanged { action } other: caseChanged { action } }", "GRAPHQL_VALIDATION_FAILED"),
    ("subscription { __typename }", "GRAPHQL_VALIDATION_FAILED"),
])  # fmt: skip
def test_a_document_passes_the_same_front_door_and_the_socket_lives_on(socket: Socket, query: str, code: str) -> None:
    socket.subscribe(query)
    assert socket.errors()[0]["extensions"]["code"] == code
    socket.subscribe("{ __typename }")
    assert socket.told() == {"__typename": "Query"}


def test_a_document_that_is_not_trusted_is_refused(opened: Callable[..., TestClient], tmp_path: Any) -> None:
    (tmp_path / "known.graphql").write_text(FOLLOWED)
    with greeted(opened(documents=str(tmp_path), documents_mode="enforce")) as socket:
        socket.subscribe("{ __typename }")
        assert socket.errors()[0]["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"
        socket.subscribe(FOLLOWED)
        socket.say("ping")
        assert socket.hear()["type"] == "pong"


def test_after_complete_the_id_can_be_used_again(socket: Socket) -> None:
    socket.subscribe(FOLLOWED)
    socket.say("complete", id="1")
    socket.subscribe("{ __typename }")
    assert socket.told() == {"__typename": "Query"}


def test_a21_ten_subscriptions_are_followed_on_one_socket(socket: Socket) -> None:
    for number in range(11):
        socket.subscribe(FOLLOWED, id=str(number))
    assert socket.errors("10")[0]["extensions"]["code"] == "LIMIT_EXCEEDED"


def test_a21_a_flood_of_messages_is_closed_with_4429(counted: TestClient) -> None:
    with greeted(counted) as socket:
        for _ in range(25):
            socket.say("ping")
        assert closed(socket) == 4429


def test_a21_five_sockets_of_one_client_are_open_at_once(counted: TestClient) -> None:
    with ExitStack() as stack:
        first, *_ = [stack.enter_context(greeted(counted)) for _ in range(5)]
        with connected(counted) as sixth:
            sixth.say("connection_init")
            assert closed(sixth) == 4429
        first.session.close()
        with greeted(counted):
            pass
