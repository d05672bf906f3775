"""GraphQL types of the facilities."""

from __future__ import annotations

from datetime import date

from core.engine.declare import Node, column, relation, shows
from core.engine.filters import equal_to, filters, one_of, where
from core.engine.orders import Order
from core.facilities import models
from core.facilities.models import FacilityKind
from core.places.filters import COMMUNITIES, DISTRICTS, in_communities, in_districts
from core.places.types import Community, District


@shows(models.Facility)
class Facility(Node):
    """A facility that people look for. Its properties overlap: never add up their counts (便民设施)."""

    version: int = column("Grows with every change; sent back with an update (版本).")
    kind: FacilityKind = column("What it is (类型).")
    name: str = column("Its name (名称).")
    community: Community = relation("The community it stands in (所在社区).")
    district: District = relation("The district it stands in (所在区市).")
    opened_on: date = column("Since when it is open to the public (开放日期).")
    closed_on: date | None = column("Since when it is closed for good; null while it is open (停用日期).")
    is_open_all_day: bool = column("Open day and night (24小时开放).")
    has_third_restroom: bool = column("Has a restroom for families and helpers (第三卫生间).")
    is_social_unit: bool = column(
        "Belongs to a firm or office that opened it to everybody for free (社会单位免费开放)."
    )
    has_mother_baby_room: bool = column("Has a room for mothers and babies (母婴室).")
    opening_batch: int | None = column("The batch in which it was opened; null for one outside of batches (开放批次).")


FACILITY_ORDER = Order(
    models.Facility,
    default="name",
    name="Its name, by code point (名称).",
    opened_on="When it was opened (开放日期).",
)


@filters
class FacilityFilter:
    """Narrows facilities: what is given must all hold; a list holds for any of its entries (设施筛选)."""

    kinds: list[FacilityKind] | None = where("Of any of these kinds (类型).", one_of("kind"))
    is_open_all_day: bool | None = where("Open day and night, or not (24小时开放).", equal_to("is_open_all_day"))
    has_third_restroom: bool | None = where(
        "With a third restroom, or without (第三卫生间).", equal_to("has_third_restroom")
    )
    is_social_unit: bool | None = where("Opened by a firm or office, or not (社会单位).", equal_to("is_social_unit"))
    community_codes: list[str] | None = where(
        "In any of these communities, by 12-digit code (社区代码).", in_communities, known=COMMUNITIES
    )
    district_codes: list[str] | None = where(
        "In any of these districts, by 6-digit code (区市代码).", in_districts, known=DISTRICTS
    )
