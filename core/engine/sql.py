"""JSON as text, built by the database: the few constructs in which SQLite and PostgreSQL differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Enum, Float, Integer, Select, Text, case, cast, func, literal_column, null
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import coercions, roles

from core.columns import Among

Sql = ColumnElement[Any]


class Constant(ColumnElement[str]):
    """Text that belongs to the statement itself."""

    inherit_cache = False
    type = Text()

    def __init__(self, value: str) -> None:
        self.value = value


@compiles(Constant)
def _constant(element: Constant, compiler: Any, **kw: Any) -> str:
    return "'" + element.value.replace("'", "''") + "'"


class Concat(ColumnElement[str]):
    """The parts one after another; a null part would make the whole null, so none may be."""

    inherit_cache = False
    type = Text()

    def __init__(self, *parts: Sql) -> None:
        self.parts: list[Sql] = []
        for part in parts:
            for piece in part.parts if isinstance(part, Concat) else [part]:
                self._add(piece)

    def _add(self, piece: Sql) -> None:
        """Neighbouring constants become one."""
        last = self.parts[-1] if self.parts else None
        if isinstance(piece, Constant) and isinstance(last, Constant):
            self.parts[-1] = Constant(last.value + piece.value)
        else:
            self.parts.append(piece)


@compiles(Concat)
def _concat(element: Concat, compiler: Any, **kw: Any) -> str:
    return "(" + " || ".join(compiler.process(part, **kw) for part in element.parts) + ")"


class JsonText(ColumnElement[str]):
    """A string or null as JSON."""

    inherit_cache = False
    type = Text()

    def __init__(self, column: Sql) -> None:
        self.column = column


@compiles(JsonText, "postgresql")
def _to_json(element: JsonText, compiler: Any, **kw: Any) -> str:
    return f"to_json({compiler.process(element.column, **kw)}::text)::text"


@compiles(JsonText)
def _json_quote(element: JsonText, compiler: Any, **kw: Any) -> str:
    return f"json_quote({compiler.process(element.column, **kw)})"


class MomentText(ColumnElement[str]):
    """A moment as `2023-09-05T08:00:00Z`; the session's time zone is UTC."""

    inherit_cache = False
    type = Text()

    def __init__(self, column: Sql) -> None:
        self.column = column


@compiles(MomentText, "postgresql")
def _to_char(element: MomentText, compiler: Any, **kw: Any) -> str:
    return f'to_char({compiler.process(element.column, **kw)}, \'YYYY-MM-DD"T"HH24:MI:SS"Z"\')'


@compiles(MomentText)
def _as_stored(element: MomentText, compiler: Any, **kw: Any) -> str:
    return str(compiler.process(element.column, **kw))


class JsonArray(ColumnElement[str]):
    """The one text column of a select, its rows in their order, as a JSON array."""

    inherit_cache = False
    type = Text()

    def __init__(self, rows: Select[Any]) -> None:
        self.rows = rows.scalar_subquery()


@compiles(JsonArray, "postgresql")
def _array_to_string(element: JsonArray, compiler: Any, **kw: Any) -> str:
    return f"('[' || array_to_string(array{compiler.process(element.rows, **kw)}, ',') || ']')"


@compiles(JsonArray)
def _group_concat(element: JsonArray, compiler: Any, **kw: Any) -> str:
    rows = compiler.process(element.rows, **kw)
    return f"('[' || coalesce((SELECT group_concat(piece, ',') FROM {rows}), '') || ']')"


class Unindexed(ColumnElement[Any]):
    """A column whose indexes SQLite must not take."""

    inherit_cache = False

    def __init__(self, column: Any) -> None:
        self.column, self.type = column, column.type


@compiles(Unindexed)
def _bare(element: Unindexed, compiler: Any, **kw: Any) -> str:
    return compiler.process(element.column, **kw)  # type: ignore[no-any-return]


@compiles(Unindexed, "sqlite")
def _plus(element: Unindexed, compiler: Any, **kw: Any) -> str:
    return f"+{compiler.process(element.column, **kw)}"


class Gathered(Unindexed):
    """A sort key whose indexes no database must take: rows are gathered and sorted."""

    inherit_cache = False


@compiles(Gathered, "postgresql")
def _greatest_of_one(element: Gathered, compiler: Any, **kw: Any) -> str:
    return f"greatest({compiler.process(element.column, **kw)})"


def walked(condition: Any) -> Any:
    """A condition of a page, such that SQLite walks the index of the order until the page is full.

    It would rather fetch and sort all rows that hold one of few words, for it does not weigh that the page is short.
    """
    if isinstance(condition, Among) and _has_few_words(condition.column):
        return Among(Unindexed(condition.column), condition.listed, condition.only)
    return condition


def _has_few_words(attribute: Any) -> bool:
    column: Any = coercions.expect(roles.ExpressionElementRole, attribute)
    return isinstance(column.type, Enum) or (
        isinstance(column.type, Text) and bool(getattr(column, "foreign_keys", ()))
    )


class Refuse(ColumnElement[str]):
    """Fails the statement: what should be impossible must not become a silent null."""

    inherit_cache = False
    type = Text()


@compiles(Refuse, "postgresql")
def _bad_cast(element: Refuse, compiler: Any, **kw: Any) -> str:
    return "('unknown word' || random())::integer::text"


@compiles(Refuse)
def _bad_json(element: Refuse, compiler: Any, **kw: Any) -> str:
    return "json('unknown word')"


def scalar(kind: str, column: Sql, nullable: bool) -> Sql:
    """A column as JSON text, by the GraphQL type of its field."""
    text = _scalar(kind, column)
    return func.coalesce(text, Constant("null")) if nullable else text


def _scalar(kind: str, column: Sql) -> Sql:
    if kind in {"Int", "BigInt", "Float"}:
        return cast(column, Text)
    if kind == "Boolean":
        return case((column, Constant("true")), (~column, Constant("false")))
    if kind == "Date":
        return Concat(Constant('"'), cast(column, Text), Constant('"'))
    if kind == "DateTime":
        return Concat(Constant('"'), MomentText(column), Constant('"'))
    if kind == "Word":  # an enum's name or a registered key: nothing in it needs escaping
        return Concat(Constant('"'), column, Constant('"'))
    return JsonText(column)


class Meaning(ColumnElement[str]):
    """The text that a table has for the word in a column; null for a word that it does not have."""

    inherit_cache = False
    type = Text()

    def __init__(self, column: Sql, table: Mapping[str, str]) -> None:
        self.column, self.table = column, table


@compiles(Meaning, "postgresql")
def _jsonb(element: Meaning, compiler: Any, **kw: Any) -> str:
    table = orjson.dumps(dict(element.table)).decode().replace("'", "''")  # a CASE would compare with word after word
    return f"('{table}'::jsonb ->> {compiler.process(cast(element.column, Text), **kw)})"


@compiles(Meaning)
def _case(element: Meaning, compiler: Any, **kw: Any) -> str:
    arms = [(element.column == Constant(word), Constant(text)) for word, text in element.table.items()]
    return str(compiler.process(case(*arms) if arms else null(), **kw))


def chosen(column: Sql, table: Mapping[str, str], nullable: bool) -> Sql:
    """JSON text by the word in a column."""
    found = func.coalesce(Meaning(column, table), Refuse())
    return case((column.is_(None), Constant("null")), else_=found) if nullable else found


def number(column: Sql) -> Sql:
    """A decimal as a double: what JSON knows."""
    return cast(column, Float)


def literal(number: int) -> Sql:
    """A number in the text of the statement: the database plans better for one it knows."""
    return literal_column(str(number), Integer())
