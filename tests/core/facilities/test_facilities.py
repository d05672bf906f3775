"""Facilities that people look for: their properties overlap, and each can be asked for."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from core.facilities.models import Facility, FacilityKind
from core.places.models import Community
from tests.core.conftest import CLOUDS, SEASIDE

QUERY = """
query ($filter: FacilityFilter, $by: [FacilityOrder!]) {
  facilities(first: 9, filter: $filter, orderBy: $by) { totalCount nodes { name } }
}
"""


@pytest.fixture
def names(database, places, judged):
    """Asks for the names of the facilities that a filter keeps."""
    with database.writing() as session:
        communities = {one.code: one for one in session.scalars(select(Community))}

        def add(name: str, code: str, opened_on: date, kind=FacilityKind.PUBLIC_TOILET, **more) -> None:
            community = communities[code]
            session.add(
                Facility(
                    name=name,
                    kind=kind,
                    community=community,
                    district_id=community.district_id,
                    opened_on=opened_on,
                    **more,
                )
            )

        add("甲", SEASIDE, date(2022, 3, 1), is_open_all_day=True, has_third_restroom=True)
        add("乙", CLOUDS, date(2021, 3, 1), is_open_all_day=True, is_social_unit=True)
        add("丙", SEASIDE, date(2023, 3, 1))
        add("丁", SEASIDE, date(2020, 3, 1), FacilityKind.FIRST_AID_POINT, closed_on=date(2023, 1, 1))

    def ask(given=None, **variables) -> str:
        found = judged(QUERY, {"filter": given, **variables})["facilities"]
        assert found["totalCount"] == len(found["nodes"])
        return "".join(facility["name"] for facility in found["nodes"])

    return ask


def test_facilities_come_by_name_or_by_the_day_they_were_opened(names):
    assert names() == "丁丙乙甲"
    assert names(by=[{"field": "OPENED_ON", "direction": "ASC"}]) == "丁乙甲丙"
    assert names(by=[{"field": "OPENED_ON", "direction": "DESC"}]) == "丙甲乙丁"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"kinds": ["PUBLIC_TOILET"]}, "丙乙甲"),
        ({"isOpenAllDay": True}, "乙甲"),
        ({"isOpenAllDay": False}, "丁丙"),
        ({"isOpenAllDay": True, "hasThirdRestroom": True}, "甲"),
        ({"isSocialUnit": True}, "乙"),
        ({"communityCodes": [SEASIDE], "kinds": ["PUBLIC_TOILET", "WASTE_STATION"]}, "丙甲"),
        ({"districtCodes": ["370202"]}, "乙"),
        ({"isOpenAllDay": None}, "丁丙乙甲"),
    ],
)
def test_a_filter_keeps_what_holds(given, kept, names):
    assert names(given) == kept


def test_a_facility_shows_when_it_was_opened_and_closed(names, judged):
    query = "{ facilities(first: 1) { nodes { openedOn closedOn openingBatch hasMotherBabyRoom district { code } } } }"
    assert judged(query)["facilities"]["nodes"] == [
        {
            "openedOn": "2020-03-01",
            "closedOn": "2023-01-01",
            "openingBatch": None,
            "hasMotherBabyRoom": False,
            "district": {"code": "370203"},
        }
    ]
