"""GraphQL over HTTP: https://graphql.github.io/graphql-over-http/draft/"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from core.engine.engine import Answered, Asked, Engine
from core.engine.faults import masked
from core.engine.readers import Busy
from core.engine.trace import Trace
from core.http.requests import BODY_MOST, BadRequest, from_body, from_query_string

log = logging.getLogger("lastmeter.http")

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
PAGE = "text/html"
TRACE = "lastmeter-trace"
"""A header of any value: the answer tells in `extensions.lastmeter` how it came about, where that is allowed."""
METHODS = "GET, HEAD, POST, OPTIONS"


class Endpoint:
    """One ASGI application for one path. Browsers that ask for a page get GraphiQL."""

    def __init__(
        self,
        engine: Engine,
        make_context: Callable[[Mapping[str, str]], Any],
        page: Any = None,
        *,
        may_trace: bool = False,
    ) -> None:
        self.engine = engine
        self.may_trace = may_trace
        self.make_context = make_context
        self.page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if self.page is not None and wants_page(scope, headers):
            await self.page(scope, receive, send)
            return
        media = JSON
        try:
            media = negotiated(headers.get("accept"))
            asked = await self._read(scope, headers, receive)
            status, body = await self._answer(scope["method"], asked, headers, media)
            more: dict[str, str] = {}
        except BadRequest as refused:
            status, body, more = refused.status, _errors(refused), refused.headers
        await _send(send, status, media, body if scope["method"] != "HEAD" else b"", more)

    async def _read(self, scope: Scope, headers: Mapping[str, str], receive: Receive) -> Asked:
        method = scope["method"]
        if method in {"GET", "HEAD"}:
            return from_query_string(scope["query_string"])
        if method != "POST":
            raise BadRequest(
                405,
                f"{method} is not taken here; use POST, or GET for queries.",
                {"allow": METHODS},
            )
        _check_content_type(headers.get("content-type"))
        return from_body(await _body(headers, receive))

    async def _answer(self, method: str, asked: Asked, headers: Mapping[str, str], media: str) -> tuple[int, bytes]:
        context = self.make_context(headers)
        try:
            if method != "POST":
                _refuse_mutation(self.engine, asked, context)
            trace = Trace() if self.may_trace and TRACE in headers else None
            answered = await self.engine.execute(asked, context, trace)
        except BadRequest:
            raise
        except Busy:
            raise BadRequest(
                503,
                "All database connections are taken; try again in a moment.",
                {"retry-after": "1"},
            ) from None
        except Exception as fault:
            answered = Answered(orjson.dumps({"errors": [masked(fault, None)]}), False)
            return 500, answered.body
        return (200 if answered.is_executed or media == JSON else 400), answered.body


def _refuse_mutation(engine: Engine, asked: Asked, context: Any) -> None:
    """GET changes nothing."""
    from core.engine.document import RequestError

    try:
        prepared = engine.prepare(asked, context.viewer)
    except RequestError:
        return  # told with the answer
    if prepared.is_mutation:
        raise BadRequest(405, "GET takes only queries; send mutations by POST.", {"allow": "POST"})


def wants_page(scope: Scope, headers: Mapping[str, str]) -> bool:
    """A browser that opens the address: it asks for HTML first, and sends no query."""
    if scope["method"] not in {"GET", "HEAD"} or b"query=" in scope["query_string"]:
        return False
    return PAGE in headers.get("accept", "").lower()


def negotiated(accept: str | None) -> str:
    """The media type of the answer: the best of ours that the client takes; JSON when it does not say."""
    if accept is None or not accept.strip():
        return JSON
    best, chosen = 0.0, None
    for at, part in enumerate(accept.lower().split(",")):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = weight_of(parameters) - at * 1e-6
        for media in (GRAPHQL, JSON) if name == GRAPHQL else (JSON, GRAPHQL):
            if name in (media, "*/*", "application/*") and weight > best and _charset_is_utf8(parameters):
                best, chosen = weight, media
                break
    if chosen is None:
        raise BadRequest(406, f"Only {GRAPHQL} and {JSON} can be given, in UTF-8.")
    return chosen


def weight_of(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0


def _charset_is_utf8(parameters: list[str]) -> bool:
    given = [parameter[8:].strip('"') for parameter in parameters if parameter.startswith("charset=")]
    return all(charset in {"utf-8", "utf8"} for charset in given)


def _check_content_type(given: str | None) -> None:
    name, *parameters = (piece.strip().lower() for piece in (given or "").split(";"))
    if name != JSON or not _charset_is_utf8(parameters):
        raise BadRequest(415, f"Send {JSON} in UTF-8; {given or 'nothing'} was declared.", {"accept-post": JSON})


async def _body(headers: Mapping[str, str], receive: Receive) -> bytes:
    declared = headers.get("content-length", "0")
    if not declared.isdigit() or int(declared) > BODY_MOST:
        raise BadRequest(413, f"The body has more than {BODY_MOST} bytes.")
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadRequest(400, "The request was cut off.")
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > BODY_MOST:
            raise BadRequest(413, f"The body has more than {BODY_MOST} bytes.")
    return body


def _errors(refused: BadRequest) -> bytes:
    return orjson.dumps({"errors": [{"message": refused.message, "extensions": {"code": "BAD_REQUEST"}}]})


async def _send(send: Send, status: int, media: str, body: bytes, more: Mapping[str, str]) -> None:
    headers = [
        (b"content-type", f"{media}; charset=utf-8".encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"vary", b"accept"),
        *((name.encode(), value.encode()) for name, value in more.items()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
