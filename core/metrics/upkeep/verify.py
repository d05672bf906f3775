"""Verifying: whether cells and sets, with what is pending, are what the rows say, and if not, where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyroaring import BitMap
from sqlalchemy import Connection, select

from core.database import Database
from core.metrics.family import signature
from core.metrics.grains import EVER
from core.metrics.members import read
from core.metrics.metric import measures_of
from core.metrics.models import RollupCell, RollupDelta, RollupSet
from core.metrics.upkeep.build import Progress, counted, extent
from core.metrics.upkeep.cell import Cell, Row, each, kept_cell, kept_whole, merged, whole
from core.metrics.upkeep.install import Installed, installed
from core.metrics.upkeep.merge import CONTRIBUTION
from core.metrics.upkeep.spread import spreads
from core.metrics.upkeep.store import COLUMNS, KEYS
from core.metrics.upkeep.tally import Key, Tally, by_year, unite


@dataclass(frozen=True)
class Difference:
    """A cell or set that is not what the rows say."""

    metrics: str
    key: Key
    kept: Any
    counted: Any

    def __str__(self) -> str:
        _, grain, period, place, tag, line = self.key
        where = f"place {grain} {place}, line {line or '-'}" + (f", {tag}" if tag else "")
        return f"{self.metrics}: period {period}, {where}: kept {self.kept}, counted {self.counted}"


def verify(
    database: Database, plugins: Any, progress: Progress = lambda *_: None, *, only: str | None = None
) -> Iterator[Difference]:
    """Compares every family, or those of one plugin, each in one state of the database. Those not built yet are told too."""
    options = {"sqlite_begin": "DEFERRED"} if database.is_sqlite else {"isolation_level": "REPEATABLE READ"}
    with database.engine.execution_options(**options).begin() as connection:
        names = _names(plugins)
        ones = installed(connection, plugins, only)
        for at, one in enumerate(ones):
            progress(one.family.told, at, len(ones))
            yield from _compared(connection, one, names)
        progress("done", len(ones), len(ones))


def _names(plugins: Any) -> dict[str, str]:
    """Which metrics use a measure, by its signature."""
    users: dict[str, list[str]] = defaultdict(list)
    for plugin in plugins.active:
        for metric in plugin.metrics:
            for measure in measures_of([metric]):
                users[signature(measure)].append(metric.key)
    return {mark: ", ".join(keys) for mark, keys in users.items()}


def _compared(connection: Connection, one: Installed, names: dict[str, str]) -> Iterator[Difference]:
    told = dict(zip(one.measures, (names[signature(measure)] for measure in one.family.measures), strict=True))
    if not one.is_ready:
        key = (one.measures[0], "w", 0, 0, "", "")
        yield Difference(told[one.measures[0]], key, "nothing yet", "run `lastmeter rollups rebuild`")
        return
    pending = Tally(one)
    marked = set()
    rows = connection.execute(select(*CONTRIBUTION).where(RollupDelta.family_id == one.id)).all()
    pending.count(rows)
    for mark in pending.marked(rows):
        marked.add((mark.key, mark.member))
    homes: dict[Key, Any] = defaultdict(BitMap)
    for year in _years(connection, one, pending):
        said = counted(connection, one, year)
        unite(homes, said.homes)
        for key, kept, count in (
            *_cells(connection, one, year, said, pending),
            *_sets(connection, one, year, said, marked),
        ):
            yield Difference(told[key[0]], key, kept, count)
    for key, kept, count in _compared_sets(connection, one, ((EVER, EVER),), homes, marked):
        yield Difference(told[key[0]], key, kept, count)


def _years(connection: Connection, one: Installed, pending: Tally) -> list[int]:
    first, last = extent(connection, one.family)
    found = set(range(first.year, last.year + 1)) if first and last else set()
    for model in (RollupCell, RollupSet):
        dated = select(model.period).where(model.measure.in_(one.measures), model.period > EVER)
        found |= set(connection.scalars(dated.distinct()))
    found |= {month for _, _, month, *_ in pending.cells}
    return sorted({_year(period) for period in found})


def _year(period: int) -> int:
    return int(str(period)[:4])


def _cells(
    connection: Connection, one: Installed, year: int, said: Tally, pending: Tally
) -> Iterator[tuple[Key, Any, Any]]:
    """Months and the year by their parts, then whole."""
    parts: dict[Key, Cell] = {}
    sums: dict[Key, Any] = {}
    wanted = select(*(getattr(RollupCell, name) for name in (*KEYS, *COLUMNS)))
    here = wanted.where(RollupCell.measure.in_(one.measures), RollupCell.period.between(year * 100, year * 100 + 12))
    for columns in connection.execute(here):
        row = Row(*columns[6:])
        parts[columns[:6]], sums[columns[:6]] = kept_cell(row), kept_whole(row)
    mine = {key: days for key, days in pending.cells.items() if key[2] // 100 == year}
    for key, cell in (mine | by_year(mine)).items():
        if key in parts:
            merged(parts[key], cell)
            sums[key] += whole(cell)
        else:
            parts[key], sums[key] = cell, whole(cell)
    counted = said.cells | by_year(said.cells)
    yield from _different(parts, counted)
    yield from _different(sums, {key: whole(cell) for key, cell in counted.items()})


def _different(kept: dict[Key, Any], counted: dict[Key, Any]) -> Iterator[tuple[Key, str, str]]:
    for key in kept.keys() | counted.keys():
        mine, theirs = each(kept.get(key, 0)), each(counted.get(key, 0))
        if mine != theirs:
            yield key, str(mine), str(theirs)


def _sets(connection: Connection, one: Installed, year: int, said: Tally, marked: set[Any]) -> Iterator[Any]:
    if said.distinct:
        spans = (year * 100, year * 100 + 12), (year * 10_000, year * 10_000 + 9_999)
        yield from _compared_sets(connection, one, spans, said.sets, marked)


def _compared_sets(
    connection: Connection, one: Installed, spans: Iterable[tuple[int, int]], said: Mapping[Key, Any], marked: set[Any]
) -> Iterator[tuple[Key, str, str]]:
    """Whom changes are pending about is looked up whenever it is asked: that may differ."""
    columns = RollupSet.n, RollupSet.until, RollupSet.since, RollupSet.members
    wanted = select(*(getattr(RollupSet, name) for name in KEYS), *columns)
    kept: dict[Any, Any] = {}
    told: dict[Any, Any] = {}
    for span in spans:
        rows = connection.execute(wanted.where(RollupSet.measure.in_(one.measures), RollupSet.period.between(*span)))
        for *names, number, until, since, members in rows:
            key = tuple(names)
            kept[key] = read(members)
            told[key] = number, until, since
    days = spreads(kept)
    for key, members in kept.items():
        spread = days.get(key)
        meant = (len(members), spread and spread.until, spread and spread.since)
        if told[key] != meant:
            yield key, f"sizes {told[key]}", f"sizes {meant} of what it lists"
    for key in kept.keys() | said.keys():
        there, meant = kept.get(key, BitMap()), said.get(key, BitMap())
        left = [member for member in there ^ meant if (key, member) not in marked]
        if left:
            yield key, f"{len(there)} members", f"{len(meant)} members, differ {left[:5]}"
