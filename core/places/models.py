"""Tables of the places: district, street, community."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.columns import Key, NullsLast, Ref
from core.database import Base
from core.people.models import Officer
from core.policy.scope import PUBLIC
from core.search import search_index
from core.terms import Term

if TYPE_CHECKING:
    from core.visits.models import LastVisit


class CommunityKind(Term):
    """What kind of neighbourhood a community is (社区类型)."""

    OLD_ESTATE = "An old housing estate (老旧小区)."
    BACK_STREET_AREA = "An area of back streets and lanes (背街小巷片区)."
    URBAN_VILLAGE = "A village inside the city (城中村)."
    ORDINARY = "Any other neighbourhood (普通小区)."


class District(Base):
    __tablename__ = "district"
    __scope__ = PUBLIC

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    leader_id: Mapped[Ref | None] = mapped_column(ForeignKey("officer.id", use_alter=True))

    leader: Mapped[Officer | None] = relationship(foreign_keys=leader_id)


class Street(Base):
    __tablename__ = "street"
    __scope__ = PUBLIC
    __table_args__ = (Index(None, "district_id", "code"),)

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    district_id: Mapped[Ref] = mapped_column(ForeignKey("district.id"))

    district: Mapped[District] = relationship()


class Community(Base):
    """A retired community keeps its rows: visits and cases point at it. Its code may then serve another one."""

    __tablename__ = "community"
    __scope__ = PUBLIC
    id: Mapped[Key]
    code: Mapped[str]
    name: Mapped[str]
    street_id: Mapped[Ref] = mapped_column(ForeignKey("street.id"))
    district_id: Mapped[Ref] = mapped_column(ForeignKey("district.id"))
    kind: Mapped[CommunityKind | None]
    households: Mapped[int | None] = mapped_column()
    is_active: Mapped[bool] = mapped_column(default=True)
    retired_on: Mapped[date | None]
    former_code: Mapped[str | None]
    edition: Mapped[str | None]

    street: Mapped[Street] = relationship()
    district: Mapped[District] = relationship()
    last_visits: Mapped[list[LastVisit]] = relationship(viewonly=True, order_by="LastVisit.line")

    __table_args__ = (
        Index(
            "uq_community_code_active",
            "code",
            unique=True,
            sqlite_where=text("is_active"),
            postgresql_where=text("is_active"),
        ),
        Index(None, "code", "id"),
        Index(None, "street_id", "code"),
        Index(None, "district_id", "code"),
        Index(None, "kind", "code"),
        Index(None, "is_active", "code"),
        Index(None, "name", "id"),
        Index("ix_community_households", NullsLast(households), "id"),
        CheckConstraint("households >= 0", name="households"),
        CheckConstraint("is_active = (retired_on IS NULL)", name="retired"),
    )


search_index(Community.__table__.c.name)
