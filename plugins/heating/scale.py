"""The heating line's rows of generated visits: homes entered, and temperatures measured there."""

from __future__ import annotations

from core.demo.batch import Batch
from core.households.models import HouseholdVisit
from plugins.heating.models import HeatingHomeVisit, HeatingReading, HeatingRoom, HeatingVisitReport

KNOCKS = 0.5
WINTER = ("11", "12", "01", "02", "03")
ROOMS = tuple(room.name for room in HeatingRoom)
AT_WORK = 9 * 60 * 60
"""Seconds of a day of work, which begins at eight in Qingdao: at midnight in UTC."""


def generate(batch: Batch) -> None:
    report = batch.into(HeatingVisitReport, "visit_id", "consultations")
    knock = batch.into(HouseholdVisit, "visit_id", "household_id", "is_entered", "no_entry_reason")
    enter = batch.into(HeatingHomeVisit, "id", "visit_id", "household_id", "is_entered", "no_entry_reason")
    measure = batch.into(
        HeatingReading, "id", "household_id", "community_id", "district_id", "home_visit_id", "room", "celsius",
        "taken_at", "taken_on", "windows_closed_2h", "at_centre", "height_1m", "is_valid", "is_warm",
    )  # fmt: skip
    for visit in batch.of("heating"):
        report((visit.id, batch.number(20)))
        if batch.chance() >= KNOCKS:
            continue
        household, key = batch.door(visit), batch.key(HeatingHomeVisit)
        is_entered = batch.chance() < 0.8
        reason = None if is_entered else "ABSENT"
        knock((visit.id, household, is_entered, reason))
        enter((key, visit.id, household, is_entered, reason))
        if is_entered and visit.day[5:7] in WINTER:
            celsius, is_valid = 14 + batch.number(900) / 100, batch.chance() < 0.9
            number = batch.key(HeatingReading)
            room, taken_at = _room_and_moment(number, visit.day)
            place = (household, visit.community_id, visit.district_id, key, room, celsius)
            proof = (is_valid, True, True, is_valid, celsius >= 18)
            measure((number, *place, taken_at, visit.day, *proof))


def _room_and_moment(number: int, day: str) -> tuple[str, str]:
    """A room has one temperature at one moment, and of ten million visits some enter one home on one day: the readings of a
    month go on from second to second, and from room to room.
    """
    days, second = divmod(number, AT_WORK)
    minute, second = divmod(second, 60)
    return ROOMS[days % len(ROOMS)], f"{day}T{minute // 60:02}:{minute % 60:02}:{second:02}Z"
