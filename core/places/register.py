"""The import of a register of communities: the files of one edition over what is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

from sqlalchemy.orm import Session

from core.checks import clean_or_none
from core.database import Database
from core.places.register_division import Divisions
from core.places.register_match import match
from core.places.register_report import RegisterReport
from core.places.register_row import Rows
from core.places.register_settle import settle
from core.places.register_stage import close_stage, fill_stage, open_stage, spare
from core.places.register_tally import tally


def import_register(
    database: Database,
    files: Sequence[Path],
    *,
    edition: str | None,
    today: date,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda rows: None,
) -> RegisterReport:
    """Makes the register what the files say, all of it or nothing; a dry run only says what would be.

    The files together are one edition of the cities (by the 4 digits that begin a code) whose rows
    they hold: a community of these cities that no row names is retired. Wrong rows stay out and are
    reported; their communities stay as they are. A file that cannot be read as a register at all
    refuses the whole import with a DomainError. `progress` hears how many rows are in.
    """
    with database.writing() as session:
        report = take_in(session, files, edition=edition, today=today, dry_run=dry_run, progress=progress)
        if dry_run:
            session.rollback()
    return report


def take_in(
    session: Session,
    files: Sequence[Path],
    *,
    edition: str | None,
    today: date,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda rows: None,
) -> RegisterReport:
    """The same in a transaction that goes on; nobody but the report heeds that it is a dry run."""
    connection = session.connection()
    report = RegisterReport(clean_or_none(edition, "edition", 40), dry_run)
    rows = Rows(report.refuse)
    open_stage(connection)
    taken = chain.from_iterable(rows.read(path) for path in files)
    fill_stage(connection, taken, Divisions(connection, report), progress)
    spare(connection, rows.spared())
    report.rows = rows.read_count
    match(connection, rows.cities)
    tally(connection, report.communities, rows.cities)
    settle(connection, report, rows.cities, today)
    close_stage(connection)
    return report
