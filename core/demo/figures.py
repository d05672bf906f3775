"""What the bureau published: the figures, the convenience measures, and the special period, as the demo has them."""

from __future__ import annotations

from datetime import date

from core.conveniences.models import ConvenienceBatch, ConvenienceMeasure, MeasureStatus
from core.demo import LAST_DAY, Demo
from core.figures.models import FigurePrecision, PublishedFigure
from core.standby.models import SpecialPeriod, SpecialPeriodKind

P = FigurePrecision
SOURCE = "城管在您身边：青岛市城市管理局“四进社区”报道，2023-09-08"

# key, English, Chinese, value, unit, precision, the metric that computes the same
PUBLISHED = [
    (
        "person_times",
        "Person-times in the communities",
        "参与人次",
        62_772,
        "person-times",
        P.EXACT,
        "core.person_times",
    ),
    (
        "communities",
        "Communities reached",
        "覆盖社区",
        1_086,
        "communities",
        P.EXACT,
        "core.communities_reached",
    ),
    (
        "solved_on_site",
        "Problems solved on site",
        "现场解决问题",
        20_503,
        "problems",
        P.EXACT,
        "core.problems_solved_on_site",
    ),
    (
        "households",
        "Households entered, tested, repaired",
        "入户检测维修",
        4_099,
        "households",
        P.EXACT,
        "core.households_served",
    ),
    (
        "materials",
        "Materials handed out",
        "发放材料",
        600_000,
        "pieces",
        P.LOWER_BOUND,
        "core.materials_distributed",
    ),
    (
        "hard_cases",
        "Hard cases fully solved",
        "彻底解决难题",
        153,
        "cases",
        P.EXACT,
        "core.hard_cases_solved",
    ),
    (
        "hard_case_batches",
        "Batches of hard cases",
        "难题批次",
        4,
        "batches",
        P.EXACT,
        "core.hard_case_batches",
    ),
    (
        "measures",
        "Convenience measures",
        "便民举措",
        28,
        "measures",
        P.EXACT,
        "core.convenience_measures",
    ),
    (
        "measure_batches",
        "Batches of convenience measures",
        "便民举措批次",
        5,
        "batches",
        P.EXACT,
        "core.convenience_batches",
    ),
    (
        "gas_connections",
        "Old homes to be connected to gas within the year (a plan)",
        "年内计划接通管道燃气老旧住房",
        1_206,
        "households",
        P.EXACT,
        "gas.households_connected",
    ),
    (
        "heating_remediations",
        "Homes not warm, or not reliably warm, to be mended within the year (a plan)",
        "年内计划整治供热不达标或不能稳定达标用户",
        1_280,
        "households",
        P.EXACT,
        "heating.households_remediated",
    ),
    (
        "toilets_social",
        "Toilets of firms and offices opened for free",
        "社会单位厕所免费开放",
        427,
        "toilets",
        P.EXACT,
        "sanitation.toilets_social_unit",
    ),
    (
        "toilets_all_day",
        "Public toilets open all day",
        "24小时开放公厕",
        405,
        "toilets",
        P.EXACT,
        "sanitation.toilets_all_day",
    ),
    (
        "toilets_third",
        "Public toilets with a third restroom",
        "设置第三卫生间公厕",
        423,
        "toilets",
        P.EXACT,
        "sanitation.toilets_third_restroom",
    ),
    (
        "emergency_teams",
        "Emergency repair teams at Spring Festival",
        "春节应急抢修队伍",
        90,
        "teams",
        P.EXACT,
        "core.emergency_teams",
    ),
    (
        "gas_reserve",
        "Gas held in reserve at key holidays",
        "重点节假日燃气储备",
        3_000_000,
        "m³",
        P.LOWER_BOUND,
        "core.reserve_volume",
    ),
]

