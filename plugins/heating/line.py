"""Who the heating line is, and what its cases are about."""

from core import Category, ServiceLine
from plugins.heating.standards import STANDARDS

COLD_HOME = "H01-99"

LINE = ServiceLine(
    key="heating",
    name="Heating quality",
    name_zh="供热质量",
    description=(
        "Measures how warm homes are, reads the season's calls for where it is worst, and mends "
        "every cold home by a plan of its own until readings prove that it is warm "
        "(入户测温、来电研判、一户一策整治)."
    ),
    categories=(
        Category("E05-04", "Broken heating pipe", "热力管道破裂"),
        Category("P01-92", "Exposed heating pipe", "露天供热管道"),
        Category(COLD_HOME, "Home below standard temperature", "室温不达标"),
        Category("H01-98", "Fault of heating equipment", "供热设施故障"),
    ),
    standards=STANDARDS,
)
