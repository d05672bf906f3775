"""Figures of the line. Each says which rows count, on which day; where and of which line they are, their visit says."""

from __future__ import annotations

from core import Metric, count
from core.visits.models import VisitStatus

from lastmeter_water.models import WaterCheck, WaterFinding

CHECKS = count(WaterCheck, "checked_on", via="visit", where=lambda check, visit: visit.status == VisitStatus.DONE)
FAULTS = count(
    WaterCheck,
    "checked_on",
    via="visit",
    where=lambda check, visit: (check.finding != WaterFinding.SOUND) & (visit.status == VisitStatus.DONE),
)
MENDED = count(
    WaterCheck,
    "checked_on",
    via="visit",
    where=lambda check, visit: check.mended_on.is_not(None) & (visit.status == VisitStatus.DONE),
)

METRICS = [
    Metric(
        "water.checks",
        "Checks made",
        "检查次数",
        "checks",
        "What visits looked at, by the day of the visit.",
        "count(checks of visits made)",
        CHECKS,
        unit_zh="次",
    ),
    Metric(
        "water.faults_found",
        "Faults found",
        "发现故障数",
        "faults",
        "Checks that found something worn or broken, by the day of the visit.",
        "count(checks WORN or BROKEN of visits made)",
        FAULTS,
        unit_zh="处",
    ),
    Metric(
        "water.mend_rate",
        "Faults mended",
        "故障修复率",
        "ratio",
        "Of the faults found in the window, the share that works again by now.",
        "faults mended / faults found",
        MENDED,
        FAULTS,
    ),
]
