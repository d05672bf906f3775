"""When the line's cases are filed and closed, and how long they may take.

Limits are those of another city (运城), as an example: an installation brings its own by `lastmeter import standards`.
"""

from core import LimitUnit, Standard

SAMPLE = "运城市数字城管标准（示例数据）"

STANDARDS = (
    Standard("E01-10", "垃圾箱（桶）以外有暴露的生活垃圾", "垃圾已清理", 4, LimitUnit.WORK_HOUR, source=SAMPLE),
    Standard(
        "E01-11", "有成堆的建筑、装修等垃圾渣土（卫生死角）", "已查处并清除", 5, LimitUnit.WORK_DAY, source=SAMPLE
    ),
    Standard("E01-92", "垃圾箱（桶）满溢", "垃圾已清除", 4, LimitUnit.WORK_HOUR, source=SAMPLE),
    Standard("E01-93", "生活垃圾混投或未分类", "已整改", 2, LimitUnit.WORK_DAY, source=SAMPLE),
    Standard("P03-01", "公共厕所不洁", "已清洁", 1, LimitUnit.WORK_DAY, "1", source=SAMPLE),
    Standard("P03-01", "公共厕所未按时开放", "已恢复开放", 4, LimitUnit.WORK_HOUR, "2", source=SAMPLE),
    Standard("P03-01", "公共厕所缺无障碍厕位", "已设置", 5, LimitUnit.WORK_DAY, "3", source=SAMPLE),
)
