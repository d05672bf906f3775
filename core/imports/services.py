"""Carries out an import: some records to a transaction, each on its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.context import under
from core.database import Database
from core.errors import DomainError
from core.imports.declared import Import, Outcome, Take
from core.imports.files import records_of
from core.imports.mapping import FileMapping
from core.imports.record import Record
from core.settings import CaseRules

TOGETHER = 500
"""Records to a transaction: others can write in between."""


@dataclass
class Refusals:
    """Records that were refused for one reason."""

    count: int
    line: int
    """Where the first of them begins."""


@dataclass
class ImportReport:
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    refused: dict[str, Refusals] = field(default_factory=dict)
    """By the reason."""

    @property
    def refused_count(self) -> int:
        return sum(refusals.count for refusals in self.refused.values())

    @property
    def records(self) -> int:
        return self.outcomes.total() + self.refused_count

    def refuse(self, record: Record, refusal: DomainError) -> None:
        self.refused.setdefault(refusal.message, Refusals(0, record.line)).count += 1


class _Undone(Exception):
    """A dry run gives everything back."""


def run_import(
    database: Database,
    declared: Import,
    path: Path,
    mapping: FileMapping,
    *,
    now: datetime,
    zone: ZoneInfo,
    rules: CaseRules | None = None,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> ImportReport:
    """A dry run is one transaction, which knows what stands further up in the file, and is given back as a whole."""
    report, records = ImportReport(), records_of(path, mapping)
    parts = iter(lambda: list(islice(records, TOGETHER)), [])

    def take_in(session: Session, some: Iterable[list[Record]]) -> None:
        under(session, rules or CaseRules(), zone)
        take = declared.begin(session, now, zone)
        for part in some:
            _take_all(session, take, part, report)
            progress(report.records)

    if dry_run:
        with suppress(_Undone), database.writing() as session:
            take_in(session, parts)
            raise _Undone
    for part in parts:
        with database.writing() as session:
            take_in(session, [part])
    return report


def _take_all(session: Session, take: Take, records: list[Record], report: ImportReport) -> None:
    for record in records:
        try:
            if record.wrong is not None:
                raise record.wrong
            with session.begin_nested():
                report.outcomes[take(record)] += 1
        except DomainError as refusal:
            report.refuse(record, refusal)


def told(report: ImportReport, *, dry_run: bool) -> Iterator[str]:
    """The report in words; each reason once, the most frequent first."""
    taken, known = report.outcomes[Outcome.TAKEN], report.outcomes[Outcome.KNOWN]
    yield f"{report.records:,} records read: {taken:,} taken, {known:,} known before, {report.refused_count:,} refused."
    for reason, refusals in sorted(report.refused.items(), key=lambda entry: -entry[1].count):
        yield f"  {refusals.count:,} × {reason} (the first in line {refusals.line})"
    if dry_run:
        yield "Nothing was written: this was a dry run."
