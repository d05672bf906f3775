"""The page of the documentation that lists every metric, written from the declarations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.lines.types import ServiceLine
from core.metrics.metric import MetricDimension
from core.metrics.types import MetricDefinition

HEAD = """# Metrics

Written by `lastmeter metrics` from what core and the lines declare; a test compares it. Ask for any of them by
`metrics(keys, window, groupBy, filter, orderBy, first, after)`; every value brings its numerator, denominator, sample, window,
the Wilson lower bound of a rate, and a `drillKey` with which `metricRows` lists exactly what was counted.

A window begins on its first day and ends before its last. A rate without anything to divide by is null. Different
communities and households count once in each group: never add groups up. “Until the end” means all days before the
window ends. Rollups answer in the same time however many rows there are; where only the rows can answer, it is said.
"""


def page(catalogue: Any) -> str:
    definitions: Mapping[str, MetricDefinition] = catalogue.objects(MetricDefinition)
    lines: Mapping[str, ServiceLine] = catalogue.objects(ServiceLine)
    parts = [HEAD]
    for owner in ("core", *lines):
        ours = [one for one in definitions.values() if one.key.partition(".")[0] == owner]
        if ours:
            name = "Core" if owner == "core" else f"{lines[owner].name} ({lines[owner].name_zh})"
            parts += [f"## {name}\n", *("\n".join(_told(one)) + "\n" for one in ours)]
    return "\n".join(parts)


def _told(one: MetricDefinition) -> Iterator[str]:
    yield f"### `{one.key}` {one.label} ({one.label_zh})"
    yield ""
    yield one.description
    yield ""
    yield f"- formula: {one.formula}"
    yield f"- unit: {one.unit}" + (f" ({one.unit_zh})" if one.unit_zh != one.unit else "")
    yield f"- counted by: {', '.join(f'`{day}`' for day in one.counted_by) or 'no day'}"
    yield f"- by: {_dimensions(one.dimensions)}"
    if one.min_sample:
        yield f"- ranked from a sample of {one.min_sample}"
    if one.precision:
        yield f"- read from a histogram, in minutes: {one.precision}"
    yield f"- served from {one.served_from}"


def _dimensions(dimensions: list[MetricDimension]) -> str:
    return ", ".join(dimension.name for dimension in dimensions)
