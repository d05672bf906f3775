"""Tables of the monthly rounds."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.columns import Key, Ref
from core.database import Base
from core.lines.models import ServiceLine
from core.places.models import Community
from core.policy.scope import PUBLIC
from core.terms import Term


class RoundStatus(Term):
    """How far a round is (轮次状态)."""

    PLANNED = "Announced, not yet begun (计划)."
    OPEN = "Running: visits are being made (进行中)."
    CLOSED = "The month is over and counted (已结束)."


class Round(Base):
    __tablename__ = "round"
    __scope__ = PUBLIC

    id: Mapped[Key]
    month: Mapped[str] = mapped_column(unique=True)
    status: Mapped[RoundStatus]

    lines: Mapped[list[RoundLine]] = relationship(order_by="RoundLine.line")


class RoundCommunity(Base):
    """A community that a round is planned for: each of its lines should go there."""

    __tablename__ = "round_community"
    __scope__ = PUBLIC
    __table_args__ = (Index(None, "community_id", "round_id"),)

    round_id: Mapped[Ref] = mapped_column(ForeignKey("round.id"), primary_key=True)
    community_id: Mapped[Ref] = mapped_column(ForeignKey("community.id"), primary_key=True)

    community: Mapped[Community] = relationship()


class RoundLine(Base):
    __tablename__ = "round_line"
    __scope__ = PUBLIC

    round_id: Mapped[Ref] = mapped_column(ForeignKey("round.id"), primary_key=True)
    line: Mapped[str] = mapped_column(ForeignKey(ServiceLine.key), primary_key=True)
