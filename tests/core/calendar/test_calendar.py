"""The calendar as it is kept: seeded from a library, corrected from files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, func, select

from core.calendar.models import CalendarDay
from core.calendar.services import import_calendar, load_calendar, seed_calendar
from core.errors import DomainError
from core.settings import CaseRules

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = CaseRules().work_hours


def written(folder: Path, *lines: str) -> Path:
    path = folder / "calendar.csv"
    path.write_text("\n".join(("day,is_work_day,name", *lines)), encoding="utf-8")
    return path


def test_the_library_knows_the_national_day_of_2023_and_its_shifted_days(database) -> None:
    with database.reading() as session:
        calendar = load_calendar(session, HOURS, ZONE)
    work = calendar.work
    assert not any(work.is_work_day(date(2023, 9, 29 + day)) for day in range(2))
    assert not any(work.is_work_day(date(2023, 10, day)) for day in range(1, 7))
    assert work.is_work_day(date(2023, 10, 7))
    assert work.is_work_day(date(2023, 10, 8))
    assert calendar.names[date(2023, 10, 2)] == "国庆节"


def test_a_year_that_nobody_told_of_has_mondays_to_fridays_and_says_so(database) -> None:
    with database.reading() as session:
        calendar = load_calendar(session, HOURS, ZONE)
    assert calendar.work.is_work_day(date(2040, 10, 1))
    assert not calendar.work.is_work_day(date(2040, 9, 30))
    assert not calendar.knows(date(2040, 10, 1))
    assert calendar.knows(date(2023, 10, 1))


def test_a_file_tells_of_its_whole_years_and_leaves_others_alone(database, tmp_path) -> None:
    path = written(tmp_path, "2023-10-02,no,国庆节", "2023-10-14,是,调休", "2023-10-01,休,国庆节当天")
    with database.writing() as session:
        others = session.scalar(select(func.count()).select_from(CalendarDay).where(CalendarDay.day < date(2023, 1, 1)))
        report = import_calendar(session, path)
    with database.reading() as session:
        days = session.scalars(select(CalendarDay.day).where(CalendarDay.day >= date(2023, 1, 1))).all()
        kept = session.scalar(select(func.count()).select_from(CalendarDay).where(CalendarDay.day < date(2023, 1, 1)))
    assert (report.added, report.changed, report.unchanged, list(report.refused)) == (1, 1, 1, [])
    assert sorted(day for day in days if day.year == 2023) == [date(2023, 10, 1), date(2023, 10, 2), date(2023, 10, 14)]
    assert kept == others


def test_what_was_imported_stands_when_the_library_is_asked_again(database, tmp_path) -> None:
    with database.writing() as session:
        import_calendar(session, written(tmp_path, "2023-10-14,yes,调休"))
        assert seed_calendar(session) == []
        session.execute(delete(CalendarDay).where(CalendarDay.day >= date(2026, 1, 1)))
        assert seed_calendar(session) == [2026]


def test_rows_that_say_nothing_are_named_and_nothing_is_taken_in(database, tmp_path) -> None:
    path = written(tmp_path, "2023-13-01,no,x", "2023-10-03,maybe,x", "2023-10-04,no,")
    with database.writing() as session:
        report = import_calendar(session, path)
    assert list(report.refused) == [
        "line 2, day: '2023-13-01' is no day; write it as 2023-08-31",
        "line 3, is_work_day: 'maybe' is neither yes nor no",
        "line 4, name: is empty",
    ]
    assert report.added == 0


def test_rows_of_other_columns_and_days_that_stand_twice_are_named(database, tmp_path) -> None:
    path = written(
        tmp_path, "2023-10-03,no,国庆,节", '2023-10-04,no,"国庆', "2023-10-05,no,国庆", "2023-10-05,yes,调休"
    )
    with database.writing() as session:
        report = import_calendar(session, path)
    assert list(report.refused) == [
        "line 2: The row has 4 columns; the first line has 3.",
        "line 3: The row cannot be split into columns: a quotation mark is missing or a cell is far too long.",
        "line 5, day: '2023-10-05' stands in a row before",
    ]
    assert report.added == 0


def test_a_column_that_stands_twice_is_refused(database, tmp_path) -> None:
    path = tmp_path / "calendar.csv"
    path.write_text("day,name,is_work_day,name\n2023-10-05,国庆,no,x", encoding="utf-8")
    with database.writing() as session, pytest.raises(DomainError, match="has the columns name twice"):
        import_calendar(session, path)
