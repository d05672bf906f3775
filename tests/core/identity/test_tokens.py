"""Tokens that prove nothing (catalogue B08), and keys that change."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from core.errors import CannotStart
from core.identity.keys import KeyFile
from core.identity.tokens import Tokens, Unauthenticated

NOW = datetime(2023, 9, 8, 2, 0, tzinfo=UTC)


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(KeyFile(tmp_path / "keys"))


def forged(tokens: Tokens, *, key: Any = None, algorithm: str = "EdDSA", head: Any = None, **claims: Any) -> str:
    """A token of ours with something else in it; None leaves a claim out."""
    name, own = tokens.keys.signing
    at = int(NOW.timestamp())
    standard = {"iss": "lastmeter", "aud": "lastmeter", "sub": "account:1", "nbf": at, "exp": at + 300}
    given = {claim: value for claim, value in (standard | claims).items() if value is not None}
    return jwt.encode(
        given, own if key is None else key, algorithm, headers={"kid": name, "typ": "at+jwt"} | (head or {})
    )


def public(tokens: Tokens) -> bytes:
    return tokens.keys.signing[1].public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def unsigned(tokens: Tokens, algorithm: str) -> str:
    head = {"alg": algorithm, "typ": "at+jwt", "kid": tokens.keys.signing[0]}
    body = forged(tokens).split(".")[1]
    return f"{base64.urlsafe_b64encode(json.dumps(head).encode()).rstrip(b'=').decode()}.{body}."


FORGERIES = {
    "signed by nobody": lambda tokens: unsigned(tokens, "none"),
    "signed by nobody, in capitals": lambda tokens: unsigned(tokens, "NONE"),
    "without its signature": lambda tokens: unsigned(tokens, "EdDSA"),
    "signed with the public key as a secret": lambda tokens: forged(tokens, key=public(tokens) * 2, algorithm="HS256"),
    "signed by another": lambda tokens: forged(tokens, key=Ed25519PrivateKey.generate()),
    "for somebody else": lambda tokens: forged(tokens, aud="another"),
    "for nobody": lambda tokens: forged(tokens, aud=None),
    "by another issuer": lambda tokens: forged(tokens, iss="https://example.org"),
    "without an end": lambda tokens: forged(tokens, exp=None),
    "ended": lambda tokens: forged(tokens, exp=int(NOW.timestamp()) - 60),
    "not begun": lambda tokens: forged(tokens, nbf=int(NOW.timestamp()) + 61),
    "with an end that is none": lambda tokens: forged(tokens, exp=True),
    "of another type": lambda tokens: forged(tokens, head={"typ": "JWT"}),
    "with a path for a key": lambda tokens: forged(tokens, head={"kid": "../../../../dev/null"}),
    "with the key that it is signed with": lambda tokens: forged(tokens, head={"kid": "x", "jwk": {"kty": "OKP"}}),
    "huge": lambda tokens: forged(tokens, more="x" * 5000),
    "no token": lambda tokens: "a.b.c",
    "nothing": lambda tokens: "",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_b08_a_token_that_proves_nothing_is_refused_and_quickly(tokens: Tokens, forgery: str) -> None:
    token = FORGERIES[forgery](tokens)
    start = process_time()
    with pytest.raises(Unauthenticated):
        tokens.verified(token, NOW)
    assert process_time() - start < 0.05


def test_ours_is_believed_a_minute_beyond_its_end_for_clocks_differ(tokens: Tokens) -> None:
    token = tokens.access("account:1", NOW)
    assert tokens.verified(token, NOW + timedelta(seconds=359))["sub"] == "account:1"
    with pytest.raises(Unauthenticated):
        tokens.verified(token, NOW + timedelta(seconds=360))


def test_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    first = KeyFile(path).signing[0]
    assert path.stat().st_mode & 0o777 == 0o600
    assert KeyFile(path).signing[0] == first
    path.chmod(0o644)
    with pytest.raises(CannotStart, match="chmod 600"):
        KeyFile(path).keys  # noqa: B018
    path.chmod(0o600)
    path.write_text("no key")
    with pytest.raises(CannotStart, match="holds no Ed25519 key"):
        KeyFile(path).keys  # noqa: B018


def test_a_new_key_signs_and_the_one_before_is_still_believed(tmp_path: Path) -> None:
    tokens = Tokens(KeyFile(tmp_path / "keys"))
    old = tokens.access("account:1", NOW)
    tokens.keys.rotate()
    new = tokens.access("account:1", NOW)
    assert jwt.get_unverified_header(new)["kid"] != jwt.get_unverified_header(old)["kid"]
    assert {tokens.verified(token, NOW)["sub"] for token in (old, new)} == {"account:1"}
    tokens.keys.rotate()
    with pytest.raises(Unauthenticated):
        tokens.verified(old, NOW)
