"""Python objects as JSON: one generated function per selection, by the GraphQL types of what is selected."""

from __future__ import annotations

import enum
import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from core.engine.deopt import Deopt, missing

Build = Callable[[Any, list[list[Any]]], Any]


class PlainCode:
    """Writes functions `(object, refs) -> JSON value`; a reference to a row is left in `refs`, to be filled in."""

    def __init__(self) -> None:
        self.scope: dict[str, Any] = dict(WRITERS)
        self._count = 0

    def function(self, fields: Mapping[str, str], references: Mapping[str, tuple[int, str, bool]]) -> str:
        """One object: response name to expression over `o`; references to (number, expression of the key, nullable)."""
        name = f"p{self._count}"
        self._count += 1
        inside = ", ".join(f"{key!r}: {expression}" for key, expression in fields.items())
        lines = [f"def {name}(o, refs):", f"    d = {{{inside}}}"]
        for key, (number, expression, nullable) in references.items():
            lines.append(f"    k = {expression}")
            lines.append(f"    if k is not None: refs[{number}].append((d, {key!r}, k, {nullable}))")
            if not nullable:
                lines.append("    else: missing()")
        lines.append("    return d")
        exec(compile("\n".join(lines), "<plan>", "exec"), self.scope)
        return name

    def list_of(self, item: str, value: str) -> str:
        """A list; `item` is an expression over `i`."""
        name = f"l{self._count}"
        self._count += 1
        self.scope[name] = eval(f"lambda items, refs: [{item} for i in items]", self.scope)
        return f"{name}({value}, refs)"

    def function_of(self, expression: str) -> Build:
        made: Build = eval(f"lambda o, refs: {expression}", self.scope)
        return made


def _number(value: Any) -> int:
    if type(value) is int and -(2**31) <= value < 2**31:
        return value
    raise Deopt(f"no Int: {value!r}")


def _big(value: Any) -> int:
    if type(value) is int:
        return value
    raise Deopt(f"no BigInt: {value!r}")


def _real(value: Any) -> float:
    if type(value) in (float, int) and math.isfinite(value):
        return float(value)
    raise Deopt(f"no Float: {value!r}")


def _truth(value: Any) -> bool:
    if type(value) is bool:
        return value
    raise Deopt(f"no Boolean: {value!r}")


def _string(value: Any) -> str:
    if type(value) is str:
        return value
    if isinstance(value, str):  # an id is a str of its own class
        return str(value)
    raise Deopt(f"no String: {value!r}")


def _word(value: Any) -> str:
    if isinstance(value, enum.Enum):
        return value.name
    return _string(value)


def _day(value: Any) -> str:
    if type(value) is date:
        return value.isoformat()
    raise Deopt(f"no Date: {value!r}")


def _moment(value: Any) -> datetime:
    if type(value) is datetime and value.tzinfo is not None:
        return value.astimezone(UTC).replace(microsecond=0)
    raise Deopt(f"no DateTime: {value!r}")


WRITERS = {
    "Int": _number,
    "BigInt": _big,
    "Float": _real,
    "Boolean": _truth,
    "String": _string,
    "Word": _word,
    "Date": _day,
    "DateTime": _moment,
    "missing": missing,
}
