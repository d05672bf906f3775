"""Access tokens: signed by our own key or by an identity provider's, and never believed beyond what is checked here.

RFC 8725: the algorithms are fixed by us, not by the token; issuer, audience, type and times are all required.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt

from core.identity.keys import KeyFile

ISSUER = "lastmeter"
AUDIENCE = "lastmeter"
TYPE = "at+jwt"
LENGTH_MOST = 4096
SKEW = 60
ACCESS_SECONDS = 300


class Unauthenticated(Exception):
    """The token proves nothing. What exactly is wrong with it is nobody's business but the log's."""


@dataclass(frozen=True)
class Tokens:
    """Our own tokens."""

    keys: KeyFile

    def access(self, subject: str, now: datetime, seconds: int = ACCESS_SECONDS, **claims: Any) -> str:
        name, key = self.keys.signing
        at = int(now.timestamp())
        standard = {"iss": ISSUER, "aud": AUDIENCE, "sub": subject, "iat": at, "nbf": at, "exp": at + seconds}
        return jwt.encode(
            standard | {"jti": secrets.token_hex(8)} | claims, key, "EdDSA", headers={"kid": name, "typ": TYPE}
        )

    def verified(self, token: str, now: datetime) -> Mapping[str, Any]:
        """The claims. Raises Unauthenticated."""
        head = head_of(token)
        key = self.keys.public(str(head.get("kid")))
        if key is None or head.get("typ") != TYPE:
            raise Unauthenticated("no key, or another kind of token")
        return verified(token, key, ["EdDSA"], ISSUER, AUDIENCE, now)


def head_of(token: str) -> Mapping[str, Any]:
    if len(token) > LENGTH_MOST:
        raise Unauthenticated("too long")
    try:
        return jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise Unauthenticated("no token") from error


def verified(
    token: str, key: Any, algorithms: list[str], issuer: str, audience: str, now: datetime
) -> Mapping[str, Any]:
    """Times are compared with the clock of the application, which tests hold still."""
    options: Any = {
        "require": ["iss", "aud", "sub", "exp"],
        "verify_exp": False,
        "verify_nbf": False,
        "verify_iat": False,
    }
    try:
        claims = jwt.decode(token, key, algorithms, options, issuer=issuer, audience=audience)
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise Unauthenticated(type(error).__name__) from error
    _check_times(claims, now.timestamp())
    return claims


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    ends, begins = claims["exp"], claims.get("nbf", 0)
    if any(type(time) not in (int, float) for time in (ends, begins)):
        raise Unauthenticated("times that are none")
    if now >= ends + SKEW:
        raise Unauthenticated("ended")
    if now < begins - SKEW:
        raise Unauthenticated("not begun")
