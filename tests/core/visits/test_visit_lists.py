"""Lists of visits: every filter, both orders, and what an unknown key is told."""

from __future__ import annotations

import pytest

from tests.core.conftest import CLOUDS, GONE, SEASIDE

QUERY = """
query ($filter: VisitFilter, $by: [VisitOrder!]) {
  visits(filter: $filter, orderBy: $by, first: 9) { nodes { visitedOn } }
}
"""


@pytest.fixture
def days(visited, judged):
    """Asks for the days of the visits that a filter keeps."""
    visited("2023-09-01", SEASIDE)
    visited("2023-09-02", CLOUDS)
    visited("2023-09-03", SEASIDE, line="gas")
    visited("2021-09-04", GONE)

    def ask(given=None, **variables):
        found = judged(QUERY, {"filter": given, **variables})
        return [visit["visitedOn"] for visit in found["visits"]["nodes"]]

    return ask


def test_the_latest_comes_first_unless_another_order_is_asked(days):
    newest = ["2023-09-03", "2023-09-02", "2023-09-01", "2021-09-04"]
    assert days() == newest
    assert days(by=[{"field": "VISITED_ON", "direction": "ASC"}]) == newest[::-1]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"lines": ["gas"]}, ["2023-09-03"]),
        ({"lines": ["gas", "sanitation"], "communityCodes": [SEASIDE]}, ["2023-09-03", "2023-09-01"]),
        ({"lines": []}, []),
        ({"window": {"from": "2023-09-01", "to": "2023-09-02"}}, ["2023-09-01"]),
        ({"statuses": ["PLANNED", "CANCELLED"]}, []),
        ({"communityCodes": [CLOUDS]}, ["2023-09-02"]),
        ({"communityCodes": [GONE]}, ["2021-09-04"]),
        ({"districtCodes": ["370203"]}, ["2023-09-03", "2023-09-01", "2021-09-04"]),
    ],
)
def test_a_filter_keeps_what_holds(given, kept, days):
    assert days(given) == kept


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"lines": ["gaz"]}, "There is no service line 'gaz'. There is: gas."),
        ({"communityCodes": ["370203029015"]}, "There is no community with the code"),
        ({"districtCodes": ["999999"]}, "There is no district with the code"),
        ({"window": {"from": "2023-09-02", "to": "2023-09-02"}}, "`to` is the day after the last"),
    ],
)
def test_an_unknown_key_is_told_and_no_empty_page(given, message, client, places):
    (error,) = client(QUERY, {"filter": given})["errors"]

    assert message in error["message"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
