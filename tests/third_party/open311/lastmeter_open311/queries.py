"""The root field of the bridge."""

from __future__ import annotations

from core import Connection, Order, connection
from core.cases.models import Case

from lastmeter_open311.types import Open311Request

REQUEST_ORDER = Order(Case, default="-id", id="The order in which they came (先后).")


class Open311Queries:
    open311_requests: Connection[Open311Request] | None = connection(
        "Cases of all lines as service requests of GeoReport v2, the latest first (服务请求).", REQUEST_ORDER
    )
