"""Cost: how many values a question can have, known before it is asked; what is too much is refused with what would fit."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from core.engine.statements import stated
from core.errors import DomainError, out_of_range
from core.metrics.metric import MetricDimension
from core.metrics.scope import Grouping, Scope, Window, holds
from core.people.models import Unit
from core.places.models import Community, District, Street

D = MetricDimension
VALUES_MOST = 50_000
PLACES = (D.COMMUNITY, D.STREET, D.DISTRICT)
TABLES: dict[D, tuple[Any, dict[str, Any]]] = {
    D.COMMUNITY: (
        Community.id,
        {"community": Community.id, "street": Community.street_id, "district": Community.district_id},
    ),
    D.STREET: (Street.id, {"street": Street.id, "district": Street.district_id}),
    D.DISTRICT: (District.id, {"district": District.id}),
    D.UNIT: (Unit.id, {}),
}
PLURALS = {
    D.LINE: ("lines", "条服务线"),
    D.DISTRICT: ("districts", "个区市"),
    D.STREET: ("sub-districts", "个街道"),
    D.COMMUNITY: ("communities", "个社区"),
    D.ROUND: ("rounds", "个轮次"),
    D.MONTH: ("months", "个月"),
    D.WEEK: ("weeks", "周"),
    D.DAY: ("days", "天"),
    D.CATEGORY: ("categories", "个小类"),
    D.SOURCE: ("sources", "个来源"),
    D.UNIT: ("units", "个单位"),
}
DAYS = {D.DAY: 1, D.WEEK: 7, D.MONTH: 28, D.ROUND: 28}


@dataclass(frozen=True)
class Sizes:
    """How many groups each dimension of a question has at most."""

    metrics: int
    windows: int
    sizes: tuple[tuple[D, int], ...]
    window: Window

    @property
    def cost(self) -> int:
        product = self.metrics * self.windows
        for _, size in self.sizes:
            product *= size
        return product

    def told(self) -> tuple[str, str]:
        """What makes the cost, in English and Chinese."""
        parts = [(self.metrics, ("metrics", "个指标")), (self.windows, ("windows", "个时段"))]
        parts = [part for part in parts if part[0] > 1] + [(size, PLURALS[d]) for d, size in self.sizes]
        english, chinese = ([f"{size:,} {what[at]}" for size, what in parts] for at in (0, 1))
        return " × ".join(english), " × ".join(chinese)


@stated(50)
def size_statement(dimension: D, narrowed: tuple[str, ...]) -> Any:
    key, columns = TABLES[dimension]
    return select(func.count(key)).where(*(holds(name, columns[name]) for name in narrowed))


def refuse_dear(
    metrics: int, windows: int, grouping: Grouping, window: Window, scope: Scope, known: dict[D, int]
) -> Generator[Any, Any, None]:
    """Refuses a question that could have more values than one answer is made of."""
    sizes = Sizes(metrics, windows, tuple((yield from _sizes(grouping, window, scope, known))), window)
    if sizes.cost > VALUES_MOST:
        raise _too_dear(sizes)


def _sizes(
    grouping: Grouping, window: Window, scope: Scope, known: dict[D, int]
) -> Generator[Any, Any, list[tuple[D, int]]]:
    found: list[tuple[D, int]] = []
    finest = next((place for place in PLACES if place in grouping.dimensions), None)
    for dimension in grouping.dimensions:
        if dimension in PLACES and dimension is not finest:
            continue  # each of the finest lies in one of the others
        if dimension in TABLES:
            found.append((dimension, (yield from _counted(dimension, scope))))
        elif dimension in DAYS:
            found.append((dimension, _periods(dimension, window)))
        elif not (dimension is D.LINE and D.CATEGORY in grouping.dimensions):
            narrowed = scope.get(dimension.name.lower())
            found.append((dimension, len(narrowed) if narrowed is not None else known[dimension]))
    return found


def _counted(dimension: D, scope: Scope) -> Generator[Any, Any, int]:
    columns = TABLES[dimension][1]
    names = tuple(name for name in scope.names if name in columns)
    values = {f"only_{name}": list(scope.get(name) or ()) for name in names}
    ((number,),) = yield size_statement(dimension, names)(**values)
    return max(1, int(number))


def _periods(dimension: D, window: Window) -> int:
    since, until = window.since, window.until
    if dimension in (D.MONTH, D.ROUND):
        last = date.fromordinal(until.toordinal() - 1)
        return (last.year - since.year) * 12 + last.month - since.month + 1
    return -(-(until - since).days // DAYS[dimension])


def _too_dear(sizes: Sizes) -> DomainError:
    fitting = list(_fitting(sizes))
    told, told_zh = sizes.told()
    return out_of_range(
        "groupBy",
        f"This could have {sizes.cost:,} values ({told}); one answer is made of at most {VALUES_MOST:,}. "
        f"It would fit so: {'; '.join(english for english, _ in fitting)}.",
        f"该查询最多可能有 {sizes.cost:,} 个值（{told_zh}），上限为 {VALUES_MOST:,}。"
        f"可改为：{'；'.join(chinese for _, chinese in fitting)}。",
    )


def _fitting(sizes: Sizes) -> Iterator[tuple[str, str]]:
    """Coarser time, a coarser place, fewer days, one metric: each that would fit, in English and Chinese."""
    for coarser in _coarser(sizes):
        if coarser.cost <= VALUES_MOST:
            names = ", ".join(d.name for d, _ in coarser.sizes)
            yield f"by {names} ({coarser.cost:,})", f"按 {names} 分组（{coarser.cost:,}）"
    time = next(((d, size) for d, size in sizes.sizes if d in DAYS), None)
    if time is not None and (most := VALUES_MOST * time[1] // sizes.cost):
        english, chinese = PLURALS[time[0]]
        yield f"a window of at most {most:,} {english}", f"日期范围不超过 {most:,} {chinese}"
    if sizes.metrics > 1 and sizes.cost // sizes.metrics <= VALUES_MOST:
        yield "fewer keys", "减少 keys"
    yield "a filter", "使用 filter 筛选"


def _coarser(sizes: Sizes) -> Iterator[Sizes]:
    for at, (dimension, _) in enumerate(sizes.sizes):
        rest: Sequence[tuple[D, int]] = (*sizes.sizes[:at], *sizes.sizes[at + 1 :])
        if dimension in (D.DAY, D.WEEK):
            month = (D.MONTH, _periods(D.MONTH, sizes.window))
            yield replace(sizes, sizes=(*rest, month))
        if dimension in PLACES:
            yield replace(sizes, sizes=tuple(rest))
