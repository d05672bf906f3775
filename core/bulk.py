"""Bulk: rows as fast as a database takes them in: by COPY, without indexes and foreign keys until all are there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, ForeignKeyConstraint, Table, inspect, text
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import AddConstraint, DropConstraint

from core.policy.worn import SYSTEM
from core.wall.wearing import IS_WALLED, wear

Row = tuple[Any, ...]


@contextmanager
def unhindered(connection: Connection, models: Iterable[Any]) -> Iterator[None]:
    """PostgreSQL keeps indexes and checks foreign keys of these tables only at the end, all at once."""
    if connection.dialect.name != "postgresql":
        yield
        return
    tables = [inspect(model).local_table for model in models]
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
    connection.execute(text("SET LOCAL work_mem = '256MB'"))
    for table in tables:
        for constraint in _foreign_keys(table):
            connection.execute(DropConstraint(constraint))
        for index in table.indexes:
            index.drop(connection)
    yield
    for table in tables:
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            index.create(connection)
        for constraint in _foreign_keys(table):
            connection.execute(AddConstraint(constraint))
        connection.execute(text(f'ANALYZE "{table.name}"'))


def _foreign_keys(table: Table) -> list[ForeignKeyConstraint]:
    found = [constraint for constraint in table.constraints if isinstance(constraint, ForeignKeyConstraint)]
    return sorted(found, key=lambda constraint: str(constraint.name))


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows of Python values, by the names of their columns: each has all the same ones."""
    names = list(rows[0])
    names += [column.name for column in table.c if column.name not in rows[0] and _constant(column) is not None]
    values = [_values(table.c[name], rows, connection.dialect) for name in names]
    quoted = ", ".join(f'"{name}"' for name in names)
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        with _copying(connection, table.name, quoted) as stream:
            for row in zip(*values, strict=True):
                stream.write_row(row)
        return
    marks = ", ".join("?" for _ in names)
    driver.executemany(f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})', zip(*values, strict=True))


def _values(column: Any, rows: Sequence[Mapping[str, Any]], dialect: Dialect) -> list[Any]:
    write: Callable[[Any], Any] | None = column.type.dialect_impl(dialect).bind_processor(dialect)
    found = [row[column.name] for row in rows] if column.name in rows[0] else [_constant(column)] * len(rows)
    return found if write is None else [write(value) for value in found]


def _constant(column: Any) -> Any:
    """What a row that does not say has in a column."""
    return column.default.arg if column.default is not None and column.default.is_scalar else None


def copy(connection: Connection, model: Any, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Rows of text, numbers, truths and bytes."""
    table = inspect(model).local_table.name
    names = ", ".join(f'"{column}"' for column in columns)
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        with _copying(connection, table, names) as stream:
            stream.write(_lines(rows))
        return
    marks = ", ".join("?" for _ in columns)
    driver.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)


@contextmanager
def _copying(connection: Connection, table: str, names: str) -> Iterator[Any]:
    """Where rows are written to. Into a table behind the wall nothing is copied: there they take a way around."""
    driver: Any = connection.connection.driver_connection
    wear(connection, SYSTEM)
    is_walled = connection.info.get(IS_WALLED)
    into = "bulk" if is_walled else f'"{table}"'
    with driver.cursor() as cursor:
        if is_walled:
            cursor.execute(f'CREATE TEMPORARY TABLE bulk ON COMMIT DROP AS SELECT {names} FROM "{table}" WITH NO DATA')
        with cursor.copy(f"COPY {into} ({names}) FROM STDIN") as stream:
            yield stream
        if is_walled:
            cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM bulk')
            cursor.execute("DROP TABLE bulk")


def _lines(rows: Sequence[Row]) -> str:
    """In the text format of COPY; generated values hold no tabs, line ends or backslashes."""
    return "\n".join(["\t".join([_text(value) for value in row]) for row in rows]) + "\n"


def _text(value: Any) -> str:
    if type(value) is str:
        return value
    if value is None:
        return "\\N"
    if type(value) is bool:
        return "t" if value else "f"
    return f"\\\\x{value.hex()}" if type(value) is bytes else str(value)
