"""GraphQL types of the figures."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from core.engine.declare import by_id, plain
from core.lines.types import ServiceLine
from core.metrics.metric import MetricDimension
from core.places.types import Community, District, Street
from core.scalars import Month


@plain
class MetricDefinition:
    """What a figure is: what it counts, how, and by what it can be grouped (指标定义)."""

    key: str = strawberry.field(description="Names the figure: line and what, as gas.hazards_found (指标代码).")
    label: str = strawberry.field(description="Its name in English (英文名称).")
    label_zh: str = strawberry.field(description="Its name in Chinese (中文名称).")
    unit: str = strawberry.field(description="What is counted, or ratio (单位).")
    description: str = strawberry.field(description="What it counts and what not, and on which day (说明).")
    formula: str = strawberry.field(description="How it is computed, in words that can be checked (计算公式).")
    is_rate: bool = strawberry.field(description="Whether it is a part of a whole, 0 to 1 (是否比率).")
    line: ServiceLine | None = strawberry.field(description="The line that declares it; null for core's (所属服务线).")
    dimensions: list[MetricDimension] = strawberry.field(description="What it can be grouped by (可用维度).")


@plain
class MetricValue:
    """A figure in one group, with everything needed to check it (指标值)."""

    metric: MetricDefinition = strawberry.field(description="What figure it is (指标).")
    value: float | None = strawberry.field(
        description="The figure; null where a rate or mean has nothing to divide by (数值)."
    )
    numerator: float = strawberry.field(description="What was counted (分子).")
    denominator: float | None = strawberry.field(description="Of how many; null where it is a plain count (分母).")
    sample_size: int = strawberry.field(description="How many rows stand behind it (样本量).")
    as_of: datetime = strawberry.field(description="The moment it was computed (计算时刻).")
    line: ServiceLine | None = strawberry.field(description="The line; null when not grouped by it (服务线).")
    district: District | None = by_id("The district; null when not grouped by it (区市).")
    street: Street | None = by_id("The sub-district; null when not grouped by it (街道).")
    community: Community | None = by_id("The community; null when not grouped by it (社区).")
    month: Month | None = strawberry.field(description="The month; null when not grouped by it (月份).")
    week: date | None = strawberry.field(description="The Monday of the week; null when not grouped by it (周).")
    day: date | None = strawberry.field(description="The day; null when not grouped by it (日期).")


@strawberry.input(description="Which rows are counted: what is given must all hold (统计范围).")
class MetricFilter:
    lines: list[str] | None = strawberry.field(description="Of any of these lines (服务线).")
    district_codes: list[str] | None = strawberry.field(
        description="In any of these districts, by 6-digit code (区市代码).", default=None
    )
    street_codes: list[str] | None = strawberry.field(
        description="In any of these sub-districts, by 9-digit code (街道代码).", default=None
    )
    community_codes: list[str] | None = strawberry.field(
        description="In any of these communities, by 12-digit code (社区代码).", default=None
    )
