"""Commands for a timer: what has to be looked at again and again."""

from __future__ import annotations

from typing import Annotated

import typer


def escalate() -> None:
    """Look at the clocks of the cases: remind, urge, take up again.

    What was set aside until now is taken up, what is due soon reminded of, what is late urged. For a timer, every few
    minutes; run twice it does nothing more.
    """
    from core.cases.acting import Acting
    from core.cases.services.urging import escalate as look
    from core.clock import system_clock
    from core.policy.role import Role
    from core.policy.viewer import Viewer
    from core.settings import Settings
    from core.start import installed, prepare

    settings = Settings.from_environment()
    with prepare(settings, installed(settings)).writing() as session:
        viewer = Viewer(Role.MACHINE, name="escalate")
        done = look(Acting(session, viewer, system_clock(), settings.time_zone, settings.rules))
    typer.echo(f"{done.resumed} taken up again, {done.reminded} reminded, {done.urged} urged")


def sweep(
    hours: Annotated[float, typer.Option(metavar="NUMBER", help="Only files older than so many hours.")] = 24,
) -> None:
    """Remove what belongs to nothing any more.

    Uploads that were cut off, photos that nobody made evidence of, and sessions that ended.
    """
    from datetime import timedelta

    from core.attachments.services import sweep as swept
    from core.attachments.store import open_store
    from core.clock import system_clock
    from core.identity.sessions import purge
    from core.settings import Settings
    from core.start import installed, prepare

    settings, now = Settings.from_environment(), system_clock()
    store = open_store(settings.attachments)
    with prepare(settings, installed(settings)).writing() as session:
        files = swept(session, store, hours=hours, before=now - timedelta(hours=hours))
        ended = purge(session, now)
    typer.echo(f"{files} files and {ended} ended sessions removed")
