"""A line that comes when the demo is there already: it goes into the communities with the others, afterwards."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.database import Database
from core.demo import FIRST_MONTH, LAST_DAY, Demo, DemoCommunity, DemoRound
from core.demo.load import demo_of, finish
from core.demo.posts import BUREAU, load_posts_of
from core.errors import CannotStart
from core.households.models import Household
from core.lines.line import ServiceLine
from core.people.models import Unit
from core.places.models import Community
from core.plugin_manager import Plugin, Plugins
from core.rounds.models import Round, RoundLine
from core.visits.models import Visit

MONTHS = (f"{FIRST_MONTH[0]}-{FIRST_MONTH[1]:02}", f"{LAST_DAY:%Y-%m}")


def load_line_demo(
    database: Database, plugins: Plugins, key: str, progress: Callable[[str, int, int], None] = lambda *_: None
) -> None:
    """Everything or nothing; others may go on reading, for triggers keep the figures.

    Raises CannotStart where there is no demo to join, or where the line was at work already.
    """
    plugin, line = _plugin(plugins, key)
    with database.writing() as session:
        _check(session, line)
        demo = _as_it_is(demo_of(session, plugins))
        progress(line.name, 0, 1)
        _join(demo, line)
        plugin.load_demo(demo)
        finish(demo)
    progress("done", 1, 1)


def _plugin(plugins: Plugins, key: str) -> tuple[Plugin, ServiceLine]:
    found = {plugin.name: (plugin, plugin.line) for plugin in plugins.active if plugin.line and plugin.loads_demo}
    if key not in found:
        raise CannotStart(f"No line {key!r} with a demo is at work here. There is: {', '.join(found) or 'none'}.")
    return found[key]


def _check(session: Session, line: ServiceLine) -> None:
    if session.scalar(select(Unit.id).where(Unit.name == BUREAU)) is None or not _went(session):
        raise CannotStart(
            "The demo is not in this database, or no line of it has gone anywhere, and made-up rows would mix with real "
            "ones. `lastmeter demo` loads it with all lines into an empty database; name one by DATABASE_URL."
        )
    if session.scalar(select(Visit.id).where(Visit.line == line.key).limit(1)) is not None:
        raise CannotStart(f"{line.name} has visits here already; its demo goes in once.")


def _went(session: Session) -> bool:
    return session.scalar(select(Visit.id).join(Round).where(Round.month.between(*MONTHS)).limit(1)) is not None


def _as_it_is(demo: Demo) -> Demo:
    """With its rounds read from the visits of the others, and its doors counted on."""
    communities = {
        key: DemoCommunity(key, code, name, district, households or 0)
        for key, code, name, district, households in demo.session.execute(
            select(Community.id, Community.code, Community.name, Community.district_id, Community.households)
        )
    }
    went = (
        select(Visit.round_id, Visit.community_id, Visit.visited_on)
        .where(Visit.round_id.is_not(None), Visit.visited_on <= LAST_DAY)
        .distinct()
        .order_by(Visit.round_id, Visit.visited_on, Visit.community_id)
    )
    attendances = defaultdict(list)
    for round_id, community, day in demo.session.execute(went):
        attendances[round_id].append((communities[community], day))
    rounds = demo.session.execute(
        select(Round.id, Round.month).where(Round.month.between(*MONTHS)).order_by(Round.month)
    )
    demo.rounds = [DemoRound(key, month, attendances[key]) for key, month in rounds if attendances[key]]
    doors = select(Household.community_id, func.count()).group_by(Household.community_id)
    demo._doors = Counter(dict(demo.session.execute(doors).all()))
    return demo


def _join(demo: Demo, line: ServiceLine) -> None:
    """The line has posts, and is expected in the rounds."""
    load_posts_of(demo, line)
    expected = set(demo.session.scalars(select(RoundLine.round_id).where(RoundLine.line == line.key)))
    demo.add(RoundLine, ({"round_id": one.id, "line": line.key} for one in demo.rounds if one.id not in expected))
