"""GraphQL types of the front page."""

from __future__ import annotations

from datetime import date

import strawberry

from core.engine.declare import plain
from core.figures.models import FigurePrecision
from core.lines.types import ServiceLine
from core.scalars import BigInt
from core.visits.types import PersonTimes


@plain
class HardCaseSummary:
    """How far the hard cases are (难题攻坚概况)."""

    batches: int = strawberry.field(description="Batches in which cases were taken on in the window (批次数).")
    taken: int = strawberry.field(description="Cases taken on in the window (受理数).")
    solved: int = strawberry.field(description="Cases closed as resolved in the window (解决数).")


@plain
class ConvenienceSummary:
    """What was promised to the public (便民举措概况)."""

    batches: int = strawberry.field(description="Batches launched in the window (批次数).")
    items: int = strawberry.field(description="Measures launched in the window (项数).")


@plain
class LineOverview:
    """One line's part of the overview (分线概况)."""

    line: ServiceLine = strawberry.field(description="The line (服务线).")
    visits: int = strawberry.field(description="Visits made (进社区次数).")
    communities_reached: int = strawberry.field(
        description="Communities that this line reached; lines overlap, never add them up (覆盖社区数)."
    )
    person_times: PersonTimes = strawberry.field(description="Who took part, in person-times (参与人次).")
    problems_solved_on_site: int = strawberry.field(description="Problems solved during visits (现场解决问题数).")
    households_served: int = strawberry.field(description="Different households entered (入户服务户数).")
    materials_distributed: BigInt = strawberry.field(description="Pieces handed out (发放材料份数).")


@plain
class Overview:
    """Every line at once, in one window: computed from rows at the moment of asking (四进社区总览)."""

    visits: int = strawberry.field(description="Visits made (进社区次数).")
    communities_reached: int = strawberry.field(description="Different communities reached by any line (覆盖社区数).")
    person_times: PersonTimes = strawberry.field(description="Who took part, in person-times (参与人次).")
    problems_solved_on_site: int = strawberry.field(description="Problems solved during visits (现场解决问题数).")
    households_served: int = strawberry.field(description="Different households entered by any line (入户服务户数).")
    materials_distributed: BigInt = strawberry.field(description="Pieces handed out (发放材料份数).")
    hard_cases: HardCaseSummary = strawberry.field(description="How far the hard cases are (难题攻坚).")
    convenience_measures: ConvenienceSummary = strawberry.field(description="What was promised (便民举措).")
    by_line: list[LineOverview] = strawberry.field(description="The same for each installed line (分线).")


@plain
class PublishedFigure:
    """A figure as it was published, beside what is computed from the rows here (公开数据)."""

    key: str = strawberry.field(description="Names the figure (代码).")
    label: str = strawberry.field(description="What it says, in English (英文名称).")
    label_zh: str = strawberry.field(description="What it says, in Chinese (中文名称).")
    value: BigInt = strawberry.field(description="The number that was published (公布值).")
    unit: str = strawberry.field(description="What it counts (单位).")
    precision: FigurePrecision = strawberry.field(description="How exact it claims to be (精度).")
    as_of: date = strawberry.field(description="The day it speaks of (数据截止日).")
    source: str = strawberry.field(description="Where it was published (来源).")
    computed: BigInt | None = strawberry.field(
        description="The same, computed from all rows up to that day; null where nothing here computes it (计算值)."
    )
    difference: BigInt | None = strawberry.field(
        description="Computed less published; null where nothing here computes it (差值)."
    )
