"""Visit: one request, as far as HTTP is concerned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from starlette.types import Receive, Scope

PAGE = "text/html"


class Visit(NamedTuple):
    method: str
    headers: Mapping[str, str]
    query_string: bytes
    address: str
    receive: Receive

    @classmethod
    def of(cls, scope: Scope, receive: Receive) -> Visit:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        return cls(
            scope.get("method", "GET"), headers, scope["query_string"], (scope.get("client") or ("",))[0], receive
        )

    @property
    def is_read(self) -> bool:
        return self.method in {"GET", "HEAD"}

    @property
    def wants_page(self) -> bool:
        """A browser that opens the address: it asks for HTML first, and sends no query."""
        is_asking = b"query=" in self.query_string or b"extensions=" in self.query_string
        return self.is_read and not is_asking and PAGE in self.headers.get("accept", "").lower()
