"""The catalogue: each declared metric as GraphQL and the documentation show it."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from sqlalchemy import inspect

from core.lines.types import ServiceLine
from core.metrics.asking import dimensions_of
from core.metrics.family import check, family_of
from core.metrics.metric import Metric
from core.metrics.types import MetricDefinition
from core.plugin_manager import Plugins

ROLLUPS = "rollups"
log = logging.getLogger("lastmeter.plugins")


def definition(metric: Metric, lines: Mapping[str, ServiceLine]) -> MetricDefinition:
    return MetricDefinition(
        key=metric.key,
        label=metric.label,
        label_zh=metric.label_zh,
        unit=metric.unit,
        unit_zh=metric.shown_unit_zh,
        description=metric.description,
        formula=metric.formula,
        is_rate=metric.is_share,
        line=lines.get(metric.plugin),
        dimensions=list(dimensions_of(metric)),
        counted_by=counted_by(metric),
        min_sample=metric.least,
        precision=precision(metric),
        served_from=served_from(metric),
    )


def put_wrong_aside(plugins: Plugins) -> None:
    """Plugins with a metric that cannot be counted: else nobody's could be."""
    for plugin in plugins.active:
        for metric in plugin.metrics:
            try:
                for part in metric.parts:
                    check(part.measure)
            except Exception as reason:
                told = f"Its metric {metric.key} cannot be counted: {type(reason).__name__}: {reason}"
                log.exception("plugin %s: the metric %s", plugin.name, metric.key)
                plugins.put_aside(plugin, told)
                break


def counted_by(metric: Metric) -> list[str]:
    """`visit.visited_on`: the days of its numbers."""
    found = []
    for part in metric.parts:
        if part.measure.day is not None:
            family = family_of(part.measure)
            row = family.row if hasattr(family.row, part.measure.day) else family.place
            found.append(f"{inspect(row).mapper.local_table.name}.{part.measure.day}")
    return list(dict.fromkeys(found))


def precision(metric: Metric) -> str | None:
    if metric.percentile is None:
        return None
    steps = metric.counted.parts[0].measure.steps
    told = [f"to {step} up to {limit}" for limit, step in steps[:-1]]
    return ", ".join([*told, f"to {steps[-1][1]} above"])


def served_from(metric: Metric) -> str:
    """Registers are small; other rows are read again for every question."""
    reasons = [family_of(part.measure).why_not for part in metric.parts if part.measure.day is not None]
    told = "; ".join(dict.fromkeys(reason for reason in reasons if reason is not None))
    return f"rows: {told}" if told else ROLLUPS
