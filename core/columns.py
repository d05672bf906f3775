"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, cast

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    Enum,
    Integer,
    Numeric,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import mapped_column
from sqlalchemy.sql import coercions, roles
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeEngine

from core.terms import Term

INSTANT_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, kept to the second.

    SQLite stores the very text that GraphQL answers with (`2023-09-05T08:00:00Z`), so nothing is converted when it is
    read; PostgreSQL stores `timestamptz(0)`.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        from sqlalchemy.dialects.postgresql import TIMESTAMP

        return dialect.type_descriptor(TIMESTAMP(timezone=True, precision=0))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs its time zone: {value!r}")
        # PostgreSQL would round a fraction up into the next second.
        moment = value.astimezone(UTC).replace(microsecond=0)
        return instant_text(moment) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None or isinstance(value, datetime):
            return value.astimezone(UTC) if value else None
        return datetime.strptime(value, INSTANT_FORMAT).replace(tzinfo=UTC)


def instant_text(moment: datetime) -> str:
    """A moment as it is stored by SQLite and answered by GraphQL. (`strftime` would not write the year 999 as 0999.)"""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


# STRICT tables know only five type names: https://www.sqlite.org/stricttables.html
@compiles(String, "sqlite")
@compiles(Text, "sqlite")
@compiles(Date, "sqlite")
@compiles(Enum, "sqlite")
def _text(element: Any, compiler: Any, **kw: Any) -> str:
    return "TEXT"


@compiles(Boolean, "sqlite")
@compiles(BigInteger, "sqlite")
def _integer(element: Any, compiler: Any, **kw: Any) -> str:
    return "INTEGER"


@compiles(Numeric, "sqlite")
def _real(element: Any, compiler: Any, **kw: Any) -> str:
    return "REAL"


def term(words: type[Term], length: int = 40) -> Enum:
    """A column that holds one word of a closed set, by its name, checked by the database."""
    return Enum(words, name=None, native_enum=False, create_constraint=True, length=length)


big_integer = BigInteger().with_variant(Integer, "sqlite")
decimal = Numeric(9, 3, asdecimal=False)

Key = Annotated[int, mapped_column(big_integer, primary_key=True)]
Ref = Annotated[int, mapped_column(big_integer)]
"""The key of another row; the foreign key itself is named where it is used."""


class NullsLast(ColumnElement[Any]):
    """A nullable column as a sort key in which null is the greatest value.

    One expression orders, compares with a cursor, and is indexed, so that a page is a range of an index on both databases
    and a null never needs a rule of its own.
    """

    inherit_cache = True
    _traverse_internals = [("column", InternalTraversal.dp_clauseelement)]  # noqa: RUF012

    def __init__(self, column: Any) -> None:
        self.column = coercions.expect(roles.ExpressionElementRole, column)

    @property
    def type(self) -> TypeEngine[Any]:  # type: ignore[override]
        return cast("TypeEngine[Any]", self.column.type)


@compiles(NullsLast)
def _nulls_last(element: NullsLast, compiler: Any, **kw: Any) -> str:
    column = compiler.process(element.column, **kw)
    return f"coalesce({column}, {_greatest(element.type, compiler.dialect.name)})"


def _greatest(type_: TypeEngine[Any], dialect: str) -> str:
    if isinstance(type_, Instant):
        return "'9999-12-31T23:59:59Z'" + ("::timestamptz" if dialect == "postgresql" else "")
    if isinstance(type_, Date):
        return "'9999-12-31'" + ("::date" if dialect == "postgresql" else "")
    if isinstance(type_, Integer | BigInteger | Numeric):
        return "999999999"
    return "chr(1114111)" if dialect == "postgresql" else "char(1114111)"


class Listed(TypeDecorator[Sequence[Any]]):
    """A list bound as one parameter: an array on PostgreSQL, JSON text on SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, item: Any) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Any) -> Any:
        return dialect.type_descriptor(ARRAY(self.item) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Any) -> Any:
        write = self.item.dialect_impl(dialect).bind_processor(dialect)
        items = [item if write is None else write(item) for item in value or ()]
        return items if dialect.name == "postgresql" else json.dumps(items)


class Among(ColumnElement[bool]):
    """`column = any(:list)`: one text however long the list is."""

    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012
        ("column", InternalTraversal.dp_clauseelement),
        ("listed", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: Any, listed: BindParameter[Any]) -> None:
        self.column = coercions.expect(roles.ExpressionElementRole, column)
        self.listed = listed


@compiles(Among, "postgresql")
def _any(element: Among, compiler: Any, **kw: Any) -> str:
    return f"{compiler.process(element.column, **kw)} = ANY ({compiler.process(element.listed, **kw)})"


@compiles(Among)
def _json_each(element: Among, compiler: Any, **kw: Any) -> str:
    column, listed = compiler.process(element.column, **kw), compiler.process(element.listed, **kw)
    return f"{column} IN (SELECT value FROM json_each({listed}))"
