"""Commands for those who sign in: accounts, programs, the keys of their tokens."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from core.errors import CannotStart

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.people.models import Officer
    from core.settings import Settings

COMMAND_LINE = "command line"


def token(
    role: Annotated[str, typer.Argument(metavar="ROLE", help="As in GraphQL: LINE_LEAD, HANDLER, AUDITOR, …")],
    line: Annotated[str | None, typer.Option(metavar="KEY", help="The line that it is limited to.")] = None,
    district: Annotated[str | None, typer.Option(metavar="CODE", help="The district that it is limited to.")] = None,
) -> None:
    """Print a token to try a role with; not in production.

    Send it as `Authorization: Bearer TOKEN`. It lasts twelve hours. Run it where the server runs: its keys lie there.
    """
    from pathlib import Path

    from core.clock import system_clock
    from core.database import Database
    from core.identity.demo import role_token
    from core.identity.keys import KeyFile
    from core.identity.tokens import Tokens
    from core.settings import Settings
    from core.start import installed

    settings = Settings.from_environment()
    if settings.is_production:
        raise CannotStart("In production nobody has a role without an account: lastmeter accounts open LOGIN")
    file = Path(settings.key_file).absolute()
    is_new, database = not file.exists(), Database(settings.database_url)
    if is_new and database.is_absent:
        raise CannotStart(
            f"There are no keys {file} and no database {database.shown}, so no server runs here and none would take the "
            "token. Run this in the folder of the server, once it has started, or name its file by LASTMETER_KEY_FILE."
        )
    lines = [one.key for one in installed(settings).lines]
    typer.echo(role_token(Tokens(KeyFile(file)), system_clock(), lines, role, line, district))
    if is_new:
        typer.echo(
            f"New keys were made: {file}. Only a server with this file takes the token; if yours runs in another folder, run "
            "this there.",
            err=True,
        )


def open_account(
    login: Annotated[str, typer.Argument(metavar="LOGIN", help="The name to sign in with.")],
    officer: Annotated[str | None, typer.Option(metavar="NAME", help="The post that it is for.")] = None,
    role: Annotated[
        str | None, typer.Option(metavar="ROLE", help="Or the office: AUDITOR, SYSTEM_ADMIN or SECURITY_ADMIN.")
    ] = None,
    without_password: Annotated[
        bool, typer.Option("--without-password", help="It signs in at the identity provider.")
    ] = False,
) -> None:
    """Open an account for a post or an office, ready to be used.

    The first accounts are opened so; later ones by GraphQL, where another has to approve them. Asks for a password, or
    reads it from what is piped in.
    """
    from core.clock import system_clock
    from core.identity import accounts
    from core.identity.models import AccountState
    from core.policy.role import Role

    if role is not None and role not in Role.__members__:
        raise CannotStart(f"{role!r} is no role. There is: {', '.join(Role.__members__)}.")
    password = None if without_password else _password()
    with _writing() as (session, _settings):
        now = system_clock()
        account = accounts.open_account(
            session,
            login,
            opened_by=COMMAND_LINE,
            now=now,
            officer=_officer(session, officer) if officer is not None else None,
            role=Role[role] if role is not None else None,
            password=password,
            state=AccountState.ACTIVE,
        )
        _note(session, now, "open_account", account=account.id)
    typer.echo(f"{login} can sign in.")


def set_password(login: Annotated[str, typer.Argument(metavar="LOGIN", help="Whose.")]) -> None:
    """Give an account a new password; it is signed out everywhere.

    Asks for it, or reads it from what is piped in.
    """
    from core.clock import system_clock
    from core.identity import accounts

    given, now = _password(), system_clock()
    with _writing() as (session, _settings):
        account = accounts.set_password(session, login, given, now)
        _note(session, now, "set_password", account=account.id)
    typer.echo(f"{login} has a new password.")


def add_program(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called.")],
    line: Annotated[str, typer.Option(metavar="KEY", help="The line whose rows it reaches.")],
    may: Annotated[list[str], typer.Option(metavar="OPERATION", help="What it may do; can be given several times.")],
    days: Annotated[int, typer.Option(metavar="NUMBER", help="How long; at most 90.")] = 90,
    network: Annotated[
        list[str] | None, typer.Option(metavar="NETWORK", help="From where it may come; can be given several times.")
    ] = None,
) -> None:
    """Admit a program and print its token, this once.

    A program has one line and the operations that it is granted, of those that programs can be granted at all.
    """
    from core.clock import system_clock
    from core.identity.clients import add_client
    from core.lines.models import ServiceLine
    from core.policy.policy import Policy
    from core.policy.role import Role
    from core.registry import catalogue_of
    from core.start import installed

    now = system_clock()
    with _writing() as (session, settings):
        policies = catalogue_of(installed(settings)).objects(Policy).values()
        if session.get(ServiceLine, line) is None:
            raise CannotStart(f"There is no line {line!r}.")
        made = add_client(
            session,
            name,
            line,
            may,
            known=[policy.key for policy in policies if Role.MACHINE in policy.grants],
            days=days,
            now=now,
            today=now.astimezone(settings.time_zone).date(),
            networks=network or [],
        )
        _note(session, now, "add_program")
    typer.echo(made)


def rotate_keys() -> None:
    """Sign tokens with a new key from now on.

    Tokens of the key before are believed until they end; keys before that are forgotten. Restart the server then.
    """
    from pathlib import Path

    from core.identity.keys import KeyFile
    from core.settings import Settings

    file = KeyFile(Path(Settings.from_environment().key_file))
    typer.echo(f"{file.path} signs with the key {file.rotate()}.")


@contextmanager
def _writing() -> Iterator[tuple[Session, Settings]]:
    from core.settings import Settings
    from core.start import installed, prepare

    settings = Settings.from_environment()
    with prepare(settings, installed(settings)).writing() as session:
        yield session, settings


def _note(session: Session, now: datetime, operation: str, **subjects: int) -> None:
    """In the trail, as everything is that changes who may do what."""
    from core.audit import chain as audit
    from core.audit.models import AuditOutcome
    from core.policy.role import Role
    from core.policy.viewer import Viewer

    who = Viewer(Role.SYSTEM_ADMIN, actor=COMMAND_LINE)
    audit.note(session, who, now, operation, AuditOutcome.DONE, subjects=subjects)


def _officer(session: Session, name: str) -> Officer:
    from sqlalchemy import select

    from core.people.models import Officer

    found = session.scalars(select(Officer).where(Officer.name == name)).first()
    if found is None:
        raise CannotStart(f"There is no post {name!r}.")
    return found


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")
