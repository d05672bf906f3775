"""Root fields of the visits."""

from __future__ import annotations

from core.engine.connection import Connection
from core.engine.declare import connection
from core.visits.lists import VISIT_ORDER, VisitFilter
from core.visits.types import Visit


class VisitQueries:
    visits: Connection[Visit] = connection("Visits of all lines (进社区记录).", VISIT_ORDER, VisitFilter)
