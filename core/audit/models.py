"""The table of the audit trail: only ever added to, by grant and by trigger."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import big_integer
from core.database import Base
from core.policy.role import Role
from core.policy.scope import Scope
from core.terms import Term


class AuditOutcome(Term):
    """What became of an act (结果)."""

    DONE = "It was done (已完成)."
    DENIED = "It was refused for want of a right (已拒绝)."


class AuditEntry(Base):
    """One act. No personal data: of the input only a hash, of what it was about only keys.

    `number` has no gaps; `hash` is over everything else and over the hash of the entry before.
    """

    __tablename__ = "audit_entry"
    __scope__ = Scope("audit.read")
    __table_args__ = (
        Index(None, "actor", "number"),
        Index(None, "operation", "number"),
        Index(None, "outcome", "number"),
        Index(None, "actor", "operation", "at"),
    )

    number: Mapped[int] = mapped_column(big_integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    role: Mapped[Role]
    operation: Mapped[str]
    outcome: Mapped[AuditOutcome]
    key: Mapped[str]
    """The clientMutationId."""
    fingerprint: Mapped[str]
    subjects: Mapped[str]
    """A small JSON object: the keys of the rows that it was about."""
    reason: Mapped[str]
    previous: Mapped[str]
    hash: Mapped[str]
