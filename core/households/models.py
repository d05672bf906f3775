"""Tables of the households, their priority tags and the visits that came to their door."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.columns import Key, Ref
from core.database import Base
from core.places.models import Community
from core.policy.scope import Scope, Within
from core.terms import Term
from core.visits.models import Visit


class PriorityTag(Term):
    """Why a household is looked after first (重点用户)."""

    OLD_HOUSE = "Lives in an old house (老旧房屋)."
    RENTAL = "A rented home (出租)."
    ELDERLY = "Elderly people live here (老年)."
    SPECIAL = "Another special need (其他特殊)."


class NoEntryReason(Term):
    """Why a door stayed closed (未入户原因)."""

    ABSENT = "Nobody was at home (到访不遇)."
    REFUSED = "The household refused (拒绝安检)."
    VACANT = "Nobody lives there (空置)."


class Household(Base):
    __tablename__ = "household"
    __scope__ = Scope("household.read", district="community_id.district_id")
    __table_args__ = (
        UniqueConstraint("community_id", "building", "unit", "room"),
        Index(None, "community_id", "id"),
    )

    id: Mapped[Key]
    community_id: Mapped[Ref] = mapped_column(ForeignKey("community.id"))
    building: Mapped[str]
    unit: Mapped[str]
    room: Mapped[str]

    community: Mapped[Community] = relationship()
    tags: Mapped[list[HouseholdTag]] = relationship(order_by="HouseholdTag.tag", cascade="all, delete-orphan")


class HouseholdTag(Base):
    __tablename__ = "household_tag"
    __scope__ = Within("household_id")
    __table_args__ = (Index(None, "tag", "household_id"),)

    household_id: Mapped[Ref] = mapped_column(ForeignKey("household.id"), primary_key=True)
    tag: Mapped[PriorityTag] = mapped_column(primary_key=True)


class HouseholdVisit(Base):
    """One knock at one door during a visit. Entered, or why not."""

    __tablename__ = "household_visit"
    __scope__ = Within("visit_id")
    __table_args__ = (Index(None, "household_id", "visit_id"),)

    visit_id: Mapped[Ref] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    household_id: Mapped[Ref] = mapped_column(ForeignKey("household.id"), primary_key=True)
    is_entered: Mapped[bool]
    no_entry_reason: Mapped[NoEntryReason | None]

    visit: Mapped[Visit] = relationship()
    household: Mapped[Household] = relationship()
