"""Keys that sign access tokens: Ed25519, made at first need, in a file that only its owner reads.

The first key of the file signs, all of them verify: a new key is put in front of the one before.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from core.errors import CannotStart

PEM = re.compile(rb"-----BEGIN PRIVATE KEY-----.*?-----END PRIVATE KEY-----", re.DOTALL)


@dataclass(frozen=True)
class KeyFile:
    path: Path

    @cached_property
    def keys(self) -> dict[str, Ed25519PrivateKey]:
        """By name, the one that signs first."""
        if not self.path.exists():
            _write(self.path, _pem(Ed25519PrivateKey.generate()))
        if self.path.stat().st_mode & 0o077 and os.name == "posix":
            raise CannotStart(f"{self.path} can be read by others: run chmod 600 {self.path}.")
        found = [load_pem_private_key(pem, None) for pem in PEM.findall(self.path.read_bytes())]
        keys = {name_of(key.public_key()): key for key in found if isinstance(key, Ed25519PrivateKey)}
        if not keys:
            raise CannotStart(f"{self.path} holds no Ed25519 key; take it away and a new one is made.")
        return keys

    @property
    def signing(self) -> tuple[str, Ed25519PrivateKey]:
        return next(iter(self.keys.items()))

    def public(self, name: str) -> Ed25519PublicKey | None:
        key = self.keys.get(name)
        return key.public_key() if key is not None else None

    def rotate(self) -> str:
        """A new key, and behind it the one that signed before; gives its name."""
        kept = _pem(self.signing[1]) if self.path.exists() else b""
        key = Ed25519PrivateKey.generate()
        fresh = self.path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        _write(fresh, _pem(key) + kept)
        fresh.replace(self.path)
        self.__dict__.pop("keys", None)
        return name_of(key.public_key())


def name_of(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes) -> None:
    """Of several processes that start together, one makes the file; the others read it."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
