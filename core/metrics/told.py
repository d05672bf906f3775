"""Told: what numbers alone tell of sets, so that their members need not be read: how many a set has, and how many a month had
until a day, or since.

That holds where nothing is united, and where nobody wrote about it since sets were last merged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Integer,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from core.columns import Among, Listed
from core.engine.aliases import alias_of
from core.metrics.grains import Grain
from core.metrics.metric import MetricDimension
from core.metrics.models import RollupDelta
from core.metrics.pieces import Pieces, Slice
from core.metrics.scope import Grouping
from core.metrics.sql import At, DayNumber

D = MetricDimension
ENDS_MOST = 2


@dataclass(frozen=True)
class Told:
    """What is told by numbers alone: the sizes of these sets, and how many there were at an end of a month."""

    alone: tuple[int, ...] = ()
    ends: tuple[Slice, ...] = ()

    def bound(self) -> dict[str, Any]:
        values: dict[str, Any] = {"alone": list(self.alone)}
        for at in range(ENDS_MOST):
            piece = self.ends[at] if at < len(self.ends) else Slice(0, 0, 0)
            is_beginning = piece.first == 1
            values[f"end{at}"] = piece.period
            values[f"until{at}"] = piece.last if is_beginning else 0
            values[f"since{at}"] = 0 if is_beginning else piece.first
        return values


def told_of(wanted: Pieces, grain: Grain, grouping: Grouping) -> Told:
    """What nothing is united with: each is a group of its own, or adds up with other districts."""
    is_split = grain.is_by_line and D.LINE not in grouping.dimensions
    if is_split or (grain.tag and D.ROUND not in grouping.dimensions) or grouping.time is D.WEEK:
        return Told()
    periods = [period for period, _, _ in wanted.spans()]
    if grouping.time is D.DAY or len(periods) == 1:
        return Told(tuple(periods))
    ends = () if grain.tag else tuple(piece for piece in wanted.slices if piece.is_at_an_end)
    if grouping.time is None:
        is_only = not wanted.years and not wanted.months and len(wanted.slices) == 1
        return Told(ends=ends if is_only else ())
    return Told(wanted.months, ends)


# ------------------------------------------------------------- in SQL


def size_of(kept: Any) -> tuple[Any, Any]:
    """Whether a number tells enough of a set, and which."""
    alone = Among(kept.period, bindparam("alone", type_=Listed(Integer())))
    ends = [
        (
            kept.period == _number(f"end{at}"),
            case(
                (_number(f"until{at}") > literal_column("0"), At(kept.until, _number(f"until{at}"))),
                else_=At(kept.since, _number(f"since{at}")),
            ),
        )
        for at in range(ENDS_MOST)
    ]
    is_end = or_(*(is_here for is_here, _ in ends))
    return and_(or_(alone, is_end), cast(kept.period, Text).not_in(_written())), case(*ends, else_=kept.n)


def is_wanted(kept: Any) -> Any:
    """Of a month whose end is asked about that month, or, where somebody wrote about it since, its days."""
    written, period = _written(), cast(kept.period, Text)
    month = func.substr(period, 1, 6)
    ends = [_number(f"end{at}") for at in range(ENDS_MOST)]
    return case(
        (or_(*(kept.period == end for end in ends)), period.not_in(written)),
        (or_(*(month == cast(end, Text) for end in ends)), month.in_(written)),
        else_=literal_column("1 = 1"),
    )


def _number(name: str) -> Any:
    return bindparam(name, type_=Integer())


def _written() -> Any:
    """The days that were written about since, and their months and years, as texts."""
    delta = alias_of(RollupDelta)
    day = DayNumber(delta.day)
    held = delta.family_id == bindparam("family", type_=BigInteger())
    return union_all(
        select(day).where(held),
        select(func.substr(day, 1, 6)).where(held),
        select(func.substr(day, 1, 4).concat("00")).where(held),
    )
