"""Who the line is, and what its cases are about."""

from core import Category, ServiceLine

from lastmeter_water.standards import STANDARDS

LINE = ServiceLine(
    key="water",
    name="Water supply",
    name_zh="供水服务",
    description="Checks what serves the community and mends what is faulty (供水服务进社区).",
    categories=(
        Category("W01-99", "Faulty installation", "设施故障"),
        Category("W01-98", "Missing installation", "设施缺失"),
    ),
    standards=STANDARDS,
)
