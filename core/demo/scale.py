"""Rows at any scale, the same for the same seed: for measurements, and for trying out what a large city feels like.

Places and posts are those of the demo; visits go round its communities month by month. There are fewer cases and doors to
a visit than in the demo, and no history of cases, so that ten million visits fit a small disk.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from time import perf_counter
from typing import Any

from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from core.bulk import copy, unhindered
from core.database import Database
from core.demo import LAST_DAY, DemoCommunity
from core.demo.batch import DOORS, Batch, GeneratedVisit
from core.demo.load import begun
from core.demo.places import load_kinds, load_register, load_rounds
from core.demo.posts import load_posts
from core.demo.scale_cases import generate_cases
from core.households.models import Household, HouseholdVisit
from core.metrics.upkeep.build import rollups_suspended
from core.people.models import Officer, OfficerRole
from core.plugin_manager import Plugins
from core.visits.models import Visit, VisitMaterial
from core.visits.services import remember_all_last

AT_ONCE = 20_000
TOPICS = ("waste_sorting", "city_rules", "gas_safety", "heating")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Generated:
    """How many rows went in, and how many a second until the indexes were built."""

    rows: int
    seconds: float

    @property
    def per_second(self) -> int:
        return int(self.rows / self.seconds) if self.seconds else self.rows


def generate(
    database: Database, plugins: Plugins, visits: int, seed: int = 1, progress: Progress = lambda *_: None
) -> Generated:
    """Into an empty database: everything or nothing."""
    with database.writing() as session, rollups_suspended(session.connection(), plugins, progress):
        demo = begun(session, plugins)
        load_register(demo)
        load_posts(demo)
        demo.rounds = load_rounds(demo, load_kinds(demo))
        demo.finish()
        session.flush()
        made = _Scale(session, plugins, visits, seed)
        started = perf_counter()
        with unhindered(session.connection(), made.models()):
            made.run(progress)
            seconds = perf_counter() - started
            progress("indexes and foreign keys", 0, 1)
        made.finish()
        remember_all_last(session)
    return Generated(made.rows, seconds)


class _Scale:
    def __init__(self, session: Session, plugins: Plugins, visits: int, seed: int) -> None:
        self.session, self.plugins, self.count = session, plugins, visits
        self.chance = random.Random(seed)
        self.keys: dict[Any, int] = {}
        self.rows = 0
        self.lines = [line.key for line in plugins.lines]
        self.categories = {line.key: [category.code for category in line.categories] for line in plugins.lines}
        self.communities = self._communities()
        self.months = self._months()
        leaders = select(Officer.id).where(Officer.role == OfficerRole.FIELD_OFFICER).order_by(Officer.id)
        self.leaders = list(session.scalars(leaders)) or list(session.scalars(select(Officer.id)))
        self.units = list(session.scalars(text("SELECT id FROM unit ORDER BY id")))

    def _communities(self) -> list[DemoCommunity]:
        rows = self.session.execute(
            text(
                "SELECT DISTINCT c.id, c.code, c.district_id FROM community c JOIN round_community r ON "
                "r.community_id = c.id ORDER BY c.code"
            )
        )
        return [DemoCommunity(key, code, "", district, DOORS) for key, code, district in rows]

    def _months(self) -> list[tuple[int, list[str]]]:
        """The rounds, each with its working days."""
        rounds = self.session.execute(text("SELECT id, month FROM round ORDER BY month"))
        return [(key, _working_days(month)) for key, month in rounds]

    def models(self) -> list[Any]:
        """Every table that gets rows, found out by a batch of none."""
        batch = Batch({}, self.chance)
        self._fill(batch, [])
        return list(batch.rows)

    def run(self, progress: Progress) -> None:
        self._households()
        for start in range(0, self.count, AT_ONCE):
            progress("visits and what hangs on them", start, self.count)
            batch = Batch(self.keys, self.chance)
            self._fill(batch, range(start, min(start + AT_ONCE, self.count)))
            self._write(batch)

    def _write(self, batch: Batch) -> None:
        connection = self.session.connection()
        for model, made in batch.rows.items():
            if made.rows:
                copy(connection, model, made.names, made.whole())
                self.rows += len(made.rows)

    def _households(self) -> None:
        batch = Batch(self.keys, self.chance)
        add = batch.into(Household, "id", "community_id", "building", "unit", "room")
        for community in self.communities:
            for door in range(DOORS):
                add(
                    (
                        batch.key(Household),
                        community.id,
                        f"{door // 36 + 1}号楼",
                        f"{door // 12 % 3 + 1}单元",
                        f"{door % 12 + 101}",
                    )
                )
        self._write(batch)

    def _fill(self, batch: Batch, numbers: Sequence[int]) -> None:
        add = batch.into(
            Visit, "id", "version", "community_id", "district_id", "line", "round_id", "visited_on", "status",
            "leader_id", "staff", "residents", "volunteers", "recorded_at",
        )  # fmt: skip
        hand_out = batch.into(VisitMaterial, "visit_id", "topic", "count")
        batch.into(HouseholdVisit, "visit_id", "household_id", "is_entered", "no_entry_reason")
        chance, lines, places = self.chance.random, self.lines, self.communities
        for number in numbers:
            round_id, days = self.months[number * len(self.months) // self.count]
            slot = number * 7919 % (len(places) * len(lines))
            place, line = places[slot // len(lines)], lines[slot % len(lines)]
            day, key = days[int(chance() * len(days))], batch.key(Visit)
            is_done = chance() < 0.97
            add((
                key, 1, place.id, place.district_id, line, round_id, day, "DONE" if is_done else "CANCELLED",
                self.leaders[int(chance() * len(self.leaders))], 2 + int(chance() * 6), int(chance() * 12),
                int(chance() * 3), f"{day}T09:00:00Z",
            ))  # fmt: skip
            hand_out((key, TOPICS[slot % len(TOPICS)], 10 + int(chance() * 150)))
            if is_done:
                first = slot // len(lines) * DOORS + 1
                batch.visits.append(GeneratedVisit(key, line, place.id, place.district_id, day, first))
        generate_cases(batch, self.categories, self.units)
        for plugin in self.plugins.active:
            plugin.generate_rows(batch)

    def finish(self) -> None:
        """PostgreSQL's own counters go on after the keys that were given."""
        if self.session.get_bind().dialect.name == "postgresql":
            for model, last in self.keys.items():
                table = inspect(model).local_table.name
                self.session.execute(
                    text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)"),
                    {"table": f'"{table}"', "last": last},
                )


def _working_days(month: str) -> list[str]:
    first = date.fromisoformat(f"{month}-01")
    days = (first + timedelta(days=at) for at in range(31))
    return [str(day) for day in days if day.month == first.month and day.weekday() < 5 and day <= LAST_DAY]
