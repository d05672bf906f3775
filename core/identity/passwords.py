"""Passwords: long, kept as Argon2id hashes, and as slow to try for a login that does not exist."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from core.errors import DomainError, ErrorCode

LEAST, MOST = 12, 128
HASHER = PasswordHasher()


def hashed(password: str, login: str) -> str:
    """Refuses what is easily guessed."""
    if not LEAST <= len(password) <= MOST or login.lower() in password.lower() or len(set(password)) < 5:
        raise DomainError(
            ErrorCode.INVALID,
            f"The password must have {LEAST} to {MOST} characters, several different ones, and not hold the login.",
            f"密码须为 {LEAST} 至 {MOST} 个字符，不能过于单一，且不能包含登录名。",
            ("password",),
        )
    return HASHER.hash(password)


def is_right(kept: str | None, password: str) -> bool:
    """Takes as long where there is nothing to compare with."""
    try:
        return HASHER.verify(kept or _nobody_s(), password[:MOST]) and kept is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _nobody_s() -> str:
    return HASHER.hash("nobody has this password")
