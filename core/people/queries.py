"""Root fields of those who act."""

from __future__ import annotations

from core.engine.connection import Connection
from core.engine.declare import connection
from core.engine.orders import Order
from core.people import models
from core.people.types import Officer, Unit

UNIT_ORDER = Order(models.Unit, default="name", name="Its name, by code point (名称).")
OFFICER_ORDER = Order(models.Officer, default="name", name="The post, by code point (岗位名称).")


class PeopleQueries:
    units: Connection[Unit] = connection("The bodies that cases are sent to (单位).", UNIT_ORDER)
    officers: Connection[Officer] = connection("Posts that act (岗位).", OFFICER_ORDER)
