"""Figures from cells that hold histograms: whole periods packed, months at an end of the window by day."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from sqlalchemy import BigInteger, Text, cast, literal_column, select, union_all

from core.engine.aliases import alias_of
from core.engine.statements import stated
from core.metrics.cells import (
    Kept,
    bound,
    columns_of,
    ends_of,
    group_value,
    keyed,
    pending,
    pieces_of,
    unless,
    wanted,
    without_nothing,
)
from core.metrics.grains import NAME_OF, Grain
from core.metrics.metric import Measure, MetricDimension
from core.metrics.models import RollupCell
from core.metrics.packed import BITS, between, packed, read, read_days, step_at
from core.metrics.pieces import Slice
from core.metrics.rows import Figures
from core.metrics.scope import Group, Grouping, Scope, Window

D = MetricDimension
BY_DAY = {D.DAY, D.WEEK}
WHOLE_MONTH = (1, 31)


def from_steps(
    kept: dict[Measure, Kept], grain: Grain, window: Window, grouping: Grouping, scope: Scope
) -> Generator[Any, Any, dict[Measure, Figures]]:
    """Histograms that are kept in one grain, packed, in every group."""
    parts = pieces_of(kept, window, grouping)
    most = max(one.position for one in kept.values())
    statement = steps_statement(grain, grouping.dimensions, scope.names, most, bool(parts.slices))
    rows = yield statement(**bound(kept, grain, window, parts), **scope.values())
    by_key, by_family = keyed(kept)
    slices = {piece.period: piece for piece in parts.slices}
    found: dict[Measure, dict[Group, int]] = {measure: {} for measure in kept}
    by_measure = {key: found[measure] for key, measure in by_key.items()}
    width = len(grouping.dimensions)
    groups = _Groups(grouping)
    for row in rows:
        is_cell, key, raw = row[0], row[1], tuple(row[2 : 2 + width])
        bucket, *numbers, period, steps = row[2 + width :]
        if is_cell:
            figures = by_measure[key]
            for group, number in _of_cell(raw, period, steps, groups, slices.get(period)):
                figures[group] = figures.get(group, 0) + number
            continue
        for position, measure in by_family[key]:
            number = numbers[position - 1] << BITS * step_at(int(bucket), measure.steps)
            found[measure][groups[raw]] = found[measure].get(groups[raw], 0) + number
    return {measure: without_nothing(figures) for measure, figures in found.items()}


class _Groups(dict[tuple[Any, ...], Group]):
    """What the database said, as groups have it: there are many cells of each."""

    def __init__(self, grouping: Grouping) -> None:
        super().__init__()
        self.dimensions = grouping.dimensions
        self.is_by_day = grouping.time in BY_DAY

    def __missing__(self, raw: tuple[Any, ...]) -> Group:
        made = self[raw] = tuple(group_value(d, one) for d, one in zip(self.dimensions, raw, strict=True))
        return made


def _of_cell(
    raw: tuple[Any, ...], period: int, steps: bytes, groups: _Groups, piece: Slice | None
) -> Iterator[tuple[Group, int]]:
    if groups.is_by_day:
        yield from _by_day(raw, period, steps, groups, piece)
    elif piece is not None:
        yield groups[raw], between(steps, piece.first, piece.last)
    else:
        yield groups[raw], read(steps)


def _by_day(
    raw: tuple[Any, ...], period: int, steps: bytes, groups: _Groups, piece: Slice | None
) -> Iterator[tuple[Group, int]]:
    """Each day of a month in a group of its own."""
    first, last = (piece.first, piece.last) if piece is not None else WHOLE_MONTH
    days: dict[int, dict[int, int]] = {}
    for (day, step), count in read_days(steps).items():
        if first <= day <= last:
            days.setdefault(day, {})[step] = count
    for day, counts in days.items():
        time = f"{period * 100 + day}"
        named = tuple(time if d in BY_DAY else one for d, one in zip(groups.dimensions, raw, strict=True))
        yield groups[named], packed(counts)


@stated(1000)
def steps_statement(
    grain: Grain, dimensions: tuple[D, ...], narrowed: tuple[str, ...], numbers: int, is_sliced: bool
) -> Any:
    changes = pending(grain, dimensions, narrowed, numbers)
    return union_all(_cells(grain, dimensions, narrowed, numbers, is_sliced), changes)


def _cells(grain: Grain, dimensions: tuple[D, ...], narrowed: tuple[str, ...], numbers: int, is_sliced: bool) -> Any:
    cell = alias_of(RollupCell)
    columns, source = columns_of(cell, grain, {NAME_OF.get(d) for d in dimensions} | set(narrowed))
    groups = [columns[NAME_OF[d]] if d in NAME_OF else cast(cell.period, Text) for d in dimensions]
    ends = [(is_end, cell.day_steps) for is_end in ends_of(cell, is_sliced)]
    steps = cell.day_steps if BY_DAY & set(dimensions) else unless(ends, cell.steps)
    nothing: list[Any] = [literal_column("0", BigInteger()) for _ in range(numbers)]
    made = select(literal_column("1"), cell.measure, *groups, literal_column("''"), *nothing, cell.period, steps)
    return made.select_from(source).where(*wanted(cell, columns, narrowed))
