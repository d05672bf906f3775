"""Conditions on where something is, for the filters of anything that has a community and a district."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select

from core.engine.filters import Bound, Known
from core.engine.statements import Statement
from core.places.models import Community, District, Street

COMMUNITIES = Known(Community.code, "community with the code", "社区代码")
DISTRICTS = Known(District.code, "district with the code", "区市代码")
STREETS = Known(Street.code, "sub-district with the code", "街道代码")
DISTRICT_CODES = Statement(DISTRICTS.held())


def in_communities(row: Any, codes: Bound) -> ColumnElement[bool]:
    return row.community_id.in_(select(Community.id).where(codes.among(Community.code)))  # type: ignore[no-any-return]


def in_districts(row: Any, codes: Bound) -> ColumnElement[bool]:
    found = select(District.id).where(codes.among(District.code))
    return row.district_id == found.scalar_subquery() if codes.is_one else row.district_id.in_(found)  # type: ignore[no-any-return]


def refuse_unknown_districts(codes: Sequence[str] | None) -> Generator[Any, Any, None]:
    """For codes in the argument `districtCodes`, where nothing was found: perhaps one of them is of no district."""
    if codes:
        found = yield DISTRICT_CODES(keys=list(codes))
        DISTRICTS.refuse(("districtCodes",), codes, [code for (code,) in found])
