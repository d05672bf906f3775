"""The report of an import in words, for the one who ran it."""

from __future__ import annotations

from collections.abc import Iterator

from core.places.register_report import Outcome, PlaceChange, RefusedRow, RegisterReport, Tally

LISTED = (Outcome.RENAMED, Outcome.MOVED, Outcome.REUSED, Outcome.RETIRED, Outcome.REACTIVATED, Outcome.NEW)


def told(report: RegisterReport, *, in_full: bool = False) -> Iterator[str]:
    """A summary and every refused row; in full, also each change by name."""
    yield f"{report.rows:,} rows read, {report.refused_count:,} refused."
    for what, tally in _tallies(report):
        yield f"{what}: {_counted(tally)}"
        if in_full:
            yield from _listed(tally)
    if report.corrected:
        yield f"corrected: {report.corrected:,} streets and communities lie elsewhere, or are of another kind or size."
    for table, rows in sorted(report.redistricted.items()):
        yield f"{table}: {rows:,} rows followed their community into another district."
    yield from (_refused(row) for row in report.refused)
    if report.refused_count > len(report.refused):
        yield f"… and {report.refused_count - len(report.refused):,} more refused rows."
    if not report.has_changes:
        yield "The register already is what the files say."
    elif report.is_dry_run:
        yield "Nothing was written: this was a dry run."


def _tallies(report: RegisterReport) -> Iterator[tuple[str, Tally]]:
    yield from (("districts", report.districts), ("streets", report.streets), ("communities", report.communities))


def _counted(tally: Tally) -> str:
    shown = [f"{tally.counts[outcome]:,} {outcome.name.lower()}" for outcome in Outcome if tally.counts[outcome]]
    return ", ".join(shown) or "none"


def _listed(tally: Tally) -> Iterator[str]:
    for outcome in LISTED:
        changes = tally.changes.get(outcome, [])
        yield from (f"  {outcome.name.lower()}: {_change(change)}" for change in changes)
        if tally.counts[outcome] > len(changes):
            yield f"  {outcome.name.lower()}: … and {tally.counts[outcome] - len(changes):,} more"


def _change(change: PlaceChange) -> str:
    """Of what it was before, only what is another now."""
    parts = ((change.former_code, change.code), (change.former_name, change.name))
    before = " ".join(former for former, now in parts if former and former != now)
    return f"{change.code} {change.name}" + (f" (was {before})" if before else "")


def _refused(row: RefusedRow) -> str:
    column = f", {row.column}" if row.column is not None else ""
    return f"{row.file}, line {row.line}{column}: {row.reason}"
