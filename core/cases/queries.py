"""Root fields of the cases."""

from __future__ import annotations

from core.cases.types import CASE_ORDER, Case, CaseFilter
from core.engine.connection import Connection
from core.engine.declare import connection


class CaseQueries:
    cases: Connection[Case] = connection("Cases of all lines (案件).", CASE_ORDER, CaseFilter)
