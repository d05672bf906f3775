"""Drilling down: a value's rows are exactly those that were counted."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from core.database import Database
from core.figures.metrics import STAFF, VOLUNTEERS
from core.metrics.counted import listed_rows, number_of_rows
from core.metrics.scope import ALWAYS, EVERYTHING
from core.testing.client import Client
from tests.core.metrics.conftest import VALUES, WINTER
from tests.core.metrics.test_metrics import VISITS
from tests.core.metrics.world import driven

ROWS = """query($key: String!, $part: MetricPart, $first: Int = 100, $after: String) {
  metricRows(drillKey: $key, part: $part, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage hasPreviousPage endCursor }
    nodes { id key day amount visit { id } case { id } household { id } community { code } }
  }
}"""


@pytest.fixture
def rows(judged: Any) -> Any:
    def ask(value: Any, part: str | None = None) -> Any:
        found = judged(ROWS, {"key": value["drillKey"], "part": part})["metricRows"]
        assert found["totalCount"] == len(found["nodes"])
        return found["nodes"]

    return ask


def test_the_visits_of_a_value_are_listed_by_day(lived: Any, values: Any, rows: Any) -> None:
    lived(*VISITS)
    (whole,) = values(["core.visits"])
    assert [(row["id"], row["day"], row["visit"]["id"]) for row in rows(whole)] == [
        ("CommunityVisit_1", "2022-12-20", "CommunityVisit_1"),
        ("CommunityVisit_2", "2023-01-02", "CommunityVisit_2"),
        ("CommunityVisit_3", "2023-02-01", "CommunityVisit_3"),
        ("CommunityVisit_4", "2023-02-02", "CommunityVisit_4"),
    ]


@pytest.mark.parametrize("by", ["LINE", "DISTRICT", "STREET", "COMMUNITY", "ROUND", "MONTH", "WEEK", "DAY", "UNIT"])
@pytest.mark.parametrize("key", ["core.visits", "core.person_times", "core.communities_reached"])
def test_each_group_lists_its_own(lived: Any, values: Any, rows: Any, key: str, by: str) -> None:
    lived(*VISITS)
    for value in values([key], (by,)):
        assert sum(row["amount"] for row in rows(value)) == value["value"]


def test_parts_of_a_sum_say_how_much_they_add(lived: Any, values: Any, rows: Any) -> None:
    lived(*VISITS, ("material", 1, 1, 4), ("material", 1, 2, 1), ("material", 5, 1, 9))
    (value,) = values(["core.materials_distributed"])
    found = [(row["id"], row["key"], row["amount"], row["visit"]["id"]) for row in rows(value)]
    assert found == [
        (None, "visit_material/1/1", 5, "CommunityVisit_1"),
        (None, "visit_material/1/2", 2, "CommunityVisit_1"),
    ]


def test_households_and_communities_are_listed_once(lived: Any, values: Any, rows: Any) -> None:
    lived(*VISITS, ("knock", 1, 1, 1), ("knock", 2, 1, 1), ("knock", 3, 3, 1))
    (homes,) = values(["core.households_served"])
    assert [(row["household"]["id"], row["day"]) for row in rows(homes)] == [
        ("Household_1", None),
        ("Household_3", None),
    ]
    (reached,) = values(["core.communities_reached"], filter={"districtCodes": ["370201"]})
    assert [row["community"]["code"] for row in rows(reached)] == ["370201001001", "370201002003"]


def test_what_stands_at_a_moment_is_listed_without_what_has_ended(lived: Any, values: Any, rows: Any) -> None:
    lived(("case", 1, 1, 1, 0, 0, 0, 1), ("case", 2, 1, 1, 1, 1, 20, 2), ("case", 3, 1, 1, 14, 1, 0, 0))
    (value,) = values(["core.cases_open"])
    assert [row["case"]["id"] for row in rows(value)] == ["Case_1", "Case_3"]


def test_a_rate_has_rows_for_both_of_its_parts(lived: Any, values: Any, rows: Any, client: Client) -> None:
    lived(("case", 1, 1, 1, 0, 0, 1, 1), ("case", 2, 1, 1, 1, 0, 0, 2))
    (rate,) = values(["core.on_site_rate"])
    assert [row["id"] for row in rows(rate)] == ["Case_1"]
    assert [row["id"] for row in rows(rate, "DENOMINATOR")] == ["Case_1", "Case_2"]
    (count,) = values(["core.cases_reported"])
    asked = {"query": ROWS, "variables": {"key": count["drillKey"], "part": "DENOMINATOR"}}
    (error,) = client.http.post("/graphql", json=asked).json()["errors"]
    assert "no denominator" in error["message"]


def test_a_median_lists_the_cases_that_it_was_taken_of(lived: Any, values: Any, rows: Any) -> None:
    lived(*(("case", key, 1, 1, key, 0, 2, 1) for key in (1, 2, 3)), ("case", 4, 1, 1, 1, 0, 1, 1))
    (median,) = values(["core.median_hours_to_close"])
    assert median["numerator"] == 3
    assert [row["id"] for row in rows(median)] == ["Case_1", "Case_2", "Case_3"]


def test_a_difference_of_sums_lists_also_what_is_only_taken_away(lived: Any, city: Database) -> None:
    """Visits to which two, nobody and one of the staff came, each with one volunteer."""
    lived(*(("visit", key, 1, 1, key, 1, people, 0) for key, people in ((1, 2), (2, 0), (3, 1))))
    with city.reading() as session:
        found = driven(listed_rows(STAFF - VOLUNTEERS, ALWAYS, EVERYTHING, None, 10), session)
        number = driven(number_of_rows(STAFF - VOLUNTEERS, ALWAYS, EVERYTHING), session)
    assert [(row.fields["id"], row.fields["amount"]) for row in found] == [
        ("CommunityVisit_1", 1),
        ("CommunityVisit_2", -1),
    ]
    assert number == 2


def test_pages_of_rows_go_through_all_of_them(lived: Any, judged: Any) -> None:
    lived(
        *VISITS,
        ("material", 1, 1, 4),
        ("material", 1, 2, 1),
        ("material", 2, 1, 9),
        ("knock", 1, 1, 1),
        ("knock", 2, 2, 1),
    )
    for key in ("core.visits", "core.materials_distributed", "core.households_served", "core.communities_reached"):
        (value,) = judged(VALUES, {"keys": [key], "window": WINTER})["metrics"]["nodes"]
        whole = judged(ROWS, {"key": value["drillKey"]})["metricRows"]["nodes"]
        seen: list[Any] = []
        after = None
        for _ in range(len(whole)):
            page = judged(ROWS, {"key": value["drillKey"], "first": 1, "after": after})["metricRows"]
            assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
            seen += page["nodes"]
            after = page["pageInfo"]["endCursor"]
        assert not page["pageInfo"]["hasNextPage"]
        assert seen == whole


@pytest.mark.parametrize(
    "key",
    [
        "",
        "x",
        "漢",
        base64.urlsafe_b64encode(json.dumps(["core.nothing", "2023-01-01", "2023-02-01", []]).encode()).decode(),
        base64.urlsafe_b64encode(json.dumps(["core.visits", "2023-01-01", 5, []]).encode()).decode(),
        base64.urlsafe_b64encode(
            json.dumps(["core.visits", "2023-01-01", "2023-02-01", [["id", ["1"]]]]).encode()
        ).decode(),
        base64.urlsafe_b64encode(
            json.dumps(["core.visits", "2023-01-01", "2023-02-01", [["line", [5]]]]).encode()
        ).decode(),
        base64.urlsafe_b64encode(
            json.dumps(["core.visits", "2023-01-01", "2023-02-01", [["source", ["VISIT"]]]]).encode()
        ).decode(),
    ],
)
def test_a_made_up_key_is_refused(client: Client, city: Any, key: str) -> None:
    answer = client.http.post("/graphql", json={"query": ROWS, "variables": {"key": key}}).json()
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "drillKey" in error["message"]
