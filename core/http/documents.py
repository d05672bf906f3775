"""Documents by their hash: those that the bureau trusts, and those that clients have sent before.

Apollo's protocol: `extensions.persistedQuery.sha256Hash`, first without the text; if it is not known, with it.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

from graphql import GraphQLError

from core.engine.document import Asked, Lru, RequestError

log = logging.getLogger("lastmeter.documents")

KEPT_MOST = 1000


class Mode(Enum):
    """What becomes of a document that is not trusted."""

    OFF = "off"
    """It is run."""
    AUDIT = "audit"
    """It is run, and told in the log, once."""
    ENFORCE = "enforce"
    """It is refused, whoever sends it."""


class Sent(NamedTuple):
    """A request as it was sent: a text, or the hash of one, or both."""

    text: str | None
    variables: Mapping[str, Any]
    operation_name: str | None = None
    hash: str | None = None


class Documents:
    """The texts known by their hash."""

    def __init__(self, trusted: Mapping[str, str] | None = None, mode: Mode = Mode.OFF) -> None:
        self.trusted = dict(trusted or {})
        self.mode = mode
        self._texts = {text.strip() for text in self.trusted.values()}
        self._kept: Lru[str, str] = Lru(KEPT_MOST)
        self._told: Lru[str, bool] = Lru(KEPT_MOST)

    def asked(self, sent: Sent) -> Asked:
        """The text that is meant. Raises RequestError where it is not known, not as it is said to be, or not trusted."""
        text = sent.text if sent.text is not None else self._known(sent.hash or "")
        if sent.hash is not None and sent.text is not None and hash_of(text) != sent.hash:
            raise _refused("The hash is not that of the query.", "PERSISTED_QUERY_HASH_MISMATCH")
        if self.mode is not Mode.OFF and text.strip() not in self._texts:
            self._untrusted(text)
        return Asked(text, sent.variables, sent.operation_name)

    def keep(self, sent: Sent) -> None:
        """A document that was sent with its hash, and turned out to be one."""
        if sent.hash is not None and sent.text is not None:
            self._kept.put(sent.hash, sent.text)

    def _known(self, wanted: str) -> str:
        found = self.trusted.get(wanted) or self._kept.get(wanted)
        if found is None:
            raise _refused("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")
        return found

    def _untrusted(self, text: str) -> None:
        name = hash_of(text)
        if self.mode is Mode.ENFORCE:
            raise _refused("Only documents that were registered are taken here.", "DOCUMENT_NOT_TRUSTED")
        if self._told.get(name) is None:
            self._told.put(name, True)
            log.warning("not a trusted document: %s %.200r", name, text)


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def trusted_documents(path: Path) -> dict[str, str]:
    """By hash: the `.graphql` files of a folder, or a JSON file as Apollo's and Relay's compilers write it."""
    if path.is_dir():
        return {hash_of(text): text for text in _files(path)}
    given = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(given.get("operations"), list):
        given = {operation["id"]: operation["body"] for operation in given["operations"]}
    for name, text in given.items():
        if hash_of(text) != name.removeprefix("sha256:"):
            raise ValueError(f"{path}: {name} is not the SHA-256 of its document, {hash_of(text)}")
    return {name.removeprefix("sha256:"): text for name, text in given.items()}


def _files(folder: Path) -> Iterator[str]:
    """Each as it stands, and without the blank lines around it, for clients send either."""
    for file in sorted(folder.rglob("*.graphql")):
        text = file.read_text(encoding="utf-8")
        yield text
        yield text.strip()


def _refused(message: str, code: str) -> RequestError:
    return RequestError([GraphQLError(message)], code)
