"""Figures of any lines, by any dimension: each explains itself."""

from __future__ import annotations

import pytest

from tests.core.conftest import CLOUDS, SEASIDE

QUERY = """
query (
  $keys: [String!]!, $window: DateWindow!, $by: [MetricDimension!], $filter: MetricFilter, $first: Int = 100, $after: String
) {
  metrics(keys: $keys, window: $window, groupBy: $by, filter: $filter, first: $first, after: $after) {
    totalCount
    nodes {
      metric { key unit isRate line { key } }
      line { key } district { code } street { code } community { code } month week day
      value numerator denominator sampleSize asOf
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""
SEPTEMBER = {"from": "2023-09-01", "to": "2023-10-01"}
DIMENSIONS = ("line", "district", "street", "community", "month", "week", "day")


@pytest.fixture
def measured(judged, visited):
    """Three problems found in two communities, two of them solved on the spot; asks for figures."""
    fixed, left = ({"categoryCode": "E01-11", "title": "渣土", "isSolvedOnSite": spot} for spot in (True, False))
    visited("2023-09-01", SEASIDE, problems=[fixed, left])
    visited("2023-09-04", CLOUDS, problems=[fixed])
    visited("2023-09-04", CLOUDS, line="gas")

    def ask(*keys, window=SEPTEMBER, **variables):
        return judged(QUERY, {"keys": keys, "window": window, **variables})["metrics"]

    return ask


def cells(found) -> list[tuple]:
    """What it is grouped by, and the figure."""

    def name(place):
        return (place.get("code") or place.get("key")) if isinstance(place, dict) else place

    return [
        (*(name(node[part]) for part in DIMENSIONS if node[part] is not None), node["value"]) for node in found["nodes"]
    ]


def test_a_count_in_one_total_says_what_it_is(measured):
    (found,) = measured("core.problems_solved_on_site")["nodes"]

    assert found["metric"] == {"key": "core.problems_solved_on_site", "unit": "problems", "isRate": False, "line": None}
    assert (found["value"], found["numerator"], found["denominator"]) == (2.0, 2.0, None)
    assert found["asOf"] == "2023-09-08T02:00:00Z"
    assert all(found[part] is None for part in DIMENSIONS)


def test_a_rate_shows_both_its_parts_and_how_much_stands_behind_it(measured):
    (found,) = measured("core.on_site_rate")["nodes"]

    assert (found["value"], found["numerator"], found["denominator"], found["sampleSize"]) == (2 / 3, 2.0, 3.0, 3)


def test_a_rate_of_nothing_is_null_and_a_count_of_nothing_is_zero(measured):
    window = {"from": "2022-01-01", "to": "2022-02-01"}
    assert [node["value"] for node in measured("core.on_site_rate", "core.visits", window=window)["nodes"]] == [None, 0]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (["LINE"], [("gas", 1.0), ("sanitation", 2.0)]),
        (["DISTRICT"], [("370203", 1.0), ("370202", 2.0)]),
        (["STREET"], [("370203029", 1.0), ("370202001", 2.0)]),
        (["COMMUNITY"], [(SEASIDE, 1.0), (CLOUDS, 2.0)]),
        (["MONTH"], [("2023-09", 3.0)]),
        (["WEEK"], [("2023-08-28", 1.0), ("2023-09-04", 2.0)]),
        (["DAY"], [("2023-09-01", 1.0), ("2023-09-04", 2.0)]),
        (
            ["DAY", "LINE"],
            [("sanitation", "2023-09-01", 1.0), ("gas", "2023-09-04", 1.0), ("sanitation", "2023-09-04", 1.0)],
        ),
    ],
)
def test_a_figure_is_grouped_by_any_dimension(by, expected, measured):
    assert sorted(cells(measured("core.visits", by=by))) == sorted(expected)


@pytest.mark.parametrize(
    ("given", "visits"),
    [
        ({"lines": ["gas"]}, 1.0),
        ({"districtCodes": ["370202"]}, 2.0),
        ({"streetCodes": ["370203029"]}, 1.0),
        ({"communityCodes": [SEASIDE, CLOUDS]}, 3.0),
        ({"lines": ["sanitation"], "communityCodes": [CLOUDS]}, 1.0),
        ({"lines": []}, 0.0),
    ],
)
def test_a_filter_keeps_what_holds(given, visits, measured):
    assert cells(measured("core.visits", filter=given)) == [(visits,)]


def test_figures_are_paged_in_the_order_of_the_keys(measured):
    keys = ("core.visits", "core.communities_reached")
    whole = measured(*keys, by=["COMMUNITY"])
    assert whole["totalCount"] == 4

    first = measured(*keys, by=["COMMUNITY"], first=3)
    rest = measured(*keys, by=["COMMUNITY"], first=3, after=first["pageInfo"]["endCursor"])

    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)
    assert first["nodes"] + rest["nodes"] == whole["nodes"]
    assert [node["metric"]["key"] for node in whole["nodes"]] == [keys[0]] * 2 + [keys[1]] * 2


def test_figures_of_several_lines_are_asked_in_one_question(measured):
    found = measured("core.visits", "gas.hazards_found", "sanitation.five_clean_cleared")

    assert [node["metric"]["line"] and node["metric"]["line"]["key"] for node in found["nodes"]] == [
        None,
        "gas",
        "sanitation",
    ]


def test_a_community_shows_its_own_figures(measured, judged):
    query = '{ communities(first: 9) { nodes { code metrics(keys: ["core.visits"]) { value } } } }'

    found = {node["code"]: node["metrics"][0]["value"] for node in judged(query)["communities"]["nodes"]}

    assert (found[SEASIDE], found[CLOUDS]) == (1.0, 2.0)


@pytest.mark.parametrize(
    ("more", "field", "message"),
    [
        ({"keys": ["core.visit"]}, ["keys"], "There is no metric 'core.visit'. There is: core.visits"),
        ({"keys": []}, ["keys"], "ask for 1 to 20"),
        ({"keys": ["core.visits"] * 21}, ["keys"], "ask for 1 to 20"),
        ({"by": ["DISTRICT"], "keys": ["core.convenience_measures"]}, ["groupBy"], "it can by"),
        ({"filter": {"lines": ["water"]}}, ["filter", "lines"], "There is no service line 'water'"),
        ({"window": {"from": "2023-09-02", "to": "2023-09-01"}}, ["window", "to"], "the day after the last"),
        ({"first": 101}, ["first"], "1 to 100"),
        ({"after": "x"}, ["after"], ""),
    ],
)
def test_what_cannot_be_asked_is_told(more, field, message, client, database, places):
    variables = {"keys": ["core.visits"], "window": SEPTEMBER} | more

    (error,) = client(QUERY, variables)["errors"]

    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["field"] == field
    assert message in error["message"]


def test_the_catalogue_explains_every_figure(judged):
    catalogue = judged("{ metricCatalogue { key label labelZh unit description formula isRate dimensions } }")

    for metric in catalogue["metricCatalogue"]:
        for part in ("label", "labelZh", "unit", "description", "formula"):
            assert metric[part].strip(), (metric["key"], part)
        assert {"DAY", "WEEK", "MONTH"} <= set(metric["dimensions"])
    keys = [metric["key"] for metric in catalogue["metricCatalogue"]]
    assert len(keys) == len(set(keys))
