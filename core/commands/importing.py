"""Commands that take in registers from files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.errors import CannotStart

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.plugin_manager import Plugins
    from core.settings import Settings


def import_communities(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="CSV files: UTF-8 or GB18030.", exists=True, dir_okay=False)
    ],
    edition: Annotated[str | None, typer.Option(help="The edition of the register, such as 2023.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would happen, and change nothing.")] = False,
    in_full: Annotated[bool, typer.Option("--in-full", help="List every change by name, not only how many.")] = False,
    retire_most: Annotated[
        bool, typer.Option("--retire-most", help="Also where the files lack nearly all communities of their cities.")
    ] = False,
) -> None:
    """Take in a register of communities.

    New ones are added, renamed ones renamed, missing ones retired, none deleted. The files together are one edition of
    the cities whose rows they hold. Columns: code, name, street_code, street_name, district_code, district_name; kind
    and households where known.
    """
    from core.clock import system_clock
    from core.places.register import import_register
    from core.places.register_told import told
    from core.settings import Settings
    from core.start import installed, prepare, progress_bar

    settings = Settings.from_environment()
    database = prepare(settings, installed(settings))
    today = system_clock().astimezone(settings.time_zone).date()
    with progress_bar() as bar:
        task = bar.add_task("rows", total=None)
        report = import_register(
            database,
            files,
            edition=edition,
            today=today,
            dry_run=dry_run,
            may_retire_most=retire_most,
            progress=lambda rows: bar.update(task, completed=rows),
        )
    for line in told(report, in_full=in_full):
        typer.echo(line)


def import_standards(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A CSV file: UTF-8 or GB18030.", exists=True, dir_okay=False)
    ],
) -> None:
    """Take in standards: when cases are filed and closed, and how long they may take.

    All rows or none. Columns: category, variant, condition, close_condition, amount, unit, effective_from; where known
    requires_photo, filing_minutes, dispatch_minutes, check_minutes, source.
    """
    from core.standards import services

    _imported(file, lambda session, path, *_: services.import_standards(session, path))


def import_calendar(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A CSV file: UTF-8 or GB18030.", exists=True, dir_okay=False)
    ],
) -> None:
    """Take in the holidays and shifted work days of whole years.

    All rows or none. Columns: day, is_work_day, name.
    """
    from core.calendar import services

    _imported(file, lambda session, path, *_: services.import_calendar(session, path))


def import_rules(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A CSV file: UTF-8 or GB18030.", exists=True, dir_okay=False)
    ],
) -> None:
    """Take in what has held in this city since when, before work is recorded: days that have passed are judged by it.

    All rows or none. Columns: key (as `rules { rule { key } }` lists them), valid_from, value (20, 11-16, or points as
    -10:60 10:40), reason.
    """
    from core.clock import system_clock
    from core.rules import services

    def take_in(session: Session, path: Path, settings: Settings, plugins: Plugins) -> services.RulesReport:
        now = system_clock()
        return services.import_rules(session, plugins.rules, path, now, now.astimezone(settings.time_zone).date())

    _imported(file, take_in)


def _imported(file: Path, take_in: Callable[[Session, Path, Settings, Plugins], Any]) -> None:
    from core.settings import Settings
    from core.start import installed, prepare

    settings = Settings.from_environment()
    plugins = installed(settings)
    with prepare(settings, plugins).writing() as session:
        report = take_in(session, file, settings, plugins)
        if report.refused:
            raise CannotStart("\n".join([*report.refused, "Nothing was taken in."]))
    typer.echo(", ".join(f"{count} {name}" for name, count in vars(report).items() if name != "refused"))
