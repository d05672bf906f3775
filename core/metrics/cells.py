"""Figures from cells: sums by place, line and month, and what was written since they were last merged."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    Integer,
    LargeBinary,
    Text,
    bindparam,
    case,
    cast,
    func,
    inspect,
    literal_column,
    null,
    select,
    union_all,
)

from core.columns import Among, Listed
from core.engine.aliases import alias_of
from core.engine.statements import stated
from core.metrics.family import whole
from core.metrics.grains import NAME_OF, PLACES, Grain
from core.metrics.metric import Measure, MetricDimension
from core.metrics.models import NUMBERS_MOST, RollupCell, RollupDelta
from core.metrics.pieces import Pieces, pieces
from core.metrics.rows import Figures
from core.metrics.scope import Group, Grouping, Scope, Window, holds, time_of, value_of
from core.metrics.sql import At, DayNumber
from core.places.models import Community, Street

D = MetricDimension
SLICES_MOST = 4
"""Days of a month at either end of a window, and the months between of two years that are not whole."""


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
    parts = pieces_of(kept, window, grouping)
    parts = parts if grouping.time is not None else parts.in_years()
    statement = cells_statement(grain, grouping.dimensions, scope.names, bool(parts.slices))
    rows = yield statement(**bound(kept, grain, window, parts), **scope.values())
    return _gathered(rows, kept, grouping)


def pieces_of(kept: dict[Measure, Kept], window: Window, grouping: Grouping) -> Pieces:
    first = min((one.first_day for one in kept.values() if one.first_day), default=None)
    last = max((one.last_day for one in kept.values() if one.last_day), default=None)
    return pieces(window, first, last, by_time=grouping.time is not None)


def bound(kept: dict[Measure, Kept], grain: Grain, window: Window, parts: Pieces) -> dict[str, Any]:
    """What the statements are asked with."""
    values: dict[str, Any] = {
        "measures": [one.measure for one in kept.values()],
        "families": sorted({one.family for one in kept.values()}),
        "periods": parts.periods,
        "since": window.since,
        "until": window.until,
        "grain": grain.code,
    }
    for at in range(SLICES_MOST if parts.slices else 0):
        piece = parts.slices[at] if at < len(parts.slices) else None
        values |= {f"slice{at}": piece.period if piece else 0}
        values |= {f"first{at}": piece.first if piece else 1, f"last{at}": piece.last if piece else 0}
    return values


def _gathered(rows: Sequence[Any], kept: dict[Measure, Kept], grouping: Grouping) -> dict[Measure, Figures]:
    by_key, by_family = keyed(kept)
    found: dict[Measure, dict[Group, Any]] = {measure: {} for measure in kept}
    told = {
        True: {key: [(1, found[measure])] for key, measure in by_key.items()},
        False: {key: [(at, found[measure]) for at, measure in ones] for key, ones in by_family.items()},
    }
    width = len(grouping.dimensions)
    for row in rows:
        numbers = row[2 + width :]
        group = tuple(group_value(d, raw) for d, raw in zip(grouping.dimensions, row[2 : 2 + width], strict=True))
        for position, figures in told[bool(row[0])][row[1]]:
            number = numbers[position - 1]
            if number:
                figures[group] = figures.get(group, 0) + number
    return {measure: without_nothing(figures) for measure, figures in found.items()}


def keyed(kept: dict[Measure, Kept]) -> tuple[dict[int, Measure], dict[int, list[tuple[int, Measure]]]]:
    """The measures by their own keys, and by those of their families, each with its place there."""
    by_family: dict[int, list[tuple[int, Measure]]] = {}
    for measure, one in kept.items():
        by_family.setdefault(one.family, []).append((one.position, measure))
    return {one.measure: measure for measure, one in kept.items()}, by_family


def without_nothing(figures: dict[Group, Any]) -> Figures:
    """What was added and taken again leaves no group behind."""
    return {group: number for group, number in figures.items() if number}


def group_value(dimension: D, raw: Any) -> Any:
    if dimension is D.MONTH:
        return f"{raw[:4]}-{raw[4:6]}"
    if dimension in (D.WEEK, D.DAY):
        return time_of(dimension, date(int(raw[:4]), int(raw[4:6]), int(raw[6:8])))
    return value_of(dimension, raw)


@stated(2000)
def cells_statement(grain: Grain, dimensions: tuple[D, ...], narrowed: tuple[str, ...], is_sliced: bool) -> Any:
    return union_all(_cells(grain, dimensions, narrowed, is_sliced), pending(grain, dimensions, narrowed))


def _numbers(number: Any) -> list[Any]:
    return [number, *(literal_column("0", BigInteger()) for _ in range(NUMBERS_MOST - 1))]


# ------------------------------------------------------------- what is merged


def _cells(grain: Grain, dimensions: tuple[D, ...], narrowed: tuple[str, ...], is_sliced: bool) -> Any:
    cell = alias_of(RollupCell)
    columns, source = columns_of(cell, grain, {NAME_OF.get(d) for d in dimensions} | set(narrowed))
    ends = ends_of(cell, is_sliced)
    number: Any = _in_window(cell, ends)
    time: Any = cast(cell.period, Text)
    if D.DAY in dimensions or D.WEEK in dimensions:
        day = _days().alias("of_month")
        source = source.join(day, _is_day_in_window(cell, ends, day.c.day))
        number = At(cell.parts, day.c.day) - At(cell.parts, day.c.day - 1)
        time = cast(cell.period * literal_column("100") + day.c.day, Text)
    groups = [columns[NAME_OF[d]] if d in NAME_OF else time for d in dimensions]
    made = select(literal_column("1"), cell.measure, *groups, *_numbers(whole(func.sum(number))))
    return made.select_from(source).where(*wanted(cell, columns, narrowed)).group_by(cell.measure, *groups)


def wanted(cell: Any, columns: dict[str, Any], narrowed: tuple[str, ...]) -> list[Any]:
    return [
        Among(cell.measure, bindparam("measures", type_=Listed(BigInteger()))),
        cell.grain == bindparam("grain", type_=Text()),
        Among(cell.period, bindparam("periods", type_=Listed(Integer()))),
        *(holds(name, columns[name]) for name in narrowed),
    ]


def columns_of(cell: Any, grain: Grain, names: set[str | None]) -> tuple[dict[str, Any], Any]:
    """What a cell can be grouped and narrowed by: its own place, and the places that this one lies in."""
    above, source = _above(inspect(cell).selectable, cell.place, grain, names)
    tag = {grain.tag: cell.tag} if grain.tag else {}
    return {"line": cell.line, PLACES[grain.place]: cell.place, **tag, **above}, source


def _above(source: Any, place: Any, grain: Grain, names: set[str | None]) -> tuple[dict[str, Any], Any]:
    """Where a place lies today: so for what is merged as for what is not, or a community that moved would be in both. What is
    in no place lies in none.
    """
    if grain.place == "c" and names & {"district", "street"}:
        community = alias_of(Community)
        joined = source.join(inspect(community).selectable, community.id == place, isouter=True)
        return {"district": community.district_id, "street": community.street_id}, joined
    if grain.place == "s" and "district" in names:
        street = alias_of(Street)
        return {"district": street.district_id}, source.join(
            inspect(street).selectable, street.id == place, isouter=True
        )
    return {}, source


def _bound(name: str) -> Any:
    return bindparam(name, type_=Integer())


def ends_of(cell: Any, is_sliced: bool) -> list[Any]:
    """Whether a cell is of one of the periods of which only a part counts, for each of them; of many windows there are none."""
    return [cell.period == _bound(f"slice{at}") for at in range(SLICES_MOST if is_sliced else 0)]


def _in_window(cell: Any, ends: Sequence[Any]) -> Any:
    """All of a whole month or year; of one at an end of the window the days or months that lie in it."""
    return unless(
        [
            (is_end, At(cell.parts, _bound(f"last{at}")) - At(cell.parts, _bound(f"first{at}") - 1))
            for at, is_end in enumerate(ends)
        ],
        cell.n,
    )


def _is_day_in_window(cell: Any, ends: Sequence[Any], day: Any) -> Any:
    inside = [(is_end, day.between(_bound(f"first{at}"), _bound(f"last{at}"))) for at, is_end in enumerate(ends)]
    return unless(inside, literal_column("1 = 1")) & (At(cell.parts, day) != At(cell.parts, day - 1))


def unless(cases: Sequence[tuple[Any, Any]], otherwise: Any) -> Any:
    """The value of the first case that holds; `case` by itself wants at least one."""
    return case(*cases, else_=otherwise) if cases else otherwise


def _days() -> Any:
    return select(literal_column("1", Integer()).label("day")).union_all(
        *(select(literal_column(str(day), Integer())) for day in range(2, 32))
    )


# ------------------------------------------------------------- what is not yet merged


def pending(grain: Grain, dimensions: tuple[D, ...], narrowed: tuple[str, ...], in_steps: int = 0) -> Any:
    """So many numbers by step, and without what only cells have, beside cells that hold histograms."""
    delta = alias_of(RollupDelta)
    time: Any = DayNumber(delta.day)
    names = {NAME_OF.get(d) for d in dimensions} | set(narrowed)
    place = delta.community_id if grain.place == "c" else delta.street_id
    above, source = _above(inspect(delta).selectable, place, grain, names)
    columns = {name: delta_column(delta, name) for name in names if name is not None} | above
    groups = [columns[NAME_OF[d]] if d in NAME_OF else time for d in dimensions]
    groups += [delta.bucket] if in_steps else []
    of_cells = [literal_column("0", Integer()), cast(null(), LargeBinary)] if in_steps else []
    numbers = [whole(func.sum(getattr(delta, f"n{at}"))) for at in range(1, (in_steps or NUMBERS_MOST) + 1)]
    made = select(literal_column("0"), delta.family_id, *groups, *numbers, *of_cells).select_from(source)
    made = made.where(
        Among(delta.family_id, bindparam("families", type_=Listed(BigInteger()))),
        delta.day >= bindparam("since", type_=Date()),
        delta.day < bindparam("until", type_=Date()),
        *(holds(name, columns[name]) for name in narrowed),
    )
    return made.group_by(delta.family_id, *groups)


def delta_column(delta: Any, name: str) -> Any:
    return getattr(delta, f"{name}_id" if name in ("district", "street", "community") else name)
