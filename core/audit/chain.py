"""The chain: entries are noted while work is done, and sealed together at the end of its transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from core.audit.models import AuditEntry, AuditOutcome
from core.database import before_commit
from core.fence import Trespass
from core.policy.denials import log
from core.policy.viewer import Viewer
from core.wall.wearing import AS_SYSTEM

BEGINNING = "0" * 64
TABLE: Any = AuditEntry.__table__
SEALED = tuple(column.name for column in TABLE.c if column.name != "hash")
HEAD = select(TABLE.c.number, TABLE.c.hash).order_by(TABLE.c.number.desc()).limit(1)
ADD = insert(TABLE)
NOTED = "lastmeter.audit"
HASHED = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME


def note(
    session: Session,
    who: Viewer,
    at: datetime,
    operation: str,
    outcome: AuditOutcome,
    *,
    key: str = "",
    fingerprint: str = "",
    subjects: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Kept with what it tells of, or not at all."""
    entry = {
        "at": at,
        "actor": who.actor,
        "role": who.role,
        "operation": operation,
        "outcome": outcome,
        "key": key,
        "fingerprint": fingerprint,
        "subjects": orjson.dumps(subjects or {}, option=orjson.OPT_SORT_KEYS).decode(),
        "reason": reason,
    }
    noted = session.info.setdefault(NOTED, [])
    if not noted:
        before_commit(session, _seal)
    noted.append(entry)


def note_trespass(session: Session, who: Viewer, at: datetime, operation: str, trespass: Trespass) -> None:
    """A plugin asked what is not its to ask, while it worked for somebody."""
    log.warning("%s as %s, %s: %s", who.actor or "nobody", who.role.name, operation, trespass)
    note(session, who, at, operation, AuditOutcome.DENIED, reason=str(trespass))


def _seal(session: Session) -> None:
    """Last of all: nobody else seals before the commit."""
    connection = session.connection()
    number, previous = head(connection)
    for entry in session.info.pop(NOTED):
        number += 1
        row = {**entry, "number": number, "previous": previous}
        previous = row["hash"] = hash_of(row)
        connection.execute(ADD, row)


def head(connection: Connection) -> tuple[int, str]:
    """The number and the hash of the last entry."""
    last = connection.execute(HEAD, execution_options=AS_SYSTEM).first()
    return (last.number, last.hash) if last is not None else (0, BEGINNING)


def hash_of(row: Mapping[str, Any]) -> str:
    """Over all columns but the hash, as JSON with its keys in order; moments in UTC, words by their names."""
    content = {name: row[name] for name in SEALED}
    return hashlib.sha256(orjson.dumps(content, option=HASHED, default=_plain)).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.name
