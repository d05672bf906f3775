"""Commands around the sums that figures are answered from, and for data at any scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from core.errors import CannotStart

if TYPE_CHECKING:
    from core.database import Database
    from core.plugin_manager import Plugins


def generate(
    visits: Annotated[int, typer.Option(metavar="NUMBER", help="How many visits.", min=1)] = 100_000,
    seed: Annotated[int, typer.Option(metavar="NUMBER", help="The same seed gives the same rows.")] = 1,
) -> None:
    """Fill an empty database with rows at any scale.

    For measurements: visits and all that hangs on them.
    """
    from core.demo.scale import generate as fill
    from core.start import steps

    database, plugins = _prepared()
    with steps() as show:
        made = fill(database, plugins, visits, seed, show)
    typer.echo(f"{made.rows:,} rows, {made.per_second:,} a second before their indexes were built.")


def rebuild() -> None:
    """Make every rollup anew from the rows.

    Others may go on reading and writing meanwhile, and wait a second or two while rows are counted for lists.
    """
    from core.census import take
    from core.metrics.upkeep.build import rebuild as build
    from core.start import steps

    database, plugins = _prepared()
    with steps() as show:
        number = build(database, plugins, show)
    with database.engine.begin() as connection:
        take(connection)
    typer.echo(f"{number} families of rollups built.")


def verify(
    most: Annotated[int, typer.Option(metavar="NUMBER", help="How many differences to name.")] = 20,
) -> None:
    """Compare every rollup with the rows.

    Names what differs, and fails if anything does.
    """
    from core.census import differences
    from core.metrics.upkeep.verify import verify as compare
    from core.start import steps

    database, plugins = _prepared()
    with steps() as show:
        found = list(map(str, compare(database, plugins, show)))
    with database.engine.begin() as connection:
        found += differences(connection)
    if found:
        named = "\n".join(found[:most])
        raise CannotStart(f"{named}\n{len(found)} differ: run `lastmeter rollups rebuild`.")
    typer.echo("Every rollup is what the rows say.")


def merge() -> None:
    """Fold what was written into the rollups now.

    A running server does so by itself.
    """
    from core.metrics.upkeep.merge import merge as fold

    typer.echo(f"{fold(*_prepared())} changes merged.")


def _prepared() -> tuple[Database, Plugins]:
    from core.settings import Settings
    from core.start import installed, prepare

    settings = Settings.from_environment()
    plugins = installed(settings)
    return prepare(settings, plugins), plugins
