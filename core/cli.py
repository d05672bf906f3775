"""The command line: `lastmeter serve` and its companions."""

from __future__ import annotations

import typer

from core.commands.accounts import add_program, open_account, rotate_keys, set_password, token
from core.commands.auditing import anchor, grants
from core.commands.auditing import verify as verify_audit
from core.commands.describing import docs, explain, schema, settings
from core.commands.drafting import migration
from core.commands.importing import import_calendar, import_communities, import_rules, import_standards
from core.commands.listing import plugins
from core.commands.new_line import new_line
from core.commands.rollups import generate, merge, rebuild, verify
from core.commands.safekeeping import backup, check
from core.commands.serving import demo, migrate, serve
from core.commands.tending import escalate, sweep
from core.commands.walling import wall
from core.errors import CannotStart, DomainError
from core.imports.commands import Importing

app = typer.Typer(
    help="One GraphQL API for the service lines that go into the communities (城管在您身边 · 四进社区). "
    "Begin with: lastmeter serve",
    epilog="Settings come from the environment: lastmeter settings",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
importing = typer.Typer(cls=Importing, help="Take in registers and records from files.", no_args_is_help=True)
for command in (
    serve,
    demo,
    migrate,
    token,
    escalate,
    sweep,
    backup,
    check,
    settings,
    plugins,
    schema,
    explain,
    generate,
    migration,
    docs,
    wall,
):
    app.command()(command)
app.command("new-line")(new_line)
importing.command("communities")(import_communities)
importing.command("standards")(import_standards)
importing.command("calendar")(import_calendar)
importing.command("rules")(import_rules)
app.add_typer(importing, name="import")
accounts = typer.Typer(help="Those who sign in: people and programs.", no_args_is_help=True)
accounts.command("open")(open_account)
accounts.command("password")(set_password)
accounts.command("program")(add_program)
accounts.command("rotate")(rotate_keys)
app.add_typer(accounts, name="accounts")
audit = typer.Typer(help="The audit trail: who did what, sealed entry by entry.", no_args_is_help=True)
audit.command("verify")(verify_audit)
audit.command()(anchor)
audit.command()(grants)
app.add_typer(audit, name="audit")
rollups = typer.Typer(help="The sums that figures are answered from.", no_args_is_help=True)
for command in (verify, rebuild, merge):
    rollups.command()(command)
app.add_typer(rollups, name="rollups")


def main() -> None:
    """What stands in the way is told in a sentence; a fault of ours keeps its traceback."""
    try:
        app()
    except (CannotStart, DomainError) as reason:
        typer.echo(f"lastmeter: {reason}", err=True)
        raise SystemExit(1) from None
