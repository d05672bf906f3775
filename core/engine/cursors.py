"""Cursors: where a page ended, in the values of its order. Opaque to clients, constant in cost however deep."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import orjson

from core.engine.orders import SortKey
from core.errors import DomainError, invalid


def signature(model: str, keys: Sequence[SortKey]) -> str:
    """Names the order that a cursor belongs to: in another order it would point nowhere."""
    text = model + "".join(f",{'-' if key.descending else ''}{key.attribute}" for key in keys)
    return hashlib.blake2s(text.encode(), digest_size=4).hexdigest()


def encode(sign: str, values: Sequence[Any]) -> str:
    """The same on both databases: SQLite keeps truths as numbers."""
    plain = [int(value) if value is True or value is False else value for value in values]
    return urlsafe_b64encode(orjson.dumps([sign, *plain], option=orjson.OPT_UTC_Z)).rstrip(b"=").decode()


def decode(cursor: str, sign: str, types: Sequence[type], name: str, *, may_lack: bool = False) -> list[Any]:
    """The values in a cursor; refuses what this list did not give out. Only where rows `may_lack` one, it is null."""
    try:
        given, *values = orjson.loads(urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
        if len(values) != len(types) or not isinstance(given, str) or (None in values and not may_lack):
            raise ValueError(cursor)
        read = [_read(value, type_) for value, type_ in zip(values, types, strict=True)]
    except (ValueError, TypeError, OverflowError):
        raise _no_cursor(name, "it was not given out by this list", "它不是本列表给出的游标") from None
    if given != sign:
        raise _no_cursor(name, "it belongs to another order", "它属于另一种排序")
    return read


def _no_cursor(name: str, why: str, why_zh: str) -> DomainError:
    return invalid(
        name,
        f"{name} is no cursor of this list: {why}. Take one from pageInfo or edges, with the same orderBy.",
        f"{name} 不是本列表的游标：{why_zh}。请使用同一 orderBy 的 pageInfo 或 edges 中的游标。",
    )


def _read(value: Any, type_: type[Any]) -> Any:
    if value is None:
        return None
    if type_ is datetime:
        return datetime.fromisoformat(value).astimezone(UTC)
    if type_ is date:
        return date.fromisoformat(value)
    if type_ is float and type(value) is int:
        return float(value)
    if type_ is bool and type(value) is int and value in (0, 1):
        return bool(value)
    if type(value) is not type_:
        raise ValueError(value)
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError(value)
    if isinstance(value, str) and "\0" in value:
        raise ValueError(value)
    return value
