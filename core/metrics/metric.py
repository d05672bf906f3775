"""What a figure is: declared once by core or a plugin; the query, the catalogue, the rollups, the rows behind it and its
page of the documentation come from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from core.terms import Term


class MetricDimension(Term):
    """What figures can be grouped by (分组维度)."""

    LINE = "The service line (服务线)."
    DISTRICT = "The district (区市)."
    STREET = "The sub-district (街道)."
    COMMUNITY = "The community (社区)."
    ROUND = "The monthly round that a visit belongs to (轮次)."
    MONTH = "The month of the calendar (月)."
    WEEK = "The week, named by its Monday (周)."
    DAY = "The day (日)."
    CATEGORY = "The category of the case (案件小类)."
    SOURCE = "How the case became known (案件来源)."
    UNIT = "The unit that acted: of the officer who led the visit, or that the case is assigned to (承办单位)."


class Aggregate(Term):
    """How rows become a number (聚合方式)."""

    COUNT = "How many rows (行数)."
    SUM = "The sum of a column (合计)."
    DISTINCT = "How many different values (去重计数)."
    HISTOGRAM = "How often values of each size occur, for medians and percentiles (分布)."


class Span(Term):
    """Which days count for a number (统计时段)."""

    WINDOW = "The days of the window (时段内)."
    UNTIL_END = "All days before the window ends: what there is by then (截至期末)."


@dataclass(frozen=True)
class Measure:
    """A number over the rows of a model: which rows, on which day each counts, and how.

    `via` names the relationships to the row that says where and of which line it is (a visit, a case), when the model
    itself does not; `at` those to the row that says in which community, where that is another one still. `where` is
    given the row's alias and that of the row it goes via. `column` may be one relationship away: `after.celsius`. Without
    a `day` it is the size of a register, whatever the window. `line` is the key of the one line that all rows are of.
    """

    model: Any
    day: str | None
    aggregate: Aggregate = Aggregate.COUNT
    column: str | None = None
    via: str | None = None
    where: Callable[[Any, Any], Any] | None = None
    line: str | None = None
    at: str | None = None
    is_placed: str | None = None
    """The column that says whether it is known where a row is; those of which it is not are in no place."""
    is_of_register: bool = False
    """Whether only rows count that lie in a community which is in the register now."""
    visit: str = "visit_id"
    """The column by which its rows name the visit that they are listed with, where they name several."""
    value: Callable[[Any, Any], Any] | None = None
    """For a histogram: the whole number that is spread, given the two aliases."""
    steps: tuple[tuple[int, int], ...] = ()
    """For a histogram: up to which value it is kept how exactly, the last for all above."""

    def __add__(self, other: Measure | Amount) -> Amount:
        return amount(self) + other

    def __sub__(self, other: Measure | Amount) -> Amount:
        return amount(self) - other


@dataclass(frozen=True)
class Part:
    """One measure in an amount."""

    measure: Measure
    span: Span = Span.WINDOW
    sign: int = 1


@dataclass(frozen=True)
class Amount:
    """Measures added to and taken from one another."""

    parts: tuple[Part, ...]

    def __add__(self, other: Measure | Amount) -> Amount:
        return Amount(self.parts + amount(other).parts)

    def __sub__(self, other: Measure | Amount) -> Amount:
        return Amount(self.parts + tuple(replace(part, sign=-part.sign) for part in amount(other).parts))


def amount(given: Measure | Amount) -> Amount:
    return given if isinstance(given, Amount) else Amount((Part(given),))


def count(model: Any, day: str | None, **more: Any) -> Measure:
    return Measure(model, day, **more)


def total(model: Any, column: str, day: str | None, **more: Any) -> Measure:
    return Measure(model, day, Aggregate.SUM, column, **more)


def distinct(model: Any, column: str, day: str, **more: Any) -> Measure:
    return Measure(model, day, Aggregate.DISTINCT, column, **more)


def histogram(
    model: Any, value: Callable[[Any, Any], Any], day: str, steps: tuple[tuple[int, int], ...], **more: Any
) -> Measure:
    return Measure(model, day, Aggregate.HISTOGRAM, value=value, steps=steps, **more)


def until_end(measure: Measure) -> Amount:
    """Everything that counted before the window ends. Less what has ended by then, it is what stands at that moment:
    `until_end(FOUND) - until_end(MENDED)`."""
    return Amount((Part(measure, Span.UNTIL_END),))


UNITS = {
    "ratio": "比率",
    "visits": "次",
    "communities": "个社区",
    "households": "户",
    "person-times": "人次",
    "cases": "件",
    "problems": "个",
    "pieces": "份",
    "hours": "小时",
    "batches": "批",
    "measures": "项",
    "teams": "支",
}
"""In Chinese. A metric with another one says it itself; signs such as °C are the same."""
MINIMUM_SAMPLE = 10
"""So many stand behind a rate before it is ranked, where its metric does not say otherwise."""


@dataclass(frozen=True)
class Metric:
    """A named figure. Without a denominator its value is the numerator; with one it is a rate or a mean.

    `key` is `<line>.<what>`, or `core.<what>`; `formula` says it in words that a reader can check. `times` scales the
    quotient (1000 for a number per thousand). With `percentile` the numerator is a histogram and the value the one
    that so large a part of the rows does not pass.
    """

    key: str
    label: str
    label_zh: str
    unit: str
    description: str
    formula: str
    numerator: Measure | Amount
    denominator: Measure | Amount | None = None
    is_rate: bool = True
    times: float = 1
    percentile: float | None = None
    minimum_sample: int | None = None
    unit_zh: str = ""
    """Where `UNITS` does not tell the unit in Chinese."""

    @property
    def shown_unit_zh(self) -> str:
        return self.unit_zh or UNITS.get(self.unit, self.unit)

    @property
    def plugin(self) -> str:
        return self.key.partition(".")[0]

    @cached_property
    def counted(self) -> Amount:
        return amount(self.numerator)

    @cached_property
    def base(self) -> Amount | None:
        return None if self.denominator is None else amount(self.denominator)

    @property
    def is_share(self) -> bool:
        """Whether it is a part of a whole, 0 to 1."""
        return self.denominator is not None and self.is_rate

    @property
    def least(self) -> int:
        """The smallest sample that may be ranked."""
        if self.minimum_sample is not None:
            return self.minimum_sample
        return MINIMUM_SAMPLE if self.denominator is not None or self.percentile is not None else 0

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return self.counted.parts + (self.base.parts if self.base is not None else ())


def measures_of(metrics: Any) -> list[Measure]:
    """Every measure of some metrics, each once."""
    return list(dict.fromkeys(part.measure for metric in metrics for part in metric.parts))
