"""Tables of the line. Each names its scope: whose rows a viewer may see."""

from __future__ import annotations

from datetime import date

from core import Base, Key, Ref, Term, Within
from core.cases.models import Case
from core.places.models import Community, District
from core.visits.models import Visit
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship


class WaterFinding(Term):
    """What a check found (检查结果)."""

    SOUND = "All was well (正常)."
    WORN = "It works, but not for long (老化)."
    BROKEN = "It does not work (损坏)."


class WaterVisitReport(Base):
    __tablename__ = "water_visit_report"
    __scope__ = Within("visit_id")
    __table_args__ = (CheckConstraint("households_advised >= 0", name="advised"),)

    visit_id: Mapped[Ref] = mapped_column(ForeignKey(Visit.id), primary_key=True)
    households_advised: Mapped[int] = mapped_column(default=0)

    visit: Mapped[Visit] = relationship()
    checks: Mapped[list[WaterCheck]] = relationship(
        primaryjoin="WaterVisitReport.visit_id == foreign(WaterCheck.visit_id)",
        order_by="WaterCheck.id",
        viewonly=True,
    )


class WaterCheck(Base):
    """Where and when are the visit's; here they make a list of checks a range of an index."""

    __tablename__ = "water_check"
    __scope__ = Within("visit_id")
    __table_args__ = (
        Index(None, "visit_id", "id"),
        Index(None, "checked_on", "id"),
        Index(None, "finding", "checked_on", "id"),
        Index(None, "community_id", "checked_on", "id"),
        Index(None, "district_id", "checked_on", "id"),
        CheckConstraint("mended_on IS NULL OR (finding <> 'SOUND' AND mended_on >= checked_on)", name="mended"),
    )

    id: Mapped[Key]
    visit_id: Mapped[Ref] = mapped_column(ForeignKey(Visit.id))
    community_id: Mapped[Ref] = mapped_column(ForeignKey(Community.id))
    district_id: Mapped[Ref] = mapped_column(ForeignKey(District.id))
    checked_on: Mapped[date]
    place: Mapped[str]
    finding: Mapped[WaterFinding]
    mended_on: Mapped[date | None]

    visit: Mapped[Visit] = relationship()
    community: Mapped[Community] = relationship()


class WaterCaseDetail(Base):
    __tablename__ = "water_case_detail"
    __scope__ = Within("case_id")
    __table_args__ = (CheckConstraint("households > 0", name="households"),)

    case_id: Mapped[Ref] = mapped_column(ForeignKey(Case.id), primary_key=True)
    households: Mapped[int | None]

    case: Mapped[Case] = relationship()
