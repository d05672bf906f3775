"""What is paid back to homes that were too cold."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any

from sqlalchemy import Float, Select, Text, bindparam, cast, func, select

from core import Listing, Page, Question, Viewed
from plugins.heating.models import HeatingReading
from plugins.heating.services.seasons import Season
from plugins.heating.types.remediations import HeatingRefund


def _refunds(seen: Callable[[Any], list[Any]]) -> Select[Any]:
    cold = (~HeatingReading.is_warm, HeatingReading.is_valid)
    days = (
        select(
            HeatingReading.household_id,
            func.max(HeatingReading.refund_share).label("share"),
            func.min(HeatingReading.celsius).label("coldest"),
        )
        .where(HeatingReading.season == bindparam("season", type_=Text()), *cold, *seen(HeatingReading))
        .group_by(HeatingReading.household_id, HeatingReading.taken_on)
        .subquery()
    )
    paid, coldest = cast(func.sum(days.c.share), Float), func.min(days.c.coldest)
    return select(days.c.household_id, func.count(), paid, coldest).group_by(days.c.household_id)


REFUNDS = Viewed(_refunds)
HOMES: Listing[Sequence[Any]] = Listing("HeatingRefund", lambda row: (-round(row[2], 3), row[0]), float, int)


def page_of_refunds(
    season: Season, question: Question, first: int | None, after: str | None
) -> Generator[Any, Any, Page[HeatingRefund]]:
    """Those who are paid back the most come first."""
    shown = HOMES.shown((yield REFUNDS(question.context.viewer, season=season.name)), first, after)
    return shown.page(
        [
            HeatingRefund(household=home, cold_days=days, refund_days=round(paid, 3), lowest_celsius=coldest)
            for home, days, paid, coldest in shown.items
        ]
    )
