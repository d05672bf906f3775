"""Who the enforcement line is, and what its cases are about."""

from core import Category, ServiceLine
from plugins.enforcement.standards import STANDARDS

LINE = ServiceLine(
    key="enforcement",
    name="Urban management enforcement",
    name_zh="城管执法",
    description=(
        "Sees what breaks the rules of living together, has it put right on the spot or follows it "
        "from warning to removal, and runs special drives (违法行为巡查、整改、处罚与专项整治)."
    ),
    categories=(
        Category("E01-01", "Illegal building", "私搭乱建"),
        Category("E01-36", "Messy piling", "乱堆物堆料"),
        Category("E01-84", "Dog keeping against the rules", "违规养犬"),
        Category("E01-91", "Green space occupied or damaged", "非法占绿毁绿"),
        Category("E01-96", "Private ground posts and locks", "私设地桩地锁"),
        Category("E02-01", "Illegal small advertisements", "非法小广告"),
        Category("E04-96", "Blocked fire lane", "占用消防通道"),
    ),
    standards=STANDARDS,
)
