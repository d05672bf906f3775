"""Loads the demo into an empty database, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.calendar.services import load_calendar
from core.cases.acting import Acting
from core.cases.services.reported_again import remember_all
from core.cases.services.urging import escalate
from core.database import Database
from core.demo import Demo
from core.demo.figures import load_figures
from core.demo.hard_cases import load_batches
from core.demo.places import load_kinds, load_register, load_rounds
from core.demo.posts import load_posts
from core.demo.steps import NOW
from core.errors import CannotStart
from core.metrics.upkeep.build import rollups_suspended
from core.places.models import Community
from core.plugin_manager import Plugins
from core.policy.role import Role
from core.policy.viewer import Viewer
from core.settings import CaseRules
from core.visits.services import remember_all_last

ZONE = ZoneInfo("Asia/Shanghai")
"""Where the demo takes place, whatever the installation's own time zone."""


@dataclass(frozen=True)
class Step:
    name: str
    run: Callable[[Demo], object]


def is_empty(session: Session) -> bool:
    return session.scalar(select(Community.id).limit(1)) is None


def check_empty(session: Session) -> None:
    if not is_empty(session):
        raise CannotStart(
            "The database has communities already, and made-up rows would mix with them. "
            "Name an empty database by DATABASE_URL."
        )


def begun(session: Session, plugins: Plugins) -> Demo:
    """A demo without rows yet, in a database without communities."""
    check_empty(session)
    return demo_of(session, plugins)


def demo_of(session: Session, plugins: Plugins) -> Demo:
    rules = CaseRules()
    return Demo(session, plugins.lines, load_calendar(session, rules.work_hours, ZONE), rules)


def load_demo(
    database: Database, plugins: Plugins, progress: Callable[[str, int, int], None] = lambda *_: None
) -> None:
    """Everything or nothing: whoever is interrupted begins again with an empty database."""
    with database.writing() as session:
        demo = begun(session, plugins)
        steps = list(_steps(plugins))
        with rollups_suspended(session.connection(), plugins):
            for number, step in enumerate(steps):
                progress(step.name, number, len(steps))
                step.run(demo)
            finish(demo)
    progress("done", len(steps), len(steps))


def finish(demo: Demo) -> None:
    """What services keep beside the rows, and what the clocks of cases say now."""
    session = demo.session
    remember_all_last(session)
    session.flush()
    remember_all(session, demo.rules)
    demo.finish()
    escalate(Acting(session, Viewer(Role.MACHINE), NOW, ZONE, demo.rules))


def _steps(plugins: Plugins) -> Iterator[Step]:
    yield Step("register of communities", load_register)
    yield Step("units and posts", load_posts)
    yield Step("rounds", _rounds)
    yield Step("published figures", load_figures)
    yield Step("batches of hard cases", load_batches)
    for plugin in plugins.active:
        if plugin.loads_demo:
            yield Step(plugin.line.name if plugin.line else plugin.name, plugin.load_demo)


def _rounds(demo: Demo) -> None:
    communities = load_kinds(demo)
    demo.rounds = load_rounds(demo, communities)
