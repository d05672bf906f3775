"""Anchors: the head of the chain, signed and kept outside of the database, so that a chain that was cut short or made
anew as a whole is found out. One line a day in a file that belongs on another machine, or on paper.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import jwt

from core.audit.chain import head
from core.clock import Clock
from core.database import Database
from core.errors import CannotStart
from core.identity.keys import KeyFile

log = logging.getLogger("lastmeter.audit")
KIND = "audit-anchor"
DAY = 86_400.0


@dataclass(frozen=True)
class Anchor:
    number: int
    hash: str
    at: datetime


@dataclass(frozen=True)
class Anchors:
    """The file, and the keys that sign its lines."""

    path: Path
    keys: KeyFile

    def write(self, database: Database, now: datetime) -> Anchor:
        """Where the chain is now."""
        with database.connecting() as connection:
            number, hash_ = head(connection)
        name, key = self.keys.signing
        content = {"number": number, "hash": hash_, "iat": int(now.timestamp()), "typ": KIND}
        line = jwt.encode(content, key, algorithm="EdDSA", headers={"kid": name})
        with self.path.open("a", encoding="ascii") as file:
            file.write(f"{line}\n")
        return Anchor(number, hash_, now)

    def __iter__(self) -> Iterator[Anchor]:
        """Refuses a line that was not signed here."""
        if self.path.exists():
            for at, line in enumerate(self.path.read_text(encoding="ascii").split(), start=1):
                yield self._read(at, line)

    def _read(self, at: int, line: str) -> Anchor:
        try:
            key = self.keys.public(str(jwt.get_unverified_header(line).get("kid")))
            content: dict[str, Any] = jwt.decode(line, key, algorithms=["EdDSA"]) if key is not None else {}
        except jwt.PyJWTError:
            content = {}
        if content.get("typ") != KIND:
            raise CannotStart(f"{self.path}: line {at} was not signed by a key of {self.keys.path}.")
        return Anchor(content["number"], content["hash"], datetime.fromtimestamp(content["iat"]).astimezone())


@asynccontextmanager
async def anchoring(anchors: Anchors | None, database: Database, clock: Clock) -> AsyncIterator[None]:
    """A line when a server starts and one for every day that it runs."""
    if anchors is None:
        yield
        return
    task = asyncio.create_task(_anchor_daily(anchors, database, clock))
    try:
        yield
    finally:
        task.cancel()


async def _anchor_daily(anchors: Anchors, database: Database, clock: Clock) -> None:
    while True:
        try:
            await asyncio.to_thread(anchors.write, database, clock())
        except Exception:  # tomorrow again; a server does not stop for it
            log.exception("the audit trail could not be anchored")
        await asyncio.sleep(DAY)
