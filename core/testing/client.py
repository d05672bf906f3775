"""Client: sends GraphQL to the public endpoint, as any frontend would."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from anyio import sleep_forever
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message

from core.policy.viewer import Viewer


class Client:
    """`acting` gives a client that asks as somebody else."""

    def __init__(self, http: TestClient, viewers: list[Viewer], name: str = "") -> None:
        self.http = http
        self._viewers = viewers
        self._name = name
        self._keys = count(1)

    def acting(self, viewer: Viewer) -> Client:
        self._viewers.append(viewer)
        return Client(self.http, self._viewers, str(len(self._viewers) - 1))

    @property
    def headers(self) -> dict[str, str]:
        """What says who asks."""
        return {"authorization": f"Viewer {self._name}"}

    def __call__(self, query: str, variables: dict[str, Any] | None = None, *, language: str = "en") -> dict[str, Any]:
        """The whole answer."""
        assert self.http.portal is not None, "the client must have been entered: its event loop serves the app"
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        given = {"accept-language": language, **self.headers}
        answer: dict[str, Any] = json.loads(self.http.portal.call(_posted, self.http.app, given, body))
        return answer

    def data(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """The data of an answer without errors."""
        answer = self(query, variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    def act(self, name: str, wanted: str, /, *, language: str = "en", **given: Any) -> dict[str, Any]:
        """The payload of one mutation: `client.act("recordHeatingCall", "call { id }", topic="LEAK", …)`.

        A clientMutationId of its own is sent unless one is given.
        """
        stem = name[0].upper() + name[1:]
        query = (
            f"mutation($input: {stem}Input!) {{ {name}(input: $input) "
            f"{{ clientMutationId {wanted} userErrors {{ field code message }} }} }}"
        )
        answer = self(
            query,
            {"input": {"clientMutationId": f"key-{self._name and self._name + '-'}{next(self._keys)}"} | given},
            language=language,
        )
        assert "errors" not in answer, answer["errors"]
        payload: dict[str, Any] = answer["data"][name]
        return payload

    def do(self, name: str, wanted: str, /, **given: Any) -> dict[str, Any]:
        """The payload of one mutation that must not be refused."""
        payload = self.act(name, wanted, **given)
        assert payload["userErrors"] == [], payload["userErrors"]
        return payload


async def _posted(app: ASGIApp, headers: dict[str, str], body: bytes) -> bytes:
    """What the app answers to one POST. Through `TestClient.post`, which crosses eight times between the test's thread and
    the app's, it took eight times as long; half of the time of many tests was that.
    """
    own = {"host": "testserver", "content-type": "application/json", "content-length": str(len(body))}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/graphql",
        "root_path": "",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in {**own, **headers}.items()],
        "client": ("testclient", 50000),
        "server": ("testserver", 80),
    }
    coming: list[Message] = [{"type": "http.request", "body": body}]
    answer = bytearray()

    async def receive() -> Message:
        if not coming:
            await sleep_forever()
        return coming.pop()

    async def send(message: Message) -> None:
        answer.extend(message.get("body", b""))

    await app(scope, receive, send)
    return bytes(answer)