BATCHES = [
    (
        date(2021, 6, 1),
        [
            "首批201座公厕24小时开放",
            "204座公厕24小时开放",
            "社会单位厕所免费开放（首批）",
            "公厕设置第三卫生间",
            "母婴室配置",
            "海水浴场配置急救箱",
        ],
    ),
    (
        date(2021, 9, 1),
        [
            "供热用户“一户一策”整治",
            "供热温度户内测温上门",
            "供热服务进社区驻点",
            "老旧管网改造",
            "供热缴费线上办理",
            "访民问暖",
        ],
    ),
    (
        date(2022, 3, 1),
        [
            "市内三区老旧住房管道燃气接入",
            "燃气用户入户安检每年一次",
            "重点用户燃气安全巡访",
            "燃气软管免费更换",
            "燃气报警器推广",
            "燃气报装线上办理",
        ],
    ),
    (
        date(2022, 9, 1),
        [
            "背街小巷整治",
            "生活垃圾分类宣传进社区",
            "社会单位厕所免费开放（第二批）",
            "建筑垃圾预约清运",
            "楼道堆物清理",
        ],
    ),
    (
        date(2023, 3, 1),
        [
            "私设地桩地锁清理",
            "毁绿种菜整治",
            "文明养犬宣传",
            "便民市场规范",
            "户外广告安全排查",
        ],
    ),
]
# What is promised, the line that keeps it, how much of what, the metric that counts it, and until when.
TARGETS = {
    "市内三区老旧住房管道燃气接入": ("gas", 1_206, "户", "gas.households_connected", date(2023, 12, 31)),
    "供热用户“一户一策”整治": ("heating", 1_280, "户", "heating.households_remediated", date(2023, 11, 15)),
}
KEPT_BY = {
    "公厕": "sanitation",
    "厕所": "sanitation",
    "母婴室": "sanitation",
    "急救箱": "sanitation",
    "垃圾": "sanitation",
    "背街": "sanitation",
    "堆物": "sanitation",
    "供热": "heating",
    "访民问暖": "heating",
    "燃气": "gas",
    "地桩": "enforcement",
    "种菜": "enforcement",
    "养犬": "enforcement",
    "广告": "enforcement",
}
"""Lines by words in what is promised; the rest is the whole bureau's."""


PERIODS = (
    (SpecialPeriodKind.SPRING_FESTIVAL, "2023年春节", date(2023, 1, 21), date(2023, 1, 27)),
    (SpecialPeriodKind.HOLIDAY, "2023年中秋国庆", date(2023, 9, 29), date(2023, 10, 6)),
)
"""The one that is told of, and one that is still to come."""


def load_figures(demo: Demo) -> None:
    demo.add(
        PublishedFigure,
        (
            {
                "id": demo.key(PublishedFigure),
                "key": key,
                "label": label,
                "label_zh": label_zh,
                "value": value,
                "unit": unit,
                "precision": precision,
                "as_of": LAST_DAY,
                "source": SOURCE,
                "metric": metric,
            }
            for key, label, label_zh, value, unit, precision, metric in PUBLISHED
        ),
    )
    _load_measures(demo)
    demo.add(
        SpecialPeriod,
        (
            {"id": demo.key(SpecialPeriod), "kind": kind, "name": name, "starts_on": starts_on, "ends_on": ends_on}
            for kind, name, starts_on, ends_on in PERIODS
        ),
    )


def _load_measures(demo: Demo) -> None:
    lines = {line.key for line in demo.lines}
    for number, (launched_on, titles) in enumerate(BATCHES, start=1):
        batch = demo.key(ConvenienceBatch)
        demo.add(ConvenienceBatch, [{"id": batch, "number": number, "launched_on": launched_on}])
        rows = []
        for title in titles:
            line, target, unit, metric, due_on = TARGETS.get(title, (_kept_by(title), None, None, None, None))
            rows.append(
                {
                    "id": demo.key(ConvenienceMeasure),
                    "batch_id": batch,
                    "launched_on": launched_on,
                    "title": title,
                    "line": line if line in lines else None,
                    "version": 1,
                    "status": MeasureStatus.RUNNING,
                    "target": target,
                    "target_unit": unit,
                    "metric": metric,
                    "due_on": due_on,
                }
            )
        demo.add(ConvenienceMeasure, rows)


def _kept_by(title: str) -> str | None:
    return next((line for word, line in KEPT_BY.items() if word in title), None)
