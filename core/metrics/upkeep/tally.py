"""Tally: contributions added up as cells and sets are kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from pyroaring import BitMap

from core.metrics.grains import EVER, HOMES, Grain, cell_grains, has_homes, set_grains
from core.metrics.metric import Aggregate
from core.metrics.packed import step_at
from core.metrics.scope import ALWAYS
from core.metrics.upkeep.cell import DAYS, MONTHS, Cell, add_month, merged
from core.metrics.upkeep.install import Installed
from core.metrics.upkeep.triggers import DIMENSIONS

Key = tuple[int, str, int, int, str, str]
"""Measure, grain, period, place, tag and line."""

PLACE = {"d": DIMENSIONS.index("district"), "s": DIMENSIONS.index("street"), "c": DIMENSIONS.index("community")}
LINE, ENTITY, BUCKET, DAY = (DIMENSIONS.index(name) for name in ("line", "entity", "bucket", "day"))
WIDTH = len(DIMENSIONS)
FINEST_FIRST = "csdw"


@dataclass(frozen=True)
class Marked:
    """A member of a set that may have come or gone, and the days of the set's period."""

    key: Key
    member: int
    since: date
    until: date


class Tally:
    """Of one family. A contribution is a row: what it is grouped by, in the order of DIMENSIONS, then its numbers."""

    def __init__(self, one: Installed) -> None:
        self.one = one
        kinds = [measure.aggregate for measure in one.family.measures]
        self.counted = [(at, one.measures[at]) for at, kind in enumerate(kinds) if kind is not Aggregate.DISTINCT]
        self.distinct = [(at, one.measures[at]) for at, kind in enumerate(kinds) if kind is Aggregate.DISTINCT]
        self.cell_grains = [self._reader(grain) for grain in cell_grains(one.family)] if self.counted else []
        self.set_grains = [self._reader(grain) for grain in set_grains(one.family)] if self.distinct else []
        self.has_homes = bool(self.distinct) and has_homes(one.family)
        self.member = ENTITY if self.has_homes else PLACE["c"]
        """Where a contribution has the key of what is counted once."""
        self.steps = one.family.measures[0].steps
        self.no_days: Callable[[], Cell] = Counter if self.steps else partial(list, [0] * DAYS)
        """Made without the tally, which else would outlive its use, waiting for the collector."""
        self.cells: dict[Key, Any] = defaultdict(self.no_days)
        """Of each month what each of its days adds."""
        self.sets: dict[Key, Any] = defaultdict(BitMap)
        self.homes: dict[Key, Any] = defaultdict(BitMap)
        self.streets: dict[int, int] = {}
        """The street of each community that was counted, and below, the district of each street."""
        self.districts: dict[int, int] = {}
        self.first: date | None = None
        self.last: date | None = None

    @staticmethod
    def _reader(grain: Grain) -> tuple[str, int | None, int | None, bool]:
        """The grain's code, where a contribution has its place and its tag, and whether lines are told apart."""
        tag = DIMENSIONS.index(grain.tag) if grain.tag else None
        return grain.code, PLACE.get(grain.place), tag, grain.is_by_line

    def _at(self, row: Any) -> Any:
        """Where a contribution counts within a cell."""
        day: int = row[DAY].day
        return (day, step_at(int(row[BUCKET]), self.steps)) if self.steps else day

    def seen(self, day: date) -> None:
        self.first = day if self.first is None or day < self.first else self.first
        self.last = day if self.last is None or day > self.last else self.last

    def count(self, rows: Iterable[Any]) -> None:
        """Adds to the cells."""
        for row in rows:
            day = row[DAY]
            self.seen(day)
            month, inside = day.year * 100 + day.month, self._at(row)
            for code, place, tag, is_by_line in self.cell_grains:
                where = 0 if place is None else row[place]
                what = "" if tag is None else row[tag]
                line = row[LINE] if is_by_line else ""
                for at, measure in self.counted:
                    number = row[WIDTH + at]
                    if number:
                        self.cells[measure, code, month, where, what, line][inside] += number

    def count_finely(self, rows: Iterable[Any], grain: Grain) -> None:
        """Adds to the cells of one grain; `coarsen` makes of them those of places further up."""
        code, place, tag, _ = self._reader(grain)
        cells, counted = self.cells, self.counted
        for row in rows:
            day, inside = row[DAY], self._at(row)
            month, line = day.year * 100 + day.month, row[LINE]
            where = 0 if place is None else row[place]
            what = "" if tag is None else row[tag]
            self.streets[row[PLACE["c"]]] = street = row[PLACE["s"]]
            self.districts[street] = row[PLACE["d"]]
            for at, measure in counted:
                number = row[WIDTH + at]
                if number:
                    cells[measure, code, month, where, what, line][inside] += number

    def coarsen(self, fine: Grain, grains: Iterable[Grain]) -> None:
        """Each grain from the next finer one, of which there are fewer cells than of the finest."""
        kept = {grain.place: grain for grain in grains if grain.is_by_line}
        cells = {key: days for key, days in self.cells.items() if key[1] == fine.code}
        for together in [grain for grain in grains if not grain.is_by_line]:
            self.cells |= self._added_up(cells, fine, together)
        for place in [place for place in FINEST_FIRST if place in kept and place != fine.place]:
            cells = self._added_up(cells, fine, kept[place])
            self.cells |= cells
            fine = kept[place]

    def _added_up(self, cells: dict[Key, Cell], fine: Grain, coarse: Grain) -> dict[Key, Cell]:
        above, code = self._above(fine, coarse), coarse.code
        made: dict[Key, Cell] = defaultdict(self.no_days)
        for (measure, _, month, where, what, line), days in cells.items():
            merged(made[measure, code, month, above(where), what, line if coarse.is_by_line else ""], days)
        return made

    def _above(self, fine: Grain, coarse: Grain) -> Callable[[int], int]:
        streets, districts = self.streets, self.districts
        if coarse.place == fine.place:
            return lambda place: place
        if coarse.place == "w":
            return lambda _: 0
        if coarse.place == "s":
            return streets.__getitem__
        return districts.__getitem__ if fine.place == "s" else lambda community: districts[streets[community]]

    def include(self, rows: Iterable[Any], tagged: str) -> None:
        """Adds to the sets of one tag, by day, and to homes; `close` makes months and years of the days."""
        grains = [self._reader(grain) for grain in set_grains(self.one.family) if grain.tag == tagged]
        for row in rows:
            day = row[DAY]
            period = day.year * 10_000 + day.month * 100 + day.day
            member, community = row[self.member], row[PLACE["c"]]
            for code, place, tag, is_by_line in grains:
                where = 0 if place is None else row[place]
                what = "" if tag is None else row[tag]
                line = row[LINE] if is_by_line else ""
                for at, measure in self.distinct:
                    if row[WIDTH + at]:
                        self.sets[measure, code, period, where, what, line].add(member)
            if self.has_homes and not tagged:
                for at, measure in self.distinct:
                    if row[WIDTH + at]:
                        self.homes[_home(measure, community)].add(member)

    def close(self) -> None:
        for (measure, code, period, *rest), members in list(self.sets.items()):
            for longer in (period // 100, period // 10_000 * 100):
                self.sets[measure, code, longer, *rest] |= members  # type: ignore[index]

    def marked(self, rows: Iterable[Any]) -> dict[Marked, int]:
        """Whom contributions are about, in every set that they may be in, and by how many rows that make it one."""
        found: dict[Marked, int] = defaultdict(int)
        for row in rows:
            member = row[self.member]
            for at, measure in self.distinct:
                if row[WIDTH + at]:
                    for key, since, until in self._sets_of(measure, row):
                        found[Marked(key, member, since, until)] += row[WIDTH + at]
        return found

    def _sets_of(self, measure: int, row: Any) -> Iterator[tuple[Key, date, date]]:
        """The sets that a contribution may put something into, each with its days."""
        for period, since, until in spans(row[DAY]):
            for code, place, tag, is_by_line in self.set_grains:
                where = 0 if place is None else row[place]
                what = "" if tag is None else row[tag]
                yield (measure, code, period, where, what, row[LINE] if is_by_line else ""), since, until
        if self.has_homes:
            yield _home(measure, row[PLACE["c"]]), ALWAYS.since, ALWAYS.until


def _home(measure: int, community: int) -> Key:
    return measure, HOMES.code, EVER, community, "", ""


def unite(sets: dict[Key, Any], more: Mapping[Key, Any]) -> None:
    for key, members in more.items():
        sets[key] |= members


def spans(day: date) -> Iterator[tuple[int, date, date]]:
    """The day, its month and its year, each with its days."""
    month = day.year * 100 + day.month
    start = day.replace(day=1)
    yield month * 100 + day.day, day, date.fromordinal(day.toordinal() + 1)
    yield month, start, date(day.year + day.month // 12, day.month % 12 + 1, 1)
    yield day.year * 100, date(day.year, 1, 1), date(day.year + 1, 1, 1)


def by_year(cells: dict[Key, Cell]) -> dict[Key, Cell]:
    """The years that months lie in, each month a part of its year."""
    years: dict[Key, Cell] = {}
    for (measure, code, month, *rest), cell in cells.items():
        key: Key = (measure, code, month // 100 * 100, *rest)  # type: ignore[assignment]
        year = years.setdefault(key, Counter() if isinstance(cell, Counter) else [0] * MONTHS)
        add_month(year, month % 100, cell)
    return years
