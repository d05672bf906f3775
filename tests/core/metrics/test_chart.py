"""Charts: labels without gaps, a series for each metric and further group."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from core.database import Database
from core.places.models import Community
from tests.core.metrics.test_metrics import VISITS

CHART = """query($keys: [String!]!, $window: DateWindow!, $by: [MetricDimension!]) {
  metricChart(keys: $keys, window: $window, groupBy: $by) { axis labels series { name values metric { key } } }
}"""


def chart(judged: Any, keys: list[str], by: list[str]) -> Any:
    window = {"from": "2022-12-01", "to": "2023-04-01"}
    return judged(CHART, {"keys": keys, "window": window, "by": by})["metricChart"]


def test_time_is_along_the_axis_without_gaps(lived: Any, judged: Any) -> None:
    lived(*VISITS)
    made = chart(judged, ["core.visits", "core.on_site_rate"], ["LINE", "MONTH"])
    assert (made["axis"], made["labels"]) == ("MONTH", ["2022-12", "2023-01", "2023-02", "2023-03"])
    assert [(one["metric"]["key"], one["name"], one["values"]) for one in made["series"]] == [
        ("core.visits", "燃气安全", [1, 0, 2, 0]),
        ("core.visits", "供热质量", [0, 1, 0, 0]),
        ("core.on_site_rate", "燃气安全", [None] * 4),
        ("core.on_site_rate", "供热质量", [None] * 4),
    ]


def test_places_are_along_the_axis_by_name(lived: Any, judged: Any) -> None:
    lived(*VISITS)
    made = chart(judged, ["core.visits"], ["DISTRICT"])
    assert (made["axis"], made["labels"]) == ("DISTRICT", ["区1", "区2"])
    assert [(one["name"], one["values"]) for one in made["series"]] == [("", [3, 1])]


def test_communities_of_one_name_are_told_apart_by_their_codes(lived: Any, judged: Any, city: Database) -> None:
    lived(*VISITS)
    with city.writing() as session:
        session.execute(update(Community).where(Community.id.in_([1, 4])).values(name="观海社区"))
    made = chart(judged, ["core.visits"], ["COMMUNITY"])
    assert made["labels"] == ["观海社区 370201001001", "社区3", "观海社区 370202003004"]
    (_, _, series) = chart(judged, ["core.visits"], ["COMMUNITY", "MONTH"])["series"]
    assert series["name"] == "观海社区 370202003004"


def test_one_total_is_one_number(lived: Any, judged: Any) -> None:
    lived(*VISITS)
    made = chart(judged, ["core.visits"], [])
    assert (made["axis"], made["labels"], made["series"][0]["values"]) == (None, [""], [4])
