"""The table of the events (outbox): only ever added to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from core.columns import Key, Ref
from core.database import Base


class Event(Base):
    """The payload is a small JSON object: numbers and words, no personal data."""

    __tablename__ = "event"
    __table_args__ = (Index(None, "subject_type", "subject_id", "id"),)

    id: Mapped[Key]
    at: Mapped[datetime]
    kind: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[Ref]
    payload: Mapped[str]
