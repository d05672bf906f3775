"""Rounds: what was to be done in a month, what was done, what is missing, how long is left."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.places.models import Community
from core.rounds.models import Round, RoundCommunity, RoundLine, RoundStatus
from tests.core.conftest import CLOUDS, SEASIDE

QUERY = """
query ($month: Month!, $lines: [ServiceLineKey!], $first: Int = 9, $after: String) {
  round(month: $month) {
    month status lines { key }
    completeness { expected done rate communitiesFullyServed }
    gaps(first: $first, lines: $lines, after: $after) {
      totalCount
      nodes { community { code } missingLines { key } daysLeft }
      pageInfo { hasNextPage hasPreviousPage endCursor }
    }
  }
}
"""


@pytest.fixture
def planned(database, places):
    """Plans a round of gas and sanitation into communities."""

    def plan(month: str, *codes: str) -> None:
        with database.writing() as session:
            lines = [RoundLine(line="gas"), RoundLine(line="sanitation")]
            made = Round(month=month, status=RoundStatus.OPEN, lines=lines)
            session.add(made)
            session.flush()
            for key in session.scalars(select(Community.id).where(Community.code.in_(codes))):
                session.add(RoundCommunity(round_id=made.id, community_id=key))

    return plan


def gaps(found) -> list[tuple[str, list[str]]]:
    return [
        (gap["community"]["code"], [line["key"] for line in gap["missingLines"]])
        for gap in found["round"]["gaps"]["nodes"]
    ]


def test_a_month_without_a_plan_has_no_round(places, judged):
    assert judged(QUERY, {"month": "2023-09"}) == {"round": None}


def test_a_round_that_nobody_began_misses_every_line_everywhere(planned, judged):
    planned("2023-09", SEASIDE, CLOUDS)

    found = judged(QUERY, {"month": "2023-09"})

    assert found["round"]["lines"] == [{"key": "gas"}, {"key": "sanitation"}]
    assert found["round"]["completeness"] == {"expected": 4, "done": 0, "rate": 0.0, "communitiesFullyServed": 0}
    assert gaps(found) == [(CLOUDS, ["gas", "sanitation"]), (SEASIDE, ["gas", "sanitation"])]
    assert {gap["daysLeft"] for gap in found["round"]["gaps"]["nodes"]} == {23}


def test_a_visit_fills_the_gap_of_its_line_and_a_second_one_fills_no_other(planned, visited, judged):
    planned("2023-09", SEASIDE, CLOUDS)
    visited("2023-09-01", SEASIDE)
    visited("2023-09-02", SEASIDE)
    visited("2023-09-02", SEASIDE, line="gas")
    visited("2023-09-02", CLOUDS, line="gas")
    visited("2023-09-02", CLOUDS, line="heating")

    found = judged(QUERY, {"month": "2023-09"})

    assert found["round"]["completeness"] == {"expected": 4, "done": 3, "rate": 0.75, "communitiesFullyServed": 1}
    assert gaps(found) == [(CLOUDS, ["sanitation"])]


def test_a_visit_outside_of_the_plan_fills_nothing(planned, visited, judged):
    planned("2023-09", CLOUDS)
    visited("2023-09-01", SEASIDE)
    visited("2023-08-31", CLOUDS)

    assert judged(QUERY, {"month": "2023-09"})["round"]["completeness"]["done"] == 0


def test_a_round_into_no_community_has_no_rate(planned, judged):
    planned("2023-09")

    found = judged(QUERY, {"month": "2023-09"})

    assert found["round"]["completeness"] == {"expected": 0, "done": 0, "rate": None, "communitiesFullyServed": 0}
    assert gaps(found) == []


def test_gaps_are_asked_for_some_lines_only(planned, visited, judged):
    planned("2023-09", SEASIDE, CLOUDS)
    visited("2023-09-01", SEASIDE, line="gas")

    assert gaps(judged(QUERY, {"month": "2023-09", "lines": ["gas"]})) == [(CLOUDS, ["gas"])]
    assert gaps(judged(QUERY, {"month": "2023-09", "lines": ["heating"]})) == []


def test_gaps_are_paged(planned, judged):
    planned("2023-09", SEASIDE, CLOUDS)

    first = judged(QUERY, {"month": "2023-09", "first": 1})
    page = first["round"]["gaps"]
    assert (gaps(first), page["totalCount"], page["pageInfo"]["hasNextPage"]) == (
        [(CLOUDS, ["gas", "sanitation"])],
        2,
        True,
    )
    second = judged(QUERY, {"month": "2023-09", "first": 1, "after": page["pageInfo"]["endCursor"]})
    assert gaps(second) == [(SEASIDE, ["gas", "sanitation"])]
    assert second["round"]["gaps"]["pageInfo"]["hasNextPage"] is False


@pytest.mark.parametrize(
    ("month", "left"), [("2023-08", 0), ("2023-09", 23), ("2023-12", 115), ("2024-02", 175), ("2021-01", 0)]
)
def test_the_days_left_end_with_the_month(month, left, planned, judged):
    planned(month, SEASIDE)

    (gap,) = judged(QUERY, {"month": month})["round"]["gaps"]["nodes"]
    assert gap["daysLeft"] == left


def test_an_unknown_line_is_told(planned, client):
    planned("2023-09", SEASIDE)

    (error,) = client(QUERY, {"month": "2023-09", "lines": ["water"]})["errors"]
    assert error["message"].startswith("There is no service line 'water'.")


def test_rounds_are_listed_the_latest_first(planned, judged):
    for month in ("2023-08", "2022-12", "2023-09"):
        planned(month)

    found = judged("{ rounds(first: 9) { nodes { month status } } }")["rounds"]["nodes"]
    assert [one["month"] for one in found] == ["2023-09", "2023-08", "2022-12"]
