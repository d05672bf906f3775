"""What is paid back to homes that were too cold."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from sqlalchemy import Float, Text, bindparam, cast, func, select

from core import Listing, Page, Statement
from plugins.heating.models import HeatingReading
from plugins.heating.services.seasons import Season
from plugins.heating.types.remediations import HeatingRefund

DAYS = (
    select(
        HeatingReading.household_id,
        func.max(HeatingReading.refund_share).label("share"),
        func.min(HeatingReading.celsius).label("coldest"),
    )
    .where(HeatingReading.season == bindparam("season", type_=Text()), ~HeatingReading.is_warm, HeatingReading.is_valid)
    .group_by(HeatingReading.household_id, HeatingReading.taken_on)
    .subquery()
)
REFUNDS = Statement(
    select(DAYS.c.household_id, func.count(), cast(func.sum(DAYS.c.share), Float), func.min(DAYS.c.coldest)).group_by(
        DAYS.c.household_id
    )
)
HOMES: Listing[Sequence[Any]] = Listing("HeatingRefund", lambda row: (-round(row[2], 3), row[0]), float, int)


def page_of_refunds(season: Season, first: int | None, after: str | None) -> Generator[Any, Any, Page[HeatingRefund]]:
    """Those who are paid back the most come first."""
    shown = HOMES.shown((yield REFUNDS(season=season.name)), first, after)
    return shown.page(
        [
            HeatingRefund(household=home, cold_days=days, refund_days=round(paid, 3), lowest_celsius=coldest)
            for home, days, paid, coldest in shown.items
        ]
    )
