"""Figures of the sanitation line, against numbers counted by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from core.facilities.models import Facility, FacilityKind
from core.places.models import Community
from core.visits.models import Visit, VisitStatus

SEASIDE, CLOUDS = "370203029014", "370202001001"
METRICS = """
query ($keys: [String!]!, $window: DateWindow!, $groupBy: [MetricDimension!]) {
  metrics(keys: $keys, window: $window, groupBy: $groupBy, first: 100) {
    nodes { metric { key line { key } isRate } value numerator denominator
      line { key } district { code } community { code } month day }
  }
}
"""
ALWAYS = {"from": "2000-01-01", "to": "2024-01-01"}


@pytest.fixture
def figures(judged):
    """The values of figures, alone or by a group."""

    def asked(*keys: str, window: Any = ALWAYS, by: str | None = None) -> Any:
        names = [f"sanitation.{key}" for key in keys]
        given = {"keys": names, "window": window, "groupBy": [by] if by else None}
        nodes = judged(METRICS, given)["metrics"]["nodes"]
        if by is None:
            return [node["value"] for node in nodes]
        groups = [node[by.lower()] for node in nodes]
        values = [node["value"] for node in nodes]
        shown = [next(iter(g.values())) if isinstance(g, dict) else g for g in groups]
        return dict(zip(shown, values, strict=True))

    return asked


@pytest.fixture
def work(database, visited) -> None:
    """Three visits made, and one that was called off afterwards."""
    visited(
        "2023-07-31",
        sortingTalkHouseholds=30,
        fiveCleans=[
            {"kind": "STAIRWELL", "found": 4, "cleared": 4},
            {"kind": "YARD", "found": 3, "cleared": 1},
        ],
    )
    visited(
        "2023-08-01",
        sortingTalkHouseholds=12,
        fiveCleans=[{"kind": "YARD", "found": 2, "cleared": 2}],
    )
    visited("2023-08-02", CLOUDS, fiveCleans=[{"kind": "ROOFTOP", "found": 1, "cleared": 0}])
    visited(
        "2023-08-03",
        CLOUDS,
        sortingTalkHouseholds=500,
        fiveCleans=[{"kind": "YARD", "found": 70, "cleared": 60}],
    )
    with database.writing() as session:
        session.execute(update(Visit).where(Visit.id == 4).values(status=VisitStatus.CANCELLED))


def test_the_five_cleanings_are_summed_over_visits_made(figures, work):
    assert figures("five_clean_found", "five_clean_cleared") == [10, 7]


def test_the_clear_rate_is_cleared_of_found_and_null_where_nothing_was(judged, figures, work):
    given = {"keys": ["sanitation.clear_rate"], "window": ALWAYS}

    (node,) = judged(METRICS, given)["metrics"]["nodes"]

    assert (node["value"], node["numerator"], node["denominator"]) == (0.7, 7, 10)
    assert node["metric"] == {
        "key": "sanitation.clear_rate",
        "line": {"key": "sanitation"},
        "isRate": True,
    }
    assert figures("clear_rate", window={"from": "2020-01-01", "to": "2020-02-01"}) == [None]


def test_talks_are_summed_over_visits_made(figures, work):
    assert figures("sorting_talk_households") == [42]


def test_figures_can_be_grouped(figures, work):
    window = {"from": "2023-08-01", "to": "2023-09-01"}

    assert figures("five_clean_found", by="DISTRICT") == {"370202": 1, "370203": 9}
    assert figures("five_clean_found", by="COMMUNITY") == {SEASIDE: 9, CLOUDS: 1}
    assert figures("five_clean_found", by="MONTH") == {"2023-07": 7, "2023-08": 3}
    assert figures("five_clean_found", by="LINE") == {"sanitation": 10}
    assert figures("clear_rate", by="DISTRICT") == {"370202": 0, "370203": 7 / 9}
    assert figures("sorting_talk_households", by="DAY") == {"2023-07-31": 30, "2023-08-01": 12}
    assert figures("five_clean_cleared", "clear_rate", window=window) == [2, 2 / 3]


@pytest.fixture
def toilets(database, places) -> None:
    """Toilets that offer one thing or several, one that was closed, and what is no toilet."""
    T, A = FacilityKind.PUBLIC_TOILET, FacilityKind.FIRST_AID_POINT
    every = {"is_open_all_day": True, "has_third_restroom": True, "is_social_unit": True}
    given = [
        (T, CLOUDS, date(2021, 5, 1), {"is_open_all_day": True}),
        (T, CLOUDS, date(2021, 5, 1), {"is_open_all_day": True, "has_third_restroom": True}),
        (T, SEASIDE, date(2021, 4, 30), {"is_open_all_day": True, "is_social_unit": True}),
        (T, SEASIDE, date(2021, 6, 1), every),
        (T, SEASIDE, date(2021, 5, 1), {}),
        (T, SEASIDE, date(2021, 5, 1), every | {"closed_on": date(2022, 1, 1)}),
        (A, SEASIDE, date(2021, 5, 1), {"is_open_all_day": True}),
    ]
    with database.writing() as session:
        for number, (kind, code, opened_on, more) in enumerate(given):
            community = session.scalars(select(Community).where(Community.code == code)).one()
            session.add(
                Facility(
                    kind=kind,
                    name=f"设施{number}",
                    community=community,
                    district_id=community.district_id,
                    opened_on=opened_on,
                    **more,
                )
            )


TOILETS = ("toilets_social_unit", "toilets_all_day", "toilets_third_restroom")


def test_toilets_in_use_are_counted_by_what_they_offer(figures, toilets):
    assert figures(*TOILETS) == [2, 4, 2]


def test_toilets_count_on_the_day_on_which_they_opened(figures, toilets):
    assert figures(*TOILETS, window={"from": "2021-05-01", "to": "2021-06-01"}) == [0, 2, 1]
    assert figures("toilets_all_day", by="DISTRICT") == {"370202": 2, "370203": 2}


def test_toilets_belong_to_the_line(figures, toilets):
    assert figures("toilets_all_day", by="LINE") == {"sanitation": 4}
