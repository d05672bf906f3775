"""The heating season: when it is, what it is called, which seasons there are."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import DomainError, ErrorCode, Rulebook, Statement, asked_rulebook, invalid, out_of_range, rulebook
from core.checks import EARLIEST as EARLIEST_DAY
from core.checks import clean
from plugins.heating.models import HeatingSeason
from plugins.heating.rules import FIRST_DAY, LAST_DAY

NAME = re.compile(r"(\d{4})-(\d{4})", re.ASCII)
EARLIEST = EARLIEST_DAY.year - 1
DECIDED = Statement(select(HeatingSeason.year, HeatingSeason.starts_on, HeatingSeason.ends_on))
MOVED_MOST = timedelta(days=60)
"""How far from the usual day a season may be decided to begin or end."""


@dataclass(frozen=True, order=True)
class Season:
    """One winter, by the year in which it begins. Both days are included."""

    year: int
    starts_on: date
    ends_on: date

    @property
    def name(self) -> str:
        return f"{self.year}-{self.year + 1}"

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1


class Seasons:
    """The calendar of the seasons, read once; and the rules, which were others in other seasons."""

    def __init__(self, rules: Rulebook | None = None, decided: Iterable[Sequence[Any]] = ()) -> None:
        self.rules = rules or Rulebook()
        self._decided = {year: Season(year, starts_on, ends_on) for year, starts_on, ends_on in decided}

    def of(self, year: int) -> Season:
        return self._decided.get(year) or self.usual(year)

    def is_decided(self, year: int) -> bool:
        return year in self._decided

    def usual(self, year: int) -> Season:
        """As the rules have it that hold in the September before."""
        rules = self.rules.on(date(year, 9, 1))
        return Season(year, rules[FIRST_DAY].of(year), rules[LAST_DAY].of(year + 1))

    def called(self, name: str) -> Season:
        """The season of a name that was checked before."""
        return self.of(int(name[:4]))

    def latest(self, day: date) -> Season:
        """The season of that day, or, between two seasons, the one that is over."""
        this_year = self.of(day.year)
        return this_year if this_year.starts_on <= day else self.of(day.year - 1)

    def on(self, day: date) -> Season | None:
        """The season of that day; None between two seasons."""
        season = self.latest(day)
        return season if day <= season.ends_on else None

    def named(self, name: str, today: date, field: Sequence[str] | str = "season") -> Season:
        """The season of that name, if it has begun; refuses any other name."""
        season, latest = self.of(year_named(name, field)), self.latest(today)
        if not EARLIEST <= season.year <= latest.year:
            first = self.of(EARLIEST).name
            raise DomainError(
                ErrorCode.NOT_FOUND,
                f"There is no heating season {name}; there is {first} to {latest.name}.",
                f"没有 {name} 供暖季；可用 {first} 至 {latest.name}。",
                (field,) if isinstance(field, str) else field,
            )
        return season


def year_named(name: str, field: Sequence[str] | str = "season") -> int:
    """The year in which the season of that name begins."""
    years = NAME.fullmatch(name)
    if years is None or int(years[2]) != int(years[1]) + 1:
        raise invalid(
            field,
            f"{name[:40]!r} is no heating season; name its two years, as 2022-2023.",
            f"“{name[:40]}”不是供暖季，请写明起止年份，例如 2022-2023。",
        )
    return int(years[1])


def read_seasons(session: Session) -> Seasons:
    return Seasons(rulebook(session), session.execute(DECIDED.select))


def asked_seasons() -> Generator[Any, Any, Seasons]:
    """The same for a computed field."""
    rules = yield from asked_rulebook()
    return Seasons(rules, (yield DECIDED()))


def decide_season(
    session: Session, name: str, *, starts_on: date, ends_on: date, reason: str, today: date, now: datetime
) -> HeatingSeason:
    """A season that begins or ends on other days than usual, as in a very cold winter. Decided again, the last holds."""
    year = year_named(name)
    if not EARLIEST <= year <= today.year + 1:
        raise out_of_range(
            "season",
            f"{name} is too far away; decide about seasons from {EARLIEST} to {today.year + 1}.",
            f"{name} 超出范围，只能调整 {EARLIEST} 至 {today.year + 1} 年起始的供暖季。",
        )
    usual = read_seasons(session).usual(year)
    _check_near("starts_on", starts_on, usual.starts_on)
    _check_near("ends_on", ends_on, usual.ends_on)
    season = session.get(HeatingSeason, year) or HeatingSeason(year=year)
    season.starts_on, season.ends_on = starts_on, ends_on
    season.reason, season.decided_at = clean(reason, "reason", 500), now
    session.add(season)
    session.flush()
    return season


def _check_near(field: str, day: date, usual: date) -> None:
    if abs(day - usual) > MOVED_MOST:
        raise out_of_range(
            field,
            f"{day} is more than {MOVED_MOST.days} days from the usual {usual}.",
            f"{day} 与通常日期 {usual} 相差超过 {MOVED_MOST.days} 天。",
        )
