"""Pieces: a window of days as whole years, whole months, and the days that are left at its two ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from core.metrics.scope import Window


@dataclass(frozen=True)
class Slice:
    """Some days of a month, or some months of a year: from the first to the last, both included."""

    period: int
    first: int
    last: int

    @property
    def is_at_an_end(self) -> bool:
        """Whether a month begins or ends with these days."""
        since, until = month_span(self.period)
        return self.first == 1 or self.last == (until - since).days


@dataclass(frozen=True)
class Pieces:
    """Periods are numbers: 202300 a year, 202308 a month; what lies in no whole month is a slice of one."""

    years: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    slices: tuple[Slice, ...] = ()

    @property
    def periods(self) -> list[int]:
        return [*self.years, *self.months, *(piece.period for piece in self.slices)]

    def in_years(self) -> Pieces:
        """Months as slices of their years: one period to look at for several."""
        parts: dict[int, list[int]] = {}
        for month in self.months:
            parts.setdefault(month // 100 * 100, []).append(month % 100)
        slices = (Slice(year, months[0], months[-1]) for year, months in parts.items())
        return Pieces(self.years, (), (*slices, *self.slices))

    def spans(self) -> Iterator[tuple[int, date, date]]:
        """Every period with its first day and the day after its last; of slices each day, 20230831."""
        for year in self.years:
            yield year, date(year // 100, 1, 1), date(year // 100 + 1, 1, 1)
        for month in self.months:
            yield month, *month_span(month)
        for piece in self.slices:
            for day in range(piece.first, piece.last + 1):
                start = date(piece.period // 100, piece.period % 100, day)
                yield piece.period * 100 + day, start, start + timedelta(days=1)


def month_number(day: date) -> int:
    return day.year * 100 + day.month


def month_span(month: int) -> tuple[date, date]:
    year, number = divmod(month, 100)
    return date(year, number, 1), date(year + number // 12, number % 12 + 1, 1)


def months_between(since: date, until: date) -> Iterator[tuple[int, date, date]]:
    """The months that a window touches, each with its first day and the day after its last."""
    day = since.replace(day=1)
    while day < until:
        start, end = month_span(month_number(day))
        yield month_number(day), start, end
        day = end


@lru_cache(maxsize=1000)
def pieces(window: Window, first: date | None, last: date | None, *, by_time: bool) -> Pieces:
    """Nothing is kept before the first day and after the last: a window that reaches beyond may as well reach to the
    end of the year. Figures by time need their months; others take years where they can."""
    if first is None or last is None:
        return Pieces()
    since = window.since if window.since > first else date(first.year, 1, 1)
    until = window.until if window.until <= last else date(last.year + 1, 1, 1)
    years: list[int] = []
    months: list[int] = []
    slices: list[Slice] = []
    for month, start, end in months_between(since, until) if since < until else ():
        if start >= since and end <= until:
            months.append(month)
        else:
            slices.append(Slice(month, max(start, since).day, (min(end, until) - timedelta(days=1)).day))
    if not by_time:
        whole = {year for year in {month // 100 for month in months} if _is_whole(year, months)}
        years = sorted(year * 100 for year in whole)
        months = [month for month in months if month // 100 not in whole]
    return Pieces(tuple(years), tuple(months), tuple(slices))


def _is_whole(year: int, months: list[int]) -> bool:
    return sum(month // 100 == year for month in months) == 12
