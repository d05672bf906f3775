"""GraphQL types of the figures."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from core.cases.models import CaseSource
from core.engine.declare import by_id, plain
from core.engine.orders import OrderDirection
from core.lines.types import CaseCategory, ServiceLine
from core.metrics.metric import MetricDimension
from core.people.types import Unit
from core.places.types import Community, District, Street
from core.rounds.types import Round
from core.scalars import Month
from core.terms import Term


@plain
class MetricDefinition:
    """What a figure is: what it counts, how, and by what it can be grouped (指标定义)."""

    key: str = strawberry.field(description="Names the figure: line and what, as gas.hazards_found (指标代码).")
    label: str = strawberry.field(description="Its name in English (英文名称).")
    label_zh: str = strawberry.field(description="Its name in Chinese (中文名称).")
    unit: str = strawberry.field(description="What is counted, or ratio (单位).")
    unit_zh: str = strawberry.field(description="The unit in Chinese (中文单位).")
    description: str = strawberry.field(description="What it counts and what not, and on which day (说明).")
    formula: str = strawberry.field(description="How it is computed, in words that can be checked (计算公式).")
    is_rate: bool = strawberry.field(description="Whether it is a part of a whole, 0 to 1 (是否比率).")
    line: ServiceLine | None = strawberry.field(description="The line that declares it; null for core's (所属服务线).")
    dimensions: list[MetricDimension] = strawberry.field(description="What it can be grouped by (可用维度).")
    counted_by: list[str] = strawberry.field(
        description="The column of the day on which each of its numbers counts; empty for the size of a register (统计日期字段)."
    )
    min_sample: int = strawberry.field(description="With fewer behind it, a value is not ranked (最小样本量).")
    precision: str | None = strawberry.field(
        description="How exact it is where it is read from a histogram; null where it is exact (精度)."
    )
    served_from: str = strawberry.field(
        description="Whether rollups answer, or the rows themselves and why: then it costs more the more there are (数据来源)."
    )


@plain
class MetricWindow:
    """Days from the first, included, to the last, excluded (日期范围，含首不含尾)."""

    from_: date = strawberry.field(name="from", description="The first day (起始日，含).")
    to: date = strawberry.field(description="The day after the last (截止日，不含).")


@plain
class MetricComparison:
    """The same figure in another window, and how the asked one differs from it (对比)."""

    window: MetricWindow = strawberry.field(description="The other window, over all groups (对比期).")
    value: float | None = strawberry.field(description="The figure there; null as in the asked window (对比值).")
    numerator: float = strawberry.field(description="What was counted there (分子).")
    denominator: float | None = strawberry.field(description="Of how many there (分母).")
    change: float | None = strawberry.field(
        description="The asked value less that one; null where either is missing (增减量)."
    )
    change_rate: float | None = strawberry.field(
        description="The change as a part of that value; null where it is 0 or missing (增减幅)."
    )


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
    wilson_lower: float | None = strawberry.field(
        description="The lower end of what the rate may truly be, with 95 % (Wilson): the fair way to rank; "
        "null for what is no rate (威尔逊下限)."
    )
    is_sample_sufficient: bool = strawberry.field(
        description="Whether enough stands behind it to be ranked: at least the metric's minSample (样本是否充足)."
    )
    window: MetricWindow = strawberry.field(description="The days that were asked for (日期范围).")
    as_of: datetime = strawberry.field(description="The moment it was computed (计算时刻).")
    drill_key: str = strawberry.field(
        description="Names this value for `metricRows`, which lists exactly what was counted (反查键)."
    )
    previous: MetricComparison | None = strawberry.field(
        description="Against the time before: grouped by time the period before, otherwise as long a window before; "
        "computed only when asked; null when grouped by round (环比)."
    )
    year_before: MetricComparison | None = strawberry.field(
        description="Against the same time a year before; computed only when asked; null when grouped by round (同比)."
    )
    line: ServiceLine | None = strawberry.field(description="The line; null when not grouped by it (服务线).")
    district: District | None = by_id("The district; null when not grouped by it (区市).")
    street: Street | None = by_id("The sub-district; null when not grouped by it (街道).")
    community: Community | None = by_id("The community; null when not grouped by it (社区).")
    round: Round | None = by_id("The round; null when not grouped by it, or for visits outside of rounds (轮次).")
    month: Month | None = strawberry.field(description="The month; null when not grouped by it (月份).")
    week: date | None = strawberry.field(description="The Monday of the week; null when not grouped by it (周).")
    day: date | None = strawberry.field(description="The day; null when not grouped by it (日期).")
    category: CaseCategory | None = strawberry.field(
        description="The category; null when not grouped by it, or of a line that is not installed (案件小类)."
    )
    source: CaseSource | None = strawberry.field(description="The source; null when not grouped by it (案件来源).")
    unit: Unit | None = by_id("The unit; null when not grouped by it, or where nobody is named (承办单位).")


@strawberry.input(description="Which rows are counted: what is given must all hold; a list for any entry (统计范围).")
class MetricFilter:
    lines: list[str] | None = strawberry.field(description="Of any of these lines (服务线).", default=None)
    district_codes: list[str] | None = strawberry.field(
        description="In any of these districts, by 6-digit code (区市代码).", default=None
    )
    street_codes: list[str] | None = strawberry.field(
        description="In any of these sub-districts, by 9-digit code (街道代码).", default=None
    )
    community_codes: list[str] | None = strawberry.field(
        description="In any of these communities, by 12-digit code (社区代码).", default=None
    )
    rounds: list[Month] | None = strawberry.field(
        description="On visits of any of these rounds, by month (轮次).", default=None
    )
    category_codes: list[str] | None = strawberry.field(
        description="Of cases of any of these categories (案件小类代码).", default=None
    )
    sources: list[CaseSource] | None = strawberry.field(
        description="Of cases from any of these sources (案件来源).", default=None
    )
    unit_ids: list[strawberry.ID] | None = strawberry.field(
        description="By any of these units (承办单位).", default=None
    )


class MetricOrderField(Term):
    """What values of a metric can be sorted by (指标排序字段)."""

    GROUP = "By what they are grouped, in the order of groupBy (分组)."
    VALUE = "The figure; those with too small a sample come last (数值)."
    WILSON = "The lower end of what a rate may truly be; those with too small a sample come last (威尔逊下限)."
    NUMERATOR = "What was counted (分子)."


@strawberry.input(description="How to sort the values of each metric; the metrics stay in the order of keys (排序).")
class MetricOrder:
    field: MetricOrderField = strawberry.field(description="By what (字段).")
    direction: OrderDirection = strawberry.field(
        description="Which end comes first (方向).", default=OrderDirection.ASC
    )


class MetricPart(Term):
    """Which part of a quotient (分子或分母)."""

    NUMERATOR = "What was counted (分子)."
    DENOMINATOR = "Of what it is a part, or over what it is the mean (分母)."
