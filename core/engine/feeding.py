"""Feeding: one subscription, as the engine begins it and tells of what happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from core.database import Busy, Late
from core.engine.document import Prepared
from core.engine.engine import Engine, answer_of, refusal
from core.engine.faults import masked
from core.engine.plan import FeedRoot
from core.engine.run import Asking, Run
from core.errors import DomainError


@dataclass(frozen=True)
class Feeding:
    engine: Engine
    prepared: Prepared

    @property
    def root(self) -> FeedRoot:
        (root,) = self.prepared.plan.roots
        assert isinstance(root, FeedRoot)
        return root

    async def begin(self, context: Any) -> int | None:
        """The position to begin after, if the client says one. Raises RequestError."""
        try:
            cursor = await self._asked(context, lambda run: run.begun(self.root))
            return None if cursor is None else self.root.feed.position(cursor)
        except DomainError as reason:
            raise refusal(reason, [self.root.name]) from reason

    async def told(self, context: Any, events: Sequence[Any]) -> list[bytes]:
        """An answer for each event that is told, from one state of the rows. Raises Busy where that cannot be had now."""
        made = [(event.subject_id, self.root.feed.make(event)) for event in events]
        happened = [(key, item) for key, item in made if item is not None]
        return await self._told(context, happened) if happened else []

    async def _told(self, context: Any, happened: Sequence[tuple[Any, Any]]) -> list[bytes]:
        name = self.root.name
        try:
            items = await self._asked(context, lambda run: run.told(self.root, happened))
        except (Busy, Late):
            raise Busy from None
        except Exception as fault:  # of a plugin's field, and of one row perhaps: the others are told
            if len(happened) == 1:
                return [answer_of({"errors": [masked(fault, [name])], "data": None})]
            return [answer for one in happened for answer in await self._told(context, [one])]
        return [answer_of({"data": {name: item}}) for item in items]

    async def _asked(self, context: Any, ask: Callable[[Run], Asking]) -> Any:
        engine, plan = self.engine, self.prepared.plan
        run, seconds = Run(plan, self.prepared.values, context, engine.reader.dialect), engine.deadlines.query
        return await engine.reader.run(ask(run), plan.is_long, self.root.is_one_statement, monotonic() + seconds)
