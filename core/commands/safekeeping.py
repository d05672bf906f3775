"""Commands that keep everything safe."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.errors import CannotStart

if TYPE_CHECKING:
    from core.database import Database
    from core.plugin_manager import Plugins
    from core.settings import Settings

MOST = 20


def backup(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where backups are kept; best on another machine.")],
) -> None:
    """Copy the database and its files, while the server runs.

    A folder takes many backups; photos that it has are not copied again. SQLite is copied as one file, PostgreSQL by
    pg_dump, as the owner of the tables. The file of keys and the anchors of the audit trail are not in it.
    """
    from core.attachments.store import open_store
    from core.clock import system_clock
    from core.safekeeping.backup import back_up

    settings, _, database = _there()
    made = back_up(database, open_store(settings.attachments), folder, system_clock())
    typer.echo(f"{made.path}, and {made.files} files that were not in {folder} yet.")
    _refuse(made.problems)


def check() -> None:
    """Look whether everything that is kept is still what it was.

    The files of the database, rows that point at others, photos, the audit trail, and the sums behind the figures. Names
    what is wrong, and fails then. For a timer, every night, and for a backup that was put back.
    """
    from core.app import anchors_of
    from core.attachments.store import open_store
    from core.safekeeping.durability import risks
    from core.safekeeping.soundness import problems
    from core.start import steps

    settings, plugins, database = _there()
    with steps() as show:
        found = list(problems(database, plugins, open_store(settings.attachments), anchors_of(settings), show))
    with database.connecting() as connection:
        for risk in risks(connection):
            typer.echo(f"Beware: {risk}", err=True)
    _refuse(found)
    typer.echo(f"Everything in {database.shown} is what it was, and so are its files.")


def _there() -> tuple[Settings, Plugins, Database]:
    """The database as it is: it is looked at, and not brought to what this version expects."""
    from core.commands.serving import installed_settings
    from core.database import Database

    settings, plugins = installed_settings()
    database = Database(settings.database_url)
    if database.is_absent:
        raise CannotStart(f"There is no {database.shown}.")
    database.check()
    return settings, plugins, database


def _refuse(problems: list[str]) -> None:
    if problems:
        more = f"\nand {len(problems) - MOST} more" if len(problems) > MOST else ""
        raise CannotStart("\n".join(problems[:MOST]) + more)
