"""How far promises are, counted from rows by the metrics that they name."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import date, timedelta
from typing import Any

from core.metrics.answering import Figured
from core.metrics.metric import Metric
from core.metrics.scope import EVERYTHING, Grouping, Window

Counted = dict[tuple[str, date, date], float]


def counted(rows: Sequence[Any], metrics: Any, today: date) -> Generator[Any, Any, Counted]:
    """By metric and days, each once: from the launch to the end of the day that was promised, or today's."""
    found: Counted = {}
    for key, since, until in dict.fromkeys(window for row in rows if (window := window_of(row, today)) is not None):
        metric: Metric | None = metrics.get(key)
        if metric is not None:
            figured = Figured(Grouping(), Window(since, until), EVERYTHING)
            yield from figured.ask([metric.counted])
            found[key, since, until] = float(figured.figures(metric.counted).get((), 0))
    return found


def window_of(row: Any, today: date) -> tuple[str, date, date] | None:
    """What counts for a measure: its metric, its first day, the day after its last."""
    if row.metric is None:
        return None
    return row.metric, row.launched_on, min(today, row.due_on or today) + timedelta(days=1)
