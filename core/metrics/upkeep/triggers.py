"""Triggers: what a change of a row adds to the numbers of a family and takes from them, as the database itself sees it.

A number is a sum over combinations of rows: what is counted, and the rows it is reached from over foreign keys, each table
once. A view holds them, and what each counts: the very select that counts the family. So a change of one row changes
exactly the combinations with that row in it: before it, they are taken away, after it, they are added. Whoever makes the
change, services, imports or SQL by hand, it is in the change's own transaction.

On PostgreSQL others change rows at the same time. A trigger first locks the rows above its own, so that nobody changes
them before its transaction ends, and reads them afterwards, in a snapshot of its own. It takes the lock of an update that
leaves keys alone: that waits for nobody's foreign keys, and two who write below one row and then that row itself wait for
each other in one order instead of locking each other out. Communities, below which everybody writes, are locked to be
shared. The names of the triggers make them fire after the checks of foreign keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from sqlalchemy import Select, inspect
from sqlalchemy.dialects.sqlite.pysqlite import dialect as sqlite_dialect
from sqlalchemy.sql import visitors

from core.engine.readers import POSTGRESQL
from core.metrics.family import Family, Hop
from core.metrics.metric import Measure
from core.metrics.models import NUMBERS_MOST, RollupDelta
from core.places.models import Community

PREFIX = "zz_rollup_"
ANY = "«family»"
"""Where a family's key stands in the statements: what they are does not depend on it."""
VIEW = f"{PREFIX}{ANY}_rows"
SQLITE = sqlite_dialect()
DIMENSIONS = tuple(
    ["line", "district", "street", "community", "round", "category", "source", "unit", "entity", "bucket", "day"]
)
COLUMNS = {name: f"{name}_id" if name in {"district", "street", "community", "entity"} else name for name in DIMENSIONS}
NUMBERS = tuple(f"n{number}" for number in range(1, NUMBERS_MOST + 1))


BESIDE = 0x726F6C6D
"""Any number: who holds it with a family's may change rows that others beside them are counted with."""


@dataclass(frozen=True)
class Moment:
    """When a trigger fires, and what it writes: the contributions with the old row taken, or with the new row added."""

    name: str
    time: str
    event: str
    row: str
    sign: str


INSERTED = Moment("ai", "AFTER", "INSERT", "NEW", "")
DELETED = Moment("bd", "BEFORE", "DELETE", "OLD", "-")
CHANGING = Moment("bu", "BEFORE", "UPDATE", "OLD", "-")
CHANGED = Moment("au", "AFTER", "UPDATE", "NEW", "")


def combinations(family: Family) -> Select[Any]:
    """The rows that are counted together: their keys, by what they are counted, and what each number gets of them."""
    keys = [column.label(_key(row, column)) for row in family.rows for column in inspect(row).selectable.primary_key]
    dimensions = [family.columns[name].label(COLUMNS[name]) for name in DIMENSIONS]
    numbers = [family.amount(measure).label(name) for name, measure in _numbered(family)]
    return family.counted(*keys, *dimensions, *numbers)


def insertion(family: Family, row: Any, moment: Moment) -> str:
    """What the combinations with this row count, as rows of the delta table."""
    columns = ", ".join(COLUMNS[name] for name in DIMENSIONS)
    numbers = [name for name, _ in _numbered(family)]
    sums = [f"{moment.sign}sum({name})" for name in numbers] + ["0"] * (NUMBERS_MOST - len(numbers))
    held = (f"{_key(row, key)} = {moment.row}.{_quoted(key.name)}" for key in inspect(row).selectable.primary_key)
    return (
        f"INSERT INTO {RollupDelta.__tablename__} (family_id, {columns}, {', '.join(NUMBERS)}) "
        f"SELECT {ANY}, {columns}, {', '.join(sums)} FROM {VIEW} WHERE {' AND '.join(held)} "
        f"GROUP BY {columns} HAVING {' OR '.join(f'sum({name}) != 0' for name in numbers)}"
    )


