"""A plugin that fails in every way: it raises, and it takes long."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import strawberry
from sqlalchemy import BigInteger, func, insert, literal, select

from core import (
    ActionInput,
    Answer,
    Context,
    Payload,
    Policy,
    Statement,
    action_input,
    answer,
    hookimpl,
    mutation,
    payload,
)
from core.lines.models import ServiceLine as ServiceLineRow

SECRET = "password=hunter2"
_first = select(literal(1, BigInteger()).label("i")).cte("numbers", recursive=True)
_numbers = _first.union_all(select(_first.c.i + 1).where(_first.c.i < 500_000_000))
SLOW = select(func.count()).select_from(_numbers)


class FaultyQueries:
    @answer("Raises (出错).", "faulty.ask")
    def faulty_compiled(self, question: Any) -> Answer[str]:
        raise RuntimeError(SECRET)
        yield

    @answer("Waits in vain for another server (超时).", "faulty.ask")
    def elsewhere_compiled(self, question: Any) -> Answer[str]:
        yield Statement(select(literal(1, BigInteger())))()
        raise TimeoutError(SECRET)

    @strawberry.field(description="Raises in a resolver (出错).")
    def faulty_resolved(self) -> str:
        raise RuntimeError(SECRET)

    @answer("Runs a slow statement (耗时).", "faulty.ask")
    def slow_compiled(self, question: Any) -> Answer[int]:
        ((count,),) = yield Statement(SLOW)()
        return int(count)

    @strawberry.field(description="Runs a slow statement in a resolver (耗时).")
    def slow_resolved(self, info: strawberry.Info) -> int:
        return int(info.context.session.scalar(SLOW))


@action_input
class WasteTimeInput(ActionInput):
    """In which way (方式)."""

    is_many: bool = strawberry.field(description="By many quick statements instead of a slow one (多条).")


@payload
class WasteTimePayload(Payload):
    """What came of it (结果)."""

    is_done: bool | None = strawberry.field(description="Whether it was done (完成).", default=None)


class FaultyMutations:
    @mutation("Writes a row, then takes long (耗时).", "faulty.ask")
    def waste_time(self, context: Context, input: WasteTimeInput) -> WasteTimePayload:
        session = context.session
        session.execute(insert(ServiceLineRow).values(key="slow", name="slow", name_zh="慢", description=""))
        if not input.is_many:
            session.execute(SLOW)
        while input.is_many:
            session.execute(select(literal(1)))
            time.sleep(0.02)
        return WasteTimePayload(is_done=True)


@hookimpl
def register_queries() -> Sequence[type]:
    return [FaultyQueries]


@hookimpl
def register_mutations() -> Sequence[type]:
    return [FaultyMutations]


@hookimpl
def register_policies() -> Sequence[Policy]:
    return [Policy("faulty.ask", "Try what fails (试验).", everybody="*")]
