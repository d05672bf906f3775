"""Starting: what a command needs, made ready or refused in a sentence: settings, plugins, the database, the port."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import select
from typer import echo

from core.calendar.services import seed_calendar
from core.database import Database
from core.errors import CannotStart
from core.lines.services import remember
from core.migrations import pending, upgrade
from core.plugin_manager import Plugin, Plugins, discover
from core.settings import Settings
from core.visits.models import Visit

if TYPE_CHECKING:
    from rich.progress import Progress


def installed(settings: Settings) -> Plugins:
    plugins = Plugins(discover(settings.disabled_plugins), strict=settings.strict)
    for plugin in plugins.all:
        _tell_problems(plugin)
    return plugins


def _tell_problems(plugin: Plugin) -> None:
    for problem in plugin.problems:
        echo(f"The plugin {plugin.name} is left out. {problem}", err=True)


def prepare(settings: Settings, plugins: Plugins) -> Database:
    """The database with its tables as this version expects them, the lines and the calendar known."""
    database = Database(settings.database_url)
    database.check()
    if pending(database, plugins):
        echo(f"Creating or changing tables in {database.shown} …")
        sound = plugins.active
        with steps() as show:
            upgrade(database, plugins, show)
        for plugin in sound:
            _tell_problems(plugin)
    with database.writing() as session:
        remember(session, plugins.lines)
        seed_calendar(session)
    return database


def load_demo(database: Database, plugins: Plugins) -> None:
    """With a bar that shows how far it is."""
    from core.demo import load

    with database.reading() as session:
        load.check_empty(session)
    echo("Loading the demo: real communities of Qingdao; visits, households and cases are generated.")
    with steps() as show:
        load.load_demo(database, plugins, show)


def load_line_demo(database: Database, plugins: Plugins, line: str) -> None:
    """The demo of one line, beside that of the others; with a bar."""
    from core.demo import joining

    echo(f"Loading the demo of {line}, beside what the other lines did.")
    with steps() as show:
        joining.load_line_demo(database, plugins, line, show)


def tell_of_demo(database: Database, plugins: Plugins) -> None:
    """A line that was installed after the demo has nothing to show, and whoever tries it would wonder."""
    lines = [plugin.line for plugin in plugins.active if plugin.line is not None and plugin.loads_demo]
    with database.reading() as session:
        idle = [line for line in lines if not session.scalar(select(Visit.id).where(Visit.line == line.key).limit(1))]
    for line in idle:
        echo(f"{line.name} has no visits here. To see its demo: lastmeter demo --line {line.key}")


@contextmanager
def steps() -> Iterator[Callable[[str, int, int], None]]:
    """A bar that is told what is being done, how much of it is, and of how much."""
    with progress_bar() as bar:
        task = bar.add_task("", total=None)
        yield lambda step, done, whole: bar.update(task, description=step, completed=done, total=whole)


def progress_bar() -> Progress:
    """On the terminal, apart from what a command answers; nowhere else."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    return Progress(console=console, disable=not console.is_terminal)


def listener(host: str, port: int) -> socket.socket:
    """Taken before anything else, so that nobody waits for the demo to learn that the port is not free."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        reason = str(error.strerror or error).partition(" (")[0].lower()
        raise CannotStart(
            f"Nobody can listen at {host}, port {port}: {reason}. Choose another by --host and --port."
        ) from error
