"""GraphQL types of the sanitation line: openings in batches."""

from __future__ import annotations

from datetime import date

from core import Node, column, shows
from core.facilities.models import FacilityKind
from plugins.sanitation import models
from plugins.sanitation.services import facilities


@shows(models.SanitationOpeningBatch)
class SanitationOpeningBatch(Node):
    """Facilities that are opened together; how many is counted from the register (开放批次)."""

    number: int = column("Its number (批次号).")
    name: str = column("What it is called (名称).")
    kind: FacilityKind = column("What is opened (类型).")
    announced_on: date = column("When it was announced (公布日期).")
    target: int = column("How many were announced (目标数).")
    opened: int = column(
        "How many of the register were opened in it, those closed since too (已开放数).", sql=facilities.opened
    )
    still_open: int = column("Of these, those that are open today (在用数).", sql=facilities.still_open)
    is_reached: bool = column(
        "Whether as many were opened as were announced (是否达成).",
        sql=lambda batch, asking: facilities.opened(batch, asking) >= batch.target,
    )
