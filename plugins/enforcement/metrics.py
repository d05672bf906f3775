"""Figures of the enforcement line."""

from __future__ import annotations

from typing import Any

from core import Metric, count
from core.cases.same import stands
from plugins.enforcement.models import EnforcementCaseDetail, EnforcementViolation


def _stands(_row: Any, case: Any) -> Any:
    return stands(case)


FOUND = count(EnforcementViolation, "first_seen_on", via="case", where=_stands)
CORRECTED = count(
    EnforcementViolation,
    "first_seen_on",
    via="case",
    where=lambda violation, case: violation.removed_on.is_not(None) & stands(case),
)
REMOVED = count(EnforcementViolation, "removed_on", via="case", where=_stands)
CONVERTED = count(EnforcementCaseDetail, "converted_on", via="case", where=_stands)

METRICS = [
    Metric(
        "enforcement.violations_found",
        "Violations found",
        "发现违法行为数",
        "violations",
        "Violations of every kind by the day they were first seen, those gone the same day too. A case that was refused, "
        "withdrawn or merged into another is none.",
        "count(violations of cases that stand, by day first seen)",
        FOUND,
        unit_zh="起",
    ),
    Metric(
        "enforcement.violations_removed",
        "Violations removed",
        "消除违法行为数",
        "violations",
        "Violations that are gone, by the day they were, whenever they were first seen.",
        "count(violations of cases that stand, by day removed)",
        REMOVED,
        unit_zh="起",
    ),
    Metric(
        "enforcement.corrected_rate",
        "Corrected rate",
        "整改率",
        "ratio",
        "Of the violations first seen in the window, the share that is gone by now.",
        "violations removed by now / violations, both of cases that stand, by day first seen",
        CORRECTED,
        FOUND,
    ),
    Metric(
        "enforcement.complaints_converted",
        "Complaints turned into formal cases",
        "诉转案数",
        "cases",
        "Formal enforcement cases that came from a complaint, by the day it was turned into one.",
        "count(case details with a complaint, of cases that stand, by day converted)",
        CONVERTED,
    ),
]
