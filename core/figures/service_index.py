"""The service index: one number for all lines, which always shows what it is made of."""

from __future__ import annotations

from typing import Annotated

import strawberry

from core.cases.metrics import DUE, IN_TIME_OF_DUE
from core.engine.declare import Answer, answer, plain
from core.engine.plan import Question
from core.figures.queries import BY_LINE, figured
from core.lines.types import ServiceLine
from core.metrics.answering import kept_measures
from core.metrics.scope import Window
from core.windows import DateWindow, checked


@plain
class ServiceIndexPart:
    """What one line gives to the index (分线得分)."""

    line: ServiceLine = strawberry.field(description="The line (服务线).")
    weight: float = strawberry.field(description="How much it weighs: 1 unless the settings say otherwise (权重).")
    numerator: int = strawberry.field(description="Cases due that were handled in time, or excused (按期处置数).")
    denominator: int = strawberry.field(description="Cases due (应处置数).")
    rate: float | None = strawberry.field(
        description="The share; null where no case was due, and the line then counts for nothing (按期处置率)."
    )


@plain
class ServiceIndex:
    """The weighted mean of the lines' shares of cases handled in time (综合服务指数)."""

    value: float | None = strawberry.field(description="0 to 1; null where no line had a case due (指数).")
    formula: str = strawberry.field(description="How it is reckoned (算法).")
    parts: list[ServiceIndexPart] = strawberry.field(description="Every installed line, in their order (分线).")


class ServiceIndexQueries:
    @answer("One number for all lines, and what it is made of (综合服务指数).", "statistics.read")
    def service_index(
        self,
        question: Question,
        window: Annotated[DateWindow, strawberry.argument(description="The days of the deadlines (日期范围).")],
    ) -> Answer[ServiceIndex]:
        checked(window)
        kept = yield from kept_measures([IN_TIME_OF_DUE, DUE])
        days = Window(window.from_, window.to)
        found = yield from figured([IN_TIME_OF_DUE, DUE], BY_LINE, days, kept)
        weights = question.context.rules.index_weights
        parts = [
            _part(
                line,
                weights.get(line.key, 1.0),
                *(int(found[one].get((line.key,), 0)) for one in (IN_TIME_OF_DUE, DUE)),
            )
            for line in question.context.catalogue.objects(ServiceLine).values()
        ]
        return ServiceIndex(
            value=_mean(parts), formula="sum(weight * rate) / sum(weight), lines with a rate", parts=parts
        )


def _part(line: ServiceLine, weight: float, in_time: int, due: int) -> ServiceIndexPart:
    rate = in_time / due if due else None
    return ServiceIndexPart(line=line, weight=weight, numerator=in_time, denominator=due, rate=rate)


def _mean(parts: list[ServiceIndexPart]) -> float | None:
    weighed = [(part.weight, part.rate) for part in parts if part.rate is not None]
    whole = sum(weight for weight, _ in weighed)
    return sum(weight * rate for weight, rate in weighed) / whole if whole else None
