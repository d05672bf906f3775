"""The demo's supply temperatures: two winters of every district, mostly by the curve."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from core.demo import Demo
from core.places.models import District
from plugins.heating.demo.readings import SEASONS
from plugins.heating.models import HeatingSupply
from plugins.heating.rules import SUPPLY, SUPPLY_TOLERANCE
from plugins.heating.services.seasons import Season

WINTERS = (SEASONS.of(2021), SEASONS.of(2022))
MIDWINTER = 65
"""So many days after its beginning a season is coldest."""


def load_supply(demo: Demo) -> None:
    chance = demo.random("heating/supply")
    districts = list(demo.session.scalars(select(District.id).order_by(District.code)))
    rows: list[dict[str, Any]] = []
    for season in WINTERS:
        for day, outdoor in _weather(chance, season):
            rows += [_row(demo, chance, season, day, district, outdoor) for district in districts]
    demo.add(HeatingSupply, rows)


def _weather(chance: random.Random, season: Season) -> Iterator[tuple[date, float]]:
    """Made up: mildest at both ends, a little colder than zero in the middle."""
    for number in range(season.days):
        usual = 8.5 - 10.5 * math.cos((number - MIDWINTER) / season.days * math.pi)
        yield season.starts_on + timedelta(number), round(usual + chance.gauss(0, 2.2), 1)


def _row(demo: Demo, chance: random.Random, season: Season, day: date, district: int, outdoor: float) -> dict[str, Any]:
    rules = SEASONS.rules.on(day)
    planned = round(rules[SUPPLY].at(outdoor), 3)
    applied = round(planned + chance.gauss(0.3, 1.1), 1)
    deviation = round(applied - planned, 3)
    return {
        "id": demo.key(HeatingSupply),
        "supplied_on": day,
        "district_id": district,
        "season": season.name,
        "outdoor_celsius": outdoor,
        "planned_celsius": planned,
        "applied_celsius": applied,
        "deviation": deviation,
        "is_on_plan": deviation >= -rules[SUPPLY_TOLERANCE],
        "note": None,
    }
