"""Open311 GeoReport v2: cases of all lines as service requests, and reports of others as cases."""

from __future__ import annotations

from collections.abc import Sequence

from core import Import, hookimpl

from lastmeter_open311.imports import IMPORTS
from lastmeter_open311.queries import Open311Queries

LASTMETER_API = 1


@hookimpl
def register_queries() -> Sequence[type]:
    return [Open311Queries]


@hookimpl
def register_imports() -> Sequence[Import]:
    return IMPORTS
