"""The demo's temperatures."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.demo import Demo, DemoCommunity
from core.demo.work import moment
from plugins.heating.models import HeatingClass, HeatingReading, HeatingRoom
from plugins.heating.services.readings import judged
from plugins.heating.services.seasons import Seasons

SEASONS = Seasons()
"""As they are shipped: in the demo nobody decided otherwise."""


@dataclass(frozen=True)
class DemoHome:
    """A home that somebody measured or called from, and when that was."""

    household_id: int
    community: DemoCommunity
    noticed_on: date
    heating_class: HeatingClass = HeatingClass.BELOW_STANDARD


@dataclass(frozen=True)
class DemoReading:
    id: int
    celsius: float
    taken_at: datetime
    taken_on: date
    is_valid: bool
    is_warm: bool


@dataclass(frozen=True)
class DemoMeasured:
    celsius: float
    windows_closed_2h: bool
    height_1m: bool = True
    at_centre: bool = True


class DemoReadings:
    """Gathers the temperatures of all homes, and writes them together."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self.chance = demo.random("heating/readings")
        self.rows: list[dict[str, Any]] = []
        self.by_home: dict[int, list[DemoReading]] = defaultdict(list)

    @staticmethod
    def temperature(chance: random.Random, *, is_warm: bool) -> float:
        """One decimal, as a thermometer shows it."""
        return chance.randint(182, 231) / 10 if is_warm else chance.randint(143, 178) / 10

    def take(self, home: DemoHome, day: date, celsius: float, *, home_visit: int | None = None) -> DemoReading:
        """A visit may measure with a window open; by appointment everything is prepared."""
        season, chance = SEASONS.on(day), self.chance
        is_closed = home_visit is None or chance.random() < 0.95
        at = moment(day, chance.randint(1, 11), chance.randint(0, 59))
        verdict = judged(DemoMeasured(celsius, is_closed), season, SEASONS.rules.on(day))
        key = self.demo.key(HeatingReading)
        made = DemoReading(key, celsius, at, day, verdict.is_valid, verdict.is_warm)
        self.by_home[home.household_id].append(made)
        self.rows.append(
            {
                "id": made.id,
                "household_id": home.household_id,
                "community_id": home.community.id,
                "district_id": home.community.district_id,
                "home_visit_id": home_visit,
                "season": season.name if season else None,
                "room": chance.choice(list(HeatingRoom)),
                "celsius": celsius,
                "taken_at": at,
                "taken_on": day,
                "windows_closed_2h": is_closed,
                "height_1m": True,
                "at_centre": True,
                "is_valid": made.is_valid,
                "is_warm": made.is_warm,
                "refund_share": verdict.refund_share,
            }
        )
        return made

    def of(self, home: DemoHome) -> list[DemoReading]:
        """All that count, in the order in which they were taken."""
        taken = (reading for reading in self.by_home[home.household_id] if reading.is_valid)
        return sorted(taken, key=lambda reading: (reading.taken_at, reading.id))

    def latest(self, home: DemoHome, until: date) -> DemoReading | None:
        taken = (r for r in self.by_home[home.household_id] if r.taken_on <= until)
        return max(taken, key=lambda reading: (reading.taken_at, reading.id), default=None)

    def insert(self) -> None:
        self.demo.add(HeatingReading, self.rows)
