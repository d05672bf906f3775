"""What the bureau may change about gas. Shipped values that come from a firm or another city are samples, not Qingdao's law."""

from typing import Any

from core import CountRule, NumberRule, Rule

ORDINANCE = "青岛市燃气管理条例"
STANDARDS = "燃气燃烧器具安全管理规则"
FIRM = "燃气企业隐患分级规程，示例"

CYCLE_URBAN = CountRule(
    "gas.cycle_urban",
    "Cycle of city households",
    "城镇居民安检周期",
    "months",
    "How long after the inspectors were let in a household in the city is due again.",
    12,
    ORDINANCE,
    least=1,
    most=60,
)
CYCLE_RURAL = CountRule(
    "gas.cycle_rural",
    "Cycle of village households",
    "农村居民安检周期",
    "months",
    "How long after the inspectors were let in a household in a village is due again.",
    6,
    ORDINANCE,
    least=1,
    most=60,
)
CYCLE_NON_RESIDENT = CountRule(
    "gas.cycle_non_resident",
    "Cycle of restaurants and shops",
    "非居民用户安检周期",
    "months",
    "How long after the inspectors were let in a restaurant or shop is due again.",
    6,
    ORDINANCE,
    least=1,
    most=60,
)
DAYS_MAJOR = CountRule(
    "gas.days_major",
    "Days to mend a major hazard",
    "重大隐患整改天数",
    "days",
    "By when a hazard of grade 1 must be mended, from the day it was found.",
    7,
    FIRM,
    least=0,
    most=365,
)
DAYS_GENERAL = CountRule(
    "gas.days_general",
    "Days to mend a general hazard",
    "一般隐患整改天数",
    "days",
    "By when a hazard of grade 2 must be mended, from the day it was found. One of grade 3 waits for the next inspection.",
    30,
    FIRM,
    least=0,
    most=365,
)
LIFE_STOVE = CountRule(
    "gas.life_stove",
    "Life of a stove",
    "灶具使用年限",
    "months",
    "How long after it was installed a stove is scrapped.",
    96,
    STANDARDS,
    least=1,
    most=600,
)
LIFE_RUBBER_HOSE = CountRule(
    "gas.life_rubber_hose",
    "Life of a rubber hose",
    "橡胶软管使用年限",
    "months",
    "How long after it was installed a rubber hose is replaced.",
    18,
    STANDARDS,
    least=1,
    most=600,
)
LIFE_BELLOWS = CountRule(
    "gas.life_bellows",
    "Life of steel bellows",
    "不锈钢波纹软管使用年限",
    "months",
    "How long after they were installed steel bellows are replaced.",
    96,
    STANDARDS,
    least=1,
    most=600,
)
LIFE_METER = CountRule(
    "gas.life_meter",
    "Life of a gas meter",
    "燃气表使用年限",
    "months",
    "How long after it was installed a meter is replaced.",
    120,
    STANDARDS,
    least=1,
    most=600,
)
OVERDUE_WEIGHT = NumberRule(
    "gas.visit_overdue_weight",
    "Weight of overdue priority households",
    "重点用户超期权重",
    "points",
    "What it weighs, when visits are planned, that priority households are overdue.",
    25,
    "示例",
    most=1_000,
)
OVERDUE_FULL = NumberRule(
    "gas.visit_overdue_full",
    "Full weight of overdue priority households",
    "重点用户超期满分户数",
    "households",
    "So many overdue priority households of a community weigh fully.",
    5,
    "示例",
    least=1,
    most=10_000,
)

RULES: list[Rule[Any]] = [
    CYCLE_URBAN,
    CYCLE_RURAL,
    CYCLE_NON_RESIDENT,
    DAYS_MAJOR,
    DAYS_GENERAL,
    LIFE_STOVE,
    LIFE_RUBBER_HOSE,
    LIFE_BELLOWS,
    LIFE_METER,
    OVERDUE_WEIGHT,
    OVERDUE_FULL,
]
