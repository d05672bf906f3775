"""When the line's cases are filed and closed, and how long they may take.

Limits of what lies outdoors are those of another city (运城), those of homes a gas company's rule book: examples; an
installation brings its own by `lastmeter import standards`.
"""

from core import LimitUnit, Standard

SAMPLE = "运城市数字城管标准（示例数据）"
COMPANY = "燃气企业制度（示例数据）"

STANDARDS = (
    Standard("E05-02", "燃气管道泄漏、断裂或起火", "隐患已消除", 1, LimitUnit.URGENT_HOUR, "1", source=SAMPLE),
    Standard("E05-02", "燃气管道破裂致路面塌陷", "已修复", 5, LimitUnit.WORK_DAY, "2", source=SAMPLE),
    Standard("P01-11", "燃气井盖缺失、倾斜或破损", "已恢复或更换", 2, LimitUnit.URGENT_HOUR, source=SAMPLE),
    Standard("P01-49", "燃气调压站（箱）破损、锈蚀或异响", "已恢复或更换", 1, LimitUnit.WORK_DAY, source=SAMPLE),
    Standard("P01-57", "露天燃气管道破损、锈蚀", "已恢复或更换", 3, LimitUnit.WORK_DAY, source=SAMPLE),
    Standard("P05-04", "液化气站有异味或泄漏", "隐患已消除", 2, LimitUnit.URGENT_HOUR, source=SAMPLE),
    Standard("G01-99", "入户安检发现一般隐患", "隐患已整改并复查", 30, LimitUnit.NATURAL_DAY, "1", source=COMPANY),
    Standard("G01-99", "入户安检发现重大隐患", "隐患已整改并复查", 7, LimitUnit.NATURAL_DAY, "2", source=COMPANY),
    Standard("G01-98", "住户未通管道燃气且具备条件", "已通气", 120, LimitUnit.WORK_DAY, source=COMPANY),
)
