"""Small editions of a register: files, and what the database holds after them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import select

from core.database import Database
from core.places.models import Community
from core.places.register import import_register
from core.places.register_report import Outcome, RegisterReport, Tally

HEADER = "code,name,street_code,street_name,district_code,district_name"
TODAY = date(2023, 9, 11)
EARLIER = date(2020, 11, 6)


def row(code: str, name: str, *more: object) -> str:
    """A row whose street and district have the names that their codes suggest."""
    cells = (code, name, code[:9], f"{code[6:9]}街道", code[:6], f"{code[4:6]}区", *more)
    return ",".join(str(cell) for cell in cells)


def write(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def imported(
    database: Database,
    folder: Path,
    communities: dict[str, str],
    *,
    edition: str | None = "2023",
    today: date = TODAY,
    dry_run: bool = False,
) -> RegisterReport:
    """Imports a file with these names by code."""
    file = write(folder / f"{edition}.csv", *(row(code, name) for code, name in communities.items()))
    return import_register(database, [file], edition=edition, today=today, dry_run=dry_run)


def counts(tally: Tally) -> dict[Outcome, int]:
    return {outcome: count for outcome, count in tally.counts.items() if count}


def register(database: Database) -> dict[str, str]:
    """The names by code as they stand."""
    with database.reading() as session:
        active = select(Community.code, Community.name).where(Community.is_active)
        return {code: name for code, name in session.execute(active)}


def community(database: Database, name: str) -> Community:
    """The one community, active or retired, that has this name."""
    with database.reading() as session:
        found = session.scalars(select(Community).where(Community.name == name)).one()
        session.expunge(found)
        return found
