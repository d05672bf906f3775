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
ELSEWHERE = "外地分步时限（停工、处罚、拆除），示例"
ORDER_HOURS = CountRule(
    "enforcement.order_hours",
    "Time to order a stop",
    "责令停工时限",
    "work hours",
    "How soon after it was seen an illegal building must be ordered to stop, in hours of work.",
    4,
    ELSEWHERE,
    least=1,
    most=1_000,
)
PENALTY_DAYS = CountRule(
    "enforcement.penalty_days",
    "Time to penalise",
    "处罚时限",
    "work days",
    "How soon after it was seen the penalty for an illegal building must be decided, in days of work.",
    7,
    ELSEWHERE,
    least=1,
    most=365,
)
REMOVAL_DAYS = CountRule(
    "enforcement.removal_days",
    "Time to remove",
    "拆除时限",
    "work days",
    "How soon after it was seen an illegal building must be gone, in days of work.",
    20,
    ELSEWHERE,
    least=1,
    most=365,
)

RULES: list[Rule[Any]] = [REPEAT_CASES, ORDER_HOURS, PENALTY_DAYS, REMOVAL_DAYS]
