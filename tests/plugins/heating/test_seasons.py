"""The heating season: a rule about days and names."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.errors import DomainError
from plugins.heating.services.seasons import Seasons

TODAY = date(2023, 9, 8)
SHIPPED = Seasons()


def test_a_season_begins_in_november_and_ends_in_april():
    season = SHIPPED.called("2022-2023")
    assert (season.starts_on, season.ends_on) == (date(2022, 11, 16), date(2023, 4, 5))


def test_every_day_of_four_years_is_in_the_season_whose_days_hold_it():
    seasons = [SHIPPED.of(year) for year in range(2018, 2025)]
    for number in range(4 * 366):
        day = date(2019, 6, 1) + timedelta(days=number)
        held = [season for season in seasons if season.starts_on <= day <= season.ends_on]
        assert [SHIPPED.on(day)] == (held or [None])
        assert SHIPPED.latest(day) == max(season for season in seasons if season.starts_on <= day)


def test_a_season_has_141_days_and_142_in_a_leap_year():
    lengths = {s.name: s.days for s in map(SHIPPED.of, range(2021, 2025))}
    assert lengths == {"2021-2022": 141, "2022-2023": 141, "2023-2024": 142, "2024-2025": 141}


@pytest.mark.parametrize("name", ["1999-2000", "2021-2022", "2022-2023"])
def test_a_season_that_has_begun_is_found_by_its_name(name):
    assert SHIPPED.named(name, TODAY).name == name


@pytest.mark.parametrize(
    "name", ["", "2022", "2022-2024", "2023-2022", "2022/2023", "２０２２-２０２３", " 2022-2023", "9999-10000"]
)
def test_what_is_no_name_of_a_season_is_refused(name):
    with pytest.raises(DomainError, match="name its two years, as 2022-2023") as refused:
        SHIPPED.named(name, TODAY)
    assert (refused.value.code.name, refused.value.field) == ("INVALID", ("season",))


@pytest.mark.parametrize("name", ["1998-1999", "2023-2024", "0001-0002"])
def test_a_season_that_nobody_knows_is_refused_with_those_that_there_are(name):
    with pytest.raises(DomainError, match="there is 1999-2000 to 2022-2023") as refused:
        SHIPPED.named(name, TODAY)
    assert (refused.value.code.name, refused.value.field) == ("NOT_FOUND", ("season",))


def test_a_season_is_known_from_its_first_day():
    assert SHIPPED.named("2023-2024", date(2023, 11, 16)) == SHIPPED.of(2023)
    with pytest.raises(DomainError):
        SHIPPED.named("2023-2024", date(2023, 11, 15))
