"""How much core's own reasons weigh. A proposal: the bureau decides what counts."""

from typing import Any

from core.rules.rule import NumberRule, Rule

GAP_WEIGHT = NumberRule(
    "core.visit_gap_weight",
    "Weight of a line that is missing",
    "缺口权重",
    "points",
    "What it weighs that a line has not been in the community in the month, for each line.",
    10,
    "示例",
    most=1_000,
)
GAP_FULL = NumberRule(
    "core.visit_gap_full",
    "Full weight of a line that is missing",
    "缺口满分值",
    "visits",
    "So many visits missing of one line weigh fully: one, since a round wants one of each line.",
    1,
    "示例",
    least=1,
    most=10,
)
DAYS_WEIGHT = NumberRule(
    "core.visit_days_weight",
    "Weight of a long absence",
    "久未进社区权重",
    "points",
    "What it weighs that none of the lines has been there for long.",
    20,
    "示例",
    most=1_000,
)
DAYS_FULL = NumberRule(
    "core.visit_days_full",
    "Full weight of a long absence",
    "久未进社区满分天数",
    "days",
    "After so many days without any of the lines it weighs fully.",
    180,
    "示例",
    least=1,
    most=3_650,
)

RULES: list[Rule[Any]] = [GAP_WEIGHT, GAP_FULL, DAYS_WEIGHT, DAYS_FULL]
