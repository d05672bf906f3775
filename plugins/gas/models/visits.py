"""Tables of the gas line: visits, and the inspections made on them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import Base, Key, Ref, Term, Within
from core.households.models import Household, NoEntryReason
from core.places.models import Community, District
from core.visits.models import Visit
from plugins.gas.models.hazards import GasHazard


class GasCheckItem(Term):
    """What an inspector looks at behind a door (安检项目)."""

    TIGHTNESS = "Pipes and joints hold tight (气密性)."
    PIPE = "Pipes are neither rusted nor boxed in nor used to hang things on (管道)."
    METER = "The meter works and is in its life (燃气表)."
    VALVE = "The valve before the appliance closes (灶前阀)."
    HOSE = "The hose is in its life, clamped and not too long (软管)."
    APPLIANCE = "Stove and heater are in their life and go out with the flame (燃烧器具)."
    FLUE = "Exhaust leads outside (排烟)."
    VENTILATION = "The room has air and nobody sleeps in it (通风与用气环境)."
    ALARM = "Alarm and cut-off work (报警切断装置)."


class GasCheckResult(Term):
    """What an inspector found of an item (检查结果)."""

    PASSED = "In order (合格)."
    FAILED = "Not in order (不合格)."
    NOT_THERE = "There is nothing of the kind (无此项)."


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


class GasInspection(Base):
    __tablename__ = "gas_inspection"
    __scope__ = Within("visit_id")
    __table_args__ = (
        Index(None, "visit_id", "id"),
        Index(None, "household_id", "id"),
        Index(None, "inspected_on", "id"),
        Index(None, "is_entered", "inspected_on", "id"),
        Index(None, "no_entry_reason", "inspected_on", "id"),
        Index(None, "community_id", "inspected_on", "id"),
        Index(None, "district_id", "inspected_on", "id"),
        CheckConstraint("is_entered = (no_entry_reason IS NULL)", name="entered_or_why_not"),
        CheckConstraint("NOT (is_entered AND is_notice_left)", name="notice"),
        CheckConstraint("is_entered OR NOT is_signed", name="signed"),
    )

    id: Mapped[Key]
    visit_id: Mapped[Ref] = mapped_column(ForeignKey(Visit.id))
    household_id: Mapped[Ref] = mapped_column(ForeignKey(Household.id))
    community_id: Mapped[Ref] = mapped_column(ForeignKey(Community.id))
    district_id: Mapped[Ref] = mapped_column(ForeignKey(District.id))
    inspected_on: Mapped[date]
    is_entered: Mapped[bool]
    no_entry_reason: Mapped[NoEntryReason | None]
    is_notice_left: Mapped[bool] = mapped_column(default=False)
    is_signed: Mapped[bool] = mapped_column(default=False)

    visit: Mapped[Visit] = relationship()
    household: Mapped[Household] = relationship()
    items: Mapped[list[GasInspectionItem]] = relationship(
        order_by="GasInspectionItem.item", back_populates="inspection"
    )
    hazards: Mapped[list[GasHazard]] = relationship(order_by="GasHazard.id", back_populates="inspection")


class GasInspectionItem(Base):
    __tablename__ = "gas_inspection_item"
    __scope__ = Within("inspection_id")
    __table_args__ = (Index(None, "item", "result"),)

    inspection_id: Mapped[Ref] = mapped_column(ForeignKey(GasInspection.id), primary_key=True)
    item: Mapped[GasCheckItem] = mapped_column(primary_key=True)
    result: Mapped[GasCheckResult]

    inspection: Mapped[GasInspection] = relationship(back_populates="items")
