"""Reports come in from files once, and cases of all lines go out in the words of GeoReport v2."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from core.imports.mapping import read_mapping
from core.imports.services import run_import
from core.testing.loop import COMMUNITY, DrivenCase, built_town

from lastmeter_open311.imports import IMPORTS

NOW, ZONE = datetime(2023, 9, 8, 2, tzinfo=UTC), ZoneInfo("Asia/Shanghai")
FILE = f"""service_request_id,service_code,requested_datetime,community,description,address
A-1,E01-11,2023-09-05 10:00:00,{COMMUNITY},楼后积存渣土,3号楼后
A-2,P01-11,2023-09-06 10:00:00,{COMMUNITY},燃气井盖松动,
A-3,NONE,2023-09-06 10:00:00,{COMMUNITY},不知何事,
A-4,E01-11,2023-09-09 10:00:00,{COMMUNITY},来自将来,
"""
REQUESTS = """{ open311Requests(first: 9) { totalCount nodes {
  status serviceCode description agencyResponsible requestedDatetime address community { code } } } }"""


@pytest.fixture
def town(database):
    return built_town(database)


@pytest.fixture
def imported(database, town, tmp_path):
    path = tmp_path / "requests.csv"
    path.write_text(FILE, encoding="utf-8")
    (declared,) = IMPORTS
    return lambda: run_import(database, declared, path, read_mapping(None, declared), now=NOW, zone=ZONE)


def test_reports_become_cases_of_the_lines_that_their_codes_name_and_only_once(imported, judged, row_counts):
    assert imported().refused_count == 2, "a code of nobody, and a day to come"
    found = judged(REQUESTS)["open311Requests"]
    before = row_counts()
    imported()

    assert row_counts() == before
    assert found["totalCount"] == 2
    gas, rubbish = found["nodes"]
    assert (gas["agencyResponsible"], gas["address"]) == ("gas", None)
    assert rubbish == {
        "status": "open",
        "serviceCode": "E01-11",
        "description": "楼后积存渣土",
        "agencyResponsible": "sanitation",
        "requestedDatetime": "2023-09-05T02:00:00Z",
        "address": "3号楼后",
        "community": {"code": COMMUNITY},
    }


def test_a_case_that_is_over_is_a_request_that_is_closed(client, town, judged):
    DrivenCase(client, town).reported()
    DrivenCase(client, town).closed()
    statuses = [node["status"] for node in judged(REQUESTS)["open311Requests"]["nodes"]]
    assert statuses == ["closed", "open"]


def test_what_it_shows_costs_the_same_for_many(imported, client, town, statements):
    DrivenCase(client, town).reported()
    one = statements(REQUESTS)
    imported()
    assert statements(REQUESTS) == one
