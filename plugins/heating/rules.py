"""What the bureau may change about heating. Shipped values that come from other cities are samples, not Qingdao's law."""

from typing import Any

from core import CountRule, Curve, CurveRule, DayRule, MonthDay, NumberRule, Rule, Steps, StepsRule

QINGDAO = "青岛市供热条例"
WEIFANG = "潍坊市供热条例第三十七条，示例"
SAMPLE = "示例"

STANDARD = NumberRule(
    "heating.standard",
    "Standard temperature",
    "室温标准",
    "°C",
    "How warm bedrooms and living rooms must be. A reading is held against what holds on its day.",
    18.0,
    QINGDAO,
    least=10,
    most=30,
)
FIRST_DAY = DayRule(
    "heating.season_first_day",
    "First day of the season",
    "供暖季起始日",
    "day",
    "When a season begins of which nobody decided otherwise.",
    MonthDay(11, 16),
    f"{QINGDAO}第三十一条",
)
LAST_DAY = DayRule(
    "heating.season_last_day",
    "Last day of the season",
    "供暖季截止日",
    "day",
    "When a season ends of which nobody decided otherwise.",
    MonthDay(4, 5),
    f"{QINGDAO}第三十一条",
)
PROOF_DAYS = CountRule(
    "heating.proof_days",
    "Warm days that prove an unstable home",
    "不稳定用户验证天数",
    "days",
    "On how many days a home that was warm at times must be warm after the measures, without a colder reading between.",
    3,
    SAMPLE,
    least=1,
    most=30,
)
HOT_CALLERS = CountRule(
    "heating.hot_spot_callers",
    "Callers that make a hot spot",
    "热点最少来电户数",
    "callers",
    "With fewer callers a community is no hot spot and is listed after all that have as many.",
    5,
    SAMPLE,
    least=1,
    most=1_000,
)
HOT_DEVIATIONS = NumberRule(
    "heating.hot_spot_deviations",
    "Deviations that make a hot spot",
    "热点标准差倍数",
    "σ",
    "So many standard deviations above the rate of all calling communities together.",
    2.0,
    SAMPLE,
    least=0.5,
    most=10,
)
REPEAT_CALLS = CountRule(
    "heating.repeat_calls",
    "Calls that make a repeat address",
    "重复来电地址次数",
    "calls",
    "So many calls from one address make it one that calls again and again.",
    3,
    SAMPLE,
    least=2,
    most=1_000,
)
REFUND = StepsRule(
    "heating.refund_share",
    "Refund by room temperature",
    "退费分档",
    "share of the day's charge",
    "From each temperature on, the share of a day's charge that is paid back to a home that was so cold.",
    Steps(((-20, 1.0), (16, 0.5), (18, 0.0))),
    WEIFANG,
    most=1,
)
SUPPLY = CurveRule(
    "heating.supply_temperature",
    "Supply temperature by outdoor temperature",
    "供水温度曲线",
    "°C",
    "How hot the water leaves the plant, by the mean temperature outdoors.",
    Curve(((-15, 58), (-10, 55), (-5, 51), (0, 46), (5, 41), (10, 36))),
    SAMPLE,
    least=20,
    most=130,
)
SUPPLY_TOLERANCE = NumberRule(
    "heating.supply_tolerance",
    "Tolerance of the supply temperature",
    "供水温度允许偏差",
    "°C",
    "So much colder than the curve wants still counts as supplied by plan.",
    2.0,
    SAMPLE,
    most=20,
)
CALLERS_WEIGHT = NumberRule(
    "heating.visit_callers_weight",
    "Weight of many callers",
    "来电集中权重",
    "points",
    "What it weighs, when visits are planned, that many have called.",
    25,
    SAMPLE,
    most=1_000,
)
CALLERS_FULL = NumberRule(
    "heating.visit_callers_full",
    "Full weight of many callers",
    "来电集中满分值",
    "callers per thousand households",
    "So many callers of the last 365 days per thousand households weigh fully.",
    10,
    SAMPLE,
    least=0.1,
    most=1_000,
)

RULES: list[Rule[Any]] = [
    STANDARD,
    FIRST_DAY,
    LAST_DAY,
    PROOF_DAYS,
    HOT_CALLERS,
    HOT_DEVIATIONS,
    REPEAT_CALLS,
    REFUND,
    SUPPLY,
    SUPPLY_TOLERANCE,
    CALLERS_WEIGHT,
    CALLERS_FULL,
]
