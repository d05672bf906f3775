"""When the line's cases are filed and closed, and how long they may take.

Limits are those of another city (运城), as an example: an installation brings its own by `lastmeter import standards`.
"""

from core import LimitUnit, Standard

SAMPLE = "运城市数字城管标准（示例数据）"

STANDARDS = (
    Standard("E02-01", "有张贴、喷涂的非法小广告", "已清除", 1, LimitUnit.WORK_DAY, source=SAMPLE),
    Standard("E01-01", "正在搭建违法建筑", "已制止并恢复原状", 48, LimitUnit.URGENT_HOUR, "1", source=SAMPLE),
    Standard("E01-01", "已建成违法建筑", "已依法拆除", 15, LimitUnit.WORK_DAY, "2", source=SAMPLE),
    Standard("E01-36", "未经许可在公共场所堆放物料", "已清除整改", 1, LimitUnit.WORK_DAY, source=SAMPLE),
    Standard("E01-96", "私设地桩、地锁占用公共空间", "已拆除", 2, LimitUnit.WORK_DAY, source=SAMPLE),
    Standard("E01-91", "占用、损坏绿地或种植蔬菜", "已制止或查处", 2, LimitUnit.WORK_HOUR, source=SAMPLE),
    Standard("E01-84", "公共场所违规养犬", "查实并责令整改", 1, LimitUnit.WORK_DAY, source=SAMPLE),
    Standard("E04-96", "占用、堵塞消防通道", "已制止并清理", 2, LimitUnit.WORK_HOUR, source=SAMPLE),
)
