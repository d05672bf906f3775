"""Commands that tell what is set, what the schema is, and how a query is run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.errors import CannotStart

if TYPE_CHECKING:
    from core.app import Lastmeter
    from core.engine.document import Prepared


def schema(
    check: Annotated[bool, typer.Option("--check", help="Only compare; fail where they differ.")] = False,
    file: Annotated[Path, typer.Option(help="The schema file.")] = Path("schema.graphql"),
) -> None:
    """Write the GraphQL schema to a file, or check the file."""
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


def docs(
    check: Annotated[bool, typer.Option("--check", help="Only compare; fail where they differ.")] = False,
    folder: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the pages are.")] = Path("docs"),
) -> None:
    """For developers: write the pages that come from the code.

    docs/cases.md, the life of a case, and docs/metrics.md, what every metric counts.
    """
    from core.cases.told import told
    from core.metrics.page import page
    from core.plugin_manager import Plugins, discover
    from core.registry import catalogue_of

    plugins = Plugins(discover(), strict=True)
    for name, text in (("cases.md", told(plugins)), ("metrics.md", page(catalogue_of(plugins)))):
        file = folder / name
        if not check:
            file.write_text(text, encoding="utf-8")
            typer.echo(f"{file} written.")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            raise CannotStart(f"{file} is not what the code says: run `lastmeter docs`.")


def settings() -> None:
    """List what an installation may choose, and what it has chosen.

    Each is a variable of the environment.
    """
    from rich.console import Console
    from rich.table import Column, Table

    from core.settings import Settings, listed

    texts = [Column(name, overflow="fold") for name in ("value", "what it means")]
    table = Table(Column("variable", no_wrap=True), *texts)
    for name, value, meaning in listed(Settings.from_environment()):
        table.add_row(name, value, meaning)
    Console().print(table)


def explain(
    file: Annotated[Path, typer.Argument(help="A GraphQL document.", exists=True, dir_okay=False)],
    variables: Annotated[Path | None, typer.Option(help="Its variables, a JSON file.", exists=True)] = None,
    operation: Annotated[str | None, typer.Option(help="Which operation, if it has several.")] = None,
    run: Annotated[
        bool, typer.Option("--run", help="Also run it: each statement, how long it took, how many rows.")
    ] = False,
) -> None:
    """Show how a query is run: its SQL.

    And what is not compiled and why, and how many objects it may answer. What computed fields ask the database is only known
    when the query is run.
    """
    from core.app import assemble
    from core.engine.document import Asked, RequestError
    from core.engine.explain import explained
    from core.settings import Settings

    given = _variables(variables) if variables is not None else {}
    lastmeter = assemble(Settings.from_environment())
    engine = lastmeter.engine
    try:
        prepared = engine.prepare(Asked(file.read_text(encoding="utf-8"), given, operation), lastmeter.context().viewer)
    except RequestError as refused:
        for error in refused.errors:
            typer.echo(str(error), err=True)
        raise typer.Exit(1) from refused
    for line in explained(prepared.plan, engine.reader.dialect):
        typer.echo(line)
    if run:
        _run(lastmeter, prepared)


def _run(lastmeter: Lastmeter, prepared: Prepared) -> None:
    """As who asks without having signed in."""
    import asyncio
    import json

    from core.engine.explain import ran
    from core.engine.trace import Trace

    if prepared.is_mutation or prepared.is_subscription:
        raise CannotStart(
            "Only queries are run here: a mutation would change the database, and a subscription has no end."
        )
    if lastmeter.database.is_absent:
        raise CannotStart(f"There is no database {lastmeter.database.shown} to run it on; `lastmeter serve` makes one.")
    trace = Trace()

    async def answered() -> bytes:
        try:
            return (await lastmeter.engine.run(prepared, lastmeter.context(), trace)).body
        finally:
            await lastmeter.close()

    answer = json.loads(asyncio.run(answered()))
    for line in ("", *ran(trace)):
        typer.echo(line)
    for error in answer.get("errors", ()):
        typer.echo(error["message"], err=True)
    if "errors" in answer:
        raise typer.Exit(1)


def _variables(file: Path) -> dict[str, Any]:
    import json

    try:
        given = json.loads(file.read_bytes())
    except ValueError as error:
        raise CannotStart(f"{file} is no JSON: {error}.") from error
    if not isinstance(given, dict):
        raise CannotStart(f"{file} must be a JSON object, with a value for each variable.")
    return given
