"""The gas line's rows of generated visits: doors, users, inspections, hazards."""

from __future__ import annotations

from core.demo.batch import Batch
from core.households.models import HouseholdVisit
from plugins.gas.models import GasHazard, GasInspection, GasVisitReport

KNOCKS = 0.6
REASONS = ("ABSENT", "ABSENT", "ABSENT", "REFUSED", "VACANT")
GRADES = ("MAJOR", "GENERAL", "GENERAL", "GENERAL", "MINOR", "MINOR")


def generate(batch: Batch) -> None:
    report = batch.into(GasVisitReport, "visit_id", "publicity_talks")
    knock = batch.into(HouseholdVisit, "visit_id", "household_id", "is_entered", "no_entry_reason")
    inspect = batch.into(
        GasInspection, "id", "visit_id", "household_id", "community_id", "district_id", "inspected_on", "is_entered",
        "no_entry_reason", "is_signed", "is_notice_left",
    )  # fmt: skip
    find = batch.into(
        GasHazard, "id", "inspection_id", "household_id", "community_id", "district_id", "grade", "owner", "kind",
        "found_on", "cut_off_on", "rectified_on", "rechecked_on", "is_open",
    )  # fmt: skip
    for visit in batch.of("gas"):
        report((visit.id, batch.number(60)))
        if batch.chance() >= KNOCKS:
            continue
        household, key = batch.door(visit), batch.key(GasInspection)
        reason = None if batch.chance() < 0.8 else batch.pick(REASONS)
        knock((visit.id, household, reason is None, reason))
        where = (household, visit.community_id, visit.district_id)
        inspect((key, visit.id, *where, visit.day, reason is None, reason, reason is None, reason == "ABSENT"))
        if reason is None and batch.chance() < 0.18:
            grade = batch.pick(GRADES)
            mended = visit.day if batch.chance() < 0.9 else None
            cut_off = visit.day if grade == "MAJOR" else None
            what = (grade, "USER", "OLD_HOSE", visit.day, cut_off, mended, mended, mended is None)
            find((batch.key(GasHazard), key, *where, *what))
