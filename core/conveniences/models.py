"""Tables of the convenience measures."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.columns import Key, Ref
from core.database import Base
from core.lines.models import ServiceLine
from core.policy.scope import PUBLIC


class ConvenienceBatch(Base):
    __tablename__ = "convenience_batch"
    __scope__ = PUBLIC

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(unique=True)
    launched_on: Mapped[date]

    items: Mapped[list[ConvenienceMeasure]] = relationship(order_by="ConvenienceMeasure.id", back_populates="batch")


class ConvenienceMeasure(Base):
    """One promise to the public. A target is what was promised; what was reached is counted elsewhere, from rows."""

    __tablename__ = "convenience_measure"
    __scope__ = PUBLIC
    __table_args__ = (Index(None, "batch_id", "id"), Index(None, "launched_on", "id"))

    id: Mapped[Key]
    batch_id: Mapped[Ref] = mapped_column(ForeignKey("convenience_batch.id"))
    launched_on: Mapped[date]
    title: Mapped[str]
    line: Mapped[str | None] = mapped_column(ForeignKey(ServiceLine.key))
    target: Mapped[int | None]
    target_unit: Mapped[str | None]
    due_on: Mapped[date | None]

    batch: Mapped[ConvenienceBatch] = relationship(back_populates="items")
