"""Root fields of the facilities."""

from __future__ import annotations

from core.engine.connection import Connection
from core.engine.declare import connection
from core.facilities.types import FACILITY_ORDER, Facility, FacilityFilter


class FacilityQueries:
    facilities: Connection[Facility] = connection(
        "Public toilets and the like (便民设施).", FACILITY_ORDER, FacilityFilter
    )
