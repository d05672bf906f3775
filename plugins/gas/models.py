"""Tables of the gas line."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import PUBLIC, Base, Key, NullsLast, Ref, Scope, Term, Within
from core.cases.models import Case
from core.households.models import Household, NoEntryReason
from core.places.models import Community, District
from core.visits.models import Visit


class GasUserKind(Term):
    """How often a gas user must be inspected follows from this (用户类型)."""

    URBAN = "A household in the city: once a year (城镇居民)."
    RURAL = "A household in a village: twice a year (农村居民)."
    NON_RESIDENT = "A restaurant or shop: twice a year (非居民)."


class HazardGrade(Term):
    """How dangerous a hazard is (隐患等级)."""

    MAJOR = "Grade 1: shut the valve at once (一级，重大)."
    GENERAL = "Grade 2: to be mended by a day (二级，一般)."
    MINOR = "Grade 3: told, looked at again at the next inspection (三级，轻微)."


class HazardOwner(Term):
    """Whose duty it is to mend a hazard (责任方)."""

    OPERATOR = "The gas company: up to the valve before the appliance (经营企业，灶前阀之前)."
    USER = "The user: hose, alarm, appliance (用户，灶前阀之后)."


class HazardKind(Term):
    """What is wrong (隐患类型)."""

    LEAK = "Gas escapes (燃气泄漏)."
    OLD_HOSE = "The hose is past its life (软管超期老化)."
    STOVE_EXPIRED = "The stove is past its life (灶具超期)."
    NO_FLAME_PROTECTION = "The stove goes on without a flame (无熄火保护)."
    FLUE_FAULT = "The heater's flue is missing or broken (排烟不合规)."
    RUSTED_PIPE = "The pipe rusts (管道锈蚀)."
    ENCLOSED_PIPE = "The pipe or meter is boxed in (包裹管道、表具)."
    OTHER = "Something else (其他)."


class ConnectionStage(Term):
    """The stages of a project that brings gas to homes (接气阶段)."""

    SURVEY = "Looked at on site (现场踏勘)."
    APPROVAL = "Approved by planning and roads (规划、掘路审批)."
    INDOOR = "Pipes inside the homes (户内施工)."
    STREET_PIPE = "Pipe in the street (市政管道)."
    VENTED = "Gas is on (通气)."


class GasVisitReport(Base):
    __tablename__ = "gas_visit_report"
    __scope__ = Within("visit_id")

    visit_id: Mapped[Ref] = mapped_column(ForeignKey(Visit.id), primary_key=True)
    publicity_talks: Mapped[int] = mapped_column(default=0)

    visit: Mapped[Visit] = relationship()
    inspections: Mapped[list[GasInspection]] = relationship(
        primaryjoin="GasVisitReport.visit_id == foreign(GasInspection.visit_id)",
        order_by="GasInspection.id",
        viewonly=True,
    )


class GasUser(Base):
    """A household that uses gas. When it is due is kept here, so that a due list is a range of an index."""

    __tablename__ = "gas_user"
    __scope__ = Scope("household.read", district="district_id", of_line="gas")
    __table_args__ = (
        Index(None, "due_on", "household_id"),
        Index(None, "district_id", "due_on", "household_id"),
        Index(None, "community_id", "due_on", "household_id"),
    )

    household_id: Mapped[Ref] = mapped_column(ForeignKey(Household.id), primary_key=True)
    community_id: Mapped[Ref] = mapped_column(ForeignKey(Community.id))
    district_id: Mapped[Ref] = mapped_column(ForeignKey(District.id))
    kind: Mapped[GasUserKind]
    registered_on: Mapped[date]
    meter_installed_on: Mapped[date | None]
    stove_installed_on: Mapped[date | None]
    hose_installed_on: Mapped[date | None]
    last_inspected_on: Mapped[date | None]
    last_no_entry_reason: Mapped[NoEntryReason | None]
    due_on: Mapped[date]

    household: Mapped[Household] = relationship()


class GasInspection(Base):
    __tablename__ = "gas_inspection"
    __scope__ = Within("visit_id")
    __table_args__ = (
        Index(None, "visit_id", "id"),
        Index(None, "household_id", "id"),
        Index(None, "inspected_on", "id"),
        CheckConstraint("is_entered = (no_entry_reason IS NULL)", name="entered_or_why_not"),
    )

    id: Mapped[Key]
    visit_id: Mapped[Ref] = mapped_column(ForeignKey(Visit.id))
    household_id: Mapped[Ref] = mapped_column(ForeignKey(Household.id))
    inspected_on: Mapped[date]
    is_entered: Mapped[bool]
    no_entry_reason: Mapped[NoEntryReason | None]
    is_signed: Mapped[bool] = mapped_column(default=False)

    visit: Mapped[Visit] = relationship()
    household: Mapped[Household] = relationship()
    hazards: Mapped[list[GasHazard]] = relationship(order_by="GasHazard.id", back_populates="inspection")


class GasHazard(Base):
    __tablename__ = "gas_hazard"
    __scope__ = Within("inspection_id")
    id: Mapped[Key]
    inspection_id: Mapped[Ref] = mapped_column(ForeignKey(GasInspection.id))
    case_id: Mapped[Ref | None] = mapped_column(ForeignKey("gas_case_detail.case_id"))
    grade: Mapped[HazardGrade]
    owner: Mapped[HazardOwner]
    kind: Mapped[HazardKind]
    note: Mapped[str | None]
    found_on: Mapped[date]
    due_on: Mapped[date | None] = mapped_column()
    is_gas_cut_off: Mapped[bool] = mapped_column(default=False)
    rectified_on: Mapped[date | None]
    rechecked_on: Mapped[date | None]

    inspection: Mapped[GasInspection] = relationship(back_populates="hazards")

    __table_args__ = (
        Index(None, "inspection_id", "id"),
        Index(None, "case_id", "id"),
        Index(None, "found_on", "id"),
        Index(None, "grade", "found_on", "id"),
        Index("ix_gas_hazard_due_on", NullsLast(due_on), "id"),
    )


class GasCaseDetail(Base):
    __tablename__ = "gas_case_detail"
    __scope__ = Within("case_id")

    case_id: Mapped[Ref] = mapped_column(ForeignKey(Case.id), primary_key=True)

    case: Mapped[Case] = relationship()
    hazards: Mapped[list[GasHazard]] = relationship(order_by=GasHazard.id)


class GasConnectionProject(Base):
    """Homes that get gas: the target is what was promised, the stages what was reached."""

    __tablename__ = "gas_connection_project"
    __scope__ = PUBLIC
    __table_args__ = (Index(None, "name", "id"), Index(None, "case_id"), Index(None, "vented_on"))

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    community_id: Mapped[Ref] = mapped_column(ForeignKey(Community.id))
    district_id: Mapped[Ref] = mapped_column(ForeignKey(District.id))
    households: Mapped[int]
    stage: Mapped[ConnectionStage]
    target_due_on: Mapped[date]
    vented_on: Mapped[date | None]
    case_id: Mapped[Ref | None] = mapped_column(ForeignKey(Case.id))

    community: Mapped[Community] = relationship()
    case: Mapped[Case | None] = relationship()
    stages: Mapped[list[GasConnectionStage]] = relationship(order_by="GasConnectionStage.id")
    approvals: Mapped[list[GasConnectionApproval]] = relationship(order_by="GasConnectionApproval.id")


class GasConnectionStage(Base):
    __tablename__ = "gas_connection_stage"
    __scope__ = PUBLIC
    __table_args__ = (Index(None, "project_id", "id"),)

    id: Mapped[Key]
    project_id: Mapped[Ref] = mapped_column(ForeignKey(GasConnectionProject.id))
    stage: Mapped[ConnectionStage]
    reached_on: Mapped[date | None]


class GasConnectionApproval(Base):
    __tablename__ = "gas_connection_approval"
    __scope__ = PUBLIC
    __table_args__ = (Index(None, "project_id", "id"),)

    id: Mapped[Key]
    project_id: Mapped[Ref] = mapped_column(ForeignKey(GasConnectionProject.id))
    authority: Mapped[str]
    kind: Mapped[str]
    applied_on: Mapped[date]
    granted_on: Mapped[date | None]
