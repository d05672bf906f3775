"""GraphQL types of the convenience measures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import strawberry

from core.conveniences import models
from core.conveniences.models import MeasureStatus
from core.conveniences.progress import counted, what_counts
from core.engine.declare import Answers, Node, column, lookup, plain, relation, rows, shows
from core.engine.declare import batch as for_all
from core.engine.plan import Question
from core.lines.types import ServiceLine
from core.metrics.metric import Metric


@plain
class ConvenienceProgress:
    """How much of a promise is reached, counted from rows (举措进展)."""

    reached: float = strawberry.field(description="What was reached from the launch until the promised day (已完成).")
    share: float = strawberry.field(description="Reached of promised; above 1 where it is more (完成率).")
    is_reached: bool = strawberry.field(description="Whether all that was promised is reached (是否达成).")
    is_late: bool = strawberry.field(description="Whether it is not, though the promised day is over (是否逾期).")


@shows(models.ConvenienceMeasure)
class ConvenienceMeasure(Node):
    """One promise to the public (便民举措)."""

    version: int = column("Grows with every change; sent back with the next one (版本).")
    batch: ConvenienceBatch = relation("The batch that it was launched in (所属批次).")
    title: str = column("What is promised (名称).")
    line: ServiceLine | None = lookup("The line that keeps it; null for one of the whole bureau (服务线).")
    launched_on: date = column("When it was launched (推出日期).")
    status: MeasureStatus = column("Whether it is under way (状态).")
    status_reason: str | None = column("Why it is paused; null while it is not (暂停原因).")
    done_on: date | None = column("When it was done; null before (完成日期).")
    target: int | None = column("How much is promised; null where nothing is counted (目标).")
    target_unit: str | None = column("What is counted, as 户; null without a target (单位).")
    due_on: date | None = column("Until when; null where no day is promised (期限).")
    metric: str | None = column("Key of the metric that counts it; null where nothing does (计数指标).")

    @for_all(
        "How far it is; null where nothing counts it (进展).", "id", "metric", "launched_on", "due_on", "target", "line"
    )
    def progress(rows: Sequence[Any], question: Question) -> Answers[ConvenienceProgress | None]:
        today = question.context.today
        found = yield from counted(rows, question.context.catalogue.objects(Metric), today)
        return [_progress(row, found, today) for row in rows]


def _progress(row: Any, found: Any, today: date) -> ConvenienceProgress | None:
    counts = what_counts(row, today)
    if counts not in found or not row.target:
        return None
    reached = found[counts]
    is_reached = reached >= row.target
    return ConvenienceProgress(
        reached=reached,
        share=reached / row.target,
        is_reached=is_reached,
        is_late=not is_reached and row.due_on is not None and row.due_on < today,
    )


@shows(models.ConvenienceBatch)
class ConvenienceBatch(Node):
    """Convenience measures that were launched together (便民举措批次)."""

    number: int = column("Its number, from 1 (批次号).")
    launched_on: date = column("When it was launched (推出日期).")
    measures: list[ConvenienceMeasure] = rows("What is promised in it (举措).", "items")
