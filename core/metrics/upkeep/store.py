"""The store of cells and sets: many at once, by one statement, on both databases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any

from sqlalchemy import BigInteger, Connection, Integer, Text, and_, bindparam, select, true
from sqlalchemy.dialects import postgresql, sqlite

from core.bulk import copy
from core.columns import Numbers, numbers_text
from core.metrics.members import written
from core.metrics.models import RollupCell, RollupSet
from core.metrics.sql import as_text, field, given_rows
from core.metrics.upkeep.cell import Row
from core.metrics.upkeep.spread import Spread
from core.metrics.upkeep.tally import Key

AT_ONCE = 5000
COLUMNS = ("n", "parts", "steps", "day_steps")
KEYS = ("measure", "grain", "period", "place", "tag", "line")
TYPES = (BigInteger(), Text(), Integer(), BigInteger(), Text(), Text())
GIVEN = given_rows(bindparam("rows", type_=Text()), "given")
KEY_FIELDS = [field(GIVEN, at, type_) for at, type_ in enumerate(TYPES)]


def kept_cells(connection: Connection, keys: Iterable[Key]) -> dict[Key, Row]:
    columns = [getattr(RollupCell, name) for name in COLUMNS]
    return {row[:6]: Row(*row[6:]) for row in _kept(connection, RollupCell, keys, *columns)}


def kept_sets(connection: Connection, keys: Iterable[Key]) -> dict[Key, bytes]:
    return {row[:6]: row[6] for row in _kept(connection, RollupSet, keys, RollupSet.members)}


def _kept(connection: Connection, model: Any, keys: Iterable[Key], *columns: Any) -> Iterator[tuple[Any, ...]]:
    names = [getattr(model, name) for name in KEYS]
    same = [name == given for name, given in zip(names, KEY_FIELDS, strict=True)]
    wanted = select(*names, *columns).select_from(GIVEN).join(model, and_(*same))
    for some in batches(keys):
        for row in connection.execute(wanted, {"rows": as_text(some)}):
            yield tuple(row)


def keep_cells(connection: Connection, cells: Mapping[Key, Row]) -> None:
    """Writes cells over what there was."""
    _keep_counts(connection, {key: row for key, row in cells.items() if row.steps is None})
    _keep(connection, RollupCell, {key: row._asdict() for key, row in cells.items() if row.steps is not None})


def _keep_counts(connection: Connection, cells: Mapping[Key, Row]) -> None:
    insert = _insert(connection)(RollupCell)
    values = (
        select(*KEY_FIELDS, field(GIVEN, 6, BigInteger()), field(GIVEN, 7, Numbers())).select_from(GIVEN).where(true())
    )
    made = insert.from_select([*KEYS, "n", "parts"], values)
    made = made.on_conflict_do_update(
        index_elements=list(KEYS), set_={"n": made.excluded.n, "parts": made.excluded.parts}
    )
    name = connection.dialect.name
    for some in batches(cells.items()):
        rows = [[*key, row.n, None if row.parts is None else numbers_text(row.parts, name)] for key, row in some]
        connection.execute(made, {"rows": as_text(rows)})


def fill_cells(connection: Connection, cells: Iterable[tuple[Key, Row]]) -> None:
    """Many cells where there were none."""
    name = connection.dialect.name
    for some in batches(cells):
        rows = [
            (*key, row.n, None if row.parts is None else numbers_text(row.parts, name), row.steps, row.day_steps)
            for key, row in some
        ]
        copy(connection, RollupCell, (*KEYS, *COLUMNS), rows)


def keep_sets(
    connection: Connection, sets: Mapping[Key, Any], spread: Mapping[Key, Spread] = MappingProxyType({})
) -> None:
    """Of months with how they are spread over their days."""
    rows: dict[Key, dict[str, Any]] = {
        key: {"n": len(members), "until": None, "since": None, "members": written(members)}
        | (vars(spread[key]) if key in spread else {})
        for key, members in sets.items()
    }
    _keep(connection, RollupSet, rows)


def _keep(connection: Connection, model: Any, rows: Mapping[Key, dict[str, Any]]) -> None:
    """Writes rows, all of the same columns, over what there was."""
    made = _insert(connection)(model)
    for some in batches(rows.items()):
        names = {name: getattr(made.excluded, name) for name in some[0][1]}
        over = made.on_conflict_do_update(index_elements=list(KEYS), set_=names)
        connection.execute(over, [dict(zip(KEYS, key, strict=True)) | values for key, values in some])


def _insert(connection: Connection) -> Any:
    return postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert


def batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(items)
    while some := list(islice(left, AT_ONCE)):
        yield some
