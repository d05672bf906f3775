"""Counting in: which tables a statement looks into for its figures, beside the rows that it shows."""

from __future__ import annotations

from collections.abc import Set
from functools import cache
from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

from core.database import Base
from core.policy.scope import PUBLIC, operation_of, scope_of


def noting(dialect: type[Any]) -> Dialect:
    """A dialect whose statements say what they look into."""
    made: Dialect = dialect()
    made.statement_compiler = type("Noting", (_Noting, made.statement_compiler), {})
    return made


class _Noting(SQLCompiler):
    """Notes each table that is looked into, by itself or by the alias it has there."""

    def __init__(self, *given: Any, **named: Any) -> None:
        self.looked_into: list[tuple[Any, str]] = []
        self._alias: Any = None
        super().__init__(*given, **named)

    def visit_alias(self, alias: Any, *given: Any, **named: Any) -> Any:
        outer, self._alias = self._alias, alias
        try:
            return super().visit_alias(alias, *given, **named)  # type: ignore[no-untyped-call]
        finally:
            self._alias = outer

    def visit_table(self, table: Any, asfrom: Any = False, *given: Any, **named: Any) -> Any:
        if asfrom:
            alias = self._alias
            stands_for = alias if alias is not None and alias.element is table else table
            self.looked_into.append((stands_for, table.name))
        return super().visit_table(table, asfrom, *given, **named)  # type: ignore[no-untyped-call]


def counted_in(compiled: SQLCompiler, rows: Set[Any]) -> frozenset[str]:
    """The operations by which the tables are read that stand for no rows."""
    if not isinstance(compiled, _Noting):
        return frozenset()
    names = {name for stands_for, name in compiled.looked_into if stands_for not in rows}
    return frozenset(operation for name in names if (operation := _operation(name)) is not None)


@cache
def _operation(table: str) -> str | None:
    """None where nobody's rows are in it, or everybody's."""
    for mapper in Base.registry.mappers:
        if mapper.class_.__table__.name == table and scope_of(mapper.class_) is not None:
            found = operation_of(mapper.class_)
            return None if found == PUBLIC.operation else found
    return None
