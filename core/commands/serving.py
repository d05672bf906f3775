"""Commands that make the database ready and serve it."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from core.plugin_manager import Plugins
    from core.settings import Settings


def serve(
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where to listen; 0.0.0.0 for other machines too.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="NUMBER", help="The port to listen at; 0 for any free one.", min=0, max=65535)
    ] = 8000,
) -> None:
    """Start the server; at the first start, with the demo.

    An empty database gets its tables and the demo first. The database is lastmeter.sqlite3 in the current folder, or
    what DATABASE_URL says. With LASTMETER_PROFILE=production an empty database stays empty.
    """
    gc.disable()  # a start makes much and leaves little; by itself Python would look through it again and again
    try:
        _serve(host, port)
    finally:
        gc.enable()


def _serve(host: str, port: int) -> None:
    from core.app import Composition, assemble, create_app
    from core.demo.load import is_empty
    from core.http.page import GraphiQL
    from core.http.server import limit_memory, run
    from core.start import listener, load_demo, prepare, tell_of_demo

    settings, plugins = installed_settings()
    with listener(host, port) as listening:
        database = prepare(settings, plugins)
        with database.reading() as session:
            is_new = is_empty(session)
        if is_new and not settings.is_production:
            load_demo(database, plugins)
        elif not settings.is_production:
            tell_of_demo(database, plugins)
        database.dispose()
        page = GraphiQL() if settings.shows_page else None
        application = create_app(assemble(settings, Composition.of(plugins)), page)
        typer.echo(f"Database: {database.shown}")
        address = f"http://{host}:{listening.getsockname()[1]}/graphql"
        typer.echo(f"GraphiQL: {address}  ({page.told})" if page is not None else f"GraphQL: {address}")
        typer.echo("Stop with Ctrl+C.")
        limit_memory(settings.memory_megabytes_most)
        gc.freeze()
        gc.enable()
        run(application, listening, settings.trusted_proxies)


def demo(
    line: Annotated[
        str | None, typer.Option(metavar="KEY", help="Only this line's, into a database that has the demo of others.")
    ] = None,
) -> None:
    """Load the demo into an empty database.

    The communities are the real ones of Qingdao; visits, households and cases are generated, and add up to what the
    bureau published. A line that was installed afterwards joins the others with --line.
    """
    from core.start import load_demo, load_line_demo, prepare

    settings, plugins = installed_settings()
    if line is None:
        load_demo(prepare(settings, plugins), plugins)
    else:
        load_line_demo(prepare(settings, plugins), plugins, line)


def migrate() -> None:
    """Bring the tables to what this version expects."""
    from core.start import prepare

    typer.echo(f"{prepare(*installed_settings()).shown} is up to date.")


def installed_settings() -> tuple[Settings, Plugins]:
    from core.settings import Settings
    from core.start import installed

    settings = Settings.from_environment()
    return settings, installed(settings)
