"""What proves that a home is warm: a rule over readings, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar

from core import Rules
from plugins.heating.models import HeatingClass
from plugins.heating.rules import PROOF_DAYS


def days_to_prove(heating_class: HeatingClass, rules: Rules) -> int:
    """On how many days the home must be warm after the measures."""
    return rules[PROOF_DAYS] if heating_class is HeatingClass.UNSTABLE else 1


class Taken(Protocol):
    """What the proof looks at in a reading that counts."""

    @property
    def is_warm(self) -> bool: ...
    @property
    def taken_on(self) -> date: ...


T = TypeVar("T", bound=Taken)


@dataclass(frozen=True)
class Effect(Generic[T]):
    """The reading before the measures, the one after, and the day that proves them, as far as there are such."""

    before: T | None = None
    after: T | None = None
    proven_on: date | None = None


def effect_of(done: Sequence[date | None], readings: Sequence[T], needed: int) -> Effect[T]:
    """Weighs readings that count, in the order in which they were taken, against the days of the measures.

    `needed` is on how many days the home must be warm.
    What was read on the day of a measure may have been read before it, so it proves nothing. A cold reading begins
    the count of warm days anew, and no reading of its day is a warm one: a home that is warm, cold, and warm again, or
    warm in one room and cold in another, is not reliably warm.
    """
    days = [day for day in done if day is not None]
    before = [reading for reading in readings if not days or reading.taken_on <= min(days)]
    effect = Effect(before=before[-1] if before else None)
    if not days or len(days) < len(done):
        return effect
    later = [reading for reading in readings if reading.taken_on > max(days)]
    cold = {reading.taken_on for reading in later if not reading.is_warm}
    warm: set[date] = set()
    for reading in later:
        warm = warm | {reading.taken_on} if reading.taken_on not in cold else set()
        is_proven = len(warm) == needed
        effect = Effect(effect.before, reading, reading.taken_on if is_proven else None)
        if is_proven:
            break
    return effect
