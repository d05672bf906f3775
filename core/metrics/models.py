"""Tables of the rollups: sums that are kept up to date with the rows, so that no question has to read all of these.

They follow from the declared figures and can be made anew from the rows at any time (`lastmeter rollups rebuild`).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import Key, Numbers, big_integer
from core.database import Base

NUMBERS_MOST = 8
"""So many numbers one family has at most; more become another family."""


class RollupFamily(Base):
    """Measures that are counted together: over the same rows, by the same day. `is_ready` when their rollups are right."""

    __tablename__ = "rollup_family"

    id: Mapped[Key]
    plugin: Mapped[str]
    signature: Mapped[str] = mapped_column(unique=True)
    told: Mapped[str]
    is_ready: Mapped[bool] = mapped_column(default=False)
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]


class RollupMeasure(Base):
    """Where a measure is kept: in which of a family's numbers. Named by what it counts, not by a metric's key."""

    __tablename__ = "rollup_measure"

    id: Mapped[Key]
    family_id: Mapped[int] = mapped_column(big_integer)
    position: Mapped[int]
    signature: Mapped[str] = mapped_column(unique=True)


class RollupCheck(Base):
    """The source that the kept figures were last compared with: while it is the same, so are they."""

    __tablename__ = "rollup_check"

    source: Mapped[str] = mapped_column(primary_key=True)


class RollupDelta(Base):
    """What a write added to and took from the numbers of a family, written in its transaction, merged later."""

    __tablename__ = "rollup_delta"

    id: Mapped[Key]
    family_id: Mapped[int] = mapped_column(big_integer)
    line: Mapped[str]
    district_id: Mapped[int] = mapped_column(big_integer)
    street_id: Mapped[int] = mapped_column(big_integer)
    community_id: Mapped[int] = mapped_column(big_integer)
    round: Mapped[str]
    category: Mapped[str]
    source: Mapped[str]
    unit: Mapped[str]
    entity_id: Mapped[int] = mapped_column(big_integer)
    bucket: Mapped[str]
    day: Mapped[date]
    n1: Mapped[int] = mapped_column(big_integer)
    n2: Mapped[int] = mapped_column(big_integer)
    n3: Mapped[int] = mapped_column(big_integer)
    n4: Mapped[int] = mapped_column(big_integer)
    n5: Mapped[int] = mapped_column(big_integer)
    n6: Mapped[int] = mapped_column(big_integer)
    n7: Mapped[int] = mapped_column(big_integer)
    n8: Mapped[int] = mapped_column(big_integer)


class RollupCell(Base):
    """A measure in a place, line and period. The period is a month (202308) or a year (202300); its parts are the days of the
    month, or the months of the year.

    `parts` are running sums: 0, the first part's, that and the second's, and so on, 32 or 13 numbers; so any days of a month,
    and any months of a year, are one subtraction. Of a histogram `steps` holds the whole period, packed, and `day_steps` the
    days of a month.
    """

    __tablename__ = "rollup_cell"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's own name

    measure: Mapped[int] = mapped_column(big_integer, primary_key=True)
    grain: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(big_integer, primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(big_integer)
    parts: Mapped[list[int] | None] = mapped_column(Numbers())
    steps: Mapped[bytes | None] = mapped_column(LargeBinary)
    day_steps: Mapped[bytes | None] = mapped_column(LargeBinary)


class RollupSet(Base):
    """Which communities or households a measure counted in a place, line and period: a day (20230831), month or year; and how
    many they are, for questions in which a set stands for itself. Of a month also how many until each of its days, and since
    each: 32 numbers, the first of them nothing.
    """

    __tablename__ = "rollup_set"

    measure: Mapped[int] = mapped_column(big_integer, primary_key=True)
    grain: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(big_integer, primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(big_integer)
    until: Mapped[list[int] | None] = mapped_column(Numbers())
    since: Mapped[list[int] | None] = mapped_column(Numbers())
    members: Mapped[bytes] = mapped_column(LargeBinary)
