"""Tables of the cases and their history."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.columns import Key, NullsLast, Ref
from core.database import Base
from core.households.models import Household
from core.lines.models import CaseCategory, ServiceLine
from core.people.models import Officer, Unit
from core.places.models import Community, District
from core.policy.scope import Scope, Within
from core.terms import Term
from core.visits.models import Visit

if TYPE_CHECKING:
    from core.hard_cases.models import HardCase


class CaseStatus(Term):
    """Where a case stands (案件状态)."""

    REPORTED = "Reported, not yet judged (已上报)."
    VERIFYING = "Somebody looks whether it is real (核实中)."
    FILED = "Accepted under a standard (已立案)."
    DISPATCHED = "Sent to a unit (已派遣)."
    IN_PROGRESS = "A named officer works on it (处置中)."
    SUSPENDED = "Set aside until a date, clock stopped (挂账)."
    HANDLED = "Handled, waiting for the check (已处置待核查)."
    CHECKING = "Somebody else checks whether it is solved (核查中)."
    CLOSED = "Nothing is left to do (已结案)."
    REJECTED = "Not accepted (不予立案)."
    CANCELLED = "Withdrawn (作废)."


class CaseStage(Term):
    """The seven public stages that the statuses belong to (闭环阶段)."""

    COLLECTION = "Information collected (信息采集)."
    FILING = "Case file opened (案卷建立)."
    DISPATCH = "Task dispatched (任务派遣)."
    HANDLING = "Task handled (任务处理)."
    FEEDBACK = "Result fed back (处理反馈)."
    VERIFICATION = "Checked before closing (核查结案)."
    EVALUATION = "Closed; residents are asked (综合评价)."


class CaseOutcome(Term):
    """How a closed or refused case ended; only RESOLVED counts as solved (办理结果)."""

    RESOLVED = "The problem is gone (已解决)."
    UNFOUNDED = "There was no such problem (不属实)."
    DUPLICATE = "The same as another case (重复)."
    NOT_OURS = "Another department's duty (非本部门职责)."


class ResolutionMode(Term):
    """In which way a case is solved (解决方式)."""

    ON_SITE = "Solved during the visit itself (现场解决)."
    DISPATCHED = "Dispatched to a unit (派遣处置)."
    PLANNED = "By a plan of its own (一案一策)."


class CaseSource(Term):
    """How a case became known (案件来源)."""

    VISIT = "Found on a visit to the community (进社区发现)."
    PATROL = "Found on patrol (巡查)."
    HOTLINE_12345 = "Citizens' hotline 12345 (12345热线)."
    HOTLINE_12319 = "Urban management hotline 12319 (12319热线)."
    WEDNESDAY_QA = "The weekly phone-in (星期三问城管)."
    MEDIA = "Reported by the media (媒体)."
    LEADER_INSTRUCTION = "A leader's instruction (领导批示)."
    DEPARTMENT_TRANSFER = "Handed over by another department (部门转办)."
    ONLINE = "Reported online (网络)."


class CasePriority(Term):
    """How urgent a case is (紧急程度)."""

    P1 = "At once (特急)."
    P2 = "Urgent (紧急)."
    P3 = "Ordinary (一般)."


class CaseAction(Term):
    """What somebody does with a case (案件操作)."""

    REPORT = "Report it (上报)."
    REQUEST_VERIFICATION = "Ask somebody to look whether it is real (申请核实)."
    VERIFY = "Say whether it is real (核实)."
    FILE = "Accept it under a standard (立案)."
    REJECT = "Refuse it (不予立案)."
    RESOLVE_ON_SITE = "Solve it during a visit (现场解决)."
    DISPATCH = "Send it to a unit (派遣)."
    RETURN = "Send it back to dispatch (回退)."
    ACCEPT = "Take it on, with a named officer (接办)."
    EXTEND = "Give it more time (延期)."
    SUSPEND = "Set it aside until a date (挂账)."
    RESUME = "Take it up again (恢复)."
    HANDLE = "Say that it is handled, with proof (处置完成)."
    START_CHECK = "Begin to check whether it is solved (开始核查)."
    CHECK = "Say whether it is solved (核查)."
    CLOSE = "Close it (结案)."
    REOPEN = "Open it again (重办)."
    CANCEL = "Withdraw it (作废)."
    MERGE = "Close it as the same as another (合并)."
    MARK_HARD = "Make it a hard case of the bureau's leaders (列为难题)."
    CONVERT = "Turn it into a formal enforcement case (诉转案)."


STAGES = {
    CaseStatus.REPORTED: CaseStage.COLLECTION,
    CaseStatus.VERIFYING: CaseStage.COLLECTION,
    CaseStatus.FILED: CaseStage.FILING,
    CaseStatus.DISPATCHED: CaseStage.DISPATCH,
    CaseStatus.IN_PROGRESS: CaseStage.HANDLING,
    CaseStatus.SUSPENDED: CaseStage.HANDLING,
    CaseStatus.HANDLED: CaseStage.FEEDBACK,
    CaseStatus.CHECKING: CaseStage.VERIFICATION,
    CaseStatus.CLOSED: CaseStage.EVALUATION,
    CaseStatus.REJECTED: CaseStage.FILING,
    CaseStatus.CANCELLED: CaseStage.FILING,
}


class Case(Base):
    __tablename__ = "case"
    __scope__ = Scope(
        "case.read", line="line", district="district_id", unit="assignee_unit_id", officers=("assignee_id",)
    )

    id: Mapped[Key]
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(unique=True)
    line: Mapped[str] = mapped_column(ForeignKey(ServiceLine.key))
    category_code: Mapped[str] = mapped_column(ForeignKey(CaseCategory.code))
    community_id: Mapped[Ref] = mapped_column(ForeignKey("community.id"))
    district_id: Mapped[Ref] = mapped_column(ForeignKey("district.id"))
    place: Mapped[str | None]
    household_id: Mapped[Ref | None] = mapped_column(ForeignKey("household.id"))
    title: Mapped[str]
    description: Mapped[str | None]
    source: Mapped[CaseSource]
    priority: Mapped[CasePriority]
    visit_id: Mapped[Ref | None] = mapped_column(ForeignKey("visit.id"))
    status: Mapped[CaseStatus] = mapped_column()
    outcome: Mapped[CaseOutcome | None]
    resolution_mode: Mapped[ResolutionMode | None]
    assignee_unit_id: Mapped[Ref | None] = mapped_column(ForeignKey("unit.id"))
    assignee_id: Mapped[Ref | None] = mapped_column(ForeignKey("officer.id"))
    reported_at: Mapped[datetime]
    reported_on: Mapped[date]
    deadline: Mapped[datetime | None] = mapped_column()
    closed_at: Mapped[datetime | None] = mapped_column()
    closed_on: Mapped[date | None]

    community: Mapped[Community] = relationship()
    district: Mapped[District] = relationship()
    household: Mapped[Household | None] = relationship()
    visit: Mapped[Visit | None] = relationship(back_populates="cases")
    assignee_unit: Mapped[Unit | None] = relationship()
    assignee: Mapped[Officer | None] = relationship()
    hard_case: Mapped[HardCase | None] = relationship(back_populates="case")

    __table_args__ = (
        Index(None, "reported_at", "id"),
        Index("ix_case_deadline", NullsLast(deadline), "id"),
        Index("ix_case_closed_at", NullsLast(closed_at), "id"),
        Index(None, "community_id", "reported_at", "id"),
        Index(None, "visit_id", "id"),
        Index(None, "line", "status", "id"),
        Index(None, "status", "reported_at", "id"),
        CheckConstraint("(status = 'CLOSED') = (closed_at IS NOT NULL)", name="closed_at"),
    )


class CaseEvent(Base):
    """One step of a case's history: only ever added."""

    __tablename__ = "case_event"
    __scope__ = Within("case_id")
    __table_args__ = (Index(None, "case_id", "id"),)

    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case.id"))
    at: Mapped[datetime]
    action: Mapped[CaseAction]
    actor_id: Mapped[Ref | None] = mapped_column(ForeignKey("officer.id"))
    from_status: Mapped[CaseStatus | None]
    to_status: Mapped[CaseStatus]
    reason: Mapped[str | None]

    case: Mapped[Case] = relationship()
    actor: Mapped[Officer | None] = relationship()
