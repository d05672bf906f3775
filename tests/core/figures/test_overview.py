"""The overview: every line at once, counted from rows at the moment of asking."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from core.visits.models import Visit, VisitStatus
from tests.core.conftest import CLOUDS, SEASIDE

QUERY = """
query ($window: DateWindow!) { overview(window: $window) {
  visits communitiesReached personTimes { total staff residents volunteers }
  problemsSolvedOnSite householdsServed materialsDistributed
  hardCases { batches taken solved } convenienceMeasures { batches items }
  byLine {
    line { key } visits communitiesReached personTimes { total }
    problemsSolvedOnSite householdsServed materialsDistributed
  }
} }
"""


@pytest.fixture
def overview(judged, places):
    return lambda since="2023-09-01", until="2023-10-01": judged(QUERY, {"window": {"from": since, "to": until}})[
        "overview"
    ]


def test_nothing_done_is_zero_everywhere(overview):
    found = overview()

    nobody = {"total": 0, "staff": 0, "residents": 0, "volunteers": 0}
    nothing = {
        "visits": 0,
        "communitiesReached": 0,
        "problemsSolvedOnSite": 0,
        "householdsServed": 0,
        "materialsDistributed": 0,
    }
    assert [part["line"]["key"] for part in found.pop("byLine")] == ["enforcement", "gas", "heating", "sanitation"]
    assert found == nothing | {
        "personTimes": nobody,
        "hardCases": {"batches": 0, "taken": 0, "solved": 0},
        "convenienceMeasures": {"batches": 0, "items": 0},
    }


def test_the_window_holds_its_first_day_and_not_its_last(visited, overview):
    for day in ("2023-08-31", "2023-09-01", "2023-09-02"):
        visited(day)

    assert overview("2023-09-01", "2023-09-02")["visits"] == 1


def test_a_community_counts_once_however_many_lines_reach_it_and_person_times_count_each_time(visited, overview):
    people = {"personTimes": {"staff": 2, "residents": 3, "volunteers": 4}}
    visited("2023-09-01", SEASIDE, visit=people)
    visited("2023-09-02", SEASIDE, visit=people)
    visited("2023-09-02", SEASIDE, line="gas", visit=people)
    visited("2023-09-02", CLOUDS, line="gas", visit=people)

    found = overview()

    assert (found["visits"], found["communitiesReached"]) == (4, 2)
    assert found["personTimes"] == {"total": 36, "staff": 8, "residents": 12, "volunteers": 16}
    lines = {part["line"]["key"]: (part["visits"], part["communitiesReached"]) for part in found["byLine"]}
    assert lines == {"enforcement": (0, 0), "gas": (2, 2), "heating": (0, 0), "sanitation": (2, 1)}


def test_only_what_was_solved_on_the_spot_counts_as_solved_there(visited, overview):
    fixed, left = ({"categoryCode": "E01-11", "title": "渣土", "isSolvedOnSite": spot} for spot in (True, False))
    visited("2023-09-01", problems=[fixed, left, fixed])

    found = overview()

    assert found["problemsSolvedOnSite"] == 2
    assert [part["problemsSolvedOnSite"] for part in found["byLine"]] == [0, 0, 0, 2]


def test_a_household_counts_once_and_only_where_somebody_was_let_in(visited, overview):
    door = {"building": "1", "unit": "1", "room": "1"}
    home = {"household": door}
    closed = {"household": door | {"room": "2"}, "noEntryReason": "ABSENT"}
    visited("2023-09-01", line="heating", homes=[home, closed])
    visited("2023-09-02", line="heating", homes=[home])

    found = overview()

    assert found["householdsServed"] == 1
    assert [part["householdsServed"] for part in found["byLine"]] == [0, 0, 1, 0]


def test_a_visit_that_was_only_planned_or_was_cancelled_counts_nowhere(visited, overview, database):
    materials = {"materials": [{"topic": "A", "count": 5}]}
    visited("2023-09-01", visit=materials)
    for status in (VisitStatus.PLANNED, VisitStatus.CANCELLED):
        with database.writing() as session:
            session.execute(update(Visit).values(status=status))
        found = overview()
        assert (found["visits"], found["communitiesReached"], found["personTimes"]["total"]) == (0, 0, 0)
        assert found["materialsDistributed"] == 0


def test_sums_pass_two_to_the_thirty_first(visited, overview):
    most = {"materials": [{"topic": f"T{at}", "count": 10_000_000} for at in range(100)]}
    for day in (1, 2, 3):
        visited(f"2023-09-0{day}", visit=most)

    assert overview()["materialsDistributed"] == 3_000_000_000


def test_only_what_is_asked_for_is_counted(places, statements):
    window = '(window: {from: "2023-09-01", to: "2023-10-01"})'
    assert statements(f"{{ overview{window} {{ problemsSolvedOnSite }} }}") == 2


@pytest.mark.parametrize(("since", "until"), [("2023-09-01", "2023-09-01"), ("2023-09-02", "2023-09-01")])
def test_a_window_without_a_day_is_refused(since, until, client):
    (error,) = client(QUERY, {"window": {"from": since, "to": until}})["errors"]

    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["field"] == ["window", "to"]
    assert "`to` is the day after the last" in error["message"]