def _numbered(family: Family) -> Iterator[tuple[str, Measure]]:
    return zip(NUMBERS, family.measures, strict=False)


def _key(row: Any, column: Any) -> str:
    return f"key_{_table(row)}_{column.name}"


def used_columns(family: Family, row: Any) -> list[str]:
    """The columns of a row that the family's numbers depend on, keys included."""
    alias = inspect(row).selectable
    parts: Iterator[Any] = visitors.iterate(combinations(family))
    return sorted(
        {part.name for part in parts if part.__visit_name__ == "column" and getattr(part, "table", None) is alias}
    )


def triggers(family: Family, family_id: int, dialect_name: str) -> Iterator[str]:
    """The statements that create the triggers of a family."""
    return (statement.replace(ANY, str(family_id)) for statement in _triggers(family, dialect_name))


@lru_cache(maxsize=1000)
def _triggers(family: Family, dialect_name: str) -> tuple[str, ...]:
    """For whatever key the family has; they take longer to write than to create."""
    return tuple(_written(_Postgres(family) if dialect_name == "postgresql" else _Sqlite(family)))


def _written(writer: _Sqlite) -> Iterator[str]:
    family = writer.family
    yield writer.view()
    for row in family.rows:
        moments = [CHANGING, CHANGED]
        if row is family.row:
            moments += [INSERTED, DELETED]
        for moment in moments:
            yield from writer.trigger(row, moment)
        yield from writer.emptied(row)


class _Sqlite:
    """One writes at a time, and each row's triggers are done before the next row is changed."""

    def __init__(self, family: Family) -> None:
        self.family = family

    def name(self, row: Any, moment: str) -> str:
        return f"{PREFIX}{ANY}_{_table(row)}_{moment}"

    def view(self) -> str:
        return f"CREATE VIEW {VIEW} AS {self._combinations(SQLITE)}"

    def _combinations(self, dialect: Any) -> str:
        return str(combinations(self.family).compile(dialect=dialect, compile_kwargs={"literal_binds": True}))

    def trigger(self, row: Any, moment: Moment) -> Iterator[str]:
        when = self._when(row, moment, "IS NOT")
        yield (
            f"CREATE TRIGGER {self.name(row, moment.name)} {moment.time} {moment.event} ON {_quoted(_table(row))} "
            f"FOR EACH ROW {when}BEGIN {insertion(self.family, row, moment)}; END"
        )

    def _when(self, row: Any, moment: Moment, differs: str) -> str:
        """Only what may count, and only what changed: on most days of its life a case is neither handled nor closed."""
        conditions = []
        day = self.family.day_of(row)
        if day is not None and day.nullable:
            conditions.append(f"{moment.row}.{_quoted(day.name)} IS NOT NULL")
        if moment.event == "UPDATE":
            names = map(_quoted, used_columns(self.family, row))
            conditions.append(f"({' OR '.join(f'OLD.{name} {differs} NEW.{name}' for name in names)})")
        return f"WHEN ({' AND '.join(conditions)}) " if conditions else ""

    def emptied(self, row: Any) -> Iterator[str]:
        yield from ()


