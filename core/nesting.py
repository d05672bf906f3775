"""Nesting: a subquery means the row around it, and does not look for it anew among all rows.

SQLAlchemy ties a subquery to the select that it stands in, but not to those further out: what it means there would be looked for
anew, and a condition hold for everybody or for nobody.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.exc import CompileError
from sqlalchemy.sql.compiler import SQLCompiler


def tied(dialect: Dialect) -> None:
    """From now on its statements are refused that leave open whom a subquery of a subquery means."""
    dialect.statement_compiler = type("Tied", (_Tied, dialect.statement_compiler), {})


class _Tied(SQLCompiler):
    _outermost = 0
    """Where what can be meant begins: nothing around a table of its own making."""
    _aliased: Any = None
    """The table whose alias is looked into, and not it."""

    def visit_select(self, select_stmt: Any, asfrom: bool = False, *given: Any, **named: Any) -> Any:
        before = self._outermost
        if asfrom and not named.get("lateral"):
            self._outermost = len(self.stack)
        try:
            return super().visit_select(select_stmt, asfrom, *given, **named)  # type: ignore[no-untyped-call]
        finally:
            self._outermost = before

    def visit_alias(self, alias: Any, asfrom: bool = False, *given: Any, **named: Any) -> Any:
        if asfrom:
            self._look_around(alias)
        before, self._aliased = self._aliased, alias.element
        try:
            return super().visit_alias(alias, asfrom, *given, **named)  # type: ignore[no-untyped-call]
        finally:
            self._aliased = before

    def visit_table(self, table: Any, asfrom: bool = False, *given: Any, **named: Any) -> Any:
        if asfrom and table is not self._aliased:
            self._look_around(table)
        return super().visit_table(table, asfrom, *given, **named)  # type: ignore[no-untyped-call]

    def _look_around(self, looked_into: Any) -> None:
        levels: list[Any] = [{}, {}, *self.stack[self._outermost :]]
        *further_out, _, here = levels
        is_left_open = getattr(here.get("selectable"), "_auto_correlate", False)
        if is_left_open and any(looked_into in level.get("asfrom_froms", ()) for level in further_out):
            raise CompileError(
                f"A subquery of a subquery means {looked_into.description}, which stands further out, but would look for it "
                "anew; say whom it asks about with .correlate(…) or .correlate_except(…)."
            )
