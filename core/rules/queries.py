"""Root fields of the rules."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, cast

import strawberry

from core.engine.connection import Connection
from core.engine.declare import Answer, answer, connection
from core.engine.orders import Order
from core.engine.plan import Question
from core.errors import unknown
from core.lines.types import ServiceLine
from core.rules import models
from core.rules.rule import Rule as Declared
from core.rules.services import asked_rulebook
from core.rules.types import Rule, RuleChange, RuleInForce, RuleValue
from core.scalars import ServiceLineKey

CHANGE_ORDER = Order(models.RuleChange, default="-valid_from", valid_from="From when it holds (生效日).")


class RuleQueries:
    rule_changes: Connection[RuleChange] = connection(
        "What was ever decided about rules, the last to hold first (规则变更记录).", CHANGE_ORDER
    )

    @answer("The rules that the bureau may change, and what they say on a day (可调规则).", "place.read")
    def rules(
        self,
        question: Question,
        lines: Annotated[
            list[ServiceLineKey] | None, strawberry.argument(description="Only of these lines (服务线).")
        ] = None,
        on: Annotated[date | None, strawberry.argument(description="The day; today when not given (日期).")] = None,
    ) -> Answer[list[RuleInForce]]:
        known = question.context.catalogue.objects(ServiceLine)
        for key in lines or ():
            if key not in known:
                raise unknown("lines", key, list(known), "service line", "服务线")
        rules = (yield from asked_rulebook()).on(on or question.context.today)
        shown = question.context.catalogue.objects(Rule)
        return [
            RuleInForce(rule=shown[key], value=RuleValue.of(rules[rule]), change=cast("Any", rules.change(rule)))
            for key, rule in question.context.catalogue.objects(Declared).items()
            if lines is None or rule.line in lines
        ]
