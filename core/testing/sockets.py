"""Sockets: speaks graphql-transport-ws with the public endpoint, as a page does that stays up to date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any

from starlette.testclient import TestClient, WebSocketTestSession

PROTOCOL = "graphql-transport-ws"
LISTENING_SECONDS = 20.0


class Socket:
    def __init__(self, session: WebSocketTestSession) -> None:
        self.session = session

    def say(self, type: str, **more: Any) -> None:
        self.session.send_json({"type": type, **more})

    def hear(self) -> dict[str, Any]:
        """The next message. Raises WebSocketDisconnect where the server closes."""
        message: dict[str, Any] = self.session.receive_json()
        return message

    def subscribe(self, query: str, id: str = "1", **variables: Any) -> None:
        self.say("subscribe", id=id, payload={"query": query, "variables": variables})

    def follow(self, query: str, id: str = "1", **variables: Any) -> None:
        """Subscribes, and waits until it is listened for: from now on nothing is missed."""
        app: Any = self.session.app
        listeners = app.state.following.tail.listeners
        before, until = len(listeners), monotonic() + LISTENING_SECONDS
        self.subscribe(query, id, **variables)
        while len(listeners) == before:
            assert monotonic() < until, "nobody listens"
            sleep(0.002)

    def told(self, id: str = "1") -> dict[str, Any]:
        """The data of the next answer, which must be without errors and of this operation."""
        message = self.hear()
        assert (message["type"], message["id"]) == ("next", id), message
        assert "errors" not in message["payload"], message
        data: dict[str, Any] = message["payload"]["data"]
        return data

    def errors(self, id: str = "1") -> list[dict[str, Any]]:
        """Why the operation is not answered."""
        message = self.hear()
        assert (message["type"], message["id"]) == ("error", id), message
        errors: list[dict[str, Any]] = message["payload"]
        return errors


@contextmanager
def connected(http: TestClient, headers: Mapping[str, str] | None = None) -> Iterator[Socket]:
    """A socket on which nothing was said yet."""
    with http.websocket_connect("/graphql", [PROTOCOL], headers=dict(headers or {})) as session:
        yield Socket(session)


@contextmanager
def greeted(http: TestClient, headers: Mapping[str, str] | None = None, **payload: Any) -> Iterator[Socket]:
    """A socket that was acknowledged."""
    with connected(http, headers) as socket:
        socket.say("connection_init", payload=payload)
        assert socket.hear() == {"type": "connection_ack"}
        yield socket
