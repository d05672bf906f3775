"""What proves that a home is warm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core import Rules
from plugins.heating.models import HeatingClass
from plugins.heating.services.proof import days_to_prove, effect_of

BELOW, UNSTABLE = HeatingClass.BELOW_STANDARD, HeatingClass.UNSTABLE
FIRST = date(2022, 12, 1)


@dataclass(frozen=True)
class Reading:
    day: int
    celsius: float

    @property
    def taken_on(self) -> date:
        return FIRST + timedelta(days=self.day)

    @property
    def is_warm(self) -> bool:
        return self.celsius >= 18


def proof(heating_class, done, readings):
    return effect_of(done, readings, days_to_prove(heating_class, Rules({})))


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


def test_one_warm_reading_after_the_measures_proves_a_home_that_was_below_standard():
    cold, still_cold, warm = Reading(0, 16.0), Reading(6, 17.9), Reading(7, 18.0)
    effect = proof(BELOW, [on(5)], [cold, still_cold, warm, Reading(9, 21.0)])
    assert (effect.before, effect.after, effect.proven_on) == (cold, warm, on(7))


def test_an_unstable_home_needs_warm_readings_on_three_days():
    readings = [Reading(0, 19.0), Reading(6, 19.0), Reading(6, 20.0), Reading(7, 18.5)]
    effect = proof(UNSTABLE, [on(5)], readings)
    assert (effect.before, effect.after, effect.proven_on) == (readings[0], readings[3], None)
    readings.append(Reading(8, 18.0))
    effect = proof(UNSTABLE, [on(5)], readings)
    assert (effect.after, effect.proven_on) == (readings[4], on(8))


def test_a_cold_reading_begins_the_count_of_warm_days_anew():
    days = [(6, 19.0), (7, 19.0), (8, 17.0), (9, 19.0), (10, 19.0), (11, 19.0)]
    effect = proof(UNSTABLE, [on(5)], [Reading(*day) for day in days])
    assert effect.proven_on == on(11)


def test_a_day_on_which_it_was_also_too_cold_proves_nothing():
    """In another room, or at another hour, whichever was read first."""
    for celsius in ((19.0, 16.0), (16.0, 19.0)):
        readings = [Reading(6, degrees) for degrees in celsius]
        assert proof(BELOW, [on(5)], readings).proven_on is None
        assert proof(BELOW, [on(5)], [*readings, Reading(7, 18.0)]).proven_on == on(7)


def test_what_was_read_on_the_day_of_a_measure_or_before_the_last_one_proves_nothing():
    readings = [Reading(5, 20.0), Reading(7, 20.0)]
    effect = proof(BELOW, [on(5), on(7)], readings)
    assert (effect.before, effect.after, effect.proven_on) == (readings[0], None, None)


def test_nothing_is_proven_while_a_measure_is_not_done_or_none_is_planned():
    warm = [Reading(9, 22.0)]
    for done in ([], [None], [on(1), None]):
        effect = proof(BELOW, done, warm)
        assert (effect.after, effect.proven_on) == (None, None)


READINGS = st.lists(st.builds(Reading, st.integers(0, 12), st.sampled_from([15.0, 17.9, 18.0, 21.0])), max_size=12).map(
    lambda readings: sorted(readings, key=lambda reading: reading.day)
)
DONE = st.lists(st.none() | st.integers(0, 6).map(on), max_size=3)


@given(st.sampled_from(HeatingClass), DONE, READINGS)
def test_the_rule_is_what_trying_every_reading_finds(heating_class, done, readings):
    """Slowly: the first reading at which the last readings, of days that were warm all day, are of enough days."""
    needed = 3 if heating_class is UNSTABLE else 1
    proven = None
    if done and None not in done:
        later = [reading for reading in readings if reading.taken_on > max(done)]
        cold = {reading.day for reading in later if reading.celsius < 18}
        for end in range(1, len(later) + 1):
            runs = ({reading.day for reading in later[start:end]} for start in range(end))
            if any(len(run) >= needed and not run & cold for run in runs):
                proven = later[end - 1]
                break
    effect = proof(heating_class, done, readings)
    assert effect.proven_on == (proven.taken_on if proven else None)
    if proven:
        assert effect.after == proven
