"""Histories: what many clients did to one list and saw of it, and whether any order explains it.

The lists only grow, so that what somebody saw says where in the order they stood (as in Jepsen's list-append).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Append:
    what: str
    began: float
    outcome: Outcome
    ended: float = math.inf


@dataclass(frozen=True)
class Read:
    seen: tuple[str, ...]
    began: float
    ended: float


def anomalies(history: Sequence[Append | Read], final: Sequence[str]) -> Iterator[str]:
    """What cannot be if each thing was done as a whole, one after the other, between its beginning and its end."""
    appends = [one for one in history if isinstance(one, Append)]
    reads = [one for one in history if isinstance(one, Read)]
    places = {what: place for place, what in enumerate(final, start=1)}
    if len(places) < len(final):
        yield "something was done twice"
    yield from (f"{what} was done by nobody" for what in places.keys() - {one.what for one in appends})
    for one in appends:
        if (one.what in places) is {Outcome.DONE: False, Outcome.REFUSED: True}.get(one.outcome):
            yield f"{one.what} was {one.outcome.value}, and is{'' if one.what in places else ' not'} there"
    for read in reads:
        if read.seen != tuple(final[: len(read.seen)]):
            yield f"{read.seen[-3:]} was read, and never was so"
    stood = [(one.began, one.ended, places[one.what], 1) for one in appends if one.what in places]
    yield from _late(stood + [(read.began, read.ended, len(read.seen), 0) for read in reads])


def _late(stood: Sequence[tuple[float, float, int, int]]) -> Iterator[str]:
    """Who began after another had ended stands no earlier; who adds something, later."""
    ending, reached = iter(sorted((ended, place) for _, ended, place, _ in stood)), 0
    next_ended = next(ending, None)
    for began, _, place, adds in sorted(stood):
        while next_ended is not None and next_ended[0] < began:
            reached, next_ended = max(reached, next_ended[1]), next(ending, None)
        if place < reached + adds:
            yield f"somebody who began at {began} stood at {place}, although {reached} was reached before"
