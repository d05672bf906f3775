"""Root fields of the households."""

from __future__ import annotations

from core.engine.connection import Connection
from core.engine.declare import connection
from core.households.types import HOUSEHOLD_ORDER, Household, HouseholdFilter


class HouseholdQueries:
    households: Connection[Household] = connection("Registered households (住户).", HOUSEHOLD_ORDER, HouseholdFilter)
