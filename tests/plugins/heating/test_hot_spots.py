"""Where calls gather: which communities stand out, and which must not."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import Rules
from plugins.heating.queries import hot_spots as module

SHIPPED = Rules({})


def hot_spots(rows):
    """From key, households and callers, each of whom called once."""
    return module.hot_spots([(*row, row[-1]) for row in rows], SHIPPED)


def test_hot_spots_are_ranked_by_rate_and_not_by_number():
    spots = hot_spots([(1, 2000, 10), (2, 500, 6), (3, 4000, 10)])
    assert [(spot.community_id, spot.calls, spot.rate) for spot in spots] == [
        (2, 6, 12.0),
        (1, 10, 5.0),
        (3, 10, 2.5),
    ]
    # 26 calls of 6,500 households are a rate of 4; the variance is (500·8² + 2000·1² + 4000·1.5²) / 6500.
    spread = (43_000 / 6_500) ** 0.5
    expected = [8 / spread, 1 / spread, -1.5 / spread]
    assert [spot.z_score for spot in spots] == pytest.approx(expected)


def test_only_what_lies_more_than_two_deviations_above_the_others_is_hot():
    spots = hot_spots([(1, 100, 20), *((n, 1000, 5) for n in range(2, 12))])
    assert [(spot.community_id, spot.is_hot) for spot in spots[:2]] == [(1, True), (2, False)]


def test_four_calls_of_a_hamlet_do_not_lead_nor_are_they_hot():
    spots = hot_spots([(1, 1000, 20), (2, 1000, 10), (3, 10, 4)])
    assert [(spot.community_id, spot.rate) for spot in spots] == [(1, 20), (2, 10), (3, 400)]
    assert spots[2].z_score > 2
    assert not spots[2].is_hot


def test_a_community_that_nobody_counted_has_no_rate_and_does_not_lead():
    spots = hot_spots([(1, None, 90), (2, 0, 70), (3, 1000, 5)])
    assert [(spot.community_id, spot.rate, spot.z_score) for spot in spots] == [
        (3, 5.0, None),
        (1, None, None),
        (2, None, None),
    ]


def test_a_household_that_calls_again_and_again_does_not_lead():
    spots = module.hot_spots([(1, 1000, 90, 1), (2, 1000, 20, 20), (3, 1000, 12, 12)], SHIPPED)
    assert [(spot.community_id, spot.calls, spot.rate, spot.is_enough) for spot in spots] == [
        (2, 20, 20.0, True),
        (3, 12, 12.0, True),
        (1, 90, 1.0, False),
    ]
    assert not any(spot.is_hot for spot in spots)


def test_what_makes_a_hot_spot_the_rules_say():
    rows = [(1, 100, 4, 4), *((n, 1000, 2, 2) for n in range(2, 12))]
    rules = Rules({"heating.hot_spot_callers": (1, "4"), "heating.hot_spot_deviations": (2, "1.5")})
    assert [spot.is_hot for spot in module.hot_spots(rows, SHIPPED)] == [False] * 11
    assert [spot.is_hot for spot in module.hot_spots(rows, rules)] == [True] + [False] * 10


def test_one_community_alone_stands_out_of_nothing():
    (only,) = hot_spots([(1, 100, 50)])
    assert (only.z_score, only.is_hot) == (None, False)


def test_no_calls_are_no_hot_spots():
    assert hot_spots([]) == []


@settings(max_examples=50)
@given(st.lists(st.tuples(st.none() | st.integers(0, 900), st.integers(1, 40)), max_size=20))
def test_ranks_and_scores_agree_with_every_household_counted_one_by_one(places):
    rows = [(n, *counted) for n, counted in enumerate(places)]
    spots = hot_spots(rows)
    assert sorted(spot.community_id for spot in spots) == [row[0] for row in rows]
    leading = [spot for spot in spots if spot.calls >= 5 and spot.households]
    assert spots[: len(leading)] == leading
    rates = [spot.rate for spot in leading]
    assert rates == sorted(rates, reverse=True)
    one_by_one = [spot.rate for spot in spots for _ in range(spot.households or 0)]
    spread = statistics.pstdev(one_by_one) if one_by_one else 0
    for spot in spots:
        if not spot.households or spread < 1e-9:
            assert spot.z_score is None
        else:
            expected = (spot.rate - statistics.fmean(one_by_one)) / spread
            assert spot.z_score == pytest.approx(expected, rel=1e-6, abs=1e-6)
