"""Commands around the wall inside PostgreSQL."""

from __future__ import annotations

from typing import Annotated

import typer


def wall(
    login: Annotated[str, typer.Argument(metavar="LOGIN", help="The PostgreSQL login that the server uses.")],
    remove: Annotated[bool, typer.Option("--remove", help="Take the wall away, before tables are changed.")] = False,
) -> None:
    """Print the wall inside PostgreSQL, as SQL.

    It is row-level security, made of who may see what: SQL that forgets to ask finds nobody's rows then. For the owner
    of the tables, while no server runs: `lastmeter wall LOGIN | psql`. Again after an update; the server says so when it
    starts.
    """
    from core.commands.serving import installed_settings
    from core.registry import catalogue_of
    from core.wall.policies import walls_of
    from core.wall.standing import built, removed

    _, plugins = installed_settings()
    ones = walls_of(catalogue_of(plugins))
    for statement in removed(ones) if remove else built(ones, login):
        typer.echo(statement)
