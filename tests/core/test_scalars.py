"""Scalars: strict in what they take, one form in what they give. Whatever is sent, nothing breaks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from graphql import GraphQLError
from hypothesis import assume, example, given
from hypothesis import strategies as st

from core.scalars import SCALARS, BigInt, Month, ServiceLineKey

ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.lists(st.integers()),
    st.dictionaries(st.text(), st.integers()),
)
OFFSETS = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 30), timezones=OFFSETS)
EDGES = st.one_of(
    st.datetimes(datetime.min, datetime(1, 1, 4), timezones=OFFSETS),
    st.datetimes(datetime(9999, 12, 28), datetime.max, timezones=OFFSETS),
)


def read(scalar: Any, value: Any) -> Any:
    return SCALARS[scalar].parse_value(value)  # type: ignore[misc]


def write(scalar: Any, value: Any) -> Any:
    return SCALARS[scalar].serialize(value)  # type: ignore[misc]


@pytest.mark.parametrize("scalar", SCALARS, ids=lambda scalar: SCALARS[scalar].name)
@given(value=ANYTHING)
def test_anything_is_read_or_refused_as_the_client_s_mistake(scalar, value):
    refused = None
    try:
        read(scalar, value)
    except GraphQLError as error:
        refused = error
    assert refused is None or refused.extensions == {"code": "BAD_USER_INPUT"}


@pytest.mark.parametrize("scalar", SCALARS, ids=lambda scalar: SCALARS[scalar].name)
def test_a_refusal_shows_what_was_sent_but_not_all_of_it(scalar):
    with pytest.raises(GraphQLError) as refused:
        read(scalar, "x" * 100_000)
    assert len(refused.value.message) < 200


@given(st.dates())
def test_a_day_is_read_as_it_is_written(day):
    assert read(date, day.isoformat()) == day
    assert write(date, day) == day.isoformat()


@pytest.mark.parametrize(
    "text",
    [
        "2023-02-30",
        "2023-2-3",
        "20230203",
        "2023-W05-1",
        "2023-02-03T00:00:00",
        " 2023-02-03",
        "２０２３-02-03",
        20230203,
    ],
)
def test_a_day_in_another_form_is_refused(text):
    with pytest.raises(GraphQLError):
        read(date, text)


@given(MOMENTS)
def test_a_moment_is_read_with_its_offset_and_written_in_utc_to_the_second(moment):
    text = moment.isoformat()

    found = read(datetime, text)

    assert found == moment.astimezone(UTC).replace(microsecond=0)
    assert write(datetime, found) == found.isoformat().replace("+00:00", "Z")
    assert read(datetime, write(datetime, found)) == found


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2023-09-05T16:00:00+08:00", "2023-09-05T08:00:00Z"),
        ("2023-09-05t16:00:00z", "2023-09-05T16:00:00Z"),
        ("2023-09-05T16:00:00.999999999Z", "2023-09-05T16:00:00Z"),
        ("2023-01-01T00:30:00+08:00", "2022-12-31T16:30:00Z"),
    ],
)
def test_moments_are_told_in_utc(text, utc):
    assert write(datetime, read(datetime, text)) == utc


@pytest.mark.parametrize(
    "text",
    [
        "2023-09-05T16:00:00",
        "2023-09-05 16:00:00Z",
        "2023-09-05T16:00Z",
        "2023-09-05T16:00:00+0800",
        "2023-09-05T24:00:00Z",
        "2023-09-05T23:59:60Z",
        "2023-09-31T16:00:00Z",
        "0001-01-01T00:00:00+08:00",
        "9999-12-31T23:59:59-08:00",
        "2023-09-05",
        1693900800,
    ],
)
def test_a_moment_without_offset_or_beyond_the_calendar_is_refused(text):
    with pytest.raises(GraphQLError):
        read(datetime, text)


@given(EDGES)
@example(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
@example(datetime(1, 1, 1, tzinfo=UTC))
def test_a_moment_that_is_read_is_one_in_every_time_zone(moment):
    try:
        found = read(datetime, moment.isoformat())
    except GraphQLError:
        return
    there = [found.astimezone(timezone(timedelta(hours=hours))) for hours in (-23, 23)]
    assert there == [found, found]


def test_the_last_month_of_the_calendar_is_refused_as_no_day_follows_it():
    with pytest.raises(GraphQLError):
        read(Month, "9999-12")


@given(st.integers(1, 9998), st.integers(1, 12))
def test_a_month_is_a_year_and_a_month(year, month):
    assert read(Month, f"{year:04}-{month:02}") == f"{year:04}-{month:02}"


@given(st.text())
def test_any_other_text_is_no_month(text):
    assume(not (len(text) == 7 and text[4] == "-" and text.replace("-", "").isascii()))
    with pytest.raises(GraphQLError):
        read(Month, text)


@given(st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True))
def test_a_key_is_a_word_in_lower_case(key):
    assert read(ServiceLineKey, key) == key


@pytest.mark.parametrize("key", ["", "Gas", "gas ", "9gas", "_gas", "g-s", "a" * 41, "气", "gas\n", "gas\0", None, 1])
def test_what_is_no_key_is_refused(key):
    with pytest.raises(GraphQLError):
        read(ServiceLineKey, key)


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_big_number_has_64_bits(number):
    assert read(BigInt, number) == number
    assert write(BigInt, number) == number


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 1.0, "1", True, None])
def test_what_has_more_bits_or_is_no_whole_number_is_refused(number):
    with pytest.raises(GraphQLError):
        read(BigInt, number)
