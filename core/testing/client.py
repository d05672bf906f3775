"""Client: sends GraphQL to the public endpoint, as any frontend would."""

from __future__ import annotations

from itertools import count
from typing import Any

from starlette.testclient import TestClient

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
        response = self.http.post(
            "/graphql",
            json={"query": query, "variables": variables or {}},
            headers={"accept-language": language, **self.headers},
        )
        answer: dict[str, Any] = response.json()
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
