"""Media types: what a client sends, and what it wants back."""

from __future__ import annotations

from functools import lru_cache

from core.http.refusals import BadRequest

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
EVENTS = "text/event-stream"


@lru_cache(maxsize=256)
def negotiated(accept: str | None) -> str:
    """The media type of the answer: the best of ours that the client takes; JSON when it does not say."""
    if accept is None or not accept.strip():
        return JSON
    best, chosen = 0.0, None
    for at, part in enumerate(accept.lower().split(",")):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = weight_of(parameters) - at * 1e-6
        for media in (GRAPHQL, JSON) if name == GRAPHQL else (EVENTS,) if name == EVENTS else (JSON, GRAPHQL):
            if name in (media, "*/*", "application/*") and weight > best and _charset_is_utf8(parameters):
                best, chosen = weight, media
                break
    if chosen is None:
        raise BadRequest(406, f"Only {GRAPHQL}, {JSON} and {EVENTS} can be given, in UTF-8.")
    return chosen


def takes_events(accept: str | None) -> bool:
    """Whether the client takes a stream of events at all: what is followed can be given in no other way."""
    return EVENTS in (accept or "").lower()


def check_sent(content_type: str | None) -> None:
    """Only JSON is taken: a page of another origin cannot send that without being asked first."""
    if content_type == JSON:
        return
    name, *parameters = (piece.strip().lower() for piece in (content_type or "").split(";"))
    if name != JSON or not _charset_is_utf8(parameters):
        raise BadRequest(415, f"Send {JSON} in UTF-8; {content_type or 'nothing'} was declared.", {"accept-post": JSON})


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
