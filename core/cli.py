"""The command line: `lastmeter serve` and its companions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.imports.commands import Importing

if TYPE_CHECKING:
    from core.app import Lastmeter
    from core.database import Database
    from core.plugin_manager import Plugins

app = typer.Typer(
    help="lastmeter: one GraphQL API for the service lines that go into the communities (城管在您身边 · 四进社区).",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
importing = typer.Typer(cls=Importing, help="Take in registers and records from files.", no_args_is_help=True)
app.add_typer(importing, name="import")


def main() -> None:
    app()


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen at.")] = 8000,
) -> None:
    """Start the server. An empty database is created first, with the demo in it.

    The database is SQLite in the current folder, or what DATABASE_URL says.
    """
    from core.app import create_app
    from core.http.page import GraphiQL
    from core.http.server import run

    lastmeter = _lastmeter()
    _prepare(lastmeter.database, lastmeter.composition.plugins, with_demo=True)
    page = GraphiQL() if lastmeter.settings.shows_page else None
    if page is not None:
        typer.echo(f"GraphiQL: http://{host}:{port}/graphql  ({page.told})")
    run(create_app(lastmeter, page), host, port, lastmeter.settings.trusted_proxies)


@app.command()
def demo() -> None:
    """Load the demo into an empty database: real communities of Qingdao, generated visits and cases."""
    from core.demo.load import NotEmpty

    database, plugins = _database()
    _prepare(database, plugins, with_demo=False)
    try:
        _load_demo(database, plugins)
    except NotEmpty as reason:
        raise typer.BadParameter(str(reason)) from reason


@app.command()
def migrate() -> None:
    """Create the tables, or bring them to what this version expects."""
    database, plugins = _database()
    _prepare(database, plugins, with_demo=False)
    typer.echo(f"{database.url.render_as_string()} is up to date.")


@app.command()
def schema(
    check: Annotated[bool, typer.Option("--check", help="Only compare; fail when the file differs.")] = False,
    file: Annotated[Path, typer.Option(help="The schema file.")] = Path("schema.graphql"),
) -> None:
    """Write the GraphQL schema to schema.graphql, or check that the file is what the code says."""
    from core.plugin_manager import Plugins, discover
    from core.schema import compose, sdl
    from core.schema_file import changes
    from core.settings import Settings

    text = sdl(compose(Plugins(discover(Settings.from_environment().disabled_plugins), strict=True)))
    if not check:
        file.write_text(text, encoding="utf-8")
        typer.echo(f"{file} written.")
        return
    told = changes(file.read_text(encoding="utf-8") if file.exists() else "", text)
    for line in told:
        typer.echo(line, err=True)
    if told:
        typer.echo(
            f"{file} is not what the code says: run `lastmeter schema`, read the difference, commit it.",
            err=True,
        )
        raise typer.Exit(1)
    typer.echo(f"{file} is what the code says.")


@app.command()
def plugins() -> None:
    """List the installed plugins: name, version, distribution, what each contributes, and its problems."""
    from rich.console import Console
    from rich.table import Table

    from core.plugin_manager import Plugins, discover
    from core.settings import Settings

    found = Plugins(discover(Settings.from_environment().disabled_plugins))
    table = Table(
        "plugin",
        "version",
        "distribution",
        "line",
        "types",
        "queries",
        "mutations",
        "metrics",
        "problems",
    )
    for plugin in [found.core, *found.all]:
        provides = plugin.provides
        table.add_row(
            plugin.name,
            plugin.version,
            plugin.distribution,
            plugin.line.name_zh if plugin.line else "",
            *(str(provides[kind]) for kind in ("types", "queries", "mutations", "metrics")),
            "\n".join(plugin.problems),
        )
    Console().print(table)


@app.command()
def explain(
    file: Annotated[Path, typer.Argument(help="A GraphQL document.", exists=True, dir_okay=False)],
    variables: Annotated[Path | None, typer.Option(help="Its variables, a JSON file.", exists=True)] = None,
    operation: Annotated[str | None, typer.Option(help="Which operation, if it has several.")] = None,
) -> None:
    """Show how a query is run: its statements, what is not compiled and why, how much it may answer."""
    import json

    from core.engine.document import Asked, RequestError
    from core.engine.explain import explained

    given = json.loads(variables.read_text(encoding="utf-8")) if variables is not None else {}
    lastmeter = _lastmeter()
    engine = lastmeter.engine
    try:
        prepared = engine.prepare(Asked(file.read_text(encoding="utf-8"), given, operation), lastmeter.context().viewer)
    except RequestError as refused:
        for error in refused.errors:
            typer.echo(str(error), err=True)
        raise typer.Exit(1) from refused
    for line in explained(prepared.plan, engine.reader.dialect):
        typer.echo(line)


@app.command()
def migration(
    message: Annotated[str, typer.Argument(help="What changes, in a few words.")],
    plugin: Annotated[str, typer.Option(help="Whose tables change: core, or a plugin's name.")] = "core",
    module: Annotated[str | None, typer.Option(help="The plugin's module, while it is not installed.")] = None,
) -> None:
    """For developers: draft the next migration of core or of a plugin from its models. Read it before you keep it."""
    import tempfile
    from importlib import import_module

    from core.database import Database
    from core.migrations import histories, upgrade
    from core.migrations.drafts import draft
    from core.plugin_manager import Plugins, discover, given

    chosen = Plugins(given({plugin: import_module(module)}) if module else discover(), strict=True)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/draft.sqlite3")
        upgrade(database, chosen)
        known = histories(chosen)
        made = draft(database, next(history for history in known if history.label == plugin), known, message)
        database.dispose()
    typer.echo(f"{made} written: read it, and run `lastmeter migrate`.")


@importing.command("communities")
def import_communities(
    files: Annotated[list[Path], typer.Argument(help="CSV files: UTF-8 or GB18030.", exists=True, dir_okay=False)],
    edition: Annotated[str | None, typer.Option(help="The edition of the register, such as 2023.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would happen, and change nothing.")] = False,
    in_full: Annotated[bool, typer.Option("--in-full", help="List every change by name, not only how many.")] = False,
) -> None:
    """Take in a register of communities: new ones are added, renamed ones renamed, missing ones retired, none deleted.

    Columns: code, name, street_code, street_name, district_code, district_name; kind and households where known.
    """
    from rich.progress import Progress

    from core.clock import system_clock
    from core.places.register import import_register
    from core.places.register_told import told
    from core.settings import Settings

    database, found = _database()
    _prepare(database, found, with_demo=False)
    today = system_clock().astimezone(Settings.from_environment().zone).date()
    with Progress(transient=True) as bar:
        task = bar.add_task("rows", total=None)
        report = import_register(
            database,
            files,
            edition=edition,
            today=today,
            dry_run=dry_run,
            progress=lambda rows: bar.update(task, completed=rows),
        )
    for line in told(report, in_full=in_full):
        typer.echo(line)


def _lastmeter() -> Lastmeter:
    from core.app import assemble
    from core.settings import Settings

    return assemble(Settings.from_environment())


def _database() -> tuple[Database, Plugins]:
    from core.database import Database
    from core.plugin_manager import Plugins, discover
    from core.settings import Settings

    settings = Settings.from_environment()
    return Database(settings.database_url), Plugins(discover(settings.disabled_plugins), strict=settings.strict)


def opened() -> Database:
    """The database with its tables as this version expects them."""
    database, found = _database()
    _prepare(database, found, with_demo=False)
    return database


def _prepare(database: Database, plugins: Plugins, *, with_demo: bool) -> None:
    """Tables as this version expects them, the lines known; into an empty database, if wanted, the demo."""
    from core.lines.services import remember
    from core.migrations import pending, upgrade

    if pending(database, plugins):
        typer.echo(f"Creating or changing tables in {database.url.render_as_string()} …")
        upgrade(database, plugins)
    with database.writing() as session:
        remember(session, plugins.lines)
    if with_demo:
        from core.demo.load import is_empty

        with database.reading() as session:
            is_new = is_empty(session)
        if is_new:
            _load_demo(database, plugins)


def _load_demo(database: Database, plugins: Plugins) -> None:
    from rich.progress import Progress

    from core.demo.load import load_demo

    typer.echo("Loading the demo: real communities of Qingdao; visits, households and cases are generated.")
    with Progress() as bar:
        task = bar.add_task("demo", total=None)

        def show(step: str, done: int, whole: int) -> None:
            bar.update(task, description=step, completed=done, total=whole)

        load_demo(database, plugins, show)
