"""Seasons side by side: counted by day, so that a running one is held against the same days of those before."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import Date, Select, bindparam, func, select

from core import Statement
from core.checks import check_length
from plugins.heating.models import HeatingCall, HeatingReading, HeatingRemediation
from plugins.heating.services.seasons import Season, Seasons
from plugins.heating.types.seasons import HeatingSeason, HeatingSeasonFigures

SEASONS_MOST = 10


def _by_day(day: Any, *numbers: Any) -> Statement:
    made: Select[Any] = select(day, *numbers).where(
        day >= bindparam("since", type_=Date()), day < bindparam("until", type_=Date())
    )
    return Statement(made.group_by(day))


VALID = func.count().filter(HeatingReading.is_valid)
WARM = func.count().filter(HeatingReading.is_valid, HeatingReading.is_warm)
DEGREES = func.sum(HeatingReading.celsius).filter(HeatingReading.is_valid)
CALLS = _by_day(HeatingCall.called_on, func.count())
READINGS = _by_day(HeatingReading.taken_on, func.count(), VALID, WARM, DEGREES)
OPENED = _by_day(HeatingRemediation.opened_on, func.count())
PROVEN = _by_day(HeatingRemediation.proven_on, func.count())

Days = Sequence[Sequence[Any]]


def season_shown(season: Season, seasons: Seasons) -> HeatingSeason:
    return HeatingSeason(
        name=season.name,
        starts_on=season.starts_on,
        ends_on=season.ends_on,
        days=season.days,
        decision=cast("Any", season.year if seasons.is_decided(season.year) else None),
    )


def compared(
    names: Sequence[str], same_days: bool, seasons: Seasons, today: date
) -> Generator[Any, Any, list[HeatingSeasonFigures]]:
    """Four statements, however many seasons."""
    check_length(names, "seasons", SEASONS_MOST)
    chosen = [seasons.named(name, today, ("seasons", str(at))) for at, name in enumerate(names)]
    if not chosen:
        return []
    days = min(_days_over(season, today) for season in chosen) if same_days else max(s.days for s in chosen)
    since = min(season.starts_on for season in chosen)
    window = {"since": since, "until": max(season.ends_on for season in chosen) + timedelta(days=1)}
    tables = []
    for statement in (CALLS, READINGS, OPENED, PROVEN):
        tables.append((yield statement(**window)))
    return [_figures(season, min(days, season.days), seasons, tables) for season in chosen]


def _days_over(season: Season, today: date) -> int:
    return min((today - season.starts_on).days + 1, season.days)


def _figures(season: Season, days: int, seasons: Seasons, tables: Sequence[Days]) -> HeatingSeasonFigures:
    until = season.starts_on + timedelta(days=days)
    (calls,), (readings, valid, warm, degrees), (opened,), (proven,) = (
        _sums(table, season.starts_on, until, width) for table, width in zip(tables, (1, 4, 1, 1), strict=True)
    )
    return HeatingSeasonFigures(
        season=season_shown(season, seasons),
        days_counted=days,
        calls=calls,
        readings=readings,
        valid_readings=valid,
        compliance_rate=warm / valid if valid else None,
        average_celsius=round(degrees / valid, 3) if valid else None,
        remediations_opened=opened,
        remediations_proven=proven,
    )


def _sums(table: Days, since: date, until: date, width: int) -> list[Any]:
    """The numbers of the days in the window, added up."""
    rows = [row for row in table if since <= row[0] < until]
    return [sum(row[at] or 0 for row in rows) for at in range(1, width + 1)]
