"""Reads a GraphQL request from HTTP, strictly: what is not clearly one is refused with a word on how to mend it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import orjson

from core.engine.engine import Asked

BODY_MOST = 256 * 1024
TEXT_MOST = 16 * 1024
DEPTH_MOST = 32
DIGITS_MOST = 20
SURROGATE = re.compile("[\ud800-\udfff]")
KEY_END = re.compile(rb'"\s*:')
LONG_NUMBER = re.compile(rb"\d{%d}" % (DIGITS_MOST + 1))
KNOWN = {"query", "variables", "operationName", "extensions"}


class BadRequest(Exception):
    """No GraphQL request: the HTTP status, and what to do about it."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = dict(headers or {})


def from_body(body: bytes) -> Asked:
    parsed = parsed_json(body)
    if not isinstance(parsed, dict):
        raise BadRequest(400, "The body must be one JSON object with a query; batches are not taken.")
    return _asked(parsed)


def from_query_string(query_string: bytes) -> Asked:
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
    return _asked(parsed)


def _asked(parsed: dict[str, Any]) -> Asked:
    text, variables, name = (
        parsed.get("query"),
        parsed.get("variables"),
        parsed.get("operationName"),
    )
    if not isinstance(text, str) or not text.strip():
        raise BadRequest(400, 'The request has no query: send {"query": "{ … }"}.')
    if len(text) > TEXT_MOST:
        raise BadRequest(413, f"The query has {len(text)} characters; at most {TEXT_MOST} are taken.")
    if variables is not None and not isinstance(variables, dict):
        raise BadRequest(400, "variables must be a JSON object.")
    if name is not None and not isinstance(name, str):
        raise BadRequest(400, "operationName must be text.")
    if not isinstance(parsed.get("extensions", {}), dict | None):
        raise BadRequest(400, "extensions must be a JSON object.")
    return Asked(text, variables or {}, name or None)


def parsed_json(body: bytes) -> Any:
    """JSON as the standard has it: UTF-8, no repeated keys, no surrogates, no endless numbers, not too deep."""
    if LONG_NUMBER.search(body):
        raise BadRequest(400, f"The body has a number of more than {DIGITS_MOST} digits.")
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadRequest(400, _why(body, error)) from error
    if isinstance(parsed, dict | list) and _keys(parsed, 0) < len(
        KEY_END.findall(body)
    ):  # a key stands twice, or a text holds what looks like the end of one
        json.loads(body, object_pairs_hook=_unique)
    return parsed


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadRequest(400, f"The key {twice!r} stands twice in one object.")
    return made


def _keys(value: Any, depth: int) -> int:
    """How many keys its objects have."""
    if depth > DEPTH_MOST:
        raise BadRequest(400, f"The body is nested deeper than {DEPTH_MOST} levels.")
    found, items = 0, value
    if isinstance(value, dict):
        found, items = len(value), value.values()
    for item in items:
        if isinstance(item, (dict, list)):
            found += _keys(item, depth + 1)
    return found


def _why(body: bytes, error: orjson.JSONDecodeError) -> str:
    """Where it is broken; half a character is looked for by name, for people meet it in their own texts."""
    try:
        found = _surrogate(json.loads(body), "")
    except (ValueError, RecursionError):
        found = None
    if found is not None:
        return f"{found} holds half of a character (a lone surrogate); send whole characters."
    return f"The body is no JSON: {error}."


def _surrogate(value: Any, path: str) -> str | None:
    if isinstance(value, str):
        return (path or "The body") if SURROGATE.search(value) else None
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in items:
        found = _surrogate(item, f"{path}.{name}" if path else str(name))
        if found is not None:
            return found
    return None
