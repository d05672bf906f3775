"""Figures of the gas line."""

from __future__ import annotations

from core import Metric, count, distinct, total
from core.visits.models import VisitStatus
from plugins.gas.models import GasConnectionProject, GasHazard, GasInspection, HazardGrade

ATTEMPTED = distinct(
    GasInspection,
    "household_id",
    "inspected_on",
    via="visit",
    at="household",
    where=lambda inspection, visit: visit.status == VisitStatus.DONE,
)
ENTERED = distinct(
    GasInspection,
    "household_id",
    "inspected_on",
    via="visit",
    at="household",
    where=lambda inspection, visit: inspection.is_entered & (visit.status == VisitStatus.DONE),
)
HAZARDS = count(GasHazard, "found_on", via="inspection.visit")
MENDED = count(
    GasHazard,
    "found_on",
    via="inspection.visit",
    where=lambda hazard, visit: hazard.rectified_on.is_not(None) & hazard.rechecked_on.is_not(None),
)
MAJOR_OPEN = count(
    GasHazard,
    "found_on",
    via="inspection.visit",
    where=lambda hazard, visit: (hazard.grade == HazardGrade.MAJOR) & hazard.rechecked_on.is_(None),
)
CONNECTED = total(GasConnectionProject, "households", "vented_on", line="gas")

METRICS = [
    Metric(
        "gas.households_connected",
        "Homes connected to gas",
        "管道燃气接通户数",
        "households",
        "Homes of connection projects whose gas came on in the window. The published 1,206 are a plan, this is the result.",
        "sum(households of connection projects by day vented)",
        CONNECTED,
    ),
    Metric(
        "gas.households_inspected",
        "Households inspected",
        "入户安检户数",
        "households",
        "Different households that inspectors entered, by the day of the inspection.",
        "count(distinct household of inspections entered)",
        ENTERED,
    ),
    Metric(
        "gas.entry_rate",
        "Entry rate",
        "入户率",
        "ratio",
        "Of the different households that inspectors came to, the share that let them in at least once.",
        "distinct households entered / distinct households attempted",
        ENTERED,
        ATTEMPTED,
    ),
    Metric(
        "gas.hazards_found",
        "Hazards found",
        "发现隐患数",
        "hazards",
        "Hazards of every grade that inspections found, by the day they were found.",
        "count(hazards by day found)",
        HAZARDS,
    ),
    Metric(
        "gas.rectification_rate",
        "Rectification rate",
        "隐患整改率",
        "ratio",
        "Of the hazards found in the window, the share that was mended and seen to be mended by now.",
        "hazards mended and re-checked / hazards found",
        MENDED,
        HAZARDS,
    ),
    Metric(
        "gas.major_open",
        "Major hazards open",
        "未消除重大隐患数",
        "hazards",
        "Grade 1 hazards found in the window that nobody has yet seen mended.",
        "count(hazards MAJOR, not re-checked, by day found)",
        MAJOR_OPEN,
    ),
]
