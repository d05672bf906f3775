"""Tables of the visits and what was handed out."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from core.columns import Key, Ref
from core.database import Base
from core.lines.models import ServiceLine
from core.people.models import Officer
from core.places.models import Community, District
from core.policy.scope import PUBLIC, Scope, Within
from core.rounds.models import Round
from core.terms import Term

if TYPE_CHECKING:
    from core.cases.models import Case


class VisitStatus(Term):
    """Whether a visit was made (进社区状态)."""

    PLANNED = "Agreed, not yet made (计划)."
    DONE = "Made and recorded (已完成)."
    CANCELLED = "Will not be made (已取消)."


PARTICIPANTS = ("staff", "residents", "volunteers")
PERSON_TIMES_MOST = 100_000
"""Of one kind on one visit."""


class Visit(Base):
    """Participation is counted in person-times: whoever comes twice counts twice."""

    __tablename__ = "visit"
    __scope__ = Scope("visit.read", line="line", district="district_id", officers=("leader_id",))
    __table_args__ = (
        Index(None, "visited_on", "id"),
        Index(None, "community_id", "visited_on", "id"),
        Index(None, "community_id", "line", "visited_on"),
        Index(None, "line", "visited_on", "id"),
        Index(None, "district_id", "visited_on", "id"),
        Index(None, "round_id", "line"),
        Index(None, "status", "visited_on", "id"),
        *(CheckConstraint(f"{who} BETWEEN 0 AND {PERSON_TIMES_MOST}", name=who) for who in PARTICIPANTS),
    )

    id: Mapped[Key]
    version: Mapped[int] = mapped_column(default=1)
    community_id: Mapped[Ref] = mapped_column(ForeignKey("community.id"))
    district_id: Mapped[Ref] = mapped_column(ForeignKey("district.id"))
    line: Mapped[str] = mapped_column(ForeignKey(ServiceLine.key))
    round_id: Mapped[Ref | None] = mapped_column(ForeignKey("round.id"))
    visited_on: Mapped[date]
    status: Mapped[VisitStatus]
    leader_id: Mapped[Ref | None] = mapped_column(ForeignKey("officer.id"))
    staff: Mapped[int] = mapped_column(default=0)
    residents: Mapped[int] = mapped_column(default=0)
    volunteers: Mapped[int] = mapped_column(default=0)
    summary: Mapped[str | None]
    recorded_at: Mapped[datetime]

    total = column_property(staff + residents + volunteers)

    community: Mapped[Community] = relationship()
    district: Mapped[District] = relationship()
    round: Mapped[Round | None] = relationship()
    leader: Mapped[Officer | None] = relationship()
    cases: Mapped[list[Case]] = relationship(foreign_keys="Case.visit_id", back_populates="visit", order_by="Case.id")
    resolved_cases: Mapped[list[Case]] = relationship(
        foreign_keys="Case.resolution_visit_id", order_by="Case.id", viewonly=True
    )
    materials: Mapped[list[VisitMaterial]] = relationship(order_by="VisitMaterial.topic", back_populates="visit")


class VisitMaterial(Base):
    __tablename__ = "visit_material"
    __scope__ = Within("visit_id")
    __table_args__ = (CheckConstraint("count > 0", name="count"),)

    visit_id: Mapped[Ref] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]

    visit: Mapped[Visit] = relationship(back_populates="materials")


class LastVisit(Base):
    """The last visit made by each line to each community: follows from the visits, kept so that it need not be sought."""

    __tablename__ = "last_visit"
    __scope__ = PUBLIC

    community_id: Mapped[Ref] = mapped_column(ForeignKey("community.id"), primary_key=True)
    line: Mapped[str] = mapped_column(ForeignKey(ServiceLine.key), primary_key=True)
    visited_on: Mapped[date]
