"""The sanitation line's rows of generated visits: what was found and cleared."""

from __future__ import annotations

from core.demo.batch import Batch
from plugins.sanitation.models import FiveClean, SanitationFiveCleanTask, SanitationVisitReport

KINDS = [kind.name for kind in FiveClean]


def generate(batch: Batch) -> None:
    report = batch.into(SanitationVisitReport, "visit_id", "sorting_talk_households")
    clean = batch.into(
        SanitationFiveCleanTask, "id", "visit_id", "community_id", "district_id", "cleaned_on", "kind", "found",
        "cleared", "is_cleared",
    )  # fmt: skip
    for visit in batch.of("sanitation"):
        report((visit.id, batch.number(80)))
        found = 1 + batch.number(5)
        cleared = found if batch.chance() < 0.8 else found - 1
        place = (visit.id, visit.community_id, visit.district_id, visit.day, batch.pick(KINDS))
        clean((batch.key(SanitationFiveCleanTask), *place, found, cleared, found == cleared))
