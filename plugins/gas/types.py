"""GraphQL types of the gas line."""

from __future__ import annotations

from datetime import date

from core import Node, column, part, relation, rows, shows
from core.cases.types import Case, CaseDetail
from core.households.models import NoEntryReason
from core.households.types import Household
from core.places.types import Community
from core.visits.types import Visit, VisitReport
from plugins.gas import models
from plugins.gas.models import ConnectionStage, GasUserKind, HazardGrade, HazardKind, HazardOwner


@shows(models.GasHazard)
class GasHazard(Node):
    """Something dangerous that an inspection found (燃气隐患)."""

    grade: HazardGrade = column("How dangerous it is (等级).")
    owner: HazardOwner = column("Whose duty it is to mend it (责任方).")
    kind: HazardKind = column("What is wrong (类型).")
    note: str | None = column("More about it, in words; null where nothing was written (说明).")
    found_on: date = column("When it was found (发现日期).")
    due_on: date | None = column("By when it must be mended; null for a minor one: at the next inspection (整改期限).")
    is_gas_cut_off: bool = column("Whether the gas was cut off because of it (是否停气).")
    rectified_on: date | None = column("When it was mended; null while it is not (整改日期).")
    rechecked_on: date | None = column("When somebody saw that it was mended; null before (复查日期).")
    inspection: GasInspection = relation("The inspection that found it (所属安检).")


@shows(models.GasInspection)
class GasInspection(Node):
    """One inspection at one door: entered, or why not (入户安检)."""

    visit: Visit = relation("The visit it belongs to (所属进社区记录).")
    household: Household | None = relation("The household; null where you may not see it (住户).")
    inspected_on: date = column("The day (安检日期).")
    is_entered: bool = column("Whether the inspectors were let in (是否入户).")
    no_entry_reason: NoEntryReason | None = column("Why not; null when they were (未入户原因).")
    is_signed: bool = column("Whether the household signed the record (是否签字).")
    hazards: list[GasHazard] = rows("What was found (隐患).")


@shows(models.GasVisitReport, line="gas")
class GasVisitReport(VisitReport):
    """What the gas line records of a visit (燃气进社区记录)."""

    publicity_talks: int = column("Households that were told how to use gas safely (宣传户数).")
    inspections: list[GasInspection] = rows("The doors it knocked at (入户安检).")


@shows(models.GasCaseDetail, line="gas")
class GasCaseDetail(CaseDetail):
    """What the gas line records of a case (燃气案件内容)."""

    hazards: list[GasHazard] = rows("The hazards it is about (隐患).")


@shows(models.GasUser)
class GasInspectionDue(Node):
    """A household whose inspection is due (待安检用户)."""

    household: Household = relation("The household (住户).")
    kind: GasUserKind = column("What kind of user it is (用户类型).")
    last_inspected_on: date | None = column("When it was last entered; null if never (上次安检日期).")
    due_on: date = column("By when the next inspection is due (应检日期).")
    is_overdue: bool = column(
        "Whether that day is over (是否超期).",
        sql=lambda user, asking: user.due_on < asking.today(),
    )
    last_no_entry_reason: NoEntryReason | None = column(
        "Why the door stayed closed the last time; null when it did not (上次未入户原因)."
    )


@shows(models.GasConnectionStage)
class GasConnectionStage:
    """A stage of a connection project (接气节点)."""

    stage: ConnectionStage = column("Which stage (阶段).")
    reached_on: date | None = column("When it was reached; null while it is not (达成日期).")


@shows(models.GasConnectionApproval)
class GasConnectionApproval:
    """An approval that a connection project needs (接气审批)."""

    authority: str = column("Who grants it (审批部门).")
    kind: str = column("What for (审批事项).")
    applied_on: date = column("When it was applied for (申请日期).")
    granted_on: date | None = column("When it was granted; null while it is pending (批准日期).")


@shows(models.GasConnectionProject)
class GasConnectionTarget:
    """What was promised: a plan, not a result (接气目标)."""

    households: int = column("How many homes (户数).")
    due_on: date = column("Until when (期限).", "target_due_on")


@shows(models.GasConnectionProject)
class GasConnectionProject(Node):
    """A project that brings gas to homes that never had it (管道燃气接入工程)."""

    name: str = column("Where it is (名称).")
    community: Community = relation("The community it lies in (所在社区).")
    households: int = column("How many homes (户数).")
    stage: ConnectionStage = column("How far it is (阶段).")
    target: GasConnectionTarget = part("What was promised (目标).")
    vented_on: date | None = column("When the gas came on; null before (通气日期).")
    stages: list[GasConnectionStage] = rows("Its stages (节点).")
    approvals: list[GasConnectionApproval] = rows("The approvals it needs (审批).")
    case: Case | None = relation("The case behind it; null where there is none (关联案件).")
