"""The heating season: when it is, what it is called, which seasons there are. The rule is data, to be changed here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from core import DomainError, ErrorCode, invalid
from core.checks import EARLIEST as EARLIEST_DAY

# 青岛市供热条例, article 31: month and day, both included.
FIRST_DAY, LAST_DAY = (11, 16), (4, 5)
NAME = re.compile(r"(\d{4})-(\d{4})", re.ASCII)


@dataclass(frozen=True, order=True)
class Season:
    """One winter, by the year in which it begins."""

    year: int

    @classmethod
    def called(cls, name: str) -> Season:
        """The season of a name that was checked before."""
        return cls(int(name[:4]))

    @property
    def name(self) -> str:
        return f"{self.year}-{self.year + 1}"

    @property
    def starts_on(self) -> date:
        return date(self.year, *FIRST_DAY)

    @property
    def ends_on(self) -> date:
        return date(self.year + 1, *LAST_DAY)


def latest_season(day: date) -> Season:
    """The season of that day, or, between two seasons, the one that is over."""
    begins_this_year = (day.month, day.day) >= FIRST_DAY
    return Season(day.year if begins_this_year else day.year - 1)


EARLIEST = latest_season(EARLIEST_DAY)


def season_on(day: date) -> Season | None:
    """The season of that day; None between two seasons."""
    season = latest_season(day)
    return season if day <= season.ends_on else None


def season_named(name: str, today: date) -> Season:
    """The season of that name, if it has begun; refuses any other name."""
    years = NAME.fullmatch(name)
    if years is None or int(years[2]) != int(years[1]) + 1:
        raise invalid(
            "season",
            f"{name[:40]!r} is no heating season; name its two years, as 2022-2023.",
            f"“{name[:40]}”不是供暖季，请写明起止年份，例如 2022-2023。",
        )
    season, latest = Season.called(name), latest_season(today)
    if not EARLIEST <= season <= latest:
        raise DomainError(
            ErrorCode.NOT_FOUND,
            f"There is no heating season {name}; there is {EARLIEST.name} to {latest.name}.",
            f"没有 {name} 供暖季；可用 {EARLIEST.name} 至 {latest.name}。",
            ("season",),
        )
    return season
