"""Table of what was decided about rules: only ever added to. The last said of a day is what holds from it on."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.columns import Key, Ref
from core.database import Base
from core.people.models import Officer
from core.policy.scope import PUBLIC


class RuleChange(Base):
    __tablename__ = "rule_change"
    __scope__ = PUBLIC
    __table_args__ = (Index(None, "valid_from", "id"),)

    id: Mapped[Key]
    key: Mapped[str]
    valid_from: Mapped[date]
    value: Mapped[str]
    """As JSON."""
    reason: Mapped[str]
    decided_at: Mapped[datetime]
    actor_id: Mapped[Ref | None] = mapped_column(ForeignKey("officer.id"))

    actor: Mapped[Officer | None] = relationship()
