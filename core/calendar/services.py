"""The calendar as it is kept: read as work time, seeded from a library, imported from a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Text, case, cast, func, literal_column, select
from sqlalchemy.orm import Session

from core.calendar.models import CalendarDay
from core.calendar.work_time import WorkHours, WorkTime
from core.tables import Row, read_table

WORKS, RESTS, ISO = "+", "-", len("2023-09-29")
_flag = case((CalendarDay.is_work_day, literal_column(f"'{WORKS}'")), else_=literal_column(f"'{RESTS}'"))
DAYS = select(func.aggregate_strings(cast(CalendarDay.day, Text) + _flag + CalendarDay.name, "\n"))
"""The whole calendar as one text, one day a line: hundreds of rows cost a mutation more than its own."""
SEED = "chinesecalendar"
COLUMNS = ("day", "is_work_day", "name")
YES, NO = {"1", "yes", "true", "是", "work", "班"}, {"0", "no", "false", "否", "holiday", "休"}


@dataclass(frozen=True)
class Calendar:
    """Work time, and what the days are called that are not what their weekday says."""

    work: WorkTime
    names: Mapping[date, str]
    years: frozenset[int]

    def knows(self, day: date) -> bool:
        """Whether anybody told of the year's holidays; else Mondays to Fridays are taken for work days."""
        return day.year in self.years


@lru_cache(maxsize=16)
def calendar_of(days: str | None, hours: str, zone: ZoneInfo) -> Calendar:
    """Made once for the same days: they change once a year."""
    lines = sorted(days.split("\n")) if days else ()
    rows = {date.fromisoformat(line[:ISO]): (line[ISO], line[ISO + 1 :]) for line in lines}
    off = [day for day, (flag, _) in rows.items() if flag == RESTS]
    extra = [day for day, (flag, _) in rows.items() if flag == WORKS]
    work = WorkTime(WorkHours.read(hours), zone, off, extra)
    return Calendar(work, {day: name for day, (_, name) in rows.items()}, frozenset(day.year for day in rows))


def load_calendar(session: Session, hours: str, zone: ZoneInfo) -> Calendar:
    return calendar_of(session.connection().scalar(DAYS), hours, zone)


def seed_calendar(session: Session) -> list[int]:
    """Adds the years that the library knows and the table does not; gives them. What was imported stands."""
    from chinese_calendar.constants import Holiday, holidays, workdays  # type: ignore[import-untyped]

    known = {day.year for day in session.scalars(select(CalendarDay.day))}
    chinese = {holiday.value: holiday.chinese for holiday in Holiday}
    told = [(day, False, name) for day, name in holidays.items()] + [
        (day, True, name) for day, name in workdays.items()
    ]
    new = [entry for entry in told if entry[0].year not in known]
    session.add_all(
        CalendarDay(day=day, is_work_day=works, name=chinese.get(name, name), source=SEED) for day, works, name in new
    )
    session.flush()
    return sorted({day.year for day, _, _ in new})


@dataclass
class CalendarReport:
    """What an import did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    refused: Sequence[str] = ()


def import_calendar(session: Session, path: Path) -> CalendarReport:
    """The file tells of whole years: days of these years that it does not name are ordinary again."""
    table = read_table(path, COLUMNS)
    told = {day: (works, name) for day, works, name in table.read(_read, once=("day",))}
    report = CalendarReport(refused=table.refused)
    if table.refused:
        return report
    years = {day.year for day in told}
    for row in session.scalars(select(CalendarDay)).all():
        if row.day.year in years:
            _compare(session, row, told.pop(row.day, None), path.name, report)
    session.add_all(
        CalendarDay(day=day, is_work_day=works, name=name, source=path.name) for day, (works, name) in told.items()
    )
    report.added = len(told)
    return report


def _compare(
    session: Session, row: CalendarDay, told: tuple[bool, str] | None, source: str, report: CalendarReport
) -> None:
    if told is None:
        session.delete(row)
        report.removed += 1
    elif told == (row.is_work_day, row.name):
        report.unchanged += 1
    else:
        (row.is_work_day, row.name), row.source = told, source
        report.changed += 1


def _read(row: Row) -> tuple[date, bool, str]:
    day = row.day("day")
    works = row.text("is_work_day").lower()
    if works not in YES | NO:
        raise row.refused("is_work_day", f"{works!r} is neither yes nor no", f"“{works}”既不是“是”也不是“否”")
    return day, works in YES, " ".join(row.text("name").split())
