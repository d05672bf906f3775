"""When the line's cases are filed and closed, and how long they may take.

These are examples; an installation brings its own by `lastmeter import standards`.
"""

from core import LimitUnit, Standard

SAMPLE = "示例数据"

STANDARDS = (
    Standard("W01-99", "设施损坏，不能正常使用", "已修复", 3, LimitUnit.WORK_DAY, source=SAMPLE),
    Standard("W01-98", "应有设施缺失", "已补装", 10, LimitUnit.WORK_DAY, source=SAMPLE),
)