class _Postgres(_Sqlite):
    def view(self) -> str:
        """Who writes reads its tables by rights of their own; so anybody may have the view itself."""
        return (
            f"CREATE VIEW {VIEW} WITH (security_invoker = true) AS {self._combinations(POSTGRESQL)}; "
            f"GRANT SELECT ON {VIEW} TO PUBLIC"
        )

    def trigger(self, row: Any, moment: Moment) -> Iterator[str]:
        name, table = self.name(row, moment.name), _quoted(_table(row))
        body = [*self._locks(row, moment), insertion(self.family, row, moment)]
        gives = {"AFTER": "NULL"}.get(moment.time, "OLD" if moment.event == "DELETE" else "NEW")
        yield _function(name, [f"{statement};" for statement in body], gives)
        when = self._when(row, moment, "IS DISTINCT FROM")
        yield (
            f"CREATE TRIGGER {name} {moment.time} {moment.event} ON {table} "
            f"FOR EACH ROW {when}EXECUTE FUNCTION {name}()"
        )

    def emptied(self, row: Any) -> Iterator[str]:
        """TRUNCATE: without rows of this table nothing of the family is left."""
        name = self.name(row, "at")
        measures = f"SELECT id FROM rollup_measure WHERE family_id = {ANY}"
        gone = [
            f"DELETE FROM rollup_delta WHERE family_id = {ANY};",
            *(f"DELETE FROM {table} WHERE measure IN ({measures});" for table in ("rollup_cell", "rollup_set")),
        ]
        yield _function(name, gone, "NULL")
        yield (
            f"CREATE TRIGGER {name} AFTER TRUNCATE ON {_quoted(_table(row))} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )

    def _locks(self, row: Any, moment: Moment) -> Iterator[str]:
        """The rows above, nearest first: what was locked before says where the next one is.

        A visit and a household meet only in the rows below both; whoever changes one of two such rows waits for the other.
        """
        if self._has_others_beside(row):
            yield f"PERFORM pg_advisory_xact_lock({BESIDE}, {ANY})"
        for hop in self.family.hops:
            path = _path(self.family, row, hop)
            if path is not None:
                kind = "SHARE" if inspect(hop.row).mapper.class_ is Community else "NO KEY UPDATE"
                key = inspect(hop.row).mapper.primary_key[0].name
                pointer = _pointer(path, moment.row)
                yield f"PERFORM 1 FROM {_quoted(_table(hop.row))} WHERE {key} = {pointer} FOR {kind}"

    def _has_others_beside(self, row: Any) -> bool:
        """Whether rows that are neither above nor below this one say something of what is counted as well."""
        mine = next((hop for hop in self.family.hops if hop.row is row), None)
        return mine is not None and any(
            _path(self.family, row, hop) is None and _path(self.family, hop.row, mine) is None
            for hop in self.family.hops
            if hop is not mine
        )


def _path(family: Family, row: Any, hop: Hop) -> list[Hop] | None:
    """The hops that lead from a row up to another; None where they do not."""
    path = [hop]
    while path[0].child is not row:
        above = next((other for other in family.hops if other.row is path[0].child), None)
        if above is None:
            return None
        path.insert(0, above)
    return path


def _pointer(path: list[Hop], row: str) -> str:
    made = f"{row}.{_quoted(path[0].pointer.name)}"
    for before, hop in pairwise(path):
        key = inspect(before.row).mapper.primary_key[0].name
        made = f"(SELECT {_quoted(hop.pointer.name)} FROM {_quoted(_table(before.row))} WHERE {key} = {made})"
    return made


def _function(name: str, body: list[str], gives: str) -> str:
    """Snapshots must be the statements' own: with one snapshot for a whole transaction others' rows would be missed."""
    inside = "\n  ".join(body)
    return f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $rollup$
BEGIN
  IF current_setting('transaction_isolation') = 'repeatable read' THEN
    RAISE EXCEPTION 'rows that figures are counted from are written READ COMMITTED or SERIALIZABLE';
  END IF;
  {inside}
  RETURN {gives};
END $rollup$"""


def _table(row: Any) -> str:
    return str(inspect(row).mapper.local_table.name)


def _quoted(name: str) -> str:
    return f'"{name}"'


def dropping(dialect_name: str) -> tuple[str, ...]:
    """Queries for the statements that drop triggers, their functions and views, given a pattern of their names."""
    if dialect_name == "postgresql":
        return (
            "SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) FROM pg_trigger WHERE tgname LIKE :name",
            "SELECT format('DROP FUNCTION %I()', proname) FROM pg_proc WHERE proname LIKE :name",
            "SELECT format('DROP VIEW %s', oid::regclass) FROM pg_class WHERE relkind = 'v' AND relname LIKE :name",
        )
    master = "FROM sqlite_master WHERE type IN ('trigger', 'view') AND name LIKE :name ORDER BY type"
    return (f"SELECT 'DROP ' || type || ' ' || name {master}",)
