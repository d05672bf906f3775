"""Figures of the enforcement line."""

from __future__ import annotations

from core import Metric, count
from plugins.enforcement.models import EnforcementCaseDetail, EnforcementViolation

FOUND = count(EnforcementViolation, "first_seen_on", via="case")
CORRECTED = count(
    EnforcementViolation,
    "first_seen_on",
    via="case",
    where=lambda violation, _case: violation.removed_on.is_not(None),
)
REMOVED = count(EnforcementViolation, "removed_on", via="case")
CONVERTED = count(EnforcementCaseDetail, "converted_on", via="case")

METRICS = [
    Metric(
        "enforcement.violations_found",
        "Violations found",
        "发现违法行为数",
        "violations",
        "Violations of every kind by the day they were first seen, those gone the same day too.",
        "count(violations by day first seen)",
        FOUND,
        unit_zh="起",
    ),
    Metric(
        "enforcement.violations_removed",
        "Violations removed",
        "消除违法行为数",
        "violations",
        "Violations that are gone, by the day they were, whenever they were first seen.",
        "count(violations by day removed)",
        REMOVED,
        unit_zh="起",
    ),
    Metric(
        "enforcement.corrected_rate",
        "Corrected rate",
        "整改率",
        "ratio",
        "Of the violations first seen in the window, the share that is gone by now.",
        "violations removed by now / violations, both by day first seen",
        CORRECTED,
        FOUND,
    ),
    Metric(
        "enforcement.complaints_converted",
        "Complaints turned into formal cases",
        "诉转案数",
        "cases",
        "Formal enforcement cases that came from a complaint, by the day it was turned into one.",
        "count(case details with a complaint, by day converted)",
        CONVERTED,
    ),
]
