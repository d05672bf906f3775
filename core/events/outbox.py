"""The outbox: the events after a position, in the order in which they were committed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from core.columns import big_integer
from core.engine import cursors
from core.engine.readers import Reader
from core.engine.run import Asking
from core.engine.sql import literal
from core.engine.statements import Statement
from core.errors import DomainError, invalid
from core.events.models import Event
from core.policy.worn import NOBODY

BATCH = 500
SIGN = cursors.signature("Event", ())
FOLLOWING = Statement(
    select(Event.id, Event.at, Event.kind, Event.subject_type, Event.subject_id)
    .where(Event.id > bindparam("position", type_=big_integer))
    .order_by(Event.id)
    .limit(literal(BATCH))
)
LATEST = Statement(select(func.coalesce(func.max(Event.id), 0)))


@dataclass(frozen=True, slots=True)
class Happened:
    """One event as it is read; `id` is its position."""

    id: int
    at: datetime
    kind: str
    subject_type: str
    subject_id: int


@dataclass(frozen=True)
class Outbox:
    reader: Reader

    async def after(self, position: int) -> list[Happened]:
        """The next events, at most a batch."""
        return [Happened(*row) for row in await self._rows(FOLLOWING, position=position)]

    async def latest(self) -> int:
        """The position of the last event."""
        ((position,),) = await self._rows(LATEST)
        return int(position)

    async def _rows(self, statement: Statement, **values: Any) -> Sequence[Any]:
        compiled = statement.compiled(self.reader.dialect)

        def asking() -> Asking:
            rows = yield compiled.sql, compiled.arguments(values), NOBODY
            return compiled.read(rows)

        rows: Sequence[Any] = await self.reader.run(asking(), is_long=False, is_one_statement=True)
        return rows


def cursor_of(event: Happened) -> str:
    return cursors.encode(SIGN, [event.id])


def position_of(cursor: str) -> int:
    """Refuses what no event had as its cursor."""
    try:
        (position,) = cursors.decode(cursor, SIGN, [int], "after")
    except DomainError:
        raise no_position("no event had it", "没有任何事件给出过它") from None
    return int(position)


def no_position(why: str, why_zh: str) -> DomainError:
    return invalid(
        "after",
        f"after is no cursor to go on from: {why}. Read the list anew, and follow it without after.",
        f"after 不是可以续接的游标：{why_zh}。请重新读取列表，并在订阅时省略 after。",
    )
