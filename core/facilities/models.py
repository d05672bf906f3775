"""Table of the facilities."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.columns import Key, Ref
from core.database import Base
from core.places.models import Community, District
from core.policy.scope import PUBLIC
from core.terms import Term


class FacilityKind(Term):
    """What a facility is (设施类型)."""

    PUBLIC_TOILET = "A public toilet (公共厕所)."
    MOTHER_BABY_ROOM = "A room for mothers and babies (母婴室)."
    FIRST_AID_POINT = "A first-aid kit at a beach or square (急救箱点位)."
    WASTE_STATION = "A waste collection point (垃圾分类收集点)."


class Facility(Base):
    """Its properties overlap: one toilet may be open all day and have a third restroom; such sets are never added up."""

    __tablename__ = "facility"
    __scope__ = PUBLIC
    __table_args__ = (
        Index(None, "kind", "id"),
        Index(None, "community_id", "id"),
        Index(None, "district_id", "id"),
        Index(None, "is_open_all_day", "id"),
        Index(None, "has_third_restroom", "id"),
        Index(None, "is_social_unit", "id"),
        Index(None, "opened_on", "id"),
        Index(None, "name", "id"),
    )

    id: Mapped[Key]
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[FacilityKind]
    name: Mapped[str] = mapped_column(unique=True)
    community_id: Mapped[Ref] = mapped_column(ForeignKey("community.id"))
    district_id: Mapped[Ref] = mapped_column(ForeignKey("district.id"))
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    is_open_all_day: Mapped[bool] = mapped_column(default=False)
    has_third_restroom: Mapped[bool] = mapped_column(default=False)
    is_social_unit: Mapped[bool] = mapped_column(default=False)
    has_mother_baby_room: Mapped[bool] = mapped_column(default=False)
    opening_batch: Mapped[int | None]

    community: Mapped[Community] = relationship()
    district: Mapped[District] = relationship()
