"""The enforcement line's rows of generated visits."""

from __future__ import annotations

from core.demo.batch import Batch
from plugins.enforcement.models import EnforcementVisitReport


def generate(batch: Batch) -> None:
    report = batch.into(EnforcementVisitReport, "visit_id")
    for visit in batch.of("enforcement"):
        report((visit.id,))
