"""Signing in, staying signed in, signing out. A token renews once; one that comes twice gives the thief away."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from core.audit import chain as audit
from core.audit.models import AuditOutcome
from core.identity.models import Account, AccountState, RefreshToken
from core.identity.passwords import is_right
from core.identity.tokens import Unauthenticated
from core.policy.role import Role
from core.policy.viewer import Viewer

REFRESH_DAYS = 30
SIGN_IN, SIGN_OUT, RENEW = "sign_in", "sign_out", "renew_session"
"""What these are called in the trail."""
GRACE = timedelta(seconds=60)
"""So long a token that was used may come again: the answer may have been lost on the way."""


@dataclass(frozen=True)
class Renewed:
    """The right to access as an account, and the token that renews it."""

    account_id: int
    family: str
    refresh_token: str


@dataclass(frozen=True)
class Proof:
    """Whose login was told, if anybody's, and whether the password is that account's."""

    account_id: int | None
    is_right: bool


def prove(session: Session, login: str, password: str) -> Proof:
    """As slow for a login that nobody has; so nothing is locked meanwhile."""
    account = session.scalars(select(Account).where(Account.login == login)).first()
    fits = is_right(account.password_hash if account is not None else None, password)
    return Proof(None if account is None else account.id, fits)


def sign_in(session: Session, proof: Proof, now: datetime) -> Renewed | None:
    """None where the account is not to be had, for every reason alike; the trail has whose it was, never what was typed."""
    account = None if proof.account_id is None else session.get(Account, proof.account_id)
    if account is None or not proof.is_right or account.state is not AccountState.ACTIVE:
        _denied(session, SIGN_IN, proof.account_id, now)
        return None
    _did(session, SIGN_IN, account, now)
    return _next(session, account.id, secrets.token_hex(16), now)


def _did(session: Session, operation: str, account: Account, now: datetime) -> None:
    who = Viewer(_role(account), actor=f"account {account.id}")
    audit.note(session, who, now, operation, AuditOutcome.DONE)


def _denied(session: Session, operation: str, account_id: int | None, now: datetime) -> None:
    """Somebody was turned away; the account that was meant, where there is one."""
    named = {} if account_id is None else {"account": account_id}
    audit.note(session, Viewer(Role.ANONYMOUS), now, operation, AuditOutcome.DENIED, subjects=named)


def _role(account: Account) -> Role:
    return account.role or (Role[account.officer.role.name] if account.officer is not None else Role.ANONYMOUS)


def refresh(session: Session, text: str, now: datetime) -> Renewed | None:
    """The next token; None where it came a second time: then all of its family are revoked, whoever has them.

    Raises Unauthenticated where it is none of ours, or has ended.
    """
    token = session.scalars(select(RefreshToken).where(RefreshToken.hash == hash_of(text)).with_for_update()).first()
    if token is None or token.revoked_at is not None or token.expires_at <= now:
        raise Unauthenticated("refresh token")
    account = session.get(Account, token.account_id)
    if account is None or account.state is not AccountState.ACTIVE:
        raise Unauthenticated("account")
    if token.used_at is not None and not _was_lost(session, token, now):
        revoke(session, token.family, now)
        _denied(session, RENEW, account.id, now)
        return None
    token.used_at = token.used_at or now
    return _next(session, token.account_id, token.family, now)


def _was_lost(session: Session, token: RefreshToken, now: datetime) -> bool:
    """Whether the answer to its first use may have been lost: it was just now, and nobody used what came of it.

    What nobody received is revoked.
    """
    if token.used_at is None or now - token.used_at > GRACE:
        return False
    later = list(
        session.scalars(select(RefreshToken).where(RefreshToken.family == token.family, RefreshToken.id > token.id))
    )
    if any(successor.used_at is not None for successor in later):
        return False
    for successor in later:
        successor.revoked_at = successor.revoked_at or now
    return True


def end(session: Session, text: str, now: datetime) -> None:
    """Signs out: the token and all of its family. One that is none of ours is none of our business."""
    token = session.scalars(select(RefreshToken).where(RefreshToken.hash == hash_of(text))).first()
    if token is not None:
        revoke(session, token.family, now)
        _did(session, SIGN_OUT, session.get_one(Account, token.account_id), now)


def revoke(session: Session, family: str, now: datetime) -> None:
    held = (RefreshToken.family == family, RefreshToken.revoked_at.is_(None))
    session.execute(update(RefreshToken).where(*held).values(revoked_at=now))


def revoke_all(session: Session, account_id: int, now: datetime) -> None:
    """Everywhere the account is signed in."""
    held = (RefreshToken.account_id == account_id, RefreshToken.revoked_at.is_(None))
    session.execute(update(RefreshToken).where(*held).values(revoked_at=now))


def purge(session: Session, now: datetime) -> int:
    """Takes away tokens that ended; gives how many."""
    gone = session.execute(delete(RefreshToken).where(RefreshToken.expires_at <= now))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def hash_of(text: str) -> str:
    """The texts are random and long, so a fast hash is as good as a slow one."""
    return hashlib.sha256(text.encode()).hexdigest()


def _next(session: Session, account_id: int, family: str, now: datetime) -> Renewed:
    text = secrets.token_urlsafe(32)
    ends = now + timedelta(days=REFRESH_DAYS)
    session.add(RefreshToken(account_id=account_id, family=family, hash=hash_of(text), expires_at=ends))
    session.flush()
    return Renewed(account_id, family, text)
