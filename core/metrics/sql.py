"""The few expressions of figures in which SQLite and PostgreSQL differ."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import BigInteger, ColumnElement, Integer, Text, cast, column, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import functions


class _Expression(ColumnElement[Any]):
    inherit_cache = False  # each class says so again: SQLAlchemy asks the class itself

    def __init__(self, *parts: Any) -> None:
        self.parts = parts

    def texts(self, compiler: Any, **kw: Any) -> list[str]:
        return [compiler.process(part, **kw) for part in self.parts]


class At(_Expression):
    """One of the numbers; the first is 0."""

    inherit_cache = False
    type = BigInteger()


@compiles(At, "postgresql")
def _subscript(element: At, compiler: Any, **kw: Any) -> str:
    numbers, at = element.texts(compiler, **kw)
    return f"({numbers})[{at} + 1]"


@compiles(At)
def _json_at(element: At, compiler: Any, **kw: Any) -> str:
    numbers, at = element.texts(compiler, **kw)
    return f"({numbers} ->> ({at}))"


class DayNumber(_Expression):
    """A day as the text 20230831."""

    inherit_cache = False
    type = Text()


@compiles(DayNumber, "postgresql")
def _to_char(element: DayNumber, compiler: Any, **kw: Any) -> str:
    return f"to_char({element.texts(compiler, **kw)[0]}, 'YYYYMMDD')"


@compiles(DayNumber)
def _without_dashes(element: DayNumber, compiler: Any, **kw: Any) -> str:
    return f"replace({element.texts(compiler, **kw)[0]}, '-', '')"


class MinutesBetween(_Expression):
    """Whole minutes from one moment to another, by the calendar."""

    inherit_cache = False
    type = BigInteger()


@compiles(MinutesBetween, "postgresql")
def _epoch(element: MinutesBetween, compiler: Any, **kw: Any) -> str:
    since, until = element.texts(compiler, **kw)
    return f"(CAST(extract(epoch FROM ({until}) - ({since})) AS BIGINT) / 60)"


@compiles(MinutesBetween)
def _seconds(element: MinutesBetween, compiler: Any, **kw: Any) -> str:
    since, until = element.texts(compiler, **kw)
    return f"((CAST(strftime('%s', {until}) AS INTEGER) - CAST(strftime('%s', {since}) AS INTEGER)) / 60)"


class Spread(_Expression):
    """The lower end of the step that a whole number falls into."""

    inherit_cache = False
    type = Integer()

    def __init__(self, value: Any, steps: tuple[tuple[int, int], ...]) -> None:
        super().__init__(value)
        self.steps = steps


@compiles(Spread)
def _stepped(element: Spread, compiler: Any, **kw: Any) -> str:
    (value,) = element.texts(compiler, **kw)
    arms = [f"WHEN {value} < {limit} THEN {value} / {step} * {step}" for limit, step in element.steps[:-1]]
    last = element.steps[-1][1]
    inside = " ".join([f"WHEN {value} < 0 THEN 0", *arms, f"ELSE {value} / {last} * {last}"])
    return f"CAST(CASE {inside} END AS INTEGER)"


class json_rows(functions.FunctionElement[Any]):  # as SQLAlchemy names functions
    """The entries of a list in JSON, as rows with a column `value`."""

    inherit_cache = False
    name = "json_rows"


@compiles(json_rows, "postgresql")
def _json_array_elements(element: json_rows, compiler: Any, **kw: Any) -> str:
    return f"json_array_elements(CAST(CAST({compiler.process(element.clauses, **kw)} AS TEXT) AS JSON))"


@compiles(json_rows)
def _json_each(element: json_rows, compiler: Any, **kw: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **kw)})"


def given_rows(bound: Any, name: str) -> Any:
    """A list of lists, bound as JSON text, to be read like a table; `field` reads its columns."""
    return json_rows(bound).table_valued(column("value"), name=name)


def field(rows: Any, at: int, type_: Any) -> Any:
    return cast(literal_column(f"({rows.name}.value ->> {at})"), type_)


def as_text(value: Any) -> str:
    """Rows for `given_rows`; days as text."""
    return orjson.dumps(value).decode()


def word(value: str) -> Any:
    """A constant that may be grouped by."""
    quoted = value.replace("'", "''")
    return cast(literal_column(f"'{quoted}'"), Text())
