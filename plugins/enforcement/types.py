"""GraphQL types of the enforcement line."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import strawberry
from sqlalchemy import select

from core import Connection, Node, Order, by_id, column, connection, named, plain, relation, rows, shows, values
from core.cases.types import Case, CaseDetail
from core.places.types import Community
from core.visits.types import Visit, VisitReport
from plugins.enforcement import models
from plugins.enforcement.models import ViolationKind, ViolationStage
from plugins.enforcement.services import drives

PLACE_ORDER = Order(models.EnforcementDriveCommunity, default="id", id="As it was planned (先后).")


def _kind(detail: Any, _asking: Any) -> Any:
    violation = models.EnforcementViolation
    made = select(violation.kind).where(violation.case_id == detail.case_id)
    return made.correlate(detail).scalar_subquery()


def _is_overdue(violation: Any, asking: Any) -> Any:
    return violation.due_at.is_not(None) & (violation.due_at < asking.now())


@shows(models.EnforcementRespondent)
class EnforcementRespondent:
    """Who is responsible for a violation (当事人)."""

    name: str = column("The name (姓名或名称).")


@shows(models.EnforcementViolation)
class EnforcementViolation(Node):
    """A rule of living together that somebody broke, until it is put right (违法行为)."""

    version: int = column("Grows with every step; sent back with the next one (版本).")
    kind: ViolationKind = column("What rule is broken (违法行为类型).")
    community: Community = relation("The community (社区).")
    place: str = column("The spot inside the community (具体位置).")
    stage: ViolationStage = column("How far its course is (查处阶段).")
    first_seen_on: date = column("When an officer or a complaint first told of it (首次发现日期).")
    warned_on: date | None = column("When somebody was warned; null where nobody was (警告日期).")
    ordered_on: date | None = column(
        "When it was ordered in writing to put it right; null where it was not (责令改正日期)."
    )
    notice_number: str | None = column("Number of that order; null where there is none (责令改正通知书文号).")
    penalised_on: date | None = column("When a penalty was decided; null where none was (处罚日期).")
    penalty_number: str | None = column("Number of that decision; null where there is none (行政处罚决定书文号).")
    removed_on: date | None = column("When it was gone; null while it is there (消除日期).")
    order_due_at: datetime | None = column(
        "Until when it must be ordered to stop; null where that has no limit (责令停工时限)."
    )
    penalty_due_at: datetime | None = column(
        "Until when a penalty must be decided; null where that has no limit (处罚时限)."
    )
    removal_due_at: datetime | None = column("Until when it must be gone; null where that has no limit (拆除时限).")
    due_at: datetime | None = column(
        "Until when the next of these steps must be taken; null where none has a limit (下一步时限)."
    )
    is_overdue: bool = column("Whether that moment is over (是否超期).", sql=_is_overdue)
    respondent: EnforcementRespondent | None = relation(
        "Who is responsible, such as a dog's owner; null where nobody is known, or where you may not see it (当事人)."
    )
    case: Case = relation("The case that is about it (所属案件).")
    visit: Visit | None = relation("The visit that saw it; null where it became known otherwise (所属进社区记录).")


@shows(models.EnforcementVisitReport, line="enforcement")
class EnforcementVisitReport(VisitReport):
    """What the enforcement line records of a visit (执法进社区记录)."""

    violations: list[EnforcementViolation] = rows("The violations seen there (发现的违法行为).")


@shows(models.EnforcementCaseDetail, line="enforcement")
class EnforcementCaseDetail(CaseDetail):
    """What the enforcement line records of a case (执法案件内容)."""

    violation_kind: ViolationKind | None = column(
        "What rule is broken; null before an officer saw a violation (违法行为类型).", sql=_kind
    )
    violation: EnforcementViolation | None = relation(
        "The violation it is about; null before an officer saw one (违法行为)."
    )
    is_converted_from_complaint: bool = column(
        "Whether a complaint was turned into this formal case (是否诉转案).",
        sql=lambda detail, _asking: detail.complaint_id.is_not(None),
    )
    complaint: Case | None = relation(
        "The case of that complaint, which stays as it is; null where there was none (来源投诉)."
    )
    converted_on: date | None = column(
        "When the complaint was turned into this case; null where there was none (诉转案日期)."
    )


@shows(models.EnforcementDriveCommunity)
class EnforcementDriveCommunity(Node):
    """One community of a special drive, and what the drive reached there (专项整治社区)."""

    community: Community = relation("The community (社区).")
    is_covered: bool = column(
        "Whether the line was there in the days of the drive (是否已覆盖).", sql=drives.is_covered
    )
    violations_found: int = column(
        "Violations of its kinds first seen there in its days (发现违法行为数).",
        sql=drives.found_there,
    )
    violations_removed: int = column("Of these, those that are gone by now (已消除数).", sql=drives.removed_there)


@shows(models.EnforcementDrive)
class EnforcementDrive(Node):
    """A drive against some kinds of violations, in some communities, for some days (专项整治)."""

    name: str = column("What it is called (名称).")
    kind: ViolationKind = column("The kind of violation it is against above all (主要整治对象).")
    kinds: list[ViolationKind] = values("All kinds that it is against, that one among them (整治对象).", "kinds.kind")
    from_: date = named("from", column("The first day (起始日，含).", "starts_on"))
    to: date = column("The day after the last (截止日，不含).", "ends_before")
    communities_planned: int = column(
        "How many communities it is made in (计划社区数).", sql=drives.communities_planned
    )
    communities_covered: int = column(
        "Of these, those where the line was in its days, or saw a violation (已覆盖社区数).",
        sql=drives.communities_covered,
    )
    violations_found: int = column(
        "Violations of its kinds first seen in its communities in its days (发现违法行为数).",
        sql=drives.violations_found,
    )
    violations_removed: int = column("Of these, those that are gone by now (已消除数).", sql=drives.violations_removed)
    communities: Connection[EnforcementDriveCommunity] = connection(
        "Where it is made (整治社区).", PLACE_ORDER, via=models.EnforcementDriveCommunity.drive_id
    )


@plain
class EnforcementRepeatPlace:
    """A spot where cases come back again and again (反复点位)."""

    place: str = strawberry.field(description="The spot, as the cases name it (具体位置).")
    community: Community = by_id("The community it lies in (社区).")
    case_count: int = strawberry.field(description="How many cases were reported there (案件数).")
    open_case_count: int = strawberry.field(description="Of these, those not closed yet (未结案数).")
    last_reported_on: date = strawberry.field(description="When the last of them was reported (最近上报日期).")


@plain
class EnforcementKindFigures:
    """One kind of violation in a window (分类统计)."""

    kind: ViolationKind = strawberry.field(description="The kind (违法行为类型).")
    found: int = strawberry.field(description="How many were first seen in the window (发现数).")
    removed: int = strawberry.field(description="Of these, those that are gone by now (已消除数).")
    corrected_rate: float | None = strawberry.field(description="Removed of found; null where none was found (整改率).")
