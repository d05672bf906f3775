"""GraphQL types of the gas line: visits, inspections, hazards, and what a case shows of them."""

from __future__ import annotations

from datetime import date

from core import Node, column, relation, rows, shows
from core.cases.types import CaseDetail
from core.households.models import NoEntryReason
from core.households.types import Household
from core.places.types import Community
from core.visits.types import Visit, VisitReport
from plugins.gas import models
from plugins.gas.models import GasCheckItem, GasCheckResult, HazardGrade, HazardKind, HazardOwner


@shows(models.GasHazard)
class GasHazard(Node):
    """Something dangerous that an inspection found (燃气隐患)."""

    version: int = column("Grows with every step; sent back with the next one (版本).")
    grade: HazardGrade = column("How dangerous it is (等级).")
    owner: HazardOwner = column("Whose duty it is to mend it (责任方).")
    kind: HazardKind = column("What is wrong (类型).")
    note: str | None = column("More about it, in words; null where nothing was written (说明).")
    household: Household | None = relation("The household; null where you may not see it (住户).")
    community: Community = relation("The community (社区).")
    found_on: date = column("When it was found (发现日期).")
    due_on: date | None = column("By when it must be mended; null for a minor one: at the next inspection (整改期限).")
    is_overdue: bool = column(
        "Whether that day is over and nobody saw it gone (是否超期).",
        sql=lambda hazard, asking: hazard.is_open & hazard.due_on.is_not(None) & (hazard.due_on < asking.today()),
    )
    notice_number: str | None = column("Number of the written notice; null before one was given (整改通知单编号).")
    noticed_on: date | None = column("When the notice was given; null before (通知日期).")
    is_gas_cut_off: bool = column(
        "Whether the gas is cut off because of it (是否停气).",
        sql=lambda hazard, _asking: hazard.cut_off_on.is_not(None) & hazard.restored_on.is_(None),
    )
    cut_off_on: date | None = column("When the gas was last cut off because of it; null where it was not (停气日期).")
    restored_on: date | None = column(
        "When the gas was on again; null while it is off or was never cut off (恢复供气日期)."
    )
    rectified_on: date | None = column("When it was mended; null while it is not (整改日期).")
    failed_checks: int = column("How often somebody looked and it was not gone (复查不合格次数).")
    rechecked_on: date | None = column("When somebody saw that it was gone; null before (复查日期).")
    is_open: bool = column("Whether nobody has seen it gone yet (是否未消除).")
    inspection: GasInspection | None = relation(
        "The inspection that found it; null where you may not see it (所属安检)."
    )


@shows(models.GasInspectionItem)
class GasInspectionItem:
    """One thing that an inspector looked at (安检项目)."""

    item: GasCheckItem = column("What was looked at (项目).")
    result: GasCheckResult = column("What was found (结果).")


@shows(models.GasInspection)
class GasInspection(Node):
    """One inspection at one door: entered, or why not (入户安检)."""

    visit: Visit = relation("The visit it belongs to (所属进社区记录).")
    household: Household | None = relation("The household; null where you may not see it (住户).")
    inspected_on: date = column("The day (安检日期).")
    is_entered: bool = column("Whether the inspectors were let in (是否入户).")
    no_entry_reason: NoEntryReason | None = column("Why not; null when they were (未入户原因).")
    is_notice_left: bool = column("Whether a note was left at a closed door (是否留置到访不遇告知单).")
    is_signed: bool = column("Whether the household signed the record (是否签字).")
    items: list[GasInspectionItem] = rows("What was looked at; empty where nobody was let in (安检项目).")
    hazards: list[GasHazard] = rows("What was wrong (隐患).")


@shows(models.GasVisitReport, line="gas")
class GasVisitReport(VisitReport):
    """What the gas line records of a visit (燃气进社区记录)."""

    publicity_talks: int = column("Households that were told how to use gas safely (宣传户数).")
    inspections: list[GasInspection] = rows("The doors it knocked at (入户安检).")


@shows(models.GasCaseDetail, line="gas")
class GasCaseDetail(CaseDetail):
    """What the gas line records of a case (燃气案件内容)."""

    hazards: list[GasHazard] = rows("The hazards it is about (隐患).")
