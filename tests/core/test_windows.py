"""Windows of days: half open, never empty."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DomainError
from core.windows import DateWindow, check_window, checked

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(DAYS, st.integers(1, 40_000))
def test_a_window_with_a_day_in_it_is_taken(first, days):
    window = DateWindow(from_=first, to=first + timedelta(days))
    assert checked(window) is window


@given(DAYS, st.integers(0, 36_000))
def test_a_window_without_a_day_is_refused_by_its_end(first, days):
    last = first - timedelta(days)

    with pytest.raises(DomainError) as refused:
        checked(DateWindow(from_=first, to=last))

    assert refused.value.field == ("window", "to")
    assert str(last) in refused.value.message
    assert str(last) in refused.value.message_zh


def test_in_a_filter_it_is_refused_by_its_place_there():
    with pytest.raises(DomainError) as refused:
        check_window({"from": date(2023, 9, 2), "to": date(2023, 9, 2)}, None)

    assert refused.value.field == ("filter", "window", "to")
