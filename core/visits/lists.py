"""How lists of visits are sorted and narrowed."""

from __future__ import annotations

from core.engine.filters import filters, one_of, where, within
from core.engine.orders import Order
from core.lines.services import check_lines
from core.places.filters import COMMUNITIES, DISTRICTS, in_communities, in_districts
from core.scalars import ServiceLineKey
from core.visits import models
from core.windows import DateWindow, check_window

VISIT_ORDER = Order(models.Visit, default="-visited_on", visited_on="The day of the visit (进社区日期).")


@filters
class VisitFilter:
    """Narrows visits: what is given must all hold; a list holds for any of its entries (进社区记录筛选)."""

    lines: list[ServiceLineKey] | None = where("Of any of these lines (服务线).", one_of("line"), check=check_lines)
    window: DateWindow | None = where("Made in this window (日期范围).", within("visited_on"), check=check_window)
    statuses: list[models.VisitStatus] | None = where("In any of these statuses (状态).", one_of("status"))
    community_codes: list[str] | None = where(
        "In any of these communities, by 12-digit code (社区代码).", in_communities, known=COMMUNITIES
    )
    district_codes: list[str] | None = where(
        "In any of these districts, by 6-digit code (区市代码).", in_districts, known=DISTRICTS
    )
