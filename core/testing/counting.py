"""Counting a metric by going through the rows, one by one: what its figure must be, however it is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, aliased

from core.metrics.metric import Aggregate, Amount, Measure, Metric, Span

Counts = Callable[[date], bool]


def counted(session: Session, metric: Metric, since: date, until: date) -> tuple[float, float | None]:
    """The numerator and the denominator of everything in a window."""
    base = None if metric.base is None else _added_up(session, metric.base, since, until)
    return _added_up(session, metric.counted, since, until), base


def _added_up(session: Session, amount: Amount, since: date, until: date) -> float:
    return sum(part.sign * _number(session, part.measure, _days(part.span, since, until)) for part in amount.parts)


def _days(span: Span, since: date, until: date) -> Counts:
    return lambda day: day < until and (span is Span.UNTIL_END or day >= since)


def _number(session: Session, measure: Measure, counts: Counts) -> float:
    """Every row that the measure is about is read; those whose day counts are counted here."""
    rows = _rows(session, measure)
    found = [value for day, value in rows if measure.day is None or (day is not None and counts(day))]
    if measure.aggregate is Aggregate.SUM:
        return float(sum(value for value in found if value is not None))
    return len(set(found)) if measure.aggregate is Aggregate.DISTINCT else len(found)


def _rows(session: Session, measure: Measure) -> list[Any]:
    """The day and the value of each row; of a mere count, its key."""
    row = aliased(measure.model)
    statement, via = _joined(select().select_from(row), row, measure.via)
    path, _, column = (measure.column or _key(measure.model)).rpartition(".")
    statement, holder = _joined(statement, row, path)
    value = getattr(holder if hasattr(holder, column) else via, column)
    if measure.where is not None:
        statement = statement.where(measure.where(row, via))
    day = value if measure.day is None else getattr(row if hasattr(row, measure.day) else via, measure.day)
    return list(session.execute(statement.add_columns(day, value)).all())


def _key(model: Any) -> str:
    mapper = inspect(model)
    return str(mapper.get_property_by_column(mapper.primary_key[0]).key)


def _joined(statement: Any, row: Any, path: str | None) -> tuple[Any, Any]:
    """Along relationships, to the row they lead to."""
    for step in path.split(".") if path else ():
        after = aliased(inspect(row).mapper.relationships[step].mapper.class_)
        statement, row = statement.join(after, getattr(row, step).of_type(after)), after
    return statement, row
