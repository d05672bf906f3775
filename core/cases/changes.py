"""What happens to cases, as it happens: for boards that stay up to date by themselves."""

from __future__ import annotations

from datetime import datetime

import strawberry

from core.cases import models
from core.cases.filters import CaseFilter
from core.cases.models import CaseAction
from core.cases.types import Case
from core.engine.declare import by_id, feed, plain
from core.events.outbox import Happened, cursor_of, position_of

KIND = "case."


@plain
class CaseChange:
    """One thing that happened to a case (案件变动)."""

    cursor: str = strawberry.field(
        description="Opaque: names this event; given as `after`, what happened since is told first (游标)."
    )
    action: CaseAction | None = strawberry.field(
        description="What somebody did; null where time alone did it, such as a deadline that came near (操作)."
    )
    at: datetime = strawberry.field(description="When (时间).")
    case: Case = by_id("The case as it is when it is told, which may be later (案件).")


def change_of(event: Happened) -> CaseChange | None:
    """None of what happened to something else."""
    if event.subject_type != "Case" or not event.kind.startswith(KIND):
        return None
    action = CaseAction.__members__.get(event.kind.removeprefix(KIND).upper())
    return CaseChange(cursor=cursor_of(event), action=action, at=event.at, case=event.subject_id)  # type: ignore[arg-type]


class CaseSubscriptions:
    case_changed: CaseChange = feed(
        "What happens to cases that the viewer may see, each event once, those of one case in their order. After a lost "
        "connection go on with `after`, the cursor of the last event (案件变动订阅).",
        models.Case,
        CaseFilter,
        "case.read",
        make=change_of,
        position=position_of,
    )
