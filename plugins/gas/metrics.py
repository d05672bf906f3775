"""Figures of the gas line."""

from __future__ import annotations

from typing import Any

from core import Metric, count, distinct, total, until_end
from core.households.models import Household
from core.visits.models import VisitStatus
from plugins.gas.models import GasConnectionProject, GasHazard, GasInspection, GasUser, HazardGrade

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
MAJOR = count(
    GasHazard,
    "found_on",
    via="inspection.visit",
    where=lambda hazard, visit: hazard.grade == HazardGrade.MAJOR,
)
MAJOR_GONE = count(
    GasHazard,
    "rechecked_on",
    via="inspection.visit",
    where=lambda hazard, visit: hazard.grade == HazardGrade.MAJOR,
)
WITH_DAY = count(GasHazard, "found_on", via="inspection.visit", where=lambda hazard, visit: hazard.due_on.is_not(None))
IN_TIME = count(
    GasHazard,
    "found_on",
    via="inspection.visit",
    where=lambda hazard, visit: (hazard.rectified_on <= hazard.due_on) & hazard.rechecked_on.is_not(None),
)
USERS = count(GasUser, "registered_on", line="gas")
INSPECTED = count(GasUser, "last_inspected_on", line="gas")
EXPIRED = count(GasUser, "due_on", line="gas", where=lambda user, _: user.last_inspected_on.is_not(None))
DUE = count(GasUser, "due_on", line="gas")


def _is_priority(user: Any, _place: Any) -> Any:
    return user.household.has(Household.tags.any())


def _has_expired(user: Any, place: Any) -> Any:
    return user.last_inspected_on.is_not(None) & _is_priority(user, place)


PRIORITY_USERS = count(GasUser, "registered_on", line="gas", where=_is_priority)
PRIORITY_INSPECTED = count(GasUser, "last_inspected_on", line="gas", where=_is_priority)
PRIORITY_EXPIRED = count(GasUser, "due_on", line="gas", where=_has_expired)
CONNECTED = total(GasConnectionProject, "households", "vented_on", line="gas")
PLANNED = total(GasConnectionProject, "households", None, line="gas")

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
        "Hazards of every grade that inspections found, by the day they were found; what a later one sees still there is not "
        "found anew.",
        "count(hazards by day found)",
        HAZARDS,
        unit_zh="处",
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
        "gas.major_hazards_found",
        "Major hazards found",
        "发现重大隐患数",
        "hazards",
        "Hazards of grade 1 that inspections found, by the day they were found.",
        "count(hazards MAJOR by day found)",
        MAJOR,
        unit_zh="处",
    ),
    Metric(
        "gas.on_time_rectification_rate",
        "Rectified in time",
        "隐患按期整改率",
        "ratio",
        "Of the hazards found in the window that had to be mended by a day, the share that was by then and was seen to be "
        "mended by now.",
        "hazards mended by their day and re-checked / hazards with a day, both by day found",
        IN_TIME,
        WITH_DAY,
    ),
    Metric(
        "gas.major_open",
        "Major hazards open",
        "未消除重大隐患数",
        "hazards",
        "Grade 1 hazards found before the window ends that nobody had seen mended by then.",
        "hazards MAJOR found less hazards MAJOR re-checked, both before the end of the window",
        until_end(MAJOR) - until_end(MAJOR_GONE),
        unit_zh="处",
    ),
    Metric(
        "gas.inspections_due",
        "Inspections due",
        "应安检户数",
        "users",
        "Gas users whose next inspection is due in the window, as their cycles stand now.",
        "count(gas users by due day)",
        DUE,
        unit_zh="户",
    ),
    Metric(
        "gas.overdue_users",
        "Users overdue",
        "超期未检户数",
        "users",
        "Gas users whose inspection was due before the window ends. Who was inspected since has a later due day and "
        "does not count, also for windows that lie back.",
        "count(gas users due before the end of the window)",
        until_end(DUE),
        unit_zh="户",
    ),
    Metric(
        "gas.due_coverage",
        "Coverage of gas users",
        "安检覆盖率",
        "ratio",
        "Of the gas users registered before the window ends, the share whose last inspection still holds then: "
        "12 months for homes in the city, 6 for others. Of each user the last inspection counts, so it speaks best of now.",
        "users inspected less users whose inspection has expired / users, all before the end of the window",
        until_end(INSPECTED) - until_end(EXPIRED),
        until_end(USERS),
    ),
    Metric(
        "gas.priority_coverage",
        "Coverage of priority users",
        "重点用户安检覆盖率",
        "ratio",
        "The same of users in old or rented homes, elderly ones, and those with another special need.",
        "priority users inspected less those expired / priority users, all before the end of the window",
        until_end(PRIORITY_INSPECTED) - until_end(PRIORITY_EXPIRED),
        until_end(PRIORITY_USERS),
    ),
    Metric(
        "gas.connection_rate",
        "Share of planned homes connected",
        "管道燃气接通率",
        "ratio",
        "Of the homes in connection projects, the share whose gas was on before the window ended.",
        "households of projects vented before the end of the window / households of all projects",
        until_end(CONNECTED),
        PLANNED,
    ),
]
