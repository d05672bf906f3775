"""Tables of those who sign in: accounts and the tokens that renew them, and programs. No token is kept, only its hash."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.columns import Key, Ref
from core.database import Base
from core.lines.models import ServiceLine
from core.people.models import Officer
from core.policy.role import Role
from core.policy.scope import Scope
from core.terms import Term


class AccountState(Term):
    """Whether an account can be used (账号状态)."""

    PROPOSED = "Opened by one, waiting for the approval of another (待批准)."
    ACTIVE = "In use (启用)."
    DISABLED = "Out of use for good; what it did stays (停用)."


class Account(Base):
    """What somebody signs in with: a post's, whose role and reach it has, or one of a role that is no post."""

    __tablename__ = "account"
    __scope__ = Scope("account.read")
    __table_args__ = (
        CheckConstraint("(role IS NULL) <> (officer_id IS NULL)", name="post_or_role"),
        Index(None, "officer_id"),
        Index(None, "state", "login", "id"),
        Index(None, "login", "id"),
    )

    id: Mapped[Key]
    login: Mapped[str] = mapped_column(unique=True)
    """Also what an identity provider calls the one who signs in there."""
    role: Mapped[Role | None]
    officer_id: Mapped[Ref | None] = mapped_column(ForeignKey("officer.id"))
    state: Mapped[AccountState]
    password_hash: Mapped[str | None]
    opened_by: Mapped[str]
    opened_at: Mapped[datetime]

    officer: Mapped[Officer | None] = relationship()


class RefreshToken(Base):
    """Renews an account's access once. All that came of one signing in are a family: a stolen one betrays itself."""

    __tablename__ = "refresh_token"
    __table_args__ = (Index(None, "account_id"), Index(None, "family"), Index(None, "expires_at"))

    id: Mapped[Key]
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    family: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ServiceClient(Base):
    """A program of one line, with the operations that it was granted and a key that ends."""

    __tablename__ = "service_client"
    __scope__ = Scope("account.read")
    __table_args__ = (Index(None, "name", "id"),)

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    line: Mapped[str] = mapped_column(ForeignKey(ServiceLine.key))
    operations: Mapped[str]
    """Keys of policies, with commas."""
    networks: Mapped[str]
    """Where it may come from, with commas; empty for anywhere."""
    hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_on: Mapped[date]
    revoked_at: Mapped[datetime | None]
