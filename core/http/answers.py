"""Answers: bytes and headers out. What GET reads may be kept by the one who asked, and is asked for again by its tag."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson
from starlette.types import Send

from core.http.media import JSON
from core.http.refusals import BadRequest

VARY = "accept, accept-language, authorization"


@dataclass
class Answer:
    status: int
    body: bytes
    media: str = JSON
    headers: dict[str, str] = field(default_factory=dict)

    async def send(self, send: Send, *, without_body: bool = False) -> None:
        told = {
            "content-type": f"{self.media}; charset=utf-8",
            "content-length": str(len(self.body)),
            "cache-control": "no-store",
            "vary": VARY,
            "x-content-type-options": "nosniff",
            **self.headers,
        }
        if self.status == 304:
            del told["content-type"], told["content-length"]
        headers = [(name.encode(), value.encode("latin-1", "replace")) for name, value in told.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if without_body else self.body})


def refused(reason: BadRequest, media: str = JSON) -> Answer:
    body = orjson.dumps({"errors": [{"message": reason.message, "extensions": {"code": reason.code}}]})
    return Answer(reason.status, body, media, reason.headers)


def kept(answer: Answer, headers: Mapping[str, str]) -> Answer:
    """The same, to be kept by this viewer alone; nothing but its tag where the viewer has it already."""
    tag = f'"{hashlib.blake2b(answer.body, digest_size=16).hexdigest()}"'
    caching = {"etag": tag, "cache-control": "private, no-cache"}
    given = headers.get("if-none-match", "")
    if tag in (part.strip().removeprefix("W/") for part in given.split(",")):
        return Answer(304, b"", answer.media, caching)
    return Answer(answer.status, answer.body, answer.media, answer.headers | caching)
