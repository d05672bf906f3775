"""Accounts: opened by one, approved by another, never given away and never deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.checks import clean
from core.errors import DomainError, ErrorCode, not_found
from core.identity.models import Account, AccountState
from core.identity.passwords import hashed
from core.identity.sessions import revoke_all
from core.names import named
from core.people.models import Officer
from core.policy.role import Role

OFFICES = frozenset({Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})
"""Roles that are no post of the bureau's work; who holds one holds nothing else (三员分立)."""


def open_account(
    session: Session,
    login: str,
    *,
    opened_by: str,
    now: datetime,
    officer: Officer | None = None,
    role: Role | None = None,
    password: str | None = None,
    state: AccountState = AccountState.PROPOSED,
) -> Account:
    """For a post, or for one of the three offices. Without a password it is an identity provider's."""
    login = clean(login, "login", 80)
    if (officer is None) == (role is None) or (role is not None and role not in OFFICES):
        offices = ", ".join(sorted(office.name for office in OFFICES))
        raise DomainError(
            ErrorCode.INVALID,
            f"An account is for a post, or for one of {offices}: give one of the two.",
            f"账号须对应一个岗位，或 {offices} 之一，二者选一。",
            ("role",),
        )
    if named(session, Account.login, login) is not None:
        raise DomainError(ErrorCode.DUPLICATE, "There is such a login.", "登录名已存在。", ("login",))
    account = Account(
        login=login,
        role=role,
        officer=officer,
        state=state,
        password_hash=hashed(password, login) if password is not None else None,
        opened_by=opened_by,
        opened_at=now,
    )
    session.add(account)
    session.flush()
    return account


def approve(session: Session, account: Account, *, by: str) -> None:
    """By somebody else than the one who opened it."""
    if account.state is not AccountState.PROPOSED:
        raise DomainError(
            ErrorCode.NOT_ALLOWED,
            f"The account is {account.state.name}; only a proposed one is approved.",
            "只有待批准的账号可以批准。",
            ("account_id",),
        )
    if account.opened_by == by:
        raise DomainError(
            ErrorCode.FORBIDDEN,
            "Who opens an account does not approve it; ask somebody else.",
            "不得批准本人提出的账号，请由他人批准。",
            ("account_id",),
        )
    account.state = AccountState.ACTIVE
    session.flush()


def disable(session: Session, account: Account, now: datetime) -> None:
    """At once, wherever it is signed in."""
    account.state = AccountState.DISABLED
    revoke_all(session, account.id, now)
    session.flush()


def set_password(session: Session, login: str, password: str, now: datetime) -> Account:
    """Signs it out everywhere."""
    account = session.scalars(select(Account).where(Account.login == login)).first()
    if account is None:
        raise not_found("login", f"account {login!r}", f"账号“{login}”")
    account.password_hash = hashed(password, login)
    revoke_all(session, account.id, now)
    session.flush()
    return account
