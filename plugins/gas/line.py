"""Who the gas line is, and what its cases are about."""

from core import Category, ServiceLine
from plugins.gas.standards import STANDARDS

AT_HOME = "G01-99"

LINE = ServiceLine(
    key="gas",
    name="Gas safety",
    name_zh="燃气安全",
    description=(
        "Inspects gas appliances at home, old houses, rented homes and the elderly first, follows every hazard until "
        "it is gone, and connects homes that never had gas (燃气入户安检、隐患整改、管道燃气接入)."
    ),
    categories=(
        Category("E05-02", "Broken gas pipe", "燃气管道破裂"),
        Category("P01-11", "Gas manhole cover", "燃气井盖"),
        Category("P01-49", "Gas pressure regulator", "燃气调压站"),
        Category("P01-57", "Exposed gas pipe", "露天燃气管道"),
        Category("P05-04", "LPG station", "液化气站"),
        Category(AT_HOME, "Gas hazard at home", "燃气户内隐患"),
        Category("G01-98", "Home without piped gas", "管道燃气接入"),
    ),
    standards=STANDARDS,
)
