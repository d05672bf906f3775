"""The commands of the imports that plugins contribute: they are looked for only when somebody asks for one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from core.imports.declared import Import


class Importing(TyperGroup):
    """Core's own imports, and after them those of the plugins."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *(declared.name for declared in contributed())]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        found = super().get_command(ctx, cmd_name)
        if found is not None:
            return found
        return next((command_of(declared) for declared in contributed() if declared.name == cmd_name), None)


def contributed() -> list[Import]:
    from core.plugin_manager import Plugins, discover
    from core.settings import Settings

    active = Plugins(discover(Settings.from_environment().disabled_plugins)).active
    return [declared for plugin in active for declared in plugin.imports]


def command_of(declared: Import) -> Any:
    made = typer.Typer(add_completion=False, rich_markup_mode=None)
    fields = "\n\n".join(f"{name}: {told}" for name, told in declared.fields.items())

    @made.command(declared.name, help=f"{declared.description}\n\n{fields}")
    def take(
        file: Annotated[Path, typer.Argument(help="CSV in UTF-8 or GB18030, or JSON.", exists=True, dir_okay=False)],
        mapping: Annotated[
            Path | None, typer.Option(help="A TOML file: in which columns the fields stand.", exists=True)
        ] = None,
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would happen, and change nothing.")] = False,
    ) -> None:
        take_in(declared, file, mapping, dry_run)

    return typer.main.get_command(made)


def take_in(declared: Import, file: Path, mapping: Path | None, dry_run: bool) -> None:
    from core.clock import system_clock
    from core.imports.mapping import read_mapping
    from core.imports.services import run_import, told
    from core.settings import Settings
    from core.start import installed, prepare, progress_bar

    settings = Settings.from_environment()
    with progress_bar() as bar:
        task = bar.add_task("records", total=None)
        report = run_import(
            prepare(settings, installed(settings)),
            declared,
            file,
            read_mapping(mapping, declared),
            now=system_clock(),
            zone=settings.time_zone,
            rules=settings.rules,
            dry_run=dry_run,
            progress=lambda records: bar.update(task, completed=records),
        )
    for line in told(report, dry_run=dry_run):
        typer.echo(line)
