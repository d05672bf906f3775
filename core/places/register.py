"""The import of a register of communities: the files of one edition over what is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

from sqlalchemy.orm import Session

from core.checks import clean_or_none
from core.database import Database
from core.errors import DomainError, ErrorCode
from core.places.register_division import Divisions
from core.places.register_match import match
from core.places.register_report import Outcome, RegisterReport
from core.places.register_row import Rows
from core.places.register_settle import settle
from core.places.register_stage import close_stage, fill_stage, open_stage, spare
from core.places.register_tally import tally

REGISTER_LEAST, PART_MOST = 20, 0.1
"""Files that hold less than this part of a register of some size are taken for a part of an edition."""
STAYING = (Outcome.KEPT, Outcome.RENAMED, Outcome.MOVED, Outcome.SPARED)


def import_register(
    database: Database,
    files: Sequence[Path],
    *,
    edition: str | None,
    today: date,
    dry_run: bool = False,
    may_retire_most: bool = False,
    progress: Callable[[int], None] = lambda rows: None,
) -> RegisterReport:
    """Makes the register what the files say, all of it or nothing; a dry run only says what would be.

    The files together are one edition of the cities (by the 4 digits that begin a code) whose rows
    they hold: a community of these cities that no row names is retired. Wrong rows stay out and are
    reported; their communities stay as they are. A file that cannot be read as a register at all
    refuses the whole import with a DomainError, and so do files that lack nearly all communities of
    their cities, unless they may. `progress` hears how many rows are in.
    """
    with database.writing() as session:
        report = take_in(session, files, edition=edition, today=today, dry_run=dry_run, progress=progress)
        if dry_run:
            session.rollback()
        elif not may_retire_most:
            _refuse_a_part(report)
    return report


def _refuse_a_part(report: RegisterReport) -> None:
    counts = report.communities.counts
    held = sum(counts.values()) - counts[Outcome.RETIRED]
    before = counts[Outcome.RETIRED] + sum(counts[outcome] for outcome in STAYING)
    if before >= REGISTER_LEAST and held < PART_MOST * before:
        gone = counts[Outcome.RETIRED]
        raise DomainError(
            ErrorCode.OUT_OF_RANGE,
            f"The files hold {held:,} communities of cities that have {before:,}; {gone:,} would be retired. "
            "They look like a part of an edition: give all of its files at once, or say --retire-most if it is so.",
            f"文件仅有 {held:,} 个社区，而所属城市现有 {before:,} 个，其中 {gone:,} 个将被撤销，"
            "疑似只是部分名录。请一次给出该版本的全部文件；如确需撤销，请加 --retire-most。",
        )


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
