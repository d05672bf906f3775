"""Merging: what writes added and took since, folded into cells and sets, in small transactions of its own.

At every moment the kept numbers and the pending ones together are exact: a merge takes pending ones away and adds them to
the kept in one transaction. Only one merges at a time, so nobody waits for a row that many write.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pyroaring import BitMap
from sqlalchemy import BigInteger, Connection, bindparam, delete, select, text, update
from sqlalchemy.orm import Session

from core.columns import Among, Listed
from core.database import Database
from core.metrics.members import read
from core.metrics.metric import Measure
from core.metrics.models import RollupDelta, RollupFamily
from core.metrics.sets import Doubtful, doubtful, presence
from core.metrics.sql import as_text
from core.metrics.upkeep.cell import Cell, kept_cell, merged, row_of
from core.metrics.upkeep.install import Installed, installed
from core.metrics.upkeep.spread import days_of, is_spread, spreads
from core.metrics.upkeep.store import keep_cells, keep_sets, kept_cells, kept_sets
from core.metrics.upkeep.tally import Key, Marked, Tally, by_year
from core.metrics.upkeep.triggers import COLUMNS, DIMENSIONS, NUMBERS

LOCK = 0x726F6C6C
"""Any number, the same in every process: who holds it changes rollups."""
AT_ONCE = 2000
"""So many hold others up for less than a second."""
CONTRIBUTION = [getattr(RollupDelta, COLUMNS[name]) for name in DIMENSIONS] + [
    getattr(RollupDelta, name) for name in NUMBERS
]

PENDING = (
    select(RollupDelta.id, RollupDelta.family_id, *CONTRIBUTION)
    .where(Among(RollupDelta.family_id, bindparam("families", type_=Listed(BigInteger()))))
    .order_by(RollupDelta.id)
)
GONE = delete(RollupDelta).where(Among(RollupDelta.id, bindparam("ids", type_=Listed(BigInteger()))))


def merge(
    database: Database, plugins: Any, at_once: int = AT_ONCE, is_enough: Callable[[], bool] = lambda: False
) -> int:
    """Folds in what is pending, a batch at a time, until nothing is or it is enough; how many rows of it there were."""
    done = 0
    while not is_enough():
        with database.writing() as session:
            number = merge_some(session, plugins, at_once)
        done += number
        if number < at_once:
            break
    return done


def merge_some(session: Session, plugins: Any, at_once: int = AT_ONCE) -> int:
    """One batch, in the session's transaction; nothing while somebody else merges or builds."""
    connection = session.connection()
    if not locked(connection):
        return 0
    ones = {one.id: one for one in installed(connection, plugins) if one.is_ready}
    rows = connection.execute(PENDING.limit(at_once), {"families": list(ones)}).all()
    by_family: dict[int, list[Any]] = defaultdict(list)
    for _, family, *contribution in rows:
        by_family[family].append(contribution)
    for family, contributions in by_family.items():
        fold(connection, ones[family], contributions)
    if rows:
        connection.execute(GONE, {"ids": [row.id for row in rows]})
    return len(rows)


def locked(connection: Connection) -> bool:
    """SQLite lets only one write in any case."""
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.scalar(text(f"SELECT pg_try_advisory_xact_lock({LOCK})")))


def fold(connection: Connection, one: Installed, contributions: Sequence[Any]) -> None:
    tally = Tally(one)
    tally.count(contributions)
    _fold_cells(connection, tally.cells)
    _fold_sets(connection, one, tally, tally.marked(contributions))
    for row in contributions:
        tally.seen(row[DIMENSIONS.index("day")])
    widen(connection, one.id, tally.first, tally.last)


def _fold_cells(connection: Connection, months: dict[Key, Cell]) -> None:
    """Months, and the years that they lie in."""
    cells = months | by_year(months)
    for key, row in kept_cells(connection, cells).items():
        merged(cells[key], kept_cell(row))
    keep_cells(connection, {key: row_of(cell) for key, cell in cells.items()})


def _fold_sets(connection: Connection, one: Installed, tally: Tally, marked: Mapping[Marked, int]) -> None:
    """More rows for it than against it make a member whatever was before, for there never were fewer than none; of the
    others the rows are asked."""
    if not marked:
        return
    unsure: dict[int, list[Marked]] = defaultdict(list)
    for mark, number in marked.items():
        if number <= 0:
            unsure[mark.key[0]].append(mark)
    gone = {mark for key, marks in unsure.items() for mark in _not_members(connection, one, key, marks)}
    known = kept_sets(connection, dict.fromkeys(mark.key for mark in marked))
    sets = {key: read(members) for key, members in known.items()}
    changed: set[Key] = set()
    for mark in marked:
        members = sets.setdefault(mark.key, BitMap())
        is_member = mark not in gone
        if is_member != (mark.member in members):
            (members.add if is_member else members.discard)(mark.member)
            changed.add(mark.key)
    _keep_changed(connection, sets, changed)


def _keep_changed(connection: Connection, sets: dict[Key, Any], changed: set[Key]) -> None:
    """Those that are others now, and the months whose days are: sets of years and homes are large, and seldom change."""
    months = {key for key in sets if is_spread(key) and not changed.isdisjoint([key, *days_of(key)])}
    days = {day for month in months for day in days_of(month)}
    beside = {key: read(members) for key, members in kept_sets(connection, days - sets.keys()).items()}
    kept = {key: sets[key] for key in changed | months}
    keep_sets(connection, kept, spreads(kept | beside | {day: sets[day] for day in days & sets.keys()}))


def _not_members(connection: Connection, one: Installed, key: int, marks: Sequence[Marked]) -> Iterator[Marked]:
    measure = one.family.measures[one.measures.index(key)]
    for mark, is_member in zip(marks, are_members(connection, measure, marks), strict=True):
        if not is_member:
            yield mark


def are_members(connection: Connection, measure: Measure, marks: Iterable[Marked]) -> list[bool]:
    """Whether rows make each a member, as they are now."""
    asked = [[at, *_doubtful(mark)] for at, mark in enumerate(marks)]
    found = set(connection.scalars(presence(measure), {"asked": as_text(asked)}))
    return [at in found for at in range(len(asked))]


def _doubtful(mark: Marked) -> Doubtful:
    _, code, _, place, tag, line = mark.key
    return doubtful(code, line, tag, place, mark.member, mark.since, mark.until)


def widen(connection: Connection, family: int, first: date | None, last: date | None) -> None:
    """Between which days anything was ever kept."""
    row = connection.execute(
        select(RollupFamily.first_day, RollupFamily.last_day).where(RollupFamily.id == family)
    ).one()
    first = min((day for day in (first, row.first_day) if day is not None), default=None)
    last = max((day for day in (last, row.last_day) if day is not None), default=None)
    if (first, last) != tuple(row):
        connection.execute(update(RollupFamily).where(RollupFamily.id == family).values(first_day=first, last_day=last))
