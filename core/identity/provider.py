"""An identity provider (OpenID Connect): its keys are fetched, kept, and fetched again when it signs with a new one."""

from __future__ import annotations

import json
import logging
import threading
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import jwt

from core.identity.tokens import Unauthenticated, head_of, verified

log = logging.getLogger("lastmeter.identity")

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
KEPT_SECONDS = 600.0
STALE_SECONDS = 24 * 3600.0
"""Keys that could not be fetched again are believed so long: a provider that is away must not sign everybody out."""
PAUSE_SECONDS = 10.0
"""Between two attempts, however many tokens name keys that nobody knows."""
FETCH_SECONDS = 5.0
BYTES_MOST = 256 * 1024
Fetch = Callable[[str], Any]


def fetched(address: str) -> Any:
    """A JSON document of the provider; over TLS, or from this machine."""
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise ValueError(f"{address}: an identity provider is asked over https only")
    with urllib.request.urlopen(address, timeout=FETCH_SECONDS) as response:
        return json.loads(response.read(BYTES_MOST))


@dataclass
class Provider:
    issuer: str
    audience: str
    fetch: Fetch = fetched
    _keys: dict[str, jwt.PyJWK] = field(default_factory=dict)
    _fetched: float = float("-inf")
    _tried: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def verified(self, token: str, now: datetime) -> Mapping[str, Any]:
        """The claims. Raises Unauthenticated. May ask the provider, so it is for threads."""
        head = head_of(token)
        if head.get("alg") not in ALGORITHMS:
            raise Unauthenticated("another algorithm")
        key = self._key(str(head.get("kid")))
        if key.algorithm_name != head["alg"]:
            raise Unauthenticated("the key is for another algorithm")
        return verified(token, key.key, [key.algorithm_name], self.issuer, self.audience, now)

    def _key(self, name: str) -> jwt.PyJWK:
        with self._lock:
            is_old = monotonic() - self._fetched > KEPT_SECONDS
            if (is_old or name not in self._keys) and monotonic() - self._tried > PAUSE_SECONDS:
                self._fetch()
            if monotonic() - self._fetched > STALE_SECONDS or name not in self._keys:
                raise Unauthenticated("no such key")
            return self._keys[name]

    def _fetch(self) -> None:
        self._tried = monotonic()
        try:
            found = self.fetch(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if found["issuer"] != self.issuer:
                raise ValueError(f"it calls itself {found['issuer']}")
            keys = jwt.PyJWKSet.from_dict(self.fetch(found["jwks_uri"])).keys
        except Exception as error:  # whatever it sends, those who are signed in go on
            log.warning("the keys of %s could not be fetched: %s", self.issuer, error)
            return
        self._keys = {key.key_id: key for key in keys if key.key_id and key.public_key_use in (None, "sig")}
        self._fetched = monotonic()
