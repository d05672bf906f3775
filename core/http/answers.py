"""Answers: bytes and headers out. What GET reads may be kept by the one who asked, and is asked for again by its tag."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Send

from core.http.media import JSON
from core.http.refusals import BadRequest

Headers = tuple[tuple[bytes, bytes], ...]
VARY = "accept, accept-language, authorization"


@dataclass
class Answer:
    status: int
    body: bytes
    media: str = JSON
    headers: dict[str, str] = field(default_factory=dict)

    async def send(self, send: Send, *, without_body: bool = False) -> None:
        headers = _encoded(_standard(self.media) | self.headers) if self.headers else _plain(self.media)
        if self.status != 304:
            headers = (*headers, (b"content-length", b"%d" % len(self.body)))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if without_body else self.body})


def _standard(media: str) -> dict[str, str]:
    return {
        "content-type": f"{media}; charset=utf-8",
        "cache-control": "no-store",
        "vary": VARY,
        "x-content-type-options": "nosniff",
    }


def _encoded(headers: Mapping[str, str]) -> Headers:
    return tuple((name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items())


@cache
def _plain(media: str) -> Headers:
    """Those of most answers."""
    return _encoded(_standard(media))


def refused(reason: BadRequest, media: str = JSON) -> Answer:
    body = orjson.dumps({"errors": [{"message": reason.message, "extensions": {"code": reason.code}}]})
    return Answer(reason.status, body, media, reason.headers)


async def told(_request: Request, reason: Exception) -> Response:
    """The same, of the paths that are not GraphQL."""
    assert isinstance(reason, BadRequest)
    answer = refused(reason)
    return Response(answer.body, answer.status, _standard(JSON) | answer.headers)


def kept(answer: Answer, headers: Mapping[str, str]) -> Answer:
    """The same, to be kept by this viewer alone; nothing but its tag where the viewer has it already."""
    tag = f'"{hashlib.blake2b(answer.body, digest_size=16).hexdigest()}"'
    caching = {"etag": tag, "cache-control": "private, no-cache"}
    given = headers.get("if-none-match", "")
    if tag in (part.strip().removeprefix("W/") for part in given.split(",")):
        return Answer(304, b"", answer.media, caching)
    return Answer(answer.status, answer.body, answer.media, answer.headers | caching)
