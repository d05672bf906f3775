"""Root fields of the gas line."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date

from core import (
    Answer,
    Connection,
    DateWindow,
    NullsLast,
    Order,
    Question,
    answer,
    check_window,
    connection,
    equal_to,
    filters,
    one_of,
    where,
    within,
)
from core.households.models import Household, HouseholdTag, NoEntryReason, PriorityTag
from core.places.filters import COMMUNITIES, DISTRICTS, in_communities, in_districts
from plugins.gas import models
from plugins.gas.models import ConnectionStage, GasDeviceKind, GasUserKind, HazardGrade, HazardOwner
from plugins.gas.queries.progress import progress_of_projects
from plugins.gas.types.projects import GasCampaign, GasConnectionProgress, GasConnectionProject
from plugins.gas.types.users import GasDevice, GasInspectionDue
from plugins.gas.types.visits import GasHazard, GasInspection

DUE_ORDER = Order(
    models.GasUser,
    default="due_on",
    due_on="By when the inspection is due (应检日期).",
    failed_attempts="How often in a row the door stayed closed: DESC brings those first (连续未入户次数).",
)
DEVICE_ORDER = Order(models.GasDevice, default="expires_on", expires_on="When its life ends (到期日期).")
INSPECTION_ORDER = Order(models.GasInspection, default="-inspected_on", inspected_on="The day (安检日期).")
HAZARD_ORDER = Order(
    models.GasHazard,
    default="-found_on",
    found_on="When it was found (发现日期).",
    due_on="By when it must be mended; minor ones come last (整改期限).",
)
PROJECT_ORDER = Order(models.GasConnectionProject, default="name", name="Where it is, by code point (名称).")
CAMPAIGN_ORDER = Order(models.GasCampaign, default="-starts_on", starts_on="The first day (起始日).")


@filters
class GasDueFilter:
    """Narrows gas users: what is given must all hold; a list holds for any of its entries (待安检筛选)."""

    due_by: date | None = where(
        "Due on this day or before (应检日期不晚于).", lambda user, day: user.due_on <= day.value()
    )
    is_overdue: bool | None = where(
        "Whether the day is over by which it was due (是否超期).",
        lambda user, given: (user.due_on < given.today()) == given.value(),
    )
    comes_first: bool | None = where(
        "Whether nobody was at home or opened the last time, so that it comes first the next time; a home where nobody "
        "lives does not (是否优先上门).",
        lambda user, given: (user.failed_attempts > 0) == given.value(),
    )
    kinds: list[GasUserKind] | None = where("Of any of these kinds (用户类型).", one_of("kind"))
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
class GasDeviceFilter:
    """Narrows devices: what is given must all hold; a list holds for any of its entries (器具筛选)."""

    kinds: list[GasDeviceKind] | None = where("Of any of these kinds (类型).", one_of("kind"))
    is_in_use: bool | None = where("In use, or replaced (是否在用).", equal_to("is_in_use"))
    expires_by: date | None = where(
        "Whose life ends on this day or before (到期不晚于).", lambda device, day: device.expires_on <= day.value()
    )
    district_codes: list[str] | None = where(
        "In any of these districts, by 6-digit code (区市代码).", in_districts, known=DISTRICTS
    )
    community_codes: list[str] | None = where(
        "In any of these communities, by 12-digit code (社区代码).", in_communities, known=COMMUNITIES
    )


@filters
class GasInspectionFilter:
    """Narrows inspections: what is given must all hold; a list holds for any of its entries (安检筛选)."""

    window: DateWindow | None = where("Made in this window (日期范围).", within("inspected_on"), check=check_window)
    is_entered: bool | None = where("Let in, or not (是否入户).", equal_to("is_entered"))
    no_entry_reasons: list[NoEntryReason] | None = where(
        "Not let in for any of these reasons (未入户原因).", one_of("no_entry_reason")
    )
    district_codes: list[str] | None = where(
        "In any of these districts, by 6-digit code (区市代码).", in_districts, known=DISTRICTS
    )
    community_codes: list[str] | None = where(
        "In any of these communities, by 12-digit code (社区代码).", in_communities, known=COMMUNITIES
    )


@filters
class GasHazardFilter:
    """Narrows hazards: what is given must all hold; a list holds for any of its entries (隐患筛选)."""

    window: DateWindow | None = where("Found in this window (日期范围).", within("found_on"), check=check_window)
    grades: list[HazardGrade] | None = where("Of any of these grades (等级).", one_of("grade"))
    owners: list[HazardOwner] | None = where("To be mended by any of these (责任方).", one_of("owner"))
    is_open: bool | None = where("Not yet seen gone, or gone (是否未消除).", equal_to("is_open"))
    due_by: date | None = where(
        "To be mended on this day or before (整改期限不晚于).",
        lambda hazard, day: hazard.due_on.is_not(None) & (NullsLast(hazard.due_on) <= day.value(Date())),
    )
    district_codes: list[str] | None = where(
        "In any of these districts, by 6-digit code (区市代码).", in_districts, known=DISTRICTS
    )
    community_codes: list[str] | None = where(
        "In any of these communities, by 12-digit code (社区代码).", in_communities, known=COMMUNITIES
    )


@filters
class GasConnectionProjectFilter:
    """Narrows connection projects: what is given must all hold; a list holds for any of its entries (接气工程筛选)."""

    stages: list[ConnectionStage] | None = where("That stand at any of these stages (阶段).", one_of("stage"))
    district_codes: list[str] | None = where(
        "In any of these districts, by 6-digit code (区市代码).", in_districts, known=DISTRICTS
    )
    community_codes: list[str] | None = where(
        "In any of these communities, by 12-digit code (社区代码).", in_communities, known=COMMUNITIES
    )


class GasQueries:
    gas_inspections_due: Connection[GasInspectionDue] | None = connection(
        "Gas users by the day their inspection is due, the longest due first (待安检清单).", DUE_ORDER, GasDueFilter
    )
    gas_devices: Connection[GasDevice] | None = connection(
        "What burns and carries gas behind doors, what wears out first coming first (燃气器具).",
        DEVICE_ORDER,
        GasDeviceFilter,
    )
    gas_inspections: Connection[GasInspection] | None = connection(
        "Inspections that were made (安检记录).", INSPECTION_ORDER, GasInspectionFilter
    )
    gas_hazards: Connection[GasHazard] | None = connection(
        "Hazards that were found (隐患).", HAZARD_ORDER, GasHazardFilter
    )
    gas_connection_projects: Connection[GasConnectionProject] | None = connection(
        "Projects that bring gas to homes (接气工程).", PROJECT_ORDER, GasConnectionProjectFilter
    )
    gas_campaigns: Connection[GasCampaign] | None = connection(
        "Publicity campaigns, the latest first (燃气安全宣传活动).", CAMPAIGN_ORDER
    )

    @answer(
        "How many homes of connection projects stand at which stage, each stage once (接气进度).", "statistics.read"
    )
    def gas_connection_progress(self, question: Question) -> Answer[list[GasConnectionProgress] | None]:
        return (yield from progress_of_projects(question.context.today))
