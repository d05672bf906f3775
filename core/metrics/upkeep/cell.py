"""Cell: what a measure adds in each part of a period, and how that is kept: running sums, or packed histograms.

The parts of a month are its days, those of a year its months.
"""

from __future__ import annotations

from collections import Counter
from itertools import accumulate, pairwise
from operator import add
from typing import Any, NamedTuple

from core.metrics.packed import filled, packed, read, read_days, written, written_days

Cell = list[int] | Counter[tuple[int, int]]
"""Of a period what each of its parts adds, from 1 on, at 0 nothing; of a histogram by part and step, and of a year's all
together as the part WHOLE, for all its months would be too many.
"""
WHOLE = 0
DAYS, MONTHS = 32, 13
"""How many numbers there are for the days of a month and the months of a year."""


class Row(NamedTuple):
    """The columns of a cell."""

    n: int
    parts: list[int] | None = None
    steps: bytes | None = None
    day_steps: bytes | None = None


def merged(target: Cell, more: Cell) -> None:
    if isinstance(target, Counter):
        target.update(more)  # type: ignore[arg-type]
    else:
        target[:] = map(add, target, more)


def add_month(year: Cell, month: int, cell: Cell) -> None:
    """A month as one part of its year."""
    if isinstance(cell, Counter):
        merged(year, Counter({(WHOLE, step): count for step, count in whole(cell).items()}))
    else:
        year[month] += sum(cell)  # type: ignore[index]


def whole(cell: Cell) -> Any:
    """All parts together; of a histogram by step."""
    if not isinstance(cell, Counter):
        return sum(cell)
    found: Counter[int] = Counter()
    for (_, step), count in cell.items():
        found[step] += count
    return found


def row_of(cell: Cell) -> Row:
    """What is kept of it."""
    if not isinstance(cell, Counter):
        running = list(accumulate(cell))
        return Row(running[-1], running)
    has_days = any(part != WHOLE for part, _ in cell)
    return Row(cell.total(), None, written(packed(whole(cell))), written_days(cell) if has_days else None)


def kept_cell(row: Row) -> Cell:
    """What a row says of its parts."""
    if row.parts is not None:
        return [0, *(after - before for before, after in pairwise(row.parts))]
    if row.day_steps is not None:
        return Counter(read_days(row.day_steps))
    return Counter({(WHOLE, step): count for step, count in kept_whole(row).items()})


def kept_whole(row: Row) -> Any:
    """What it says of all of them, which is kept beside them."""
    return row.n if row.steps is None else Counter(dict(filled(read(row.steps))))


def each(counts: Any) -> Any:
    """What is counted by part, by step or both, where anything is; so two are equal where they hold the same."""
    if isinstance(counts, int):
        return counts
    pairs = counts.items() if isinstance(counts, Counter) else enumerate(counts)
    return {at: count for at, count in pairs if count} or 0
