"""What clients do with rules."""

from __future__ import annotations

from datetime import date

import strawberry

from core.context import Context
from core.engine.declare import by_id
from core.mutations import ActionInput, Payload, action_input, mutation, payload, refer
from core.rules import services
from core.rules.rule import Rule as Declared
from core.rules.rule import RuleDraft
from core.rules.types import RuleChange


@strawberry.input(description="A point of a curve or of steps (分档或曲线上的一点).")
class RulePointInput:
    at: float = strawberry.field(description="Where; points must grow (位置).")
    value: float = strawberry.field(description="The value there (取值).")


@action_input
class SetRuleInput(ActionInput):
    """Another value for a rule, from a day on; give the one field that the rule's kind has (调整规则)."""

    key: str = strawberry.field(description="Which rule (规则代码).")
    valid_from: date = strawberry.field(
        description="From when it holds, today or later; what was told of days before stays as it is (生效日)."
    )
    number: float | None = strawberry.field(description="The number (数值).", default=None)
    day_of_year: str | None = strawberry.field(description="Month and day, as 11-16 (月日).", default=None)
    points: list[RulePointInput] | None = strawberry.field(description="The points, all of them (各点).", default=None)
    reason: str = strawberry.field(description="Why, such as the ordinance and its article (依据).")


@payload
class SetRulePayload(Payload):
    """What was decided (调整结果)."""

    change: RuleChange | None = by_id("The change; null when it was refused (变更).")


class RuleMutations:
    @mutation("Let a rule say something else from a day on (调整规则).", "rule.write")
    def set_rule(self, context: Context, input: SetRuleInput) -> SetRulePayload:
        points = None if input.points is None else [(point.at, point.value) for point in input.points]
        change = services.set_rule(
            context.session,
            context.catalogue.objects(Declared),
            input.key,
            RuleDraft(input.number, input.day_of_year, points),
            valid_from=input.valid_from,
            reason=input.reason,
            viewer=context.viewer,
            today=context.today,
            now=context.now,
        )
        return SetRulePayload(change=refer(change))
