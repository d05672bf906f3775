"""Table of the figures that the bureau published."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from core.columns import Key, big_integer
from core.database import Base
from core.policy.scope import Scope
from core.terms import Term


class FigurePrecision(Term):
    """How exact a published figure claims to be (数据精度)."""

    EXACT = "A count, as it stands (准确值)."
    LOWER_BOUND = "At least so many: published as “more than” (不少于)."
    APPROXIMATE = "About so many (约数)."


class PublishedFigure(Base):
    """What was said in public, when and where; `metric` names the computed figure that it can be held against."""

    __tablename__ = "published_figure"
    __scope__ = Scope("statistics.read")

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    label_zh: Mapped[str]
    value: Mapped[int] = mapped_column(big_integer)
    unit: Mapped[str]
    precision: Mapped[FigurePrecision]
    as_of: Mapped[date]
    source: Mapped[str]
    metric: Mapped[str | None]
