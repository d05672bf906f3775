"""The heating line's part of `lastmeter generate`."""

from __future__ import annotations

import random

from core.demo.batch import Batch, GeneratedVisit
from plugins.heating.models import HeatingReading
from plugins.heating.scale import generate


def test_homes_that_many_visits_enter_on_one_day_have_one_temperature_for_a_room_and_moment() -> None:
    batch = Batch({}, random.Random(1))
    batch.visits += [GeneratedVisit(number, "heating", 1, 1, "2022-12-01", 1) for number in range(1, 100_001)]
    generate(batch)
    made = batch.rows[HeatingReading]
    at = [made.columns.index(name) for name in ("household_id", "room", "taken_at")]
    measured = [tuple(row[place] for place in at) for row in made.rows]
    assert len(measured) > 30_000
    assert len(set(measured)) == len(measured)
    assert all("2022-12-01T00:00:00Z" <= moment <= "2022-12-01T09:00:00Z" for _, _, moment in measured)
