"""Tables of the special periods: emergency teams and reserves count only inside one."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.columns import Key, Ref, big_integer
from core.database import Base
from core.lines.models import ServiceLine
from core.people.models import Unit
from core.policy.scope import PUBLIC
from core.terms import Term


class SpecialPeriodKind(Term):
    """Why a period is special (重点时段)."""

    SPRING_FESTIVAL = "The days around the Spring Festival (春节)."
    HOLIDAY = "Another public holiday (节假日)."
    COLD_WAVE = "A cold wave (寒潮)."
    STORM = "Storm, rain or snow (恶劣天气)."


class SpecialPeriod(Base):
    __tablename__ = "special_period"
    __scope__ = PUBLIC
    __table_args__ = (
        Index(None, "starts_on", "id"),
        Index(None, "kind", "starts_on", "id"),
        CheckConstraint("starts_on <= ends_on", name="days"),
    )

    id: Mapped[Key]
    kind: Mapped[SpecialPeriodKind]
    name: Mapped[str] = mapped_column(unique=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    teams: Mapped[list[EmergencyTeam]] = relationship(order_by="EmergencyTeam.id", back_populates="period")
    reserves: Mapped[list[ReserveStock]] = relationship(order_by="ReserveStock.id", back_populates="period")


class EmergencyTeam(Base):
    """Stands by for one period: the next one names its teams anew."""

    __tablename__ = "emergency_team"
    __scope__ = PUBLIC
    __table_args__ = (
        Index(None, "period_id", "id"),
        Index(None, "line", "id"),
        UniqueConstraint("period_id", "name"),
        CheckConstraint("members > 0", name="members"),
    )

    id: Mapped[Key]
    period_id: Mapped[Ref] = mapped_column(ForeignKey("special_period.id"))
    name: Mapped[str]
    line: Mapped[str] = mapped_column(ForeignKey(ServiceLine.key))
    unit_id: Mapped[Ref | None] = mapped_column(ForeignKey("unit.id"))
    members: Mapped[int]

    period: Mapped[SpecialPeriod] = relationship(back_populates="teams")
    unit: Mapped[Unit | None] = relationship()


class ReserveStock(Base):
    """What was in store on a day of the period; told again, the last holds."""

    __tablename__ = "reserve_stock"
    __scope__ = PUBLIC
    __table_args__ = (
        Index(None, "period_id", "id"),
        UniqueConstraint("period_id", "line", "name"),
        CheckConstraint("volume_m3 >= 0", name="volume"),
    )

    id: Mapped[Key]
    period_id: Mapped[Ref] = mapped_column(ForeignKey("special_period.id"))
    line: Mapped[str] = mapped_column(ForeignKey(ServiceLine.key))
    name: Mapped[str]
    volume_m3: Mapped[int] = mapped_column(big_integer)
    as_of: Mapped[date]

    period: Mapped[SpecialPeriod] = relationship(back_populates="reserves")
