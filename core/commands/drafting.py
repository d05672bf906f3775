"""Commands for developers."""

from __future__ import annotations

from typing import Annotated

import typer


def migration(
    message: Annotated[str, typer.Argument(help="What changes, in a few words.")],
    plugin: Annotated[str, typer.Option(help="Whose tables change: core, or a plugin's name.")] = "core",
    module: Annotated[str | None, typer.Option(help="The plugin's module, while it is not installed.")] = None,
) -> None:
    """For developers: draft the next migration.

    Of core or of a plugin, from its models. Read it before you keep it.
    """
    import tempfile
    from importlib import import_module

    from core.database import Database
    from core.migrations import histories, upgrade_tables
    from core.migrations.drafts import draft
    from core.plugin_manager import Plugins, discover, given

    chosen = Plugins(given({plugin: import_module(module)}) if module else discover(), strict=True)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/draft.sqlite3")
        upgrade_tables(database, chosen)
        known = histories(chosen)
        made = draft(database, next(history for history in known if history.label == plugin), known, message)
        database.dispose()
    typer.echo(f"{made} written: read it, and run `lastmeter migrate`.")
