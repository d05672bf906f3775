"""A command for those who write a service line."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.errors import CannotStart

if TYPE_CHECKING:
    from core.new_line import NewLine
    from core.plugin_manager import Plugins


def new_line(
    key: Annotated[str, typer.Argument(metavar="NAME", help="One word of small letters, such as water.")],
    folder: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where to write it; by default lastmeter-NAME.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Its name in English; by default from NAME.")] = None,
    name_zh: Annotated[str | None, typer.Option(help="Its name in Chinese; by default from NAME.")] = None,
) -> None:
    """For developers: write a service line of your own.

    A package with tables, a visit report, a case detail, mutations, metrics, demo and tests, to be changed into what is
    wanted.
    """
    from core.new_line import NewLine
    from core.plugin_manager import Plugins, discover

    plugins = Plugins(discover())
    taken = [category.code for line in plugins.lines for category in line.categories]
    made = NewLine.called(key, name, name_zh, taken)
    _refuse_taken(made, plugins)
    where = folder or Path(f"lastmeter-{key}")
    made.write(where)
    pip, run = _tools()
    typer.echo(
        f"{where} written. Next: `{pip} install -e {where}`, then `{run}lastmeter plugins`; {where / 'README.md'} goes on."
    )


def _tools() -> tuple[str, str]:
    """How whoever asked installs and runs here: an environment of uv has no pip, and another's pip would miss it."""
    return "pip" if find_spec("pip") else "uv pip", "uv run " if "UV" in os.environ else ""


def _refuse_taken(made: NewLine, plugins: Plugins) -> None:
    """Everything of a line begins with its name: nothing else may do so already."""
    from core.database import Base
    from core.schema import compose

    installed = {plugin.name for plugin in (plugins.core, *plugins.all)}
    if made.key in installed:
        raise CannotStart(f"A plugin named {made.key} is installed already: choose another name.")
    tables = {name for name in Base.metadata.tables if name == made.key or name.startswith(f"{made.key}_")}
    types = made.types & set(compose(plugins)._schema.type_map)
    if tables | types:
        raise CannotStart(f"{made.key} begins the name of {min(tables | types)} already: choose another name.")
