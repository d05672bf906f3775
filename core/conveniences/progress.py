"""How far promises are, counted from rows by the metrics that they name."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import date, timedelta
from typing import Any

from core.metrics.answering import Figured
from core.metrics.asking import dimensions_of
from core.metrics.metric import Metric, MetricDimension
from core.metrics.scope import EVERYTHING, Grouping, Scope, Window

Days = tuple[str, date, date, str | None]
Counted = dict[Days, float]


def counted(rows: Sequence[Any], metrics: Any, today: date) -> Generator[Any, Any, Counted]:
    """By metric, days and line, each once: from the launch to the end of the day that was promised, or today's."""
    found: Counted = {}
    for one in dict.fromkeys(counts for row in rows if (counts := what_counts(row, today)) is not None):
        key, since, until, line = one
        metric: Metric | None = metrics.get(key)
        if metric is not None:
            figured = Figured(Grouping(), Window(since, until), _scope(metric, line))
            yield from figured.ask([metric.counted])
            found[one] = float(figured.figures(metric.counted).get((), 0))
    return found


def _scope(metric: Metric, line: str | None) -> Scope:
    """What a line promises it keeps itself; figures of a line are of that line anyway."""
    is_of_all = metric.plugin == "core" and MetricDimension.LINE in dimensions_of(metric)
    return Scope.of(line=[line]) if is_of_all and line is not None else EVERYTHING


def what_counts(row: Any, today: date) -> Days | None:
    """For a measure: its metric, its first day, the day after its last, and whose."""
    if row.metric is None:
        return None
    return row.metric, row.launched_on, min(today, row.due_on or today) + timedelta(days=1), row.line
