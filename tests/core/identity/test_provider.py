"""An identity provider: its tokens are believed by the keys that it publishes, and only for us (catalogue B08)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from core.identity import provider
from core.identity.provider import Provider, fetched
from core.identity.tokens import Unauthenticated

NOW = datetime(2023, 9, 8, 2, 0, tzinfo=UTC)
ISSUER = "https://id.example.org"


class Issuer:
    """Publishes keys at its addresses, or is away."""

    def __init__(self) -> None:
        self.keys: dict[str, rsa.RSAPrivateKey] = {}
        self.issuer = ISSUER
        self.asked = 0
        self.add("one")

    def add(self, name: str) -> None:
        self.keys[name] = rsa.generate_private_key(65537, 2048)

    def __call__(self, address: str) -> Any:
        self.asked += 1
        if not self.keys:
            raise OSError("away")
        if address == f"{ISSUER}/.well-known/openid-configuration":
            return {"issuer": self.issuer, "jwks_uri": f"{ISSUER}/keys"}
        assert address == f"{ISSUER}/keys"
        algorithm = jwt.algorithms.RSAAlgorithm
        return {
            "keys": [
                algorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": name, "alg": "RS256", "use": "sig"}
                for name, key in self.keys.items()
            ]
        }

    def token(self, name: str = "one", algorithm: str = "RS256", key: Any = None, **claims: Any) -> str:
        standard = {"iss": ISSUER, "aud": "lastmeter", "sub": "lead", "exp": int(NOW.timestamp()) + 300}
        return jwt.encode(standard | claims, key or self.keys[name], algorithm, headers={"kid": name})


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def known(issuer: Issuer) -> Provider:
    return Provider(ISSUER, "lastmeter", issuer)


def test_its_tokens_are_believed_and_its_keys_asked_for_once(issuer: Issuer, known: Provider) -> None:
    for _ in range(3):
        assert known.verified(issuer.token(), NOW)["sub"] == "lead"
    assert issuer.asked == 2


def test_b08_what_is_not_for_us_or_not_by_it_is_refused(issuer: Issuer, known: Provider) -> None:
    another = rsa.generate_private_key(65537, 2048)
    for token in (
        issuer.token(aud="another"),
        issuer.token(iss="https://example.org"),
        issuer.token(exp=int(NOW.timestamp()) - 61),
        issuer.token(key=another),
        issuer.token(algorithm="PS256"),
        issuer.token(algorithm="HS256", key="secret" * 8),
    ):
        with pytest.raises(Unauthenticated):
            known.verified(token, NOW)


def test_a_new_key_is_fetched_when_it_first_signs(
    issuer: Issuer, known: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    known.verified(issuer.token(), NOW)
    issuer.add("two")
    with pytest.raises(Unauthenticated):
        known.verified(issuer.token("two"), NOW)  # it was asked just now
    assert issuer.asked == 2
    monkeypatch.setattr(provider, "PAUSE_SECONDS", 0.0)
    assert known.verified(issuer.token("two"), NOW)["sub"] == "lead"


def test_a_provider_that_is_away_signs_nobody_out(
    issuer: Issuer, known: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = issuer.token()
    known.verified(token, NOW)
    issuer.keys.clear()
    monkeypatch.setattr(provider, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(provider, "KEPT_SECONDS", 0.0)
    assert known.verified(token, NOW)["sub"] == "lead"
    monkeypatch.setattr(provider, "STALE_SECONDS", 0.0)
    with pytest.raises(Unauthenticated):
        known.verified(token, NOW)


def test_one_that_calls_itself_otherwise_is_not_believed(issuer: Issuer, known: Provider) -> None:
    issuer.issuer = "https://example.org"
    with pytest.raises(Unauthenticated):
        known.verified(issuer.token(), NOW)


def test_it_is_asked_over_tls_only() -> None:
    with pytest.raises(ValueError, match="https only"):
        fetched("http://id.example.org/.well-known/openid-configuration")
