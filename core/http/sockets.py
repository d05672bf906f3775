"""Sockets: the web sockets of GraphQL, opened to clients that speak graphql-transport-ws and come from our own pages.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from core.http.conversation import Conversation
from core.http.operations import Operations
from core.http.visit import Visit

PROTOCOL = "graphql-transport-ws"


class Sockets:
    """One ASGI application for one path."""

    def __init__(self, operations: Operations) -> None:
        self.operations = operations
        self._numbers = count()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket, visit = WebSocket(scope, receive, send), Visit.of(scope, receive)
        if is_foreign(visit.headers):
            await _refused(socket, 403, "Web sockets are opened to pages of this server only.")
        elif PROTOCOL not in scope["subprotocols"]:
            await _refused(socket, 400, f"Speak {PROTOCOL}: name it as the subprotocol.")
        else:
            await socket.accept(PROTOCOL)
            await Conversation(self.operations, socket, visit, f"{visit.address} {next(self._numbers)}").hold()


async def _refused(socket: WebSocket, status: int, told: str) -> None:
    await socket.send_denial_response(PlainTextResponse(told, status))


def is_foreign(headers: Mapping[str, str]) -> bool:
    """A page says where it comes from; programs do not, and have no cookies that a browser would add to theirs."""
    origin = headers.get("origin")
    if origin is None:
        return "cookie" in headers
    return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
