"""It asks for what is not its to ask for, in several ways."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

import strawberry
from sqlalchemy import func, insert, literal_column, select, text, update
from sqlalchemy.orm import Session

from core import (
    ActionInput,
    Answer,
    Payload,
    Policy,
    Question,
    Statement,
    action_input,
    answer,
    hookimpl,
    mutation,
    payload,
    several,
)
from core.context import Context
from core.events.models import Event
from core.places.models import District
from plugins.gas.models import GasHazard

SECRET = "SELECT count(*) FROM gas_hazard"


def _swallowing(session: Session) -> None:
    try:
        session.execute(select(GasHazard.id))
    except Exception:
        return


EVENT: dict[str, Any] = {"at": datetime(2023, 9, 9, tzinfo=UTC), "kind": "case.close", "subject_type": "Case"}
WAYS: dict[str, Callable[[Session], Any]] = {
    "text": lambda session: session.execute(text(SECRET)),
    "text inside": lambda session: session.execute(select(District.id).where(text(f"({SECRET}) = 0"))),
    "a column of text": lambda session: session.execute(select(literal_column(f"({SECRET})"))),
    "text with columns": lambda session: session.execute(text("SELECT 1 AS one").columns()),
    "the driver": lambda session: session.connection().exec_driver_sql(SECRET),
    "another line": lambda session: session.execute(select(GasHazard.id)),
    "another line below": lambda session: session.scalar(
        select(func.count()).select_from(District).where(select(GasHazard.id).exists())
    ),
    "another line's table": lambda session: session.execute(GasHazard.__table__.delete()),  # type: ignore[attr-defined]
    "events": lambda session: session.execute(insert(Event).values(subject_id=1, payload="{}", **EVENT)),
    "events by a row": lambda session: session.add(Event(subject_id=1, payload="{}", **EVENT)),
    "and swallows it": _swallowing,
}


@action_input
class TrespassInput(ActionInput):
    """How (方式)."""

    way: str = strawberry.field(description="One of the ways (方式).")


@payload
class TrespassPayload(Payload):
    """Nothing (无)."""


@mutation("Ask for what is not its own (越界).", "trespasses.try")
def trespass(self: Any, context: Context, input: TrespassInput) -> TrespassPayload:
    context.session.execute(update(District).values(name="changed before"))
    WAYS.get(input.way, lambda session: None)(context.session)
    return TrespassPayload()


class TrespassingMutations:
    trespass = trespass
    trespass_often = several("TrespassOften", trespass, "Several at once (批量).")


def _count(info: Any, way: str) -> int:
    WAYS[way](info.context.session)
    return 1


class TrespassingQueries:
    @answer("By a computed field (计算).", "place.read")
    def trespasses_computed(self, question: Question) -> Answer[int | None]:
        ((count,),) = yield Statement(select(func.count(GasHazard.id)))()
        return count

    @answer("By text in a computed field (计算).", "place.read")
    def trespasses_text(self, question: Question) -> Answer[int | None]:
        ((count,),) = yield Statement(select(literal_column(f"({SECRET})")))()
        return count

    @answer("Core's own tables (社区).", "place.read")
    def trespasses_not(self, question: Question) -> Answer[int | None]:
        ((count,),) = yield Statement(select(func.count(District.id)))()
        return count

    @strawberry.field(description="By a function of its own (自定义).")
    def trespasses_resolved(
        self, info: strawberry.Info, way: Annotated[str, strawberry.argument(description="One of the ways (方式).")]
    ) -> int | None:
        return _count(info, way)


@hookimpl
def register_mutations() -> list[type]:
    return [TrespassingMutations]


@hookimpl
def register_queries() -> list[type]:
    return [TrespassingQueries]


@hookimpl
def register_policies() -> list[Policy]:
    return [Policy("trespasses.try", "Try (尝试).", demo="*")]
