"""When the line's cases are filed and closed, and how long they may take.

Limits of what lies outdoors are those of another city (运城); those of homes are examples too: an installation brings
its own by `lastmeter import standards`.
"""

from core import LimitUnit, Standard

SAMPLE = "运城市数字城管标准（示例数据）"
EXAMPLE = "示例数据"

STANDARDS = (
    Standard("E05-04", "热力管道破裂，热水或蒸汽外溢", "隐患已消除", 1, LimitUnit.URGENT_HOUR, source=SAMPLE),
    Standard("P01-92", "露天供热管道渗漏或保温破损", "已修复", 1, LimitUnit.WORK_DAY, source=SAMPLE),
    Standard("H01-99", "室温低于标准或不能稳定达标", "有效测温达标", 7, LimitUnit.NATURAL_DAY, source=EXAMPLE),
    Standard("H01-98", "户内或换热站供热设施故障", "已修复", 2, LimitUnit.WORK_DAY, source=EXAMPLE),
)
