"""Cell: what a measure adds on each day of a month, and how that is kept: running sums, or packed histograms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import add
from typing import Any

from core.metrics.packed import filled, packed, read, read_days, written, written_days

Cell = list[int] | Counter[tuple[int, int]]
"""Of a month what each of its days adds, from 1 on, at 0 nothing; of a histogram by day and step."""
Sum = int | Counter[int]
"""Of a month or year; of a histogram by step."""


@dataclass(frozen=True)
class Row:
    """The columns of a cell."""

    n: int
    days: list[int] | None = None
    steps: bytes | None = None
    day_steps: bytes | None = None


def merged(target: Cell, more: Cell) -> None:
    if isinstance(target, Counter):
        target.update(more)  # type: ignore[arg-type]
    else:
        target[:] = map(add, target, more)


def whole(cell: Cell) -> Sum:
    if not isinstance(cell, Counter):
        return sum(cell)
    found: Counter[int] = Counter()
    for (_, step), count in cell.items():
        found[step] += count
    return found


def added(sums: Iterable[Sum]) -> Sum:
    """The first of them is changed."""
    first, *others = sums
    for other in others:
        if isinstance(first, Counter):
            first.update(other)  # type: ignore[arg-type]
        else:
            first += other  # type: ignore[operator]
    return first


def month_row(cell: Cell) -> Row:
    """What is kept of a month."""
    if not isinstance(cell, Counter):
        running = list(accumulate(cell))
        return Row(running[-1], running)
    return Row(cell.total(), None, written(packed(whole(cell))), written_days(cell))  # type: ignore[arg-type]


def year_row(number: Sum) -> Row:
    return Row(number.total(), None, written(packed(number))) if isinstance(number, Counter) else Row(number)


def kept_month(row: Row) -> Cell:
    """What a row says of its month."""
    if row.days is not None:
        return [0, *(after - before for before, after in pairwise(row.days))]
    return Counter(read_days(row.day_steps or b""))


def kept_sum(row: Row) -> Sum:
    return row.n if row.steps is None else Counter(dict(filled(read(row.steps))))


def each(counts: Sum | Cell) -> Any:
    """What is counted by day, by step or both, where anything is; so two are equal where they hold the same."""
    if isinstance(counts, int):
        return counts
    pairs = counts.items() if isinstance(counts, Counter) else enumerate(counts)
    return {at: count for at, count in pairs if count} or 0
