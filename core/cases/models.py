"""Tables of the cases and their history."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.cases.words import ENDED as ENDED
from core.cases.words import OPEN as OPEN
from core.cases.words import STAGES as STAGES
from core.cases.words import CaseAction as CaseAction
from core.cases.words import CaseOutcome as CaseOutcome
from core.cases.words import CasePriority as CasePriority
from core.cases.words import CaseSource as CaseSource
from core.cases.words import CaseStage as CaseStage
from core.cases.words import CaseStatus as CaseStatus
from core.cases.words import CheckResult as CheckResult
from core.cases.words import ResolutionMode as ResolutionMode
from core.cases.words import UrgingKind as UrgingKind
from core.cases.words import VerificationResult as VerificationResult
from core.census import Census
from core.columns import Key, NullsLast, Ref
from core.database import Base
from core.households.models import Household
from core.lines.models import CaseCategory, ServiceLine
from core.people.models import Officer, Unit
from core.places.models import Community, District
from core.policy.scope import Scope, Within
from core.search import search_index
from core.standards.models import CaseStandard
from core.visits.models import Visit

if TYPE_CHECKING:
    from core.attachments.models import CaseEvidence
    from core.hard_cases.models import HardCase


IS_OPEN = f"status NOT IN ({', '.join(repr(status.name) for status in ENDED)})"

HAS_CLOCK = "due_at IS NOT NULL"
"""What a comparison of the deadline with any moment says too."""


def is_open(row: Any) -> ColumnElement[bool]:
    """In the very words of the partial indexes: a condition whose words are parameters would not be known to imply it."""
    return row.status.not_in([literal_column(repr(status.name)) for status in ENDED])  # type: ignore[no-any-return]


ASKED = (
    *("line", "category_code", "district_id", "community_id", "source", "priority", "status", "assignee_unit_id"),
    *("assignee_id", "reported_on", "reported_at", "deadline", "closed_at", "is_late", "is_exempt"),
    *("due_at", "due_soon_at", "paused_at", "paused_until"),
)
"""What lists of cases are narrowed and sorted by, but for their texts."""
BY_DAY = ("reported_at", "deadline", "due_at", "closed_at")
"""What a window of days, which nothing else narrows, is sorted by: all its cases are looked at, so the less of each the
better.
"""
BY_CLOCK = ("due_soon_at", "paused_until", "district_id", "assignee_unit_id")
"""What a count of running clocks looks at, for boards of lines, districts and units: as little as can be, too."""


def _order(name: str, key: Any, held: str | None = None) -> Index:
    """One order of all cases, or of some, with all that a list asks of them: who is passed over need not be read."""
    beside: dict[str, Any] = {"postgresql_include": [column for column in ASKED if column != key]}
    if held is not None:
        beside |= {"sqlite_where": text(held), "postgresql_where": text(held)}
    return Index(f"ix_case_{name}", key, "id", **beside)


class Case(Base):
    """Columns tell facts: what happened stays when the case goes on; counters only grow.

    Moments named `…_at` have their day in the bureau's time zone beside them as `…_on`, where figures count by it.
    """

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
    resolution_visit_id: Mapped[Ref | None] = mapped_column(ForeignKey("visit.id"))
    reporter_id: Mapped[Ref | None] = mapped_column(ForeignKey("officer.id"))
    status: Mapped[CaseStatus] = mapped_column()
    outcome: Mapped[CaseOutcome | None]
    resolution_mode: Mapped[ResolutionMode | None]
    assignee_unit_id: Mapped[Ref | None] = mapped_column(ForeignKey("unit.id"))
    assignee_id: Mapped[Ref | None] = mapped_column(ForeignKey("officer.id"))
    returned_by_id: Mapped[Ref | None] = mapped_column(ForeignKey("unit.id"))
    standard_id: Mapped[Ref | None] = mapped_column(ForeignKey("case_standard.id"))

    reported_at: Mapped[datetime]
    reported_on: Mapped[date]
    verification: Mapped[VerificationResult | None]
    filed_at: Mapped[datetime | None]
    filed_on: Mapped[date | None]
    dispatched_at: Mapped[datetime | None]
    dispatched_on: Mapped[date | None]
    return_until: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    handled_at: Mapped[datetime | None]
    handled_on: Mapped[date | None]
    unit_confirmed_at: Mapped[datetime | None]
    unit_confirmed_on: Mapped[date | None]
    handler_id: Mapped[Ref | None] = mapped_column(ForeignKey("officer.id"))
    checked_at: Mapped[datetime | None]
    check_result: Mapped[CheckResult | None]
    checker_id: Mapped[Ref | None] = mapped_column(ForeignKey("officer.id"))
    back_to_work_at: Mapped[datetime | None]
    back_to_work_on: Mapped[date | None]
    closed_at: Mapped[datetime | None] = mapped_column()
    closed_on: Mapped[date | None]
    is_satisfied: Mapped[bool | None]
    answered_on: Mapped[date | None]
    reopen_asked_at: Mapped[datetime | None]

    return_count: Mapped[int] = mapped_column(default=0, server_default="0")
    rework_count: Mapped[int] = mapped_column(default=0, server_default="0")
    reopen_count: Mapped[int] = mapped_column(default=0, server_default="0")
    extension_count: Mapped[int] = mapped_column(default=0, server_default="0")
    suspension_count: Mapped[int] = mapped_column(default=0, server_default="0")
    is_exempt: Mapped[bool] = mapped_column(default=False, server_default=text("false"))

    # Two clocks: of the handling and of the whole case. `left`, in seconds of the standard's kind, as of `since`;
    # without `since` the clock stands.
    clock_given: Mapped[int | None]
    clock_left: Mapped[int | None]
    clock_since: Mapped[datetime | None]
    case_clock_left: Mapped[int | None]
    case_clock_since: Mapped[datetime | None]
    handled_minutes: Mapped[int | None]
    is_late: Mapped[bool | None] = mapped_column()
    # What the clocks mean in moments, kept so that they are compared with the moment of asking and nothing else.
    stage_deadline: Mapped[datetime | None]
    deadline: Mapped[datetime | None] = mapped_column()
    deadline_on: Mapped[date | None]
    case_deadline: Mapped[datetime | None]
    due_at: Mapped[datetime | None] = mapped_column()
    due_soon_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None] = mapped_column()
    paused_until: Mapped[datetime | None]

    parent_id: Mapped[Ref | None] = mapped_column(ForeignKey("case.id"))
    duplicate_of_id: Mapped[Ref | None] = mapped_column(ForeignKey("case.id"))
    complaint_id: Mapped[Ref | None] = mapped_column(ForeignKey("case.id"))
    follows_id: Mapped[Ref | None] = mapped_column(ForeignKey("case.id"))
    reported_again_id: Mapped[Ref | None] = mapped_column(ForeignKey("case.id"))
    filing_number: Mapped[str | None]

    community: Mapped[Community] = relationship()
    district: Mapped[District] = relationship()
    household: Mapped[Household | None] = relationship()
    visit: Mapped[Visit | None] = relationship(foreign_keys=visit_id, back_populates="cases")
    resolution_visit: Mapped[Visit | None] = relationship(foreign_keys=resolution_visit_id)
    reporter: Mapped[Officer | None] = relationship(foreign_keys=reporter_id)
    assignee_unit: Mapped[Unit | None] = relationship(foreign_keys=assignee_unit_id)
    assignee: Mapped[Officer | None] = relationship(foreign_keys=assignee_id)
    handler: Mapped[Officer | None] = relationship(foreign_keys=handler_id)
    checker: Mapped[Officer | None] = relationship(foreign_keys=checker_id)
    standard: Mapped[CaseStandard | None] = relationship()
    hard_case: Mapped[HardCase | None] = relationship(back_populates="case")
    parent: Mapped[Case | None] = relationship(foreign_keys=parent_id, remote_side="Case.id")
    parts: Mapped[list[Case]] = relationship(foreign_keys=parent_id, order_by="Case.id", viewonly=True)
    duplicate_of: Mapped[Case | None] = relationship(foreign_keys=duplicate_of_id, remote_side="Case.id")
    duplicates: Mapped[list[Case]] = relationship(foreign_keys=duplicate_of_id, order_by="Case.id", viewonly=True)
    complaint: Mapped[Case | None] = relationship(foreign_keys=complaint_id, remote_side="Case.id")
    conversions: Mapped[list[Case]] = relationship(foreign_keys=complaint_id, order_by="Case.id", viewonly=True)
    follows: Mapped[Case | None] = relationship(foreign_keys=follows_id, remote_side="Case.id")
    reported_again: Mapped[Case | None] = relationship(foreign_keys=reported_again_id, remote_side="Case.id")
    evidence: Mapped[list[CaseEvidence]] = relationship(order_by="CaseEvidence.id", viewonly=True)
    feedback: Mapped[list[CaseFeedback]] = relationship(order_by="CaseFeedback.id", viewonly=True)
    urgings: Mapped[list[CaseUrging]] = relationship(order_by="CaseUrging.id", viewonly=True)
    appeal: Mapped[CaseAppeal | None] = relationship(back_populates="case")

    __table_args__ = (
        _order("reported_at", "reported_at"),
        _order("reported_on", "reported_on"),
        _order("deadline", NullsLast(deadline)),
        _order("due_at", NullsLast(due_at)),
        _order("closed_at", NullsLast(closed_at)),
        Index("ix_case_reported_day", "reported_on", "id", postgresql_include=BY_DAY),
        # The few that are open, have a clock, or were late, lie far from the beginning of an order: one of their own saves the
        # way there.
        _order("open_reported_at", "reported_at", IS_OPEN),
        _order("open_deadline", NullsLast(deadline), IS_OPEN),
        _order("open_due_at", NullsLast(due_at), IS_OPEN),
        _order("open_closed_at", NullsLast(closed_at), IS_OPEN),
        _order("due_reported_at", "reported_at", HAS_CLOCK),
        _order("due_deadline", NullsLast(deadline), HAS_CLOCK),
        _order("due_due_at", NullsLast(due_at), HAS_CLOCK),
        _order("due_closed_at", NullsLast(closed_at), HAS_CLOCK),
        Index(
            "ix_case_clock",
            "line",
            "due_at",
            sqlite_where=text(HAS_CLOCK),
            postgresql_where=text(HAS_CLOCK),
            postgresql_include=BY_CLOCK,
        ),
        _order("paused", "paused_at", "paused_at IS NOT NULL"),
        _order("late_reported_at", "reported_at", "is_late"),
        _order("late_deadline", NullsLast(deadline), "is_late"),
        _order("late_due_at", NullsLast(due_at), "is_late"),
        _order("late_closed_at", NullsLast(closed_at), "is_late"),
        Index(None, "community_id", "reported_at", "id"),
        Index(None, "district_id", "reported_at", "id"),
        Index(None, "category_code", "reported_at", "id"),
        Index(None, "assignee_unit_id", "reported_at", "id"),
        Index(None, "status", "reported_at", "id"),
        Index(None, "source", "reported_at", "id"),
        Index(None, "priority", "reported_at", "id"),
        Index(None, "visit_id", "id"),
        Index(
            "ix_case_resolution_visit",
            "resolution_visit_id",
            "id",
            sqlite_where=text("resolution_visit_id IS NOT NULL"),
            postgresql_where=text("resolution_visit_id IS NOT NULL"),
        ),
        Index(None, "line", "status", "id"),
        Index(None, "parent_id", "id"),
        Index(None, "duplicate_of_id", "id"),
        Index(None, "complaint_id", "id"),
        Index(
            "ix_case_closed_there",
            "community_id",
            "closed_at",
            sqlite_where=text("closed_at IS NOT NULL"),
            postgresql_where=text("closed_at IS NOT NULL"),
        ),
        Index(
            "ix_case_reported_again",
            "reported_again_id",
            sqlite_where=text("reported_again_id IS NOT NULL"),
            postgresql_where=text("reported_again_id IS NOT NULL"),
        ),
        CheckConstraint("(status = 'CLOSED') = (closed_at IS NOT NULL)", name="closed_at"),
        CheckConstraint(f"{IS_OPEN} OR paused_at IS NULL", name="paused_at"),
        CheckConstraint("status <> 'SUSPENDED' OR paused_at IS NOT NULL", name="suspended"),
        CheckConstraint(f"({IS_OPEN} AND is_late IS NULL) OR due_at IS NULL", name="due_at"),
    )


search_index(Case.__table__.c.title)


class CaseCensus(Census, Base):
    """How many cases are alike in these. For who sees some by post, or asks for anything else, they are counted one by one."""

    __tablename__ = "case_census"
    __counts__ = Case

    line: Mapped[str]
    category_code: Mapped[str]
    district_id: Mapped[Ref]
    source: Mapped[CaseSource]
    priority: Mapped[CasePriority]
    status: Mapped[CaseStatus]
    assignee_unit_id: Mapped[Ref | None]
    is_late: Mapped[bool | None]
    is_exempt: Mapped[bool]


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


class CaseFeedback(Base):
    """What a resident said when asked, each time."""

    __tablename__ = "case_feedback"
    __scope__ = Within("case_id")
    __table_args__ = (Index(None, "case_id", "id"), Index(None, "answered_on"))

    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case.id"))
    is_satisfied: Mapped[bool]
    comment: Mapped[str | None]
    answered_at: Mapped[datetime]
    answered_on: Mapped[date]

    case: Mapped[Case] = relationship(viewonly=True)


class CaseUrging(Base):
    """One urging. Those of the clock name the deadline, and since when the clock ran towards it: for both, each level is reached
    once, however often it is looked at. What went back to work with no time left may be due when it was before, and is
    urged anew.
    """

    __tablename__ = "case_urging"
    __scope__ = Within("case_id")
    __table_args__ = (
        Index(None, "case_id", "id"),
        UniqueConstraint("case_id", "kind", "level", "deadline", "clock_since"),
    )

    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[UrgingKind]
    level: Mapped[int]
    deadline: Mapped[datetime | None]
    clock_since: Mapped[datetime | None]
    raised_at: Mapped[datetime]
    raised_on: Mapped[date]
    raised_by_id: Mapped[Ref | None] = mapped_column(ForeignKey("officer.id"))
    note: Mapped[str | None]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(viewonly=True)
    raised_by: Mapped[Officer | None] = relationship()


class CaseAppeal(Base):
    """A unit asks, once for each closing, that being late be excused; two look at it."""

    __tablename__ = "case_appeal"
    __scope__ = Within("case_id")

    case_id: Mapped[Ref] = mapped_column(ForeignKey("case.id"), primary_key=True)
    reason: Mapped[str]
    appealed_at: Mapped[datetime]
    first_is_allowed: Mapped[bool | None]
    first_reviewer_id: Mapped[Ref | None] = mapped_column(ForeignKey("officer.id"))
    first_reviewed_at: Mapped[datetime | None]
    second_is_allowed: Mapped[bool | None]
    second_reviewer_id: Mapped[Ref | None] = mapped_column(ForeignKey("officer.id"))
    second_reviewed_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(back_populates="appeal")
