"""The demo's remediations: taken on, mended, and proven by temperatures, by the same rule as real ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.demo import Demo
from core.demo.courses import DemoCase
from plugins.heating.demo.readings import SEASONS, DemoHome, DemoReading, DemoReadings
from plugins.heating.models import (
    HeatingCause,
    HeatingMeasure,
    HeatingMeasureKind,
    HeatingRemediation,
    HeatingRemediationCause,
)
from plugins.heating.services.proof import Effect, days_to_prove, effect_of

TAKEN_ON, PROVEN = 1_280, 1_050
"""What was promised, and what of it is warm by the demo's last day; the rest waits for the next season."""
CAUSES = {
    HeatingCause.FILTER_CLOGGED: (HeatingMeasureKind.CLEAN_FILTER, 22),
    HeatingCause.INDOOR_AGING: (HeatingMeasureKind.REPLACE_PIPES, 20),
    HeatingCause.HYDRAULIC: (HeatingMeasureKind.REBALANCE, 18),
    HeatingCause.INSULATION: (HeatingMeasureKind.INSULATE, 9),
    HeatingCause.NETWORK_CAPACITY: (HeatingMeasureKind.REBUILD_NETWORK, 8),
    HeatingCause.EMPTY_NEIGHBOUR: (HeatingMeasureKind.ADD_RADIATORS, 8),
    HeatingCause.PRIVATE_ALTERATION: (HeatingMeasureKind.REPLACE_PIPES, 6),
    HeatingCause.LOW_SUPPLY_TEMP: (HeatingMeasureKind.RAISE_SUPPLY_TEMP, 5),
    HeatingCause.EQUIPMENT_FAULT: (HeatingMeasureKind.REPAIR_EQUIPMENT, 4),
}


@dataclass
class DemoRemediation:
    id: int
    home: DemoHome
    causes: list[HeatingCause]
    opened_on: date
    measures: list[tuple[HeatingMeasureKind, date | None]]
    case_id: int | None = None


class Remediations:
    """Plans what is done for each cold home, and writes what the rule makes of it."""

    def __init__(self, demo: Demo, readings: DemoReadings) -> None:
        self.demo, self.readings = demo, readings
        self.chance = demo.random("heating/remediations")
        self.all: list[DemoRemediation] = []
        self.waiting: dict[int, list[DemoRemediation]] = defaultdict(list)

    def take_on(self, homes: Sequence[DemoHome]) -> None:
        """As many as were promised; those that were noticed last are not proven yet."""
        chosen = self.chance.sample(homes, TAKEN_ON)
        chosen.sort(key=lambda home: (home.noticed_on, home.household_id))
        for number, home in enumerate(chosen):
            made = self._remediation(home, is_proven=number < PROVEN)
            self.all.append(made)
            self.waiting[home.community.id].append(made)

    def _remediation(self, home: DemoHome, *, is_proven: bool) -> DemoRemediation:
        chance, season = self.chance, SEASONS.latest(home.noticed_on)
        measured = min(home.noticed_on + timedelta(chance.randint(0, 2)), season.ends_on)
        if not self.readings.of(home):
            cold = self.readings.temperature(chance, is_warm=False)
            measured = self.readings.take(home, measured, cold).taken_on
        opened = measured + timedelta(chance.randint(1, 3))
        causes = self._causes()
        kinds = list(dict.fromkeys(CAUSES[cause][0] for cause in causes))
        done = self._done(home, opened, is_proven)
        measures = [(kind, done) for kind in kinds]
        return DemoRemediation(self.demo.key(HeatingRemediation), home, causes, opened, measures)

    def _causes(self) -> list[HeatingCause]:
        weights = [weight for _, weight in CAUSES.values()]
        found = self.chance.choices(list(CAUSES), weights, k=self.chance.choice((1, 1, 1, 2)))
        return list(dict.fromkeys(found))

    def _done(self, home: DemoHome, opened: date, is_proven: bool) -> date | None:
        """The day of the measures: at once, or in the summer, when the network is empty."""
        chance, following = self.chance, SEASONS.of(SEASONS.latest(home.noticed_on).year + 1)
        done = opened + timedelta(chance.randint(1, 12))
        summer = date(following.year, 5, 10) + timedelta(chance.randint(0, 110))
        if not is_proven:
            return summer if chance.random() < 0.6 else None
        days = self._warm_days(home, done + timedelta(chance.randint(1, 6)))
        if SEASONS.on(days[-1]) != SEASONS.on(home.noticed_on):
            done = summer
            days = self._warm_days(home, following.starts_on + timedelta(chance.randint(2, 30)))
        for day in days:
            self.readings.take(home, day, self.readings.temperature(chance, is_warm=True))
        return done

    def _warm_days(self, home: DemoHome, first: date) -> list[date]:
        days = [first]
        while len(days) < days_to_prove(home.heating_class, SEASONS.rules.on(first)):
            days.append(days[-1] + timedelta(self.chance.randint(1, 4)))
        return days

    def of_case(self, case: DemoCase) -> DemoRemediation | None:
        """One of the case's community that had begun when it was reported; each once."""
        for made in self.waiting[case.community.id]:
            if made.case_id is None and made.opened_on <= case.reported_on:
                made.case_id = case.id
                return made
        return None

    def insert(self) -> None:
        rows, causes, measures = [], [], []
        for made in self.all:
            effect = self._effect(made)
            rows.append(self._row(made, effect))
            causes += [
                {
                    "remediation_id": made.id,
                    "cause": cause,
                    "household_id": made.home.household_id,
                    "is_open": effect.proven_on is None,
                }
                for cause in made.causes
            ]
            for kind, done_on in made.measures:
                key = self.demo.key(HeatingMeasure)
                measures.append({"id": key, "remediation_id": made.id, "kind": kind, "done_on": done_on})
        self.demo.add(HeatingRemediation, rows)
        self.demo.add(HeatingRemediationCause, causes)
        self.demo.add(HeatingMeasure, measures)

    def _effect(self, made: DemoRemediation) -> Effect[DemoReading]:
        since = SEASONS.latest(made.opened_on).starts_on
        readings = [r for r in self.readings.of(made.home) if r.taken_on >= since]
        needed = days_to_prove(made.home.heating_class, SEASONS.rules.on(made.opened_on))
        return effect_of([day for _, day in made.measures], readings, needed)

    def _row(self, made: DemoRemediation, effect: Effect[DemoReading]) -> dict[str, Any]:
        return {
            "id": made.id,
            "season": SEASONS.latest(made.opened_on).name,
            "household_id": made.home.household_id,
            "community_id": made.home.community.id,
            "district_id": made.home.community.district_id,
            "case_id": made.case_id,
            "heating_class": made.home.heating_class,
            "is_agreed": made.id % 20 != 0,
            "opened_on": made.opened_on,
            "before_id": effect.before.id if effect.before else None,
            "after_id": effect.after.id if effect.after else None,
            "proven_on": effect.proven_on,
        }
