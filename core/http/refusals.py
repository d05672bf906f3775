"""Refusals at the front door: an HTTP status, a code that stays the same, and what to do about it."""

from __future__ import annotations

import math
from collections.abc import Mapping


class BadRequest(Exception):
    """The request is not carried out."""

    def __init__(
        self, status: int, message: str, headers: Mapping[str, str] | None = None, code: str = "BAD_REQUEST"
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = dict(headers or {})
        self.code = code


def too_many(seconds: float) -> BadRequest:
    wait = max(1, math.ceil(seconds))
    return BadRequest(
        429, f"Too much was asked in a short time; wait {wait} s.", {"retry-after": str(wait)}, "RATE_LIMITED"
    )


def too_slow(seconds: float) -> BadRequest:
    return BadRequest(408, f"The body did not arrive within {seconds:g} s.", {"connection": "close"})


def overloaded() -> BadRequest:
    return BadRequest(503, "The server is busy; try again in a moment.", {"retry-after": "1"}, "OVERLOADED")


def unauthenticated() -> BadRequest:
    """The same for everything that is wrong with a login, a password or a token."""
    headers = {"www-authenticate": 'Bearer error="invalid_token"'}
    return BadRequest(401, "Sign in: what was sent proves nothing, or has ended.", headers, "UNAUTHENTICATED")


def rights_changed() -> BadRequest:
    return BadRequest(403, "Your rights were changed meanwhile; sign in again.", code="FORBIDDEN")


def too_many_open(most: int) -> BadRequest:
    told = f"At most {most} sockets and streams may be open at once; close one of them first."
    return BadRequest(429, told, {"retry-after": "1"}, "RATE_LIMITED")
