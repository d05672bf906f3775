"""Cases of generated visits: found and solved on the spot, or reported from anywhere, handled and mostly closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from core.cases.models import Case
from core.demo import LAST_DAY
from core.demo.batch import Batch

TO_A_VISIT = 0.5
REPORTED_AGAIN = 0.04
"""The share of handled cases whose problem comes back; those have a place, so that it can be told."""
DAYS_UNTIL_THEN = 20
SOURCES = ("PATROL", "HOTLINE_12345", "HOTLINE_12319", "WEDNESDAY_QA", "MEDIA", "ONLINE")
COLUMNS = (
    "id", "version", "number", "line", "category_code", "community_id", "district_id", "title", "source", "priority",
    "visit_id", "status", "outcome", "resolution_mode", "assignee_unit_id", "reported_at", "reported_on", "deadline",
    "closed_at", "closed_on", "place", "reported_again_id", "resolution_visit_id",
)  # fmt: skip


def generate_cases(batch: Batch, categories: Mapping[str, Sequence[str]], units: Sequence[int]) -> None:
    add, chance, last = batch.into(Case, *COLUMNS), batch.chance, str(LAST_DAY)
    for visit in batch.visits:
        if chance() >= TO_A_VISIT:
            continue
        key, codes, day = batch.key(Case), categories[visit.line], visit.day
        category = codes[int(chance() * len(codes))]
        head = (key, 1, _number(day, key), visit.line, category, visit.community_id, visit.district_id, "问题")
        if chance() < 0.7:
            solved = ("CLOSED", "RESOLVED", "ON_SITE", None, f"{day}T01:30:00Z", day, None, f"{day}T03:00:00Z", day)
            add((*head, "VISIT", "P3", visit.id, *solved, None, None, visit.id))
            continue
        closed = _days_on(day, int(chance() * 40))
        is_closed = closed <= last and chance() < 0.95
        status = ("CLOSED", "RESOLVED", "DISPATCHED") if is_closed else ("IN_PROGRESS", None, None)
        end = (f"{closed}T{int(chance() * 24):02d}:15:00Z", closed) if is_closed else (None, None)
        deadline = f"{_days_on(day, 15)}T08:00:00Z"
        source = SOURCES[int(chance() * len(SOURCES))]
        unit = units[int(chance() * len(units))]
        comes_back = is_closed and chance() < REPORTED_AGAIN and _days_on(closed, DAYS_UNTIL_THEN) <= last
        again = batch.key(Case) if comes_back else None
        place = f"第{key}处" if again is not None else None
        if again is not None:  # it goes in first, for the other points at it
            later = _days_on(closed, 1 + int(chance() * DAYS_UNTIL_THEN))
            due = f"{_days_on(later, 15)}T08:00:00Z"
            open_still = ("IN_PROGRESS", None, None, unit, f"{later}T01:30:00Z", later, due, None, None)
            add((again, 1, _number(later, again), *head[3:], source, "P3", None, *open_still, place, None, None))
        add((*head, source, "P3", None, *status, unit, f"{day}T01:30:00Z", day, deadline, *end, place, again, None))


def _number(day: str, key: int) -> str:
    return f"{day[:4]}{day[5:7]}-{key:08d}"


_DAYS: dict[tuple[str, int], str] = {}


def _days_on(day: str, days: int) -> str:
    """There are few different ones: each is worked out once."""
    found = _DAYS.get((day, days))
    if found is None:
        found = _DAYS[day, days] = str(date.fromisoformat(day) + timedelta(days=days))
    return found
