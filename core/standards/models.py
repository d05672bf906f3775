"""The table of the standards: versioned, because a case keeps the one that it was filed under."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column

from core.calendar.limits import LimitUnit
from core.columns import Key
from core.database import Base
from core.lines.models import CaseCategory, ServiceLine
from core.policy.scope import PUBLIC


class CaseStandard(Base):
    __tablename__ = "case_standard"
    __scope__ = PUBLIC
    __table_args__ = (
        UniqueConstraint("category_code", "variant", "effective_from"),
        Index(None, "line", "category_code", "id"),
        Index(None, "category_code", "id"),
        CheckConstraint("limit_amount > 0", name="limit_amount"),
    )

    id: Mapped[Key]
    line: Mapped[str] = mapped_column(ForeignKey(ServiceLine.key))
    category_code: Mapped[str] = mapped_column(ForeignKey(CaseCategory.code))
    variant: Mapped[str]
    condition: Mapped[str]
    close_condition: Mapped[str]
    limit_amount: Mapped[int]
    limit_unit: Mapped[LimitUnit]
    requires_photo: Mapped[bool] = mapped_column(default=False)
    filing_minutes: Mapped[int | None]
    dispatch_minutes: Mapped[int | None]
    check_minutes: Mapped[int | None]
    effective_from: Mapped[date]
    effective_until: Mapped[date | None]
    source: Mapped[str | None]


def is_in_force(standard: Any, day: Any) -> ColumnElement[bool]:
    """From its first day until another follows."""
    ends = standard.effective_until
    return and_(standard.effective_from <= day, ends.is_(None) | (ends > day))
