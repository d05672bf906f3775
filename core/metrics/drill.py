"""Drilling down: exactly the rows, communities or households that were counted for a value."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
import strawberry

from core.cases.types import Case
from core.engine import cursors
from core.engine.connection import Page, PageInfo
from core.engine.declare import by_id, plain
from core.engine.plan import Question
from core.errors import invalid
from core.households.types import Household
from core.metrics.answering import Figured
from core.metrics.asking import Asked, dimensions_of
from core.metrics.counted import DISTINCT_KEYS, Listed, distinct_from_sets, listed_rows, number_of_rows
from core.metrics.grains import NAME_OF
from core.metrics.metric import Aggregate, Amount, Metric, MetricDimension
from core.metrics.packed import unpacked
from core.metrics.pieces import month_span
from core.metrics.scope import Group, Grouping, Scope, Window
from core.metrics.types import MetricPart
from core.places.types import Community
from core.visits.types import Visit

D = MetricDimension


@plain
class MetricRow:
    """One thing that was counted for a value (计入明细)."""

    id: strawberry.ID | None = strawberry.field(
        description="Its id for `node` and `nodes`; null for what has none of its own, such as a material (对象标识)."
    )
    key: str = strawberry.field(description="Names it for certain, also where it has no id (明细键).")
    day: date | None = strawberry.field(
        description="The day on which it counts; null for communities and households, which count once however often (统计日期)."
    )
    amount: float = strawberry.field(description="What it adds to the number: 1, or a part of the sum (计入数值).")
    visit: Visit | None = by_id("The visit that it is, or belongs to; null where it is of none (进社区).")
    case: Case | None = by_id("The case that it is, or belongs to; null where it is of none (案件).")
    household: Household | None = by_id("The household that it is, or is about; null where it is of none (住户).")
    community: Community | None = by_id("Where it is; null where it has no place (社区).")


@dataclass(frozen=True)
class Drilled:
    """A value, as its key names it."""

    metric: Metric
    window: Window
    scope: Scope


def drill_key(one: Asked, metric: Metric, group: Group) -> str:
    """The metric, and the days and rows that lie in the group."""
    window, only = one.window, dict(one.scope.only)
    for dimension, part in zip(one.grouping.dimensions, group, strict=True):
        if dimension in NAME_OF:
            name = NAME_OF[dimension]
            only[name] = (_bound(name, part),)
        else:
            window = _within(window, dimension, part)
    made = [metric.key, window.since, window.until, sorted(only.items())]
    return urlsafe_b64encode(orjson.dumps(made)).rstrip(b"=").decode()


def _bound(name: str, part: Any) -> Any:
    """A value of a group as scopes have it; what is missing is kept as 0 or nothing."""
    if name in ("district", "street", "community"):
        return part or 0
    return "" if part is None else str(part)


def _within(window: Window, dimension: D, part: Any) -> Window:
    if dimension is D.MONTH:
        since, until = month_span(int(part.replace("-", "")))
    else:
        since, until = part, date.fromordinal(part.toordinal() + (7 if dimension is D.WEEK else 1))
    return Window(max(window.since, since), min(window.until, until))


def read_key(catalogue: Any, text: str) -> Drilled:
    try:
        key, since, until, only = orjson.loads(urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
        window = Window(date.fromisoformat(since), date.fromisoformat(until))
        scope = Scope.of(**{str(name): [_checked(name, value) for value in values] for name, values in only})
        metric = catalogue.objects(Metric)[key]
        if not {D.__members__[name.upper()] for name in scope.names} <= set(dimensions_of(metric)):
            raise ValueError(text)
        return Drilled(metric, window, scope)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise invalid(
            "drillKey",
            "drillKey is no key of a value; take it from `metrics { nodes { drillKey } }`.",
            "drillKey 无效，请使用 metrics { nodes { drillKey } } 返回的值。",
        ) from None


def _checked(name: str, value: Any) -> Any:
    if name not in set(NAME_OF.values()):
        raise ValueError(name)
    is_key = name in ("district", "street", "community")
    if is_key and type(value) is int and 0 <= value < 2**62:
        return value
    if not is_key and type(value) is str and "\0" not in value and len(value) <= 60:
        return value
    raise ValueError(value)


def rows_of(
    question: Question, text: str, part: MetricPart, size: int, after: str | None
) -> Generator[Any, Any, Page[MetricRow]]:
    drilled = read_key(question.context.catalogue, text)
    amount = drilled.metric.counted if part is MetricPart.NUMERATOR else drilled.metric.base
    if amount is None:
        raise invalid(
            "part",
            f"{drilled.metric.key} has no denominator: it is a plain count.",
            f"{drilled.metric.key} 没有分母，它是计数。",
        )
    page = yield from _page(amount, drilled, size, after)
    total = 0
    if question.asks("totalCount"):
        total = yield from _total(amount, drilled)
    return _shown(page, size, after, total)


def _page(amount: Amount, drilled: Drilled, size: int, after: str | None) -> Generator[Any, Any, Sequence[Listed]]:
    measure = amount.parts[0].measure
    if measure.aggregate is Aggregate.DISTINCT:
        mark = None if after is None else tuple(cursors.decode(after, SIGN, [int] * DISTINCT_KEYS, "after"))
        return (yield from distinct_from_sets(measure, drilled.window, drilled.scope, mark, size + 1))
    return (yield from listed_rows(amount, drilled.window, drilled.scope, after, size + 1))


SIGN = cursors.signature("MetricRow", ())


def _total(amount: Amount, drilled: Drilled) -> Generator[Any, Any, int]:
    """How many there are: the figure itself where that is a number of rows, otherwise the rows are counted."""
    measure = amount.parts[0].measure
    if measure.aggregate is Aggregate.SUM:
        return (yield from number_of_rows(amount, drilled.window, drilled.scope))
    figured = Figured(Grouping(), drilled.window, drilled.scope)
    yield from figured.ask([amount])
    number = int(figured.figures(amount).get((), 0))
    return sum(unpacked(number)) if measure.aggregate is Aggregate.HISTOGRAM else number


def _shown(rows: Sequence[Listed], size: int, after: str | None, total: int) -> Page[MetricRow]:
    shown = rows[:size]
    nodes = [MetricRow(**row.fields) for row in shown]
    marks = [cursors.encode(SIGN, row.mark) for row in shown]
    info = PageInfo(
        has_next_page=len(rows) > size,
        has_previous_page=after is not None,
        start_cursor=marks[0] if marks else None,
        end_cursor=marks[-1] if marks else None,
    )
    return Page(nodes=nodes, page_info=info, total_count=total)
