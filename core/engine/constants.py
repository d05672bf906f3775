"""Constants: what the author of a statement wrote stands in its text, so that the database plans by it.

A parameter can be anything: PostgreSQL's plan for any value proves no partial index, so it planned anew each time what it
could have kept. What a request brings stays a parameter.
"""

from __future__ import annotations

import enum
import re
from typing import Any

from sqlalchemy import Boolean, Enum, Integer, String
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

WORD = re.compile(r"[A-Za-z0-9_.*-]*")
"""Texts that need no quoting whatever the database."""
PLAIN = (Boolean, Enum, Integer, String)


def written_out(dialect: Dialect) -> None:
    """From now on its statements have their constants in their text."""
    dialect.statement_compiler = type("Constant", (_Constant, dialect.statement_compiler), {})


class _Constant(SQLCompiler):
    def visit_bindparam(self, bindparam: Any, *given: Any, **named: Any) -> Any:
        if named.get("literal_binds") or not _is_constant(bindparam):
            return super().visit_bindparam(bindparam, *given, **named)  # type: ignore[no-untyped-call]
        text = super().visit_bindparam(bindparam, *given, **named | {"literal_binds": True})  # type: ignore[no-untyped-call]
        type_ = bindparam.type._unwrapped_dialect_impl(self.dialect)
        casts = self.dialect._bind_typing_render_casts and type_.render_bind_cast
        return self.render_bind_cast(bindparam.type, type_, text) if casts else text  # type: ignore[no-untyped-call]


def _is_constant(bindparam: Any) -> bool:
    if bindparam.required or bindparam.expanding or bindparam.callable or not isinstance(bindparam.type, PLAIN):
        return False
    value = bindparam.value
    return isinstance(value, bool | int | enum.Enum) or (isinstance(value, str) and WORD.fullmatch(value) is not None)
