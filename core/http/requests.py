"""Reads a GraphQL request from HTTP, strictly: what is not clearly one is refused with a word on how to mend it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

import orjson
from starlette.types import Receive

from core.http.documents import Sent
from core.http.refusals import BadRequest, too_slow
from core.patience import within

TEXT_MOST = 16 * 1024
DEPTH_MOST = 32
DIGITS_MOST = 20
SURROGATE = re.compile("[\ud800-\udfff]")
STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"')
KEY_END = re.compile(rb'"\s*:')
GREAT = 1e19
"""Whole numbers from here on are read as such with a point."""
LONG_NUMBER = re.compile(rb"\d{%d}" % (DIGITS_MOST + 1))


async def read_body(headers: Mapping[str, str], receive: Receive, most: int, seconds: float) -> bytes:
    """The whole body, unless it is too long or comes too slowly."""
    declared = headers.get("content-length", "0")
    if not declared.isdigit() or int(declared[:20]) > most:
        raise _too_long(most)
    try:
        return await within(seconds, _gathered(receive, most))
    except TimeoutError:
        raise too_slow(seconds) from None


async def _gathered(receive: Receive, most: int) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadRequest(400, "The request was cut off.")
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            raise _too_long(most)
    return body


def _too_long(most: int) -> BadRequest:
    return BadRequest(413, f"The body has more than {most} bytes.", {"connection": "close"})


def from_body(body: bytes) -> Sent:
    parsed = parsed_json(body)
    if not isinstance(parsed, dict):
        raise BadRequest(400, "The body must be one JSON object with a query; batches are not taken.")
    return sent_of(parsed)


def from_query_string(query_string: bytes) -> Sent:
    try:
        given = parse_qs(
            query_string.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(query_string),
            errors="strict",
        )
    except ValueError as error:
        raise BadRequest(400, "The query string is not well-formed.") from error
    if any(len(values) > 1 for values in given.values()):
        raise BadRequest(400, "A parameter of the query string stands twice.")
    parsed: dict[str, Any] = {name: values[0] for name, values in given.items()}
    for name in ("variables", "extensions"):
        if parsed.get(name):
            parsed[name] = parsed_json(parsed[name].encode())
        else:
            parsed.pop(name, None)
    return sent_of(parsed)


def sent_of(parsed: dict[str, Any]) -> Sent:
    text, variables, name = parsed.get("query"), parsed.get("variables"), parsed.get("operationName")
    if variables is not None and not isinstance(variables, dict):
        raise BadRequest(400, "variables must be a JSON object.")
    if name is not None and not isinstance(name, str):
        raise BadRequest(400, "operationName must be text.")
    hash_ = _hash(parsed)
    if text is not None or hash_ is None:
        _check_text(text)
    return Sent(text, variables or {}, name or None, hash_)


def _check_text(text: Any) -> None:
    if not isinstance(text, str) or not text.strip():
        raise BadRequest(400, 'The request has no query: send {"query": "{ … }"}.')
    if len(text) > TEXT_MOST:
        raise BadRequest(413, f"The query has {len(text)} characters; at most {TEXT_MOST} are taken.")


def _hash(parsed: dict[str, Any]) -> str | None:
    """Of a document that need not be sent again: Apollo's extension, or the parameter of the HTTP specification."""
    extensions = parsed.get("extensions") or {}
    if not isinstance(extensions, dict):
        raise BadRequest(400, "extensions must be a JSON object.")
    given = extensions.get("persistedQuery")
    if given is None:
        given = parsed.get("documentId")
    elif not isinstance(given, dict) or given.get("version") != 1:
        raise BadRequest(400, "extensions.persistedQuery must have version 1 and a sha256Hash.")
    else:
        given = given.get("sha256Hash")
    if given is None:
        return None
    if not isinstance(given, str) or len(given) > 200:
        raise BadRequest(400, "The hash of a document must be text.")
    return given.removeprefix("sha256:").lower()


def parsed_json(body: bytes) -> Any:
    """JSON as the standard has it: UTF-8, no repeated keys, no surrogates, no endless numbers, not too deep."""
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadRequest(400, _why(body, error)) from error
    if _keys(parsed, body, 0) < len(KEY_END.findall(body)):
        # a key stands twice, or a text holds what looks like the end of one
        json.loads(body, object_pairs_hook=_unique)
    return parsed


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadRequest(400, f"The key {twice!r} stands twice in one object.")
    return made


def _keys(value: Any, body: bytes, depth: int) -> int:
    """How many keys its objects have. Refuses what is too deep or too long."""
    if type(value) is str:
        return 0
    if isinstance(value, (dict, list)):
        if depth > DEPTH_MOST:
            raise BadRequest(400, f"The body is nested deeper than {DEPTH_MOST} levels.")
        found, items = (len(value), value.values()) if isinstance(value, dict) else (0, value)
        for item in items:
            found += _keys(item, body, depth + 1)
        return found
    if isinstance(value, float) and abs(value) > GREAT and LONG_NUMBER.search(STRING.sub(b"", body)):
        raise BadRequest(400, f"The body has a number of more than {DIGITS_MOST} digits.")
    return 0


def _why(body: bytes, error: orjson.JSONDecodeError) -> str:
    """Where it is broken; half a character is looked for by name, for people meet it in their own texts."""
    try:
        path = _path(json.loads(body), "", SURROGATE.search)
    except (ValueError, RecursionError):
        path = None
    if path is not None:
        return f"{path} holds half of a character (a lone surrogate); send whole characters."
    return f"The body is no JSON: {error}."


def _path(value: Any, path: str, is_wrong: Callable[[str], object]) -> str | None:
    """Where a text stands that is wrong."""
    if isinstance(value, str):
        return (path or "The body") if is_wrong(value) else None
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in items:
        found = _path(item, f"{path}.{name}" if path else str(name), is_wrong)
        if found is not None:
            return found
    return None
