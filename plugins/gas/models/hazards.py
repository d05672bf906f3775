"""Tables of the gas line: hazards until they are gone, and the cases that are about them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import Base, Key, NullsLast, Ref, Scope, Term, Within
from core.cases.models import Case
from core.households.models import Household
from core.places.models import Community, District

if TYPE_CHECKING:
    from plugins.gas.models.visits import GasInspection


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


class GasHazard(Base):
    """Found, told in writing, mended, looked at again; the gas cut off and turned on again in between.

    Whoever mends it was not on the visit that found it, and sees it all the same.
    """

    __tablename__ = "gas_hazard"
    __scope__ = Scope("household.read", district="district_id", of_line="gas")

    id: Mapped[Key]
    version: Mapped[int] = mapped_column(default=1)
    inspection_id: Mapped[Ref] = mapped_column(ForeignKey("gas_inspection.id"))
    household_id: Mapped[Ref] = mapped_column(ForeignKey(Household.id))
    community_id: Mapped[Ref] = mapped_column(ForeignKey(Community.id))
    district_id: Mapped[Ref] = mapped_column(ForeignKey(District.id))
    case_id: Mapped[Ref | None] = mapped_column(ForeignKey("gas_case_detail.case_id"))
    grade: Mapped[HazardGrade]
    owner: Mapped[HazardOwner]
    kind: Mapped[HazardKind]
    note: Mapped[str | None]
    found_on: Mapped[date]
    due_on: Mapped[date | None] = mapped_column()
    notice_number: Mapped[str | None] = mapped_column(unique=True)
    noticed_on: Mapped[date | None]
    cut_off_on: Mapped[date | None]
    restored_on: Mapped[date | None]
    rectified_on: Mapped[date | None]
    failed_checks: Mapped[int] = mapped_column(default=0)
    rechecked_on: Mapped[date | None]
    is_open: Mapped[bool] = mapped_column(default=True)

    inspection: Mapped[GasInspection] = relationship(back_populates="hazards")
    household: Mapped[Household] = relationship()
    community: Mapped[Community] = relationship()

    __table_args__ = (
        Index(None, "inspection_id", "id"),
        Index(None, "case_id", "id"),
        Index(None, "household_id", "id"),
        Index(None, "found_on", "id"),
        Index("ix_gas_hazard_due_on", NullsLast(due_on), "id"),
        Index(None, "grade", "found_on", "id"),
        Index(None, "owner", "found_on", "id"),
        Index(None, "is_open", "found_on", "id"),
        Index(None, "community_id", "found_on", "id"),
        Index(None, "district_id", "found_on", "id"),
        CheckConstraint("is_open = (rechecked_on IS NULL)", name="open"),
        CheckConstraint("(notice_number IS NULL) = (noticed_on IS NULL)", name="notice"),
        CheckConstraint("noticed_on >= found_on AND rectified_on >= found_on AND cut_off_on >= found_on", name="found"),
        CheckConstraint("rechecked_on IS NULL OR rechecked_on >= rectified_on", name="rechecked"),
        CheckConstraint("restored_on IS NULL OR restored_on >= cut_off_on", name="restored"),
    )


class GasCaseDetail(Base):
    __tablename__ = "gas_case_detail"
    __scope__ = Within("case_id")

    case_id: Mapped[Ref] = mapped_column(ForeignKey(Case.id), primary_key=True)

    case: Mapped[Case] = relationship()
    hazards: Mapped[list[GasHazard]] = relationship(order_by=GasHazard.id)
