"""A histogram as one number: what goes in comes out, and adding numbers adds histograms."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from core.metrics.packed import between, bounds, filled, packed, read, read_days, step_at, written, written_days

WIDTHS = ((120, 5), (1_440, 15), (20_160, 60), (0, 360))
HISTOGRAM = st.dictionaries(st.integers(0, 700), st.integers(-1_000_000, 1_000_000).filter(bool), max_size=20)


@given(HISTOGRAM, HISTOGRAM)
def test_adding_numbers_adds_histograms_even_where_more_is_taken_than_there_is(one: dict, other: dict) -> None:
    both = Counter(one)
    both.update(other)
    assert dict(filled(packed(one) + packed(other))) == {step: count for step, count in both.items() if count}
    assert packed(one) + packed(other) == packed(both)


@given(HISTOGRAM)
def test_a_number_is_kept_as_it_is(one: dict) -> None:
    assert read(written(packed(one))) == packed(one)
    assert len(written(packed(one))) <= 4 * (max(one, default=0) - min(one, default=0) + 1) + 3


FEW = st.dictionaries(st.tuples(st.integers(1, 31), st.integers(0, 700)), st.integers(-3, 9).filter(bool), max_size=20)
MANY = st.builds(
    lambda days, steps, shift: {(day, step): day * step % 5 + shift for day in range(1, days) for step in range(steps)},
    st.integers(1, 32),
    st.integers(1, 60),
    st.sampled_from([1, 2, -9]),
)


@given(FEW | MANY, st.integers(1, 31), st.integers(1, 31))
def test_days_are_kept_as_they_are_few_or_many(days: dict, one: int, other: int) -> None:
    kept, (first, last) = written_days(days), sorted((one, other))
    assert read_days(kept) == days
    inside: Counter = Counter()
    for (day, step), count in days.items():
        inside[step] += count if first <= day <= last else 0
    assert between(kept, first, last) == packed(inside)


@given(st.integers(0, 10_000_000))
def test_every_value_lies_in_its_step(value: int) -> None:
    width = next((width for limit, width in WIDTHS[:-1] if value < limit), WIDTHS[-1][1])
    lower = value // width * width
    assert bounds(step_at(lower, WIDTHS), WIDTHS) == (lower, width)


def test_what_is_larger_than_all_steps_is_in_the_last() -> None:
    assert step_at(360 * 1_000_000, WIDTHS) == step_at(360 * 2_000_000, WIDTHS) == 0xFFFF
