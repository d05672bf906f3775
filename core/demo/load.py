"""Loads the demo into an empty database, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.database import Database
from core.demo import Demo
from core.demo.figures import load_figures
from core.demo.hard_cases import load_batches
from core.demo.places import load_kinds, load_register, load_rounds
from core.demo.posts import load_posts
from core.metrics.upkeep.build import rollups_suspended
from core.places.models import Community
from core.plugin_manager import Plugins
from core.visits.services import remember_all_last


class NotEmpty(Exception):
    """The demo is only loaded into a database that has no communities yet."""


@dataclass(frozen=True)
class Step:
    name: str
    run: Callable[[Demo], object]


def is_empty(session: Session) -> bool:
    return session.scalar(select(Community.id).limit(1)) is None


def load_demo(
    database: Database, plugins: Plugins, progress: Callable[[str, int, int], None] = lambda *_: None
) -> None:
    """Everything or nothing but the register, which is imported first."""
    with database.reading() as session:
        if not is_empty(session):
            raise NotEmpty("The database has communities already; the demo would mix with them.")
    progress("register of communities", 0, 1)
    load_register(database)
    with database.writing() as session:
        demo = Demo(session, plugins.lines)
        steps = list(_steps(plugins))
        with rollups_suspended(session.connection(), plugins):
            for number, step in enumerate(steps):
                progress(step.name, number + 1, len(steps) + 1)
                step.run(demo)
            remember_all_last(session)
            demo.finish()
    progress("done", len(steps) + 1, len(steps) + 1)


def _steps(plugins: Plugins) -> Iterator[Step]:
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
