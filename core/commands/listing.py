"""`lastmeter plugins`: what is installed, what was, what each contributes, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from core.plugin_manager import Plugin
    from core.settings import Settings

Row = tuple[str, str, str, str, str]
VERSIONS = "alembic_version_"


def plugins(
    verify: Annotated[
        bool,
        typer.Option("--verify", help="Only compare their files with those that were installed; fail on a change."),
    ] = False,
) -> None:
    """List the plugins, what each contributes, and its problems.

    And those that are switched off by LASTMETER_DISABLED_PLUGINS, or not installed any more while the database keeps
    their rows.
    """
    if verify:
        _verify()
        return
    from rich.console import Console
    from rich.table import Column, Table

    from core.plugin_manager import Plugins, discover
    from core.schema import compose
    from core.settings import Settings

    settings = Settings.from_environment()
    found = Plugins(discover(settings.disabled_plugins))
    compose(found)  # finds those whose part of the schema cannot be built
    rows = [*map(_installed, found.all), *map(_disabled, settings.disabled_plugins)]
    rows += _gone(settings, {found.core.name, *(row[0] for row in rows)})
    whole = (Column(title, no_wrap=True) for title in ("plugin", "version", "package", "line"))
    table = Table(*whole, "contributes, or what is wrong")
    for row in [_installed(found.core), *sorted(rows)]:
        table.add_row(*row)
    Console().print(table)


def _installed(plugin: Plugin) -> Row:
    provides = (
        f"{number} {what if number != 1 else SINGULAR[what]}" for what, number in plugin.provides.items() if number
    )
    told = "\n".join(f"Left out: {problem}" for problem in plugin.problems) or ", ".join(provides)
    return plugin.name, plugin.version, plugin.distribution, plugin.line.name_zh if plugin.line else "", told


SINGULAR = {"types": "type", "queries": "query", "mutations": "mutation", "metrics": "metric"}


def _disabled(name: str) -> Row:
    from core.plugin_manager import entry_points

    (entry, *_) = (entry for entry in entry_points() if entry.name == name)
    package, version = (entry.dist.name, entry.dist.version) if entry.dist else ("", "")
    return name, version, package, "", "Disabled by LASTMETER_DISABLED_PLUGINS; its rows are kept."


def _gone(settings: Settings, known: Iterable[str]) -> Iterator[Row]:
    """Whose tables are in the database, and who is not installed."""
    from sqlalchemy import inspect

    from core.database import Database

    database = Database(settings.database_url)
    if database.is_absent:
        return
    database.check()
    tables = sorted(inspect(database.engine).get_table_names())
    database.dispose()
    for name in (table.removeprefix(VERSIONS) for table in tables if table.startswith(VERSIONS)):
        if name not in known:
            kept = ", ".join(table for table in tables if table.startswith(f"{name}_"))
            yield name, "", "", "", f"Not installed; the database keeps its rows: {kept}."


def _verify() -> None:
    from core.commands.integrity import changed, is_editable
    from core.plugin_manager import entry_points

    packages = {entry.dist.name: entry.dist for entry in entry_points() if entry.dist}
    differ = False
    for name, package in sorted(packages.items()):
        found = changed(package)
        differ = differ or bool(found)
        sound = "its files stay where they are written (editable)." if is_editable(package) else "as installed."
        for told in found or [sound]:
            typer.echo(f"{name} {package.version}: {told}")
    if differ:
        raise typer.Exit(1)
