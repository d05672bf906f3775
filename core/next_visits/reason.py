"""A reason to visit a community soon: how much of it there is in each, and how much that weighs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Date, Float, Select, Text, bindparam

from core.columns import Listed
from core.rules.rule import CountRule, NumberRule, Rule

TODAY = bindparam("today", type_=Date())
"""The day of asking."""
YEAR_AGO = bindparam("year_ago", type_=Date())
MONTH = bindparam("month", type_=Text())
"""The month that is planned, as 2023-09; its first day, and the first of the next."""
SINCE, UNTIL = bindparam("since", type_=Date()), bindparam("until", type_=Date())
LINES = bindparam("lines", type_=Listed(Text()))
"""The keys of the lines that are planned for."""


@dataclass(frozen=True, eq=False)
class VisitReason:
    """`rows` selects `community_id`, `line` and `amount`, where there is any; an amount of null means more than can be told.

    An amount of `full` or more weighs `weight` points, less of it less. `rows` may bind what stands above in this module,
    and the values of `rules` by `held`.
    """

    key: str
    label: str
    label_zh: str
    unit: str
    description: str
    rows: Select[*tuple[Any, ...]]
    weight: NumberRule
    full: NumberRule
    rules: Sequence[NumberRule | CountRule] = ()

    @property
    def all_rules(self) -> tuple[Rule[Any], ...]:
        return (self.weight, self.full, *self.rules)


def held(rule: NumberRule | CountRule) -> BindParameter[Any]:
    """The value that a rule has on the day of asking, as SQL."""
    return bindparam(name_of(rule), type_=Float())


def name_of(rule: Rule[Any]) -> str:
    return rule.key.replace(".", "_")
