"""Exports: every value of a question as rows of a table, with all that explains it."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.lines.types import ServiceLine
from core.metrics.asking import Asked
from core.metrics.labels import Naming, codes_of, labels_of
from core.metrics.listing import Entry, Listing
from core.metrics.metric import MetricDimension

Cell = str | float | None
HEADS = {
    "metric": "指标代码",
    "label": "指标",
    "value": "数值",
    "unit": "单位",
    "numerator": "分子",
    "denominator": "分母",
    "sample size": "样本量",
    "Wilson lower bound": "威尔逊下限",
    "from": "起始日",
    "to": "截止日（不含）",
    "formula": "计算公式",
}
DIMENSIONS = {
    MetricDimension.LINE: ("line", "服务线"),
    MetricDimension.DISTRICT: ("district", "区市"),
    MetricDimension.STREET: ("sub-district", "街道"),
    MetricDimension.COMMUNITY: ("community", "社区"),
    MetricDimension.ROUND: ("round", "轮次"),
    MetricDimension.MONTH: ("month", "月份"),
    MetricDimension.WEEK: ("week", "周"),
    MetricDimension.DAY: ("day", "日期"),
    MetricDimension.CATEGORY: ("category", "案件小类"),
    MetricDimension.SOURCE: ("source", "案件来源"),
    MetricDimension.UNIT: ("unit of work", "承办单位"),
}
COMPARED = {"previous": ("previous value", "上期"), "yearBefore": ("value a year before", "上年同期")}


@dataclass(frozen=True)
class Table:
    """A head, and rows as wide as it, made while they are read."""

    head: Sequence[str]
    rows: Iterator[Sequence[Cell]]


def table(
    one: Asked, listing: Listing, others: Mapping[str, Any], catalogue: Any, language: str
) -> Generator[Any, Any, Table]:
    dimensions = one.grouping.dimensions
    groups = {entry.group for entry in listing.entries}
    naming = yield from labels_of(catalogue, dimensions, groups)
    codes = yield from codes_of(dimensions, groups)
    is_chinese = language == "zh"
    head = [*_head(("metric", "label"), is_chinese)]
    for dimension in dimensions:
        name, chinese = DIMENSIONS[dimension]
        head += [f"{chinese}代码", chinese] if is_chinese else [f"{name} code", name]
    head += _head(("value", "unit", "numerator", "denominator", "sample size", "Wilson lower bound"), is_chinese)
    head += [COMPARED[name][is_chinese] for name in others]
    head += _head(("from", "to", "formula"), is_chinese)
    rows = (_row(entry, one, others, _Names(catalogue, naming, codes, is_chinese)) for entry in listing.entries)
    return Table(head, rows)


def _head(names: Sequence[str], is_chinese: bool) -> list[str]:
    return [HEADS[name] if is_chinese else name for name in names]


@dataclass(frozen=True)
class _Names:
    catalogue: Any
    naming: Naming
    codes: Mapping[MetricDimension, Mapping[Any, str]]
    is_chinese: bool

    def cells(self, dimension: MetricDimension, part: Any) -> list[Cell]:
        """Code and name; in English lines have their English names."""
        if part is None:
            return ["", ""]
        code = self.codes.get(dimension, {}).get(part, str(part))
        if dimension is MetricDimension.LINE and not self.is_chinese:
            line = self.catalogue.objects(ServiceLine).get(part)
            return [code, line.name if line is not None else code]
        return [code, self.naming(dimension, part)]


def _row(entry: Entry, one: Asked, others: Mapping[str, Any], names: _Names) -> list[Cell]:
    metric, value = entry.metric, entry.value
    row: list[Cell] = [metric.key, metric.label_zh if names.is_chinese else metric.label]
    for dimension, part in zip(one.grouping.dimensions, entry.group, strict=True):
        row += names.cells(dimension, part)
    unit = metric.shown_unit_zh if names.is_chinese else metric.unit
    row += [value.value, unit, value.numerator, value.denominator, float(value.sample), value.wilson]
    for other in others.values():
        there = None
        if other is not None:
            shift, figures = other
            there = figures[metric.key].value(shift.group(entry.group, one.grouping)).value
        row.append(there)
    return [*row, one.window.since.isoformat(), one.window.until.isoformat(), metric.formula]
