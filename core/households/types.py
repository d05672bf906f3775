"""GraphQL types of the households."""

from __future__ import annotations

from core.engine.declare import Node, column, relation, shows, values
from core.engine.filters import filters, where
from core.engine.orders import Order
from core.households import models
from core.households.models import PriorityTag
from core.places.filters import COMMUNITIES, in_communities
from core.places.types import Community


@shows(models.Household)
class Household(Node):
    """A home behind one door; who lives there is not kept here (住户)."""

    community: Community = relation("The community it belongs to (所在社区).")
    building: str = column("The building (楼号).")
    unit: str = column(
        "The entrance of the building; *** to whoever may not see the door (单元).", personal="household.contact"
    )
    room: str = column("The door; *** to whoever may not see it (室号).", personal="household.contact")
    priority_tags: list[PriorityTag] = values("Why it is looked after first; empty for most (重点标签).", "tags.tag")


HOUSEHOLD_ORDER = Order(models.Household, default="id", id="The order in which they were registered (登记先后).")


@filters
class HouseholdFilter:
    """Narrows households: what is given must all hold; a list holds for any of its entries (住户筛选)."""

    community_codes: list[str] | None = where(
        "In any of these communities, by 12-digit code (社区代码).", in_communities, known=COMMUNITIES
    )
    priority_tags: list[PriorityTag] | None = where(
        "With any of these tags (重点标签).",
        lambda household, tags: household.tags.any(tags.among(models.HouseholdTag.tag)),
    )
