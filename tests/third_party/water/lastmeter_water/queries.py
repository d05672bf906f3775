"""Root fields of the line. Their names begin with its key; they may be null, so that a fault stays with the line."""

from __future__ import annotations

from core import Connection, DateWindow, Order, check_window, connection, filters, one_of, where, within
from core.places.filters import COMMUNITIES, DISTRICTS, in_communities, in_districts

from lastmeter_water import models
from lastmeter_water.models import WaterFinding
from lastmeter_water.types import WaterCheck

CHECK_ORDER = Order(models.WaterCheck, default="-checked_on", checked_on="The day (检查日期).")


@filters
class WaterCheckFilter:
    """Narrows checks: what is given must all hold; a list holds for any of its entries (检查筛选)."""

    window: DateWindow | None = where("Made in this window (日期范围).", within("checked_on"), check=check_window)
    findings: list[WaterFinding] | None = where("That found any of these (检查结果).", one_of("finding"))
    community_codes: list[str] | None = where(
        "In any of these communities, by 12-digit code (社区代码).", in_communities, known=COMMUNITIES
    )
    district_codes: list[str] | None = where(
        "In any of these districts, by 6-digit code (区市代码).", in_districts, known=DISTRICTS
    )


class WaterQueries:
    water_checks: Connection[WaterCheck] | None = connection(
        "What visits looked at and found, the latest first (检查记录).", CHECK_ORDER, WaterCheckFilter
    )
