"""Columns that the campaigns of all lines have: a line's own tables begin with these."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from core.columns import Key, Ref
from core.places.models import Community


class Campaign:
    """A name and some days: from the first, included, to the last, excluded."""

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    starts_on: Mapped[date]
    ends_before: Mapped[date]


class CampaignCommunity:
    """A community that a campaign is planned for. The line's table adds the key of the campaign."""

    id: Mapped[Key]
    community_id: Mapped[Ref] = mapped_column(ForeignKey(Community.id))

    @declared_attr
    def community(cls) -> Mapped[Community]:
        return relationship(Community)
