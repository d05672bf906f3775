"""The heating line's rows of generated visits: homes entered, and temperatures measured there."""

from __future__ import annotations

from core.demo.batch import Batch
from core.households.models import HouseholdVisit
from plugins.heating.models import HeatingHomeVisit, HeatingReading, HeatingVisitReport

KNOCKS = 0.5
WINTER = ("11", "12", "01", "02", "03")


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
            place = (household, visit.community_id, visit.district_id, key, "BEDROOM", celsius)
            proof = (is_valid, True, True, is_valid, celsius >= 18)
            measure((batch.key(HeatingReading), *place, f"{visit.day}T02:00:00Z", visit.day, *proof))
