"""Tables of the convenience measures."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.columns import Key, Ref
from core.database import Base
from core.lines.models import ServiceLine
from core.policy.scope import PUBLIC
from core.terms import Term


class MeasureStatus(Term):
    """Whether a convenience measure is under way (举措状态)."""

    RUNNING = "The public has it (实施中)."
    PAUSED = "For some time it is not there, as out of season (暂停)."
    DONE = "What was promised is reached or over (已完成)."


class ConvenienceBatch(Base):
    __tablename__ = "convenience_batch"
    __scope__ = PUBLIC

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(unique=True)
    launched_on: Mapped[date]

    items: Mapped[list[ConvenienceMeasure]] = relationship(order_by="ConvenienceMeasure.id", back_populates="batch")


class ConvenienceMeasure(Base):
    """One promise to the public. A target is what was promised; what was reached is counted by a metric, from rows."""

    __tablename__ = "convenience_measure"
    __scope__ = PUBLIC
    __table_args__ = (
        Index(None, "batch_id", "id"),
        Index(None, "launched_on", "id"),
        Index(None, "line", "launched_on", "id"),
        Index(None, "status", "launched_on", "id"),
        UniqueConstraint("batch_id", "title"),
        CheckConstraint("target > 0", name="target"),
        CheckConstraint("metric IS NULL OR target IS NOT NULL", name="metric"),
        CheckConstraint("(target IS NULL) = (target_unit IS NULL)", name="unit"),
        CheckConstraint("due_on >= launched_on", name="due"),
        CheckConstraint("(status = 'DONE') = (done_on IS NOT NULL)", name="done"),
    )

    id: Mapped[Key]
    version: Mapped[int] = mapped_column(default=1)
    batch_id: Mapped[Ref] = mapped_column(ForeignKey("convenience_batch.id"))
    launched_on: Mapped[date]
    title: Mapped[str]
    line: Mapped[str | None] = mapped_column(ForeignKey(ServiceLine.key))
    status: Mapped[MeasureStatus] = mapped_column(default=MeasureStatus.RUNNING)
    status_reason: Mapped[str | None]
    done_on: Mapped[date | None]
    target: Mapped[int | None]
    target_unit: Mapped[str | None]
    metric: Mapped[str | None]
    due_on: Mapped[date | None]

    batch: Mapped[ConvenienceBatch] = relationship(back_populates="items")
