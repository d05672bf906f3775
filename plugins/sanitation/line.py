"""Who the sanitation line is, and what its cases are about."""

from core import Category, ServiceLine
from plugins.sanitation.standards import STANDARDS

LINE = ServiceLine(
    key="sanitation",
    name="Clean home",
    name_zh="洁净家园",
    description=(
        "Cleans stairwells, rooftops, yards, back lanes and dead corners with the residents, "
        "talks about sorting waste from door to door, and keeps the register of public toilets "
        "(五清、垃圾分类宣传、公共厕所)."
    ),
    categories=(
        Category("E01-10", "Exposed household rubbish", "暴露生活垃圾"),
        Category("E01-11", "Heap of rubbish or rubble", "积存垃圾渣土"),
        Category("E01-92", "Overflowing bins", "垃圾满溢"),
        Category("E01-93", "Unsorted waste", "垃圾未分类"),
        Category("P03-01", "Public toilet", "公共厕所"),
    ),
    standards=STANDARDS,
)
