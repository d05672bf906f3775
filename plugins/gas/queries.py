"""Root fields of the gas line."""

from __future__ import annotations

from core import Connection, Order, connection, filters, one_of, where, within
from core.households.models import Household, HouseholdTag, PriorityTag
from core.places.filters import COMMUNITIES, DISTRICTS, in_communities, in_districts
from core.windows import DateWindow, check_window
from plugins.gas import models
from plugins.gas.models import HazardGrade
from plugins.gas.types import GasConnectionProject, GasHazard, GasInspection, GasInspectionDue

DUE_ORDER = Order(models.GasUser, default="due_on", due_on="By when the inspection is due (应检日期).")
INSPECTION_ORDER = Order(models.GasInspection, default="-inspected_on", inspected_on="The day (安检日期).")
HAZARD_ORDER = Order(
    models.GasHazard,
    default="-found_on",
    found_on="When it was found (发现日期).",
    due_on="By when it must be mended; minor ones come last (整改期限).",
)
PROJECT_ORDER = Order(models.GasConnectionProject, default="name", name="Where it is, by code point (名称).")


@filters
class GasDueFilter:
    """Narrows due inspections: what is given must all hold; a list holds for any of its entries (待安检筛选)."""

    district_codes: list[str] | None = where(
        "In any of these districts, by 6-digit code (区市代码).", in_districts, known=DISTRICTS
    )
    community_codes: list[str] | None = where(
        "In any of these communities, by 12-digit code (社区代码).", in_communities, known=COMMUNITIES
    )
    priority_tags: list[PriorityTag] | None = where(
        "With any of these tags (重点标签).",
        lambda user, tags: user.household.has(Household.tags.any(tags.among(HouseholdTag.tag))),
    )


@filters
class GasInspectionFilter:
    """Narrows inspections: what is given must all hold (安检筛选)."""

    window: DateWindow | None = where("Made in this window (日期范围).", within("inspected_on"), check=check_window)


@filters
class GasHazardFilter:
    """Narrows hazards: what is given must all hold; a list holds for any of its entries (隐患筛选)."""

    window: DateWindow | None = where("Found in this window (日期范围).", within("found_on"), check=check_window)
    grades: list[HazardGrade] | None = where("Of any of these grades (等级).", one_of("grade"))


class GasQueries:
    gas_inspections_due: Connection[GasInspectionDue] | None = connection(
        "Households whose inspection is due, the longest due first (待安检清单).",
        DUE_ORDER,
        GasDueFilter,
    )
    gas_inspections: Connection[GasInspection] | None = connection(
        "Inspections that were made (安检记录).", INSPECTION_ORDER, GasInspectionFilter
    )
    gas_hazards: Connection[GasHazard] | None = connection(
        "Hazards that were found (隐患).", HAZARD_ORDER, GasHazardFilter
    )
    gas_connection_projects: Connection[GasConnectionProject] | None = connection(
        "Projects that bring gas to homes (接气工程).", PROJECT_ORDER
    )
