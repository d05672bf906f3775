"""What the bureau may change about sanitation."""

from typing import Any

from core import CountRule, Rule

RECURRENCE_VISITS = CountRule(
    "sanitation.recurrence_visits",
    "Visits that make rubbish recur",
    "反复点位最少次数",
    "visits",
    "So many visits that found the same kind of rubbish make a community one where it comes back.",
    3,
    "区级考核办法：同一点位三次以上，示例",
    least=2,
    most=1_000,
)

RULES: list[Rule[Any]] = [RECURRENCE_VISITS]
