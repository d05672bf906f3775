"""GraphQL types of the rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import orjson
import strawberry

from core.engine.declare import Answers, Node, batch, by_id, column, plain, relation, shows
from core.engine.plan import Question
from core.lines.types import ServiceLine
from core.people.types import Officer
from core.rules import models
from core.rules.rule import Rule as Declared
from core.rules.rule import RuleKind
from core.rules.values import MonthDay, Points


@plain
class RulePoint:
    """A point of a curve or of steps (分档或曲线上的一点)."""

    at: float = strawberry.field(description="Where (位置).")
    value: float = strawberry.field(description="The value there (取值).")


@plain
class RuleValue:
    """What a rule says, in the one of these fields that its kind has (规则取值)."""

    number: float | None = strawberry.field(description="The number; null for another kind (数值).")
    day_of_year: str | None = strawberry.field(description="Month and day, as 11-16; null for another kind (月日).")
    points: list[RulePoint] = strawberry.field(description="The points; empty for another kind (各点).")

    @classmethod
    def of(cls, value: Any) -> RuleValue:
        points = value.points if isinstance(value, Points) else ()
        return cls(
            number=float(value) if isinstance(value, int | float) else None,
            day_of_year=str(value) if isinstance(value, MonthDay) else None,
            points=[RulePoint(at=place, value=there) for place, there in points],
        )


@plain
class Rule(Node):
    """Something that the bureau may change from a day on: a cycle, a limit, a standard, a curve (可调规则)."""

    key: str = strawberry.field(description="Names the rule: line and what, as gas.cycle_urban (规则代码).")
    label: str = strawberry.field(description="Its name in English (英文名称).")
    label_zh: str = strawberry.field(description="Its name in Chinese (中文名称).")
    unit: str = strawberry.field(description="The unit of its values (单位).")
    description: str = strawberry.field(description="What it decides (说明).")
    kind: RuleKind = strawberry.field(description="What its value looks like (类型).")
    line: ServiceLine | None = strawberry.field(description="The line whose rule it is; null for core's (所属服务线).")
    shipped_value: RuleValue = strawberry.field(description="What holds until somebody decides otherwise (出厂取值).")
    source: str = strawberry.field(
        description="Where the shipped value comes from; that of another city is a sample, not law here (取值来源)."
    )


@shows(models.RuleChange)
class RuleChange(Node):
    """A value that was decided for a rule; never changed, only followed by another (规则变更)."""

    valid_from: date = column("From this day on, until a later change (生效日).")
    reason: str = column("Why, such as the ordinance and its article (依据).")
    decided_at: datetime = column("When it was decided (决定时刻).")
    actor: Officer | None = relation("Who decided, by post; null where nobody is named (决定岗位).")

    @batch("The rule; null where what declared it is not installed any more (规则).", "key")
    def rule(rows: Sequence[Any], question: Question) -> Answers[Rule | None]:
        yield from ()
        rules = question.context.catalogue.objects(Rule)
        return [rules.get(row.key) for row in rows]

    @batch("What was decided; null where what declared the rule is not installed any more (取值).", "key", "value")
    def value(rows: Sequence[Any], question: Question) -> Answers[RuleValue | None]:
        yield from ()
        declared = question.context.catalogue.objects(Declared)
        return [
            RuleValue.of(declared[row.key].read(orjson.loads(row.value))) if row.key in declared else None
            for row in rows
        ]


@plain
class RuleInForce:
    """A rule and what it says on a day (当日规则)."""

    rule: Rule = strawberry.field(description="The rule (规则).")
    value: RuleValue = strawberry.field(description="What it says on that day (取值).")
    change: RuleChange | None = by_id("The change that brought this value; null while it is as shipped (来源变更).")
