"""Figures from cells: sums by place, line and month, and what was written since they were last merged."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    Integer,
    Text,
    bindparam,
    case,
    cast,
    func,
    inspect,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from core.columns import Among, Listed
from core.engine.statements import Statement
from core.metrics.family import whole
from core.metrics.grains import NAME_OF, PLACES, Grain
from core.metrics.metric import Aggregate, Measure, MetricDimension
from core.metrics.models import NUMBERS_MOST, RollupCell, RollupDelta
from core.metrics.pieces import pieces
from core.metrics.rows import Figures
from core.metrics.scope import Group, Grouping, Scope, Window, holds, time_of, value_of
from core.metrics.sql import At, DayNumber
from core.places.models import Community, Street

D = MetricDimension
SLICES_MOST = 2


@dataclass(frozen=True)
class Kept:
    """Where a measure is kept, and between which days anything of it was ever merged."""

    measure: int
    family: int
    position: int
    first_day: date | None
    last_day: date | None


def from_cells(
    kept: dict[Measure, Kept], grain: Grain, window: Window, grouping: Grouping, scope: Scope
) -> Generator[Any, Any, dict[Measure, Figures]]:
    """Measures that are kept in one grain, in every group: two statements in one, so that both see one state."""
    first = min((one.first_day for one in kept.values() if one.first_day), default=None)
    last = max((one.last_day for one in kept.values() if one.last_day), default=None)
    wanted = pieces(window, first, last, by_time=grouping.time is not None)
    values: dict[str, Any] = {
        "measures": [one.measure for one in kept.values()],
        "families": sorted({one.family for one in kept.values()}),
        "periods": wanted.periods,
        "since": window.since,
        "until": window.until,
        "grain": grain.code,
    }
    for at in range(SLICES_MOST):
        piece = wanted.slices[at] if at < len(wanted.slices) else None
        values |= {f"month{at}": piece.month if piece else 0}
        values |= {f"first{at}": piece.first if piece else 1, f"last{at}": piece.last if piece else 0}
    statement = cells_statement(grain, grouping.dimensions, scope.names)
    rows = yield statement(**values, **scope.values())
    return _gathered(rows, kept, grouping)


def _gathered(rows: Sequence[Any], kept: dict[Measure, Kept], grouping: Grouping) -> dict[Measure, Figures]:
    by_key = {one.measure: measure for measure, one in kept.items()}
    by_family: dict[int, list[tuple[int, Measure]]] = {}
    for measure, one in kept.items():
        by_family.setdefault(one.family, []).append((one.position, measure))
    found: dict[Measure, dict[Group, Any]] = {measure: {} for measure in kept}
    width = len(grouping.dimensions)
    for row in rows:
        is_cell, key, bucket = row[0], row[1], row[2 + width]
        numbers = row[3 + width :]
        group = tuple(_value(d, raw) for d, raw in zip(grouping.dimensions, row[2 : 2 + width], strict=True))
        told = [(1, by_key[key])] if is_cell else by_family[key]
        for position, measure in told:
            number = numbers[position - 1]
            if not number:
                continue
            if measure.aggregate is Aggregate.HISTOGRAM:
                steps = found[measure].setdefault(group, {})
                steps[int(bucket)] = steps.get(int(bucket), 0) + number
            else:
                found[measure][group] = found[measure].get(group, 0) + number
    return {measure: _without_nothing(figures) for measure, figures in found.items()}


def _without_nothing(figures: dict[Group, Any]) -> Figures:
    """What was added and taken again leaves no group behind."""
    for group, number in list(figures.items()):
        if isinstance(number, dict):
            number = figures[group] = {step: count for step, count in number.items() if count}
        if not number:
            del figures[group]
    return figures


def _value(dimension: D, raw: Any) -> Any:
    if dimension is D.MONTH:
        return f"{raw[:4]}-{raw[4:6]}"
    if dimension in (D.WEEK, D.DAY):
        return time_of(dimension, date(int(raw[:4]), int(raw[4:6]), int(raw[6:8])))
    return value_of(dimension, raw)


@lru_cache(maxsize=2000)
def cells_statement(grain: Grain, dimensions: tuple[D, ...], narrowed: tuple[str, ...]) -> Statement:
    return Statement(union_all(_cells(grain, dimensions, narrowed), _pending(grain, dimensions, narrowed)))


def _numbers(number: Any) -> list[Any]:
    return [number, *(literal_column("0", BigInteger()) for _ in range(NUMBERS_MOST - 1))]


# ------------------------------------------------------------- what is merged


def _cells(grain: Grain, dimensions: tuple[D, ...], narrowed: tuple[str, ...]) -> Any:
    cell = aliased(RollupCell)
    columns, source = _columns(cell, grain, {NAME_OF.get(d) for d in dimensions} | set(narrowed))
    number: Any = _in_window(cell)
    time: Any = cast(cell.period, Text)
    if D.DAY in dimensions or D.WEEK in dimensions:
        day = _days().alias("of_month")
        source = source.join(day, _is_day_in_window(cell, day.c.day))
        number = At(cell.days, day.c.day) - At(cell.days, day.c.day - 1)
        time = cast(cell.period * literal_column("100") + day.c.day, Text)
    groups = [columns[NAME_OF[d]] if d in NAME_OF else time for d in dimensions]
    bucket: Any = cell.tag if grain.tag == "bucket" else literal_column("''")
    held = [
        Among(cell.measure, bindparam("measures", type_=Listed(BigInteger()))),
        cell.grain == bindparam("grain", type_=Text()),
        Among(cell.period, bindparam("periods", type_=Listed(Integer()))),
        *(holds(name, columns[name]) for name in narrowed),
    ]
    made = select(literal_column("1"), cell.measure, *groups, bucket, *_numbers(whole(func.sum(number))))
    grouped = [cell.measure, *groups, *([cell.tag] if grain.tag == "bucket" else [])]
    return made.select_from(source).where(*held).group_by(*grouped)


def _columns(cell: Any, grain: Grain, names: set[str | None]) -> tuple[dict[str, Any], Any]:
    """What a cell can be grouped and narrowed by: its own place, and the places that this one lies in."""
    above, source = _above(inspect(cell).selectable, cell.place, grain, names)
    tag = {grain.tag: cell.tag} if grain.tag else {}
    return {"line": cell.line, PLACES[grain.place]: cell.place, **tag, **above}, source


def _above(source: Any, place: Any, grain: Grain, names: set[str | None]) -> tuple[dict[str, Any], Any]:
    """Where a place lies today: so for what is merged as for what is not, or a community that moved would be in both."""
    if grain.place == "c" and names & {"district", "street"}:
        community = aliased(Community)
        joined = source.join(inspect(community).selectable, community.id == place)
        return {"district": community.district_id, "street": community.street_id}, joined
    if grain.place == "s" and "district" in names:
        street = aliased(Street)
        return {"district": street.district_id}, source.join(inspect(street).selectable, street.id == place)
    return {}, source


def _bound(name: str) -> Any:
    return bindparam(name, type_=Integer())


def _in_window(cell: Any) -> Any:
    """All of a whole month or year; of a month at an end of the window the days that lie in it."""
    ends = [
        (
            cell.period == _bound(f"month{at}"),
            At(cell.days, _bound(f"last{at}")) - At(cell.days, _bound(f"first{at}") - 1),
        )
        for at in range(SLICES_MOST)
    ]
    return case(*ends, else_=cell.n)


def _is_day_in_window(cell: Any, day: Any) -> Any:
    ends = [
        (cell.period == _bound(f"month{at}"), day.between(_bound(f"first{at}"), _bound(f"last{at}")))
        for at in range(SLICES_MOST)
    ]
    return case(*ends, else_=literal_column("1 = 1")) & (At(cell.days, day) != At(cell.days, day - 1))


def _days() -> Any:
    return select(literal_column("1", Integer()).label("day")).union_all(
        *(select(literal_column(str(day), Integer())) for day in range(2, 32))
    )


# ------------------------------------------------------------- what is not yet merged


def _pending(grain: Grain, dimensions: tuple[D, ...], narrowed: tuple[str, ...]) -> Any:
    delta = aliased(RollupDelta)
    time: Any = DayNumber(delta.day)
    names = {NAME_OF.get(d) for d in dimensions} | set(narrowed)
    place = delta.community_id if grain.place == "c" else delta.street_id
    above, source = _above(inspect(delta).selectable, place, grain, names)
    columns = {name: delta_column(delta, name) for name in names if name is not None} | above
    groups = [columns[NAME_OF[d]] if d in NAME_OF else time for d in dimensions]
    bucket: Any = delta.bucket if grain.tag == "bucket" else literal_column("''")
    numbers = [whole(func.sum(getattr(delta, f"n{at}"))) for at in range(1, NUMBERS_MOST + 1)]
    made = select(literal_column("0"), delta.family_id, *groups, bucket, *numbers).select_from(source)
    made = made.where(
        Among(delta.family_id, bindparam("families", type_=Listed(BigInteger()))),
        delta.day >= bindparam("since", type_=Date()),
        delta.day < bindparam("until", type_=Date()),
        *(holds(name, columns[name]) for name in narrowed),
    )
    grouped = [delta.family_id, *groups, *([delta.bucket] if grain.tag == "bucket" else [])]
    return made.group_by(*grouped)


def delta_column(delta: Any, name: str) -> Any:
    return getattr(delta, f"{name}_id" if name in ("district", "street", "community") else name)
