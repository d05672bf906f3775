"""GraphQL types of the cases."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from core.cases import models
from core.cases.models import (
    STAGES,
    CaseAction,
    CaseOutcome,
    CasePriority,
    CaseSource,
    CaseStage,
    CaseStatus,
    ResolutionMode,
)
from core.engine.connection import Connection
from core.engine.declare import Node, column, connection, line_part, lookup, relation, shows
from core.engine.filters import filters, one_of, where
from core.engine.orders import Order
from core.hard_cases.types import HardCase
from core.lines.services import check_lines
from core.lines.types import CaseCategory, ServiceLine
from core.people.types import Officer, Unit
from core.places.types import Community
from core.scalars import ServiceLineKey

CASE_ORDER = Order(
    models.Case,
    default="-reported_at",
    reported_at="When it was reported (上报时间).",
    deadline="When it is due; cases without a deadline come last (截止时间).",
)

if TYPE_CHECKING:
    from core.visits.types import Visit


@filters
class CaseFilter:
    """Narrows cases: what is given must all hold; a list holds for any of its entries (案件筛选)."""

    lines: list[ServiceLineKey] | None = where("Of any of these lines (服务线).", one_of("line"), check=check_lines)
    statuses: list[CaseStatus] | None = where("In any of these statuses (状态).", one_of("status"))


@shows(models.CaseEvent)
class CaseEvent(Node):
    """One step of a case's history; never changed (办理记录)."""

    at: datetime = column("When (时间).")
    action: CaseAction = column("What was done (操作).")
    actor: Officer | None = relation("Who did it, by post; null for the system or a resident (操作岗位).")
    from_status: CaseStatus | None = column("The status before; null for the first step (原状态).")
    to_status: CaseStatus = column("The status after (新状态).")
    reason: str | None = column("Why, in words; null where none was given (理由).")


EVENT_ORDER = Order(models.CaseEvent, default="id", id="The order in which they happened (先后).")


@strawberry.interface(description="What only the case's line records of it (服务线专属内容).")
class CaseDetail:
    case: Case = relation("The case that it belongs to (所属案件).")


@shows(models.Case)
class Case(Node):
    """One matter from report to verified close, of exactly one line (案件)."""

    number: str = column("The number that people use (案件编号).")
    version: int = column("Grows with every change; sent back with an action (版本).")
    line: ServiceLine = lookup("The line that answers for it (服务线).")
    category: CaseCategory = lookup("What it is about (案件小类).", "category_code")
    title: str = column("What is wrong, in a few words (标题).")
    description: str | None = column("What is wrong, at length; null where nothing was written (描述).")
    community: Community = relation("Where it is (社区).")
    place: str | None = column("The spot inside the community; null where it was not given (具体位置).")
    source: CaseSource = column("How it became known (来源).")
    priority: CasePriority = column("How urgent it is (紧急程度).")
    status: CaseStatus = column("Where it stands (状态).")
    stage: CaseStage = column("The public stage that the status belongs to (闭环阶段).", "status", through=STAGES)
    outcome: CaseOutcome | None = column("How it ended; null while it is open (办理结果).")
    resolution_mode: ResolutionMode | None = column("In which way it is solved; null while undecided (解决方式).")
    reported_at: datetime = column("When it was reported (上报时间).")
    deadline: datetime | None = column("When it is due; null before it is filed (截止时间).")
    closed_at: datetime | None = column("When it was closed; null while it is open (结案时间).")
    assignee_unit: Unit | None = relation("The unit that handles it; null before dispatch (处置单位).")
    assignee: Officer | None = relation("The named officer; null before somebody took it (责任人).")
    visit: Annotated[Visit, strawberry.lazy("core.visits.types")] | None = relation(
        "The visit that found it; null for one that came in otherwise (所属进社区记录)."
    )
    hard_case: HardCase | None = relation("What makes it a hard case; null for an ordinary one (难题攻坚).")
    detail: CaseDetail | None = line_part(
        "What only its line records; null where the line adds nothing (服务线专属内容)."
    )
    timeline: Connection[CaseEvent] = connection(
        "Its history, oldest first (办理记录).", EVENT_ORDER, via=models.CaseEvent.case_id
    )
