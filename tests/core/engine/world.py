"""A small world with every awkward value: rows for every table there is, the same on both databases."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    Enum,
    Integer,
    Numeric,
    Table,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.census import censuses
from core.columns import Instant
from core.database import Base

Rows = list[tuple[Table, list[dict[str, Any]]]]

ROWS = 10
MORE = {"visit": 20, "case": 20}
"""Of what all lines share, so that each of them has some."""
TEXTS = [
    "垃圾",
    'He said "no"',
    "back\\slash",
    "line\nbreak\ttab",
    "O'Hara's; --",
    "\u2028\u2029",
    "😀👨‍👩‍👧",
    "",
    "%_\\%",
    "ÄÖü ß",
    "ZZZ",
    "社区居委会",
    "</script>",
    "null",
    "{}",
]
KEPT = {"service_line", "case_category", "mutation_key"}
"""Tables that have their rows already, or that nobody reads; rollups are made by the database itself."""
CENSUSES = [census.__table__ for census in censuses()]

GREAT = 10**8
"""More than is taken of anything that is counted, and as a sum of some rows still an Int of GraphQL."""

TRIES = 400
"""For the rows of a table."""


def grown(session: Session, lines: list[str], seed: int = 7) -> Rows:
    """Rows for every table, in the order of their foreign keys; what a constraint refuses is left out."""
    chance = random.Random(seed)
    made: Rows = []
    kept: dict[str, list[dict[str, Any]]] = {}
    for table in Base.metadata.sorted_tables:
        if table.name in KEPT or table.name.startswith("rollup_") or table in CENSUSES:
            kept[table.name] = [dict(row) for row in session.execute(select(table)).mappings()]
            continue
        rows: list[dict[str, Any]] = []
        for number in range(1, TRIES + 1):
            row = _row(chance, table, number, kept, lines)
            if row is not None and _accepted(session, table, row):
                rows.append(row)
            if len(rows) == MORE.get(table.name, ROWS):
                break
        kept[table.name] = rows
        made.append((table, rows))
    return made


def copied(session: Session, rows: Rows) -> None:
    """The same rows into another database."""
    for table, some in rows:
        if some:
            session.execute(insert(table), some)


def _accepted(session: Session, table: Table, row: dict[str, Any]) -> bool:
    try:
        with session.begin_nested():
            session.execute(insert(table).values(**row))
    except IntegrityError:
        return False
    return True


def _row(
    chance: random.Random,
    table: Table,
    number: int,
    kept: dict[str, list[dict[str, Any]]],
    lines: list[str],
) -> dict[str, Any] | None:
    row: dict[str, Any] = {}
    line = next((line for line in lines if table.name.startswith(f"{line}_")), None)
    for column in table.columns:
        if column.foreign_keys:
            (key,) = list(column.foreign_keys)[:1]
            value = _pointer(chance, key.column, kept, line)
            if value is None and not column.nullable:
                return None
            row[column.name] = None if column.nullable and chance.random() < 0.3 else value
        elif column.primary_key and isinstance(column.type, Integer | BigInteger):
            row[column.name] = number
        else:
            row[column.name] = _value(chance, column, number)
    return row


def _pointer(chance: random.Random, target: Any, kept: dict[str, list[dict[str, Any]]], line: str | None) -> Any:
    """A row that is there; what belongs to a line points at rows of that line."""
    rows = kept.get(target.table.name, [])
    if line is not None and target.table.name in {"visit", "case"}:
        rows = [row for row in rows if row["line"] == line]
    return chance.choice(rows)[target.name] if rows else None


def _value(chance: random.Random, column: Any, number: int) -> Any:
    if column.nullable and chance.random() < 0.35:
        return None
    type_ = column.type
    if isinstance(type_, Enum):
        return chance.choice(type_.enums)
    if isinstance(type_, Boolean):
        return chance.random() < 0.5
    if isinstance(type_, Instant):
        return datetime(2021, 6, 1, tzinfo=UTC) + timedelta(
            seconds=chance.choice([0, 1, 86_399, chance.randint(0, 9 * 10**7)])
        )
    if isinstance(type_, Date):
        return date(2021, 6, 1) + timedelta(days=chance.choice([0, 0, 1, chance.randint(0, 900)]))
    if isinstance(type_, Integer | BigInteger):
        return number if _is_unique(column) else chance.choice([0, 1, 2, 3, GREAT if chance.random() < 0.1 else 7])
    if isinstance(type_, Numeric):
        return chance.choice([0.0, 0.1, 0.3, 18.0, 17.999, 1234.5, -3.25])
    return _text(chance, column, number)


def _text(chance: random.Random, column: Any, number: int) -> str:
    name = column.name
    if name == "month":
        return f"20{21 + number // 12}-{number % 12 + 1:02}"
    if name.endswith("code"):
        return f"3702{chance.randint(0, 99999999):08}"
    text = chance.choice(TEXTS)
    return f"{text}{number}" if _is_unique(column) or column.primary_key else text


def _is_unique(column: Any) -> bool:
    return bool(column.unique) or any(
        column.name in [c.name for c in constraint.columns]
        for constraint in column.table.constraints
        if type(constraint).__name__ == "UniqueConstraint"
    )
