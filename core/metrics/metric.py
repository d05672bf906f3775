"""What a figure is: declared once by core or a plugin; the query, the catalogue and the documentation come from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.terms import Term


class MetricDimension(Term):
    """What figures can be grouped by (分组维度)."""

    LINE = "The service line (服务线)."
    DISTRICT = "The district (区市)."
    STREET = "The sub-district (街道)."
    COMMUNITY = "The community (社区)."
    MONTH = "The month of the calendar (月)."
    WEEK = "The week, named by its Monday (周)."
    DAY = "The day (日)."


class Aggregate(Term):
    """How rows become a number (聚合方式)."""

    COUNT = "How many rows (行数)."
    SUM = "The sum of a column (合计)."
    DISTINCT = "How many different values (去重计数)."


@dataclass(frozen=True)
class Measure:
    """A number over the rows of a model: which rows, on which day each counts, and how.

    `via` names the relationships to the row that says where and of which line it is (a visit, a case), when the model
    itself does not. `where` is given the row's alias and that of the row it goes via.
    """

    model: Any
    day: str
    aggregate: Aggregate = Aggregate.COUNT
    column: str | None = None
    via: str | None = None
    where: Callable[[Any, Any], Any] | None = None
    line: str | None = None


def count(model: Any, day: str, **more: Any) -> Measure:
    return Measure(model, day, **more)


def total(model: Any, column: str, day: str, **more: Any) -> Measure:
    return Measure(model, day, Aggregate.SUM, column, **more)


def distinct(model: Any, column: str, day: str, **more: Any) -> Measure:
    return Measure(model, day, Aggregate.DISTINCT, column, **more)


@dataclass(frozen=True)
class Metric:
    """A named figure. Without a denominator its value is the numerator; with one it is a rate or a mean.

    `key` is `<line>.<what>`, or `core.<what>`; `formula` says it in words that a reader can check.
    """

    key: str
    label: str
    label_zh: str
    unit: str
    description: str
    formula: str
    numerator: Measure
    denominator: Measure | None = None
    is_rate: bool = True

    @property
    def plugin(self) -> str:
        return self.key.partition(".")[0]
