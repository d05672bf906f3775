"""Tables of the hard cases, their batches and plans."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.cases.models import Case
from core.columns import Key, Ref
from core.database import Base
from core.people.models import Officer, Unit
from core.policy.scope import PUBLIC, Within
from core.terms import Term


class PlanMeasureKind(Term):
    """What a plan does about a hard case (一案一策措施)."""

    COORDINATION = "Departments are brought together (协调)."
    COMPLAINT_TO_CASE = "The complaint becomes a formal enforcement case (诉转案)."
    MEDIA_EXPOSURE = "It is shown in the media (媒体曝光)."
    ASSESSMENT = "It counts in the assessment of those responsible (综合评价考核)."
    ENGINEERING = "Something is built or repaired (工程)."
    NEGOTIATION = "Residents and owners agree (协商)."
    OTHER = "Something else (其他)."


class HardCaseBatch(Base):
    __tablename__ = "hard_case_batch"
    __scope__ = PUBLIC

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    started_on: Mapped[date]
    closed_on: Mapped[date | None]


class HardCase(Base):
    """A case that the bureau's leaders took on. One row for one case; it is never cancelled."""

    __tablename__ = "hard_case"
    __scope__ = Within("case_id")
    __table_args__ = (Index(None, "batch_id", "case_id"), Index(None, "accepted_on"))

    case_id: Mapped[Ref] = mapped_column(ForeignKey("case.id"), primary_key=True)
    batch_id: Mapped[Ref] = mapped_column(ForeignKey("hard_case_batch.id"))
    district_leader_id: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    line_lead_id: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    responsible_officer_id: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    accepted_on: Mapped[date]
    analysis: Mapped[str | None]
    confirmed_on: Mapped[date | None]
    confirmation: Mapped[str | None]
    line_lead_signed_at: Mapped[datetime | None]
    district_leader_signed_at: Mapped[datetime | None]
    agreed_with_residents: Mapped[bool] = mapped_column(default=False)

    case: Mapped[Case] = relationship(back_populates="hard_case")
    batch: Mapped[HardCaseBatch] = relationship()
    district_leader: Mapped[Officer] = relationship(foreign_keys=district_leader_id)
    line_lead: Mapped[Officer] = relationship(foreign_keys=line_lead_id)
    responsible_officer: Mapped[Officer] = relationship(foreign_keys=responsible_officer_id)
    measures: Mapped[list[PlanMeasure]] = relationship(order_by="PlanMeasure.id")
    approvals: Mapped[list[PlanApproval]] = relationship(order_by="PlanApproval.id")
    milestones: Mapped[list[PlanMilestone]] = relationship(order_by="PlanMilestone.id")


class PlanMeasure(Base):
    __tablename__ = "plan_measure"
    __scope__ = Within("case_id")
    __table_args__ = (Index(None, "case_id", "id"),)

    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("hard_case.case_id"))
    kind: Mapped[PlanMeasureKind]
    description: Mapped[str]
    unit_id: Mapped[Ref | None] = mapped_column(ForeignKey("unit.id"))
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    waived_on: Mapped[date | None]
    waived_because: Mapped[str | None]

    unit: Mapped[Unit | None] = relationship()


class PlanApproval(Base):
    __tablename__ = "plan_approval"
    __scope__ = Within("case_id")
    __table_args__ = (Index(None, "case_id", "id"),)

    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("hard_case.case_id"))
    authority: Mapped[str]
    kind: Mapped[str]
    applied_on: Mapped[date]
    granted_on: Mapped[date | None]


class PlanMilestone(Base):
    __tablename__ = "plan_milestone"
    __scope__ = Within("case_id")
    __table_args__ = (Index(None, "case_id", "id"),)

    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("hard_case.case_id"))
    name: Mapped[str]
    planned_on: Mapped[date | None]
    reached_on: Mapped[date | None]
