"""What stands at a moment: everything that began before it, less what ended, as running sums of days."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from core.metrics.cells import Kept
from core.metrics.metric import Measure
from core.metrics.rows import Figures
from core.metrics.scope import ALWAYS, Group, Grouping, Scope, Window, time_of


def standing(
    measures: Sequence[Measure], kept: dict[Measure, Kept], window: Window, grouping: Grouping, scope: Scope
) -> Generator[Any, Any, dict[Measure, Figures]]:
    """Everything before the window ends; grouped by time, everything before each month, week or day ends."""
    from core.metrics.answering import measured

    if grouping.time is None:
        until_end = replace(window, since=ALWAYS.since)
        return (yield from measured(measures, kept, until_end, grouping, scope))
    before = Window(ALWAYS.since, window.since)
    earlier = yield from measured(measures, kept, before, grouping.without_time(), scope)
    during = yield from measured(measures, kept, window, grouping, scope)
    return {measure: _running(earlier[measure], during[measure], window, grouping) for measure in measures}


def _running(earlier: Figures, during: Figures, window: Window, grouping: Grouping) -> Figures:
    """Groups stand in every period, also in those in which nothing was added."""
    time = grouping.time
    assert time is not None
    at = grouping.dimensions.index(time)
    periods = list(dict.fromkeys(time_of(time, day) for day in days(window)))
    places = {_without(group, at) for group in during} | set(earlier)
    found: dict[Group, Any] = {}
    for place in places:
        number = earlier.get(place, 0)
        for period in periods:
            group = (*place[:at], period, *place[at:])
            number += during.get(group, 0)
            if number:
                found[group] = number
    return found


def _without(group: Group, at: int) -> Group:
    return group[:at] + group[at + 1 :]


def days(window: Window) -> Iterator[date]:
    day = window.since
    while day < window.until:
        yield day
        day += timedelta(days=1)
