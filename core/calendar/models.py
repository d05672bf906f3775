"""The table of the days that are not what their weekday says: holidays, and weekends on which people work."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from core.columns import Key
from core.database import Base
from core.policy.scope import PUBLIC


class CalendarDay(Base):
    """A year without a single row is one that nobody has told of yet: Mondays to Fridays count there."""

    __tablename__ = "calendar_day"
    __scope__ = PUBLIC

    id: Mapped[Key]
    day: Mapped[date] = mapped_column(unique=True)
    is_work_day: Mapped[bool]
    name: Mapped[str]
    source: Mapped[str]
