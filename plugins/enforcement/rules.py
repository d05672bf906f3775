"""What the bureau may change about enforcement. Limits of another city are samples, not Qingdao's law."""

from typing import Any

from core import CountRule, Rule

REPEAT_CASES = CountRule(
    "enforcement.repeat_cases",
    "Cases that make a repeat place",
    "反复点位最少案件数",
    "cases",
    "So many cases at one spot in the window make it one that comes back.",
    3,
    "区级考核办法：同一点位投诉三次以上，示例",
    least=2,
    most=1_000,
)

RULES: list[Rule[Any]] = [REPEAT_CASES]
