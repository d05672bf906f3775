"""Who asks, by the headers of a request. What a token proves is kept for a moment, so that few requests ask the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from core.engine.document import Lru
from core.identity.clients import PREFIX
from core.identity.provider import Provider
from core.identity.tokens import Tokens, Unauthenticated, head_of
from core.identity.viewers import Viewers
from core.policy.viewer import Viewer

log = logging.getLogger("lastmeter.identity")

KEPT_SECONDS = 5.0
"""So long after a right was taken away may it still be used to read; to write, not at all."""
KEPT_MOST = 10_000


@dataclass(frozen=True)
class Known:
    viewer: Viewer
    until: float
    ends: float


@dataclass
class SignIn:
    nobody: Viewer
    viewers: Viewers
    tokens: Tokens
    connecting: Callable[[], AbstractContextManager[Connection]]
    clock: Callable[[], datetime]
    zone: ZoneInfo
    provider: Provider | None = None
    provider_claim: str = "sub"
    takes_roles: bool = False
    """Whether tokens of the demo, which name a role and no account, are believed."""
    _kept: Lru[tuple[str, str], Known] = field(default_factory=lambda: Lru(KEPT_MOST))

    def __call__(self, headers: Mapping[str, str], address: str = "") -> Viewer | Awaitable[Viewer]:
        """Raises Unauthenticated, or its awaiting does."""
        given = headers.get("authorization")
        if given is None:
            return self.nobody
        scheme, _, token = given.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("no bearer token")
        known = self._kept.get((token, address))
        if known is not None and monotonic() < known.until and self.clock().timestamp() < known.ends:
            return known.viewer
        return self._asked(token, address)

    async def _asked(self, token: str, address: str) -> Viewer:
        known = await asyncio.to_thread(self._found, token, address)
        self._kept.put((token, address), known)
        return known.viewer

    def _found(self, token: str, address: str) -> Known:
        try:
            if token.startswith(PREFIX):
                with self.connecting() as connection:
                    viewer = self.viewers.of_client(
                        connection, token, address, self.clock().astimezone(self.zone).date()
                    )
                return Known(viewer, monotonic() + KEPT_SECONDS, inf)
            return self._by_claims(token)
        except Unauthenticated as reason:
            log.info("not signed in: %s", reason)
            raise

    def _by_claims(self, token: str) -> Known:
        """By the issuer's name for its key: ours, or the identity provider's."""
        if self.provider is None or str(head_of(token).get("kid")) in self.tokens.keys.keys:
            claims, of = self.tokens.verified(token, self.clock()), self._of_ours
        else:
            claims, of = self.provider.verified(token, self.clock()), self._of_provider
        with self.connecting() as connection:
            return Known(of(connection, claims), monotonic() + KEPT_SECONDS, float(claims["exp"]))

    def _of_ours(self, connection: Connection, claims: Mapping[str, Any]) -> Viewer:
        kind, _, key = str(claims["sub"]).partition(":")
        if kind == "account" and key.isdigit():
            return self.viewers.of_account(connection, int(key), str(claims.get("sid")))
        if kind == "demo" and self.takes_roles:
            return self.viewers.of_role(connection, claims)
        raise Unauthenticated("subject")

    def _of_provider(self, connection: Connection, claims: Mapping[str, Any]) -> Viewer:
        return self.viewers.of_login(connection, str(claims.get(self.provider_claim)))
