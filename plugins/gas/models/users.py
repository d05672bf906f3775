"""Tables of the gas line: who uses gas, and with what."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import Base, Key, Ref, Scope, Term, Within
from core.households.models import Household, NoEntryReason
from core.places.models import Community, District


class GasUserKind(Term):
    """How often a gas user must be inspected follows from this (用户类型)."""

    URBAN = "A household in the city (城镇居民)."
    RURAL = "A household in a village (农村居民)."
    NON_RESIDENT = "A restaurant or shop (非居民)."


class GasDeviceKind(Term):
    """What burns or carries gas behind a door, and wears out (燃气器具类型)."""

    STOVE = "A stove (灶具)."
    RUBBER_HOSE = "A rubber hose (橡胶软管)."
    STEEL_BELLOWS = "A hose of steel bellows (不锈钢波纹软管)."
    METER = "A gas meter (燃气表)."


class GasUser(Base):
    """A household that uses gas. When it is due is kept here, so that a due list is a range of an index."""

    __tablename__ = "gas_user"
    __scope__ = Scope("household.read", district="district_id", of_line="gas")
    __table_args__ = (
        Index(None, "due_on", "household_id"),
        Index(None, "failed_attempts", "due_on", "household_id"),
        Index(None, "failed_attempts", "household_id"),
        Index(None, "kind", "due_on", "household_id"),
        Index(None, "district_id", "due_on", "household_id"),
        Index(None, "community_id", "due_on", "household_id"),
        CheckConstraint("last_inspected_on >= opened_on", name="inspected_after_opening"),
        CheckConstraint("failed_attempts >= 0", name="failed_attempts"),
    )

    household_id: Mapped[Ref] = mapped_column(ForeignKey(Household.id), primary_key=True)
    community_id: Mapped[Ref] = mapped_column(ForeignKey(Community.id))
    district_id: Mapped[Ref] = mapped_column(ForeignKey(District.id))
    kind: Mapped[GasUserKind]
    opened_on: Mapped[date | None]
    """Since when it has gas; None where only the first knock is known."""
    registered_on: Mapped[date]
    last_inspected_on: Mapped[date | None]
    last_no_entry_reason: Mapped[NoEntryReason | None]
    failed_attempts: Mapped[int] = mapped_column(default=0)
    due_on: Mapped[date]

    household: Mapped[Household] = relationship()
    devices: Mapped[list[GasDevice]] = relationship(order_by="GasDevice.id", back_populates="user")


class GasDevice(Base):
    """Its end of life is kept as the rules had it when it was installed; what replaced it ends it earlier."""

    __tablename__ = "gas_device"
    __scope__ = Within("household_id")
    __table_args__ = (
        Index(None, "household_id", "id"),
        Index(None, "expires_on", "id"),
        Index(None, "kind", "expires_on", "id"),
        Index(None, "community_id", "expires_on", "id"),
        Index(None, "district_id", "expires_on", "id"),
        Index(None, "is_in_use", "expires_on", "id"),
        CheckConstraint("installed_on < expires_on", name="expires"),
        CheckConstraint("is_in_use = (replaced_on IS NULL)", name="in_use"),
        CheckConstraint("replaced_on >= installed_on", name="replaced"),
    )

    id: Mapped[Key]
    household_id: Mapped[Ref] = mapped_column(ForeignKey(GasUser.household_id))
    community_id: Mapped[Ref] = mapped_column(ForeignKey(Community.id))
    district_id: Mapped[Ref] = mapped_column(ForeignKey(District.id))
    kind: Mapped[GasDeviceKind]
    installed_on: Mapped[date]
    expires_on: Mapped[date]
    replaced_on: Mapped[date | None]
    is_in_use: Mapped[bool] = mapped_column(default=True)

    user: Mapped[GasUser] = relationship(back_populates="devices")
    household: Mapped[Household] = relationship(
        primaryjoin="foreign(GasDevice.household_id) == Household.id", viewonly=True
    )
