"""Adding events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import insert
from sqlalchemy.orm import Session

from core.database import before_commit
from core.events.models import Event

TABLE: Any = Event.__table__
ADD = insert(TABLE)


def tell(session: Session, kind: str, subject_type: str, subject_id: int, at: datetime, **payload: Any) -> None:
    """`tell(session, "case.file", "Case", 7, now, to="FILED")`: committed with what it tells of, or not at all.

    Written last, when no other transaction writes any, so that ids become visible in their order: a reader that has seen
    one has seen all before it.
    """
    text = orjson.dumps(payload, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z).decode()
    told = {"at": at, "kind": kind, "subject_type": subject_type, "subject_id": subject_id, "payload": text}
    before_commit(session, lambda closing: closing.connection().execute(ADD, told))
