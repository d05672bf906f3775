"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, cast

import orjson
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
    or_,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import mapped_column
from sqlalchemy.sql import coercions, roles
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeEngine

from core.terms import Term


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
        return datetime.fromisoformat(value)


def instant_text(moment: datetime) -> str:
    """A moment as it is stored by SQLite and answered by GraphQL. (`strftime` would not write the year 999 as 0999.)"""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


class PlainDay(TypeDecorator[date]):
    """A day bound as text: asyncpg would take the last day of the calendar for infinity."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def bind_expression(self, bindparam: BindParameter[date]) -> ColumnElement[Any]:
        return sql_cast(bindparam, Date())


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
degrees = Numeric(9, 6, asdecimal=False)
"""A latitude or longitude, to a tenth of a metre."""

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

    @property
    def is_missing(self) -> ColumnElement[bool]:
        """`column IS NULL`, in the words of the index."""
        return self == Missing(self.type)

    @property
    def is_there(self) -> ColumnElement[bool]:
        return self < Missing(self.type)


class Missing(ColumnElement[Any]):
    """The sort key of a null of this type."""

    inherit_cache = False

    def __init__(self, type_: TypeEngine[Any]) -> None:
        self.type = type_


@compiles(Missing)
def _missing(element: Missing, compiler: Any, **kw: Any) -> str:
    return _greatest(element.type, compiler.dialect.name)


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
        return items if dialect.name == "postgresql" else orjson.dumps(items).decode()


class Numbers(TypeDecorator[Sequence[int]]):
    """Whole numbers in a row: an array on PostgreSQL, JSON text on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> Any:
        return dialect.type_descriptor(ARRAY(BigInteger()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[int] | None, dialect: Any) -> Any:
        return value if dialect.name == "postgresql" or value is None else numbers_text(value, dialect.name)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return orjson.loads(value) if isinstance(value, str) else value


def numbers_text(values: Sequence[int], dialect: str) -> str:
    """As the database reads them from text."""
    listed = orjson.dumps(values).decode()
    return f"{{{listed[1:-1]}}}" if dialect == "postgresql" else listed


class Among(ColumnElement[bool]):
    """`column = any(:list)`: one text however long the list is.

    Of a list that is known to have one entry at most, `only` is that entry: in PostgreSQL's indexes the rows that equal it
    lie in the order of the next column, and those that equal any of several do not.
    """

    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012
        ("column", InternalTraversal.dp_clauseelement),
        ("listed", InternalTraversal.dp_clauseelement),
        ("only", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: Any, listed: BindParameter[Any], only: BindParameter[Any] | None = None) -> None:
        self.column = coercions.expect(roles.ExpressionElementRole, column)
        self.listed, self.only = listed, only


def one_of_words(column: Any, words: Iterable[Any]) -> ColumnElement[bool]:
    """The column holds one of these words, which the statement itself names: unlike `in_`, it needs no values to compile."""
    return or_(*(column == word for word in words))


@compiles(Among, "postgresql")
def _any(element: Among, compiler: Any, **kw: Any) -> str:
    if element.only is not None:
        return f"{compiler.process(element.column, **kw)} = {compiler.process(element.only, **kw)}"
    return f"{compiler.process(element.column, **kw)} = ANY ({compiler.process(element.listed, **kw)})"


@compiles(Among)
def _json_each(element: Among, compiler: Any, **kw: Any) -> str:
    column, listed = compiler.process(element.column, **kw), compiler.process(element.listed, **kw)
    return f"{column} IN (SELECT value FROM json_each({listed}))"


class DaysBetween(ColumnElement[int]):
    """How many days lie between two days; null where one of them is."""

    inherit_cache = True
    type = Integer()
    _traverse_internals = [  # noqa: RUF012
        ("first", InternalTraversal.dp_clauseelement),
        ("last", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, first: Any, last: Any) -> None:
        self.first = coercions.expect(roles.ExpressionElementRole, first)
        self.last = coercions.expect(roles.ExpressionElementRole, last)


@compiles(DaysBetween, "postgresql")
def _subtracted(element: DaysBetween, compiler: Any, **kw: Any) -> str:
    return f"({compiler.process(element.last, **kw)} - {compiler.process(element.first, **kw)})"


@compiles(DaysBetween)
def _julian(element: DaysBetween, compiler: Any, **kw: Any) -> str:
    first, last = compiler.process(element.first, **kw), compiler.process(element.last, **kw)
    return f"CAST(julianday({last}) - julianday({first}) AS INTEGER)"
