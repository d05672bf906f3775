"""Asking for figures: groups, filters, orders, comparisons, pages, and what is refused."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date
from itertools import accumulate
from typing import Any

import orjson
import pytest

from core.metrics.listing import turned_round
from core.metrics.values import percentile, wilson
from tests.core.metrics.conftest import VALUES, WINTER

# visit: key, line, community, day (from 2022-12-20), status (1 made), people, leader
# line 0 enforcement, 1 gas, 2 heating, 3 sanitation; communities 1 and 2 lie in street 1, 3 in 2, 4 and 5 in 3
VISITS = [
    ("visit", 1, 1, 1, 0, 1, 2, 1),  # 2022-12-20, round -, gas
    ("visit", 2, 2, 1, 13, 1, 3, 2),  # 2023-01-02, round 1, heating
    ("visit", 3, 1, 3, 43, 1, 1, 0),  # 2023-02-01, round 1, gas
    ("visit", 4, 1, 4, 44, 1, 1, 3),  # 2023-02-02, round 2, gas
    ("visit", 5, 1, 5, 44, 2, 9, 1),  # cancelled
]


def shown(nodes: list[Any], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(_short(node[name]) for name in names) for node in nodes]


def _short(value: Any) -> Any:
    return next(iter(value.values())) if isinstance(value, dict) else value


def test_without_groups_there_is_one_value_that_explains_itself(lived: Any, values: Any) -> None:
    lived(*VISITS)
    (value,) = values(["core.person_times"])
    assert (value["value"], value["numerator"], value["denominator"], value["sampleSize"]) == (25, 25, None, 25)
    assert value["window"] == WINTER


@pytest.mark.parametrize(
    ("dimension", "name", "expected"),
    [
        ("LINE", "line", [("gas", 3), ("heating", 1)]),
        ("DISTRICT", "district", [("370201", 3), ("370202", 1)]),
        ("STREET", "street", [("370201001", 2), ("370201002", 1), ("370202003", 1)]),
        ("COMMUNITY", "community", [("370201001001", 2), ("370201002003", 1), ("370202003004", 1)]),
        ("ROUND", "round", [("2023-01", 2), ("2023-02", 1), (None, 1)]),
        ("MONTH", "month", [("2022-12", 1), ("2023-01", 1), ("2023-02", 2)]),
        ("WEEK", "week", [("2022-12-19", 1), ("2023-01-02", 1), ("2023-01-30", 2)]),
        ("DAY", "day", [("2022-12-20", 1), ("2023-01-02", 1), ("2023-02-01", 1), ("2023-02-02", 1)]),
        ("UNIT", "unit", [("单位1", 1), ("单位2", 1), (None, 2)]),
    ],
)
def test_visits_are_grouped_by_any_dimension(lived: Any, values: Any, dimension: str, name: str, expected: Any) -> None:
    lived(*VISITS)
    assert shown(values(["core.visits"], (dimension,)), name, "value") == expected


def test_cases_are_grouped_by_category_source_and_the_unit_they_are_assigned_to(lived: Any, values: Any) -> None:
    lived(("case", 1, 1, 1, 0, 0, 1, 1), ("case", 2, 1, 1, 3, 1, 2, 2), ("case", 3, 2, 4, 3, 1, 0, 0))
    found = values(["core.cases_reported"], ("SOURCE",))
    assert shown(found, "source", "value") == [("PATROL", 2), ("VISIT", 1)]
    assert shown(values(["core.cases_reported"], ("UNIT",)), "unit", "value") == [("单位1", 1), ("单位2", 1), (None, 1)]
    by_category = values(["core.cases_reported"], ("CATEGORY", "LINE"))
    assert sorted(node["value"] for node in by_category) == [1, 2]
    assert {node["line"]["key"] for node in by_category} == {"gas", "heating"}
    assert all(node["category"]["code"] for node in by_category)


def test_what_no_rollup_has_is_answered_from_the_rows(lived: Any, values: Any) -> None:
    lived(("case", 1, 1, 1, 0, 0, 1, 1), ("case", 2, 1, 1, 3, 1, 2, 2), ("case", 3, 1, 1, 3, 1, 2, 2))
    found = values(["core.cases_reported"], ("COMMUNITY", "SOURCE", "UNIT"))
    assert shown(found, "source", "unit", "value") == [("PATROL", "单位2", 2), ("VISIT", "单位1", 1)]


@pytest.mark.parametrize(
    "by", [(), ("DISTRICT",), ("STREET",), ("COMMUNITY",), ("LINE", "COMMUNITY"), ("MONTH",)], ids=str
)
def test_never_more_is_covered_than_there_is_to_cover(lived: Any, values: Any, by: Any) -> None:
    """What left the register since is neither in the numerator nor in the denominator, also of days that lie back."""
    lived(*VISITS, ("listed", 1, 0), ("listed", 4, 0), ("listed", 5, 0))
    found = values(["core.coverage_rate"], by)
    assert {node["denominator"] for node in found} <= {0, 1, 2}
    assert all(node["numerator"] <= node["denominator"] for node in found), found
    (whole,) = values(["core.coverage_rate"])
    assert (whole["numerator"], whole["denominator"]) == (1, 2), "of communities 2 and 3, which are left, 3"
    lived(("listed", 1, 1))
    (whole,) = values(["core.coverage_rate"])
    assert (whole["numerator"], whole["denominator"]) == (2, 3)


def test_communities_count_once_in_every_grouping_and_are_never_added_up(lived: Any, values: Any) -> None:
    lived(*VISITS, ("visit", 6, 3, 1, 14, 1, 0, 0))
    (whole,) = values(["core.communities_reached"])
    assert whole["value"] == 3
    assert shown(values(["core.communities_reached"], ("LINE",)), "line", "value") == [
        ("gas", 3),
        ("heating", 1),
        ("sanitation", 1),
    ]
    assert [node["value"] for node in values(["core.communities_reached"], ("MONTH",))] == [1, 1, 2]
    (two,) = values(["core.communities_reached"], filter={"lines": ["heating", "sanitation"]})
    assert two["value"] == 1


def test_households_count_once_however_often_they_are_entered(lived: Any, values: Any) -> None:
    lived(*VISITS, ("knock", 1, 1, 1), ("knock", 2, 1, 1), ("knock", 3, 3, 1), ("knock", 2, 2, 0))
    assert [node["value"] for node in values(["core.households_served"])] == [2]
    assert shown(values(["core.households_served"], ("LINE",)), "line", "value") == [("gas", 2), ("heating", 1)]
    assert shown(values(["core.households_served"], ("COMMUNITY",)), "community", "value") == [
        ("370201001001", 1),
        ("370201002003", 1),
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"lines": ["gas"]}, 3),
        ({"lines": ["gas", "heating"], "districtCodes": ["370201"]}, 3),
        ({"streetCodes": ["370201001"]}, 2),
        ({"communityCodes": ["370201001001", "370202003004"]}, 3),
        ({"rounds": ["2023-01"]}, 2),
        ({"unitIds": ["Unit_2"]}, 1),
        ({"lines": []}, 0),
    ],
)
def test_filters_narrow_what_is_counted(lived: Any, values: Any, given: Any, expected: int) -> None:
    lived(*VISITS)
    assert [node["value"] for node in values(["core.visits"], filter=given)] == [expected]


def test_a_correction_moves_the_right_day(lived: Any, values: Any) -> None:
    lived(*VISITS)
    lived(("visit", 1, 1, 1, 40, 1, 2, 1))  # it was on 2023-01-29
    assert shown(values(["core.visits"], ("MONTH",)), "month", "value") == [("2023-01", 2), ("2023-02", 2)]
    lived(("gone", 0, 2))
    assert shown(values(["core.visits"], ("MONTH",)), "month", "value") == [("2023-01", 1), ("2023-02", 2)]


def test_open_cases_are_those_at_the_end_of_each_month(lived: Any, values: Any) -> None:
    lived(("case", 1, 1, 1, 0, 0, 0, 1), ("case", 2, 1, 1, 1, 1, 20, 2), ("case", 3, 1, 1, 14, 1, 0, 0))
    found = shown(values(["core.cases_open"], ("MONTH",)), "month", "value")
    assert found == [("2022-12", 2), ("2023-01", 2), ("2023-02", 2)]  # one closed, one reported in January
    assert shown(values(["core.cases_open"], window={"from": "2023-01-01", "to": "2023-01-05"}), "value") == [(3,)]


def test_a_rate_without_anything_to_divide_by_is_null(values: Any) -> None:
    (rate,) = values(["core.on_site_rate"])
    assert (rate["value"], rate["numerator"], rate["denominator"], rate["wilsonLower"]) == (None, 0, 0, None)
    assert rate["isSampleSufficient"] is False


def test_values_are_compared_with_the_time_before_and_the_year_before(lived: Any, values: Any) -> None:
    lived(*VISITS)
    months = values(["core.visits"], ("MONTH",), {"from": "2023-01-01", "to": "2023-03-01"})
    assert [node["previous"]["value"] for node in months] == [1, 1]
    assert [node["previous"]["changeRate"] for node in months] == [0, 1]
    (year,) = values(["core.visits"], (), {"from": "2023-12-01", "to": "2024-01-01"})
    assert (year["yearBefore"]["value"], year["yearBefore"]["change"], year["yearBefore"]["changeRate"]) == (1, -1, -1)
    assert year["yearBefore"]["window"] == {"from": "2022-12-01", "to": "2023-01-01"}
    (quarter,) = values(["core.visits"], (), {"from": "2023-01-01", "to": "2023-04-01"})
    assert quarter["previous"]["window"] == {"from": "2022-10-01", "to": "2023-01-01"}
    (days,) = values(["core.visits"], (), {"from": "2023-02-02", "to": "2023-02-03"})
    assert (days["previous"]["value"], days["previous"]["window"]["from"]) == (1, "2023-02-01")


@pytest.mark.parametrize(
    ("by", "window", "before", "year_before"),
    [
        ((), "2024-02-01 2024-02-29", "2024-01-04 2024-02-01", "2023-02-01 2023-03-01"),
        ((), "2024-02-28 2024-02-29", "2024-02-27 2024-02-28", "2023-02-28 2023-03-01"),
        ((), "2024-02-01 2024-03-01", "2024-01-01 2024-02-01", "2023-02-01 2023-03-01"),
        ((), "2023-02-01 2023-03-01", "2023-01-01 2023-02-01", "2022-02-01 2022-03-01"),
        (("MONTH",), "2023-03-01 2023-03-31", "2023-02-01 2023-03-01", "2022-03-01 2022-03-31"),
        (("MONTH",), "2023-03-15 2023-03-29", "2023-02-15 2023-03-01", "2022-03-15 2022-03-29"),
        (("MONTH",), "2023-03-29 2023-04-01", "2023-02-28 2023-03-01", "2022-03-29 2022-04-01"),
        (("MONTH",), "2023-02-01 2023-03-01", "2023-01-01 2023-02-01", "2022-02-01 2022-03-01"),
        (("DAY",), "2024-02-28 2024-03-01", "2024-02-27 2024-02-29", "2023-02-28 2023-03-01"),
        (("DAY",), "2024-02-28 2024-02-29", "2024-02-27 2024-02-28", "2023-02-28 2023-03-01"),
        (("WEEK",), "2024-12-30 2025-01-06", "2024-12-23 2024-12-30", "2024-01-01 2024-01-08"),
    ],
)
def test_the_last_day_of_a_window_is_compared_with_the_last_day_of_the_other(
    lived: Any, values: Any, by: tuple[str, ...], window: str, before: str, year_before: str
) -> None:
    """Where months are shorter, the 28th was left out: it was counted as the day on which the other window ends."""
    since, until = window.split()
    first = date(2022, 12, 20)
    lived(("visit", 1, 1, 1, (date.fromisoformat(since) - first).days, 1, 1, 1))
    (value,) = values(["core.visits"], by, {"from": since, "to": until})
    told = [" ".join(value[name]["window"].values()) for name in ("previous", "yearBefore")]
    assert told == [before, year_before]


def test_the_first_field_of_an_order_decides(lived: Any, values: Any) -> None:
    lived(*VISITS, ("visit", 6, 2, 1, 13, 1, 3, 2))
    order = [{"field": "GROUP", "direction": "ASC"}, {"field": "VALUE", "direction": "DESC"}]
    assert shown(values(["core.visits"], ("DAY",), order=order), "day", "value") == [
        ("2022-12-20", 1),
        ("2023-01-02", 2),
        ("2023-02-01", 1),
        ("2023-02-02", 1),
    ]


def test_a_page_after_all_values_are_gone_is_empty(lived: Any, values: Any, judged: Any) -> None:
    lived(*VISITS)
    variables = {"keys": ["core.visits"], "window": WINTER, "by": ["LINE"], "first": 1}
    after = judged(VALUES, variables)["metrics"]["pageInfo"]["endCursor"]
    lived(*(("gone", 0, key) for key in (1, 2, 3, 4)))
    assert judged(VALUES, variables | {"after": after})["metrics"]["nodes"] == []


def test_a_ranking_by_the_wilson_bound_does_not_put_one_of_one_before_nine_of_ten(lived: Any, values: Any) -> None:
    found = [("case", key, 1, 4, key, 0, 1 if key < 10 else 0, 1) for key in range(1, 11)]
    lived(*found, ("case", 11, 1, 1, 3, 0, 1, 1))
    by_value = values(["core.on_site_rate"], ("DISTRICT",), order=[{"field": "VALUE", "direction": "DESC"}])
    assert shown(by_value, "district", "value", "isSampleSufficient") == [
        ("370202", 0.9, True),
        ("370201", 1.0, False),  # too few to be ranked
    ]
    by_wilson = values(["core.on_site_rate"], ("DISTRICT",), order=[{"field": "WILSON", "direction": "DESC"}])
    assert [node["district"]["code"] for node in by_wilson] == ["370202", "370201"]
    assert by_wilson[0]["wilsonLower"] == pytest.approx(0.5958, abs=1e-4)
    few = values(["core.on_site_rate"], ("DISTRICT",), least=5)
    assert [node["district"]["code"] for node in few] == ["370202"]


def test_pages_go_through_all_values_in_any_order(lived: Any, judged: Any) -> None:
    lived(*VISITS)
    for order in (None, [{"field": "VALUE", "direction": "DESC"}], [{"field": "GROUP", "direction": "DESC"}]):
        variables = {"keys": ["core.visits", "core.person_times"], "window": WINTER, "by": ["DAY"], "order": order}
        whole = judged(VALUES, variables)["metrics"]
        seen: list[Any] = []
        after = None
        while True:
            page = judged(VALUES, variables | {"first": 3, "after": after})["metrics"]
            assert page["totalCount"] == whole["totalCount"] == 8
            seen += page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                break
            after = page["pageInfo"]["endCursor"]
        assert seen == whole["nodes"]


def test_numbers_by_value_come_greatest_first(lived: Any, values: Any) -> None:
    lived(*VISITS)
    found = values(["core.person_times"], ("COMMUNITY",), order=[{"field": "NUMERATOR", "direction": "DESC"}])
    assert [node["value"] for node in found] == [17, 4, 4]


# ------------------------------------------------------------- refused


def test_an_unknown_key_is_answered_with_the_nearest(refusal: Any) -> None:
    assert "core.visits" in refusal(["core.visit"])["message"]


def test_a_window_that_ends_before_it_begins_is_refused(refusal: Any) -> None:
    error = refusal(["core.visits"], window={"from": "2023-02-01", "to": "2023-02-01"})
    assert error["extensions"]["field"] == ["window", "to"]


def test_a_grouping_that_a_metric_does_not_support_is_refused_with_those_it_does(refusal: Any) -> None:
    message = refusal(["core.visits"], ("CATEGORY",))["message"]
    assert "cannot be grouped by CATEGORY" in message
    assert "MONTH" in message
    assert "cannot be narrowed by source" in refusal(["core.visits"], filter={"sources": ["VISIT"]})["message"]
    assert "one of them" in refusal(["core.visits"], ("DAY", "MONTH"))["message"]


def test_ten_years_by_day_by_community_cost_too_much(refusal: Any, lived: Any) -> None:
    error = refusal(["core.visits"], ("COMMUNITY", "DAY"), {"from": "2001-01-01", "to": "2050-01-01"})
    assert error["extensions"]["field"] == ["groupBy"]
    told = error["message"]
    assert "268,455 values (3 windows × 5 communities × 17,897 days)" in told
    assert "at most 50,000" in told
    assert "MONTH (8,820)" in told
    assert "a window of at most 3,333 days" in told
    told = refusal(["core.visits"], ("COMMUNITY", "DAY"), {"from": "2001-01-01", "to": "2050-01-01"}, language="zh")[
        "message"
    ]
    assert "268,455 个值（3 个时段 × 5 个社区 × 17,897 天）" in told
    assert "按 COMMUNITY, MONTH 分组（8,820）；日期范围不超过 3,333 天；使用 filter 筛选。" in told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"lines": ["water"]}, "gas"),
        ({"districtCodes": ["999999"]}, "999999"),
        ({"communityCodes": ["1"]}, "There is no community"),
        ({"rounds": ["2019-01"]}, "2019-01"),
        ({"unitIds": ["Officer_1"]}, "Officer_1"),
    ],
)
def test_codes_that_do_not_exist_are_told(refusal: Any, given: Any, told: str) -> None:
    error = refusal(["core.visits"], filter=given)
    assert told in error["message"]
    assert error["extensions"]["field"] == ["filter", next(iter(given))]


def test_a_cursor_of_another_order_is_refused(refusal: Any, lived: Any, judged: Any) -> None:
    lived(*VISITS)
    variables = {"keys": ["core.visits"], "window": WINTER, "by": ["DAY"], "first": 1}
    cursor = judged(VALUES, variables)["metrics"]["pageInfo"]["endCursor"]
    order = [{"field": "VALUE", "direction": "ASC"}]
    assert "cursor" in refusal(["core.visits"], ("DAY",), after=cursor, order=order)["message"]


def test_a_cursor_that_somebody_made_up_is_refused_where_a_word_is_missing(
    refusal: Any, lived: Any, judged: Any
) -> None:
    """It was a fault of ours."""
    lived(*VISITS)
    variables = {"keys": ["core.visits"], "window": WINTER, "by": ["DAY"], "first": 1}
    cursor = judged(VALUES, variables)["metrics"]["pageInfo"]["endCursor"]
    sign, *_ = orjson.loads(urlsafe_b64decode(cursor + "=="))
    for made in ([sign, None, "2022-12-20"], [sign, 0, None]):
        given = urlsafe_b64encode(orjson.dumps(made)).decode()
        assert "cursor" in refusal(["core.visits"], ("DAY",), after=given)["message"]


# ------------------------------------------------------------- numbers


def test_words_that_begin_alike_are_turned_round_too() -> None:
    assert sorted(["gas", "gasworks", "heating"], key=turned_round) == ["heating", "gasworks", "gas"]


def test_the_lower_end_of_a_share_rises_with_the_sample() -> None:
    assert wilson(0, 0) is None
    assert wilson(0, 10) == 0
    assert wilson(1, 1) == pytest.approx(0.2065, abs=1e-4)
    assert wilson(90, 100) == pytest.approx(0.8256, abs=1e-4)
    assert wilson(900, 1000) == pytest.approx(0.8799, abs=1e-4)


def test_a_percentile_is_the_middle_of_the_step_that_its_rank_falls_into() -> None:
    steps = ((10, 1), (0, 10))
    assert percentile([0], 0.5, steps) is None
    assert percentile([*accumulate([0, 0, 0, 1])], 0.5, steps) == 3
    assert percentile([*accumulate([0, 0, 0, 1, *[0] * 7, 1, 0, 1])], 0.5, steps) == 24.5
    assert percentile([*accumulate([0, 0, 0, 9, *[0] * 9, 1])], 0.9, steps) == 3
