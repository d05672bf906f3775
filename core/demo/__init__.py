"""The demo: real communities, generated work. Every figure of it is counted from rows; none is stored as an answer.

The places are real (`data/PROVENANCE.md`); visits, households and cases are made up, the same each time, and add up to
what the bureau published. Officers are posts; no person is named.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, inspect, select, text
from sqlalchemy.orm import Session

from core.bulk import add
from core.calendar.services import Calendar
from core.lines.line import ServiceLine
from core.settings import CaseRules

SEED = 19_450_815
FIRST_MONTH = (2021, 6)
LAST_DAY = date(2023, 9, 8)
REACHED = 1_086


@dataclass(frozen=True)
class DemoCommunity:
    id: int
    code: str
    name: str
    district_id: int
    households: int


@dataclass(frozen=True)
class DemoVisit:
    id: int
    community: DemoCommunity
    visited_on: date


@dataclass(frozen=True)
class DemoRound:
    """A month, and the communities into which the lines went together, each on its day."""

    id: int
    month: str
    attendances: Sequence[tuple[DemoCommunity, date]]


@dataclass
class Demo:
    """What plugins are given to add their part: the places, the rounds, and ways to add many rows."""

    session: Session
    lines: Sequence[ServiceLine]
    calendar: Calendar
    rules: CaseRules = field(default_factory=CaseRules)
    rounds: Sequence[DemoRound] = ()
    officers: Mapping[str, int] = field(default_factory=dict)
    """Key of each post by its name."""
    units: Mapping[str, int] = field(default_factory=dict)
    _next: dict[str, int] = field(default_factory=dict)
    _doors: Counter[int] = field(default_factory=Counter)

    def random(self, name: str) -> random.Random:
        """Chance of its own for each part, so that one part's changes do not move another's."""
        return random.Random(f"{SEED}/{name}")

    def key(self, model: Any) -> int:
        """The next free key of a table."""
        table = inspect(model).local_table.name
        if table not in self._next:
            (column,) = inspect(model).primary_key
            self._next[table] = self.session.scalar(select(func.coalesce(func.max(column), 0))) or 0
        self._next[table] += 1
        return self._next[table]

    def door(self, community_id: int) -> int:
        """The number of the next door of a community."""
        self._doors[community_id] += 1
        return self._doors[community_id] - 1

    def add(self, model: Any, rows: Iterable[Mapping[str, Any]]) -> None:
        """Many rows at once, each with all the same columns."""
        made = list(rows)
        if made:
            add(self.session.connection(), inspect(model).local_table, made)

    def finish(self) -> None:
        """PostgreSQL's own counters go on after the keys that were given."""
        if self.session.get_bind().dialect.name == "postgresql":
            for table, last in self._next.items():
                self.session.execute(
                    text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)"),
                    {"table": f'"{table}"', "last": last},
                )


def shares(chance: random.Random, whole: int, parts: int, least: int = 0) -> list[int]:
    """Whole numbers that differ but add up exactly."""
    weights = [chance.uniform(0.4, 1.6) for _ in range(parts)]
    rest = whole - least * parts
    scale = rest / sum(weights)
    made = [int(weight * scale) for weight in weights]
    for at in chance.sample(range(parts), rest - sum(made)):
        made[at] += 1
    return [least + part for part in made]
