"""Commands around the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from core.errors import CannotStart

if TYPE_CHECKING:
    from core.audit.anchors import Anchors
    from core.database import Database


def verify() -> None:
    """Check every entry of the audit trail.

    Names the first that was changed, moved or taken away, and fails then. What was cut off at the end, or made anew as
    a whole, is found by the anchors: signed lines in a file outside of the database.
    """
    from core.audit.verify import verify as check

    database, anchors = _prepared()
    with database.connecting() as connection:
        found = check(connection, anchors)
    if found.problem is not None:
        raise CannotStart(f"{found.problem} {found.sound:,} entries before it are sound.")
    typer.echo(f"{found.sound:,} entries are sound; {len(list(anchors))} anchors agree.")


def anchor() -> None:
    """Write down where the audit trail is now.

    One signed line in the file of anchors. A running server does so when it starts and once a day.
    """
    from core.clock import system_clock

    database, anchors = _prepared()
    made = anchors.write(database, system_clock())
    typer.echo(f"Entry {made.number} anchored in {anchors.path}.")


def grants(
    login: str = typer.Argument(metavar="LOGIN", help="The PostgreSQL login that the server uses."),
) -> None:
    """Print what the server's login may do on PostgreSQL.

    For an installation where tables belong to another login: `lastmeter migrate` runs as that one, `lastmeter serve` as
    LOGIN, which can add to the audit trail and change nothing of it.
    """
    from core.audit.grants import statements
    from core.commands.serving import installed_settings
    from core.migrations import histories

    _, plugins = installed_settings()
    for statement in statements(login, (history.version_table for history in histories(plugins))):
        typer.echo(statement)


def _prepared() -> tuple[Database, Anchors]:
    from core.app import anchors_of
    from core.commands.serving import installed_settings
    from core.start import prepare

    settings, plugins = installed_settings()
    return prepare(settings, plugins), anchors_of(settings)
