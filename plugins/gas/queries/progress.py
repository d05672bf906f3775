"""How far the connection projects are, in homes."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date
from typing import Any

from sqlalchemy import Date, bindparam, func, select

from core import BigInt, Statement
from plugins.gas.models import ConnectionStage
from plugins.gas.models import GasConnectionProject as Project
from plugins.gas.types.projects import GasConnectionProgress

LATE = func.sum(Project.households).filter(
    Project.vented_on.is_(None), Project.target_due_on < bindparam("today", type_=Date())
)
BY_STAGE = Statement(
    select(Project.stage, func.count(), func.sum(Project.households), func.coalesce(LATE, 0)).group_by(Project.stage)
)


def progress_of_projects(today: date) -> Generator[Any, Any, list[GasConnectionProgress]]:
    found = {row[0]: row[1:] for row in (yield BY_STAGE(today=today))}
    return [
        GasConnectionProgress(
            stage=stage, projects=projects, households=BigInt(households), late_households=BigInt(late)
        )
        for stage in ConnectionStage
        for projects, households, late in [found.get(stage, (0, 0, 0))]
    ]
