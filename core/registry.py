"""Registered objects as GraphQL shows them: service lines, their categories, metrics."""

from __future__ import annotations

from core.catalogue import Catalogue
from core.lines.line import ServiceLine as Declared
from core.lines.types import (
    CaseCategory,
    LineMetric,
    Plugin,
    PluginProvides,
    PluginStatus,
    ServiceLine,
)
from core.metrics.catalogue import definition
from core.metrics.metric import Metric
from core.metrics.types import MetricDefinition
from core.plugin_manager import Plugin as InstalledPlugin
from core.plugin_manager import Plugins
from core.policy.policy import Policy


def catalogue_of(plugins: Plugins) -> Catalogue:
    lines = {plugin.line.key: _line(plugin.line, plugin) for plugin in plugins.active if plugin.line is not None}
    metrics = {metric.key: metric for plugin in plugins.active for metric in plugin.metrics}
    policies = {policy.key: policy for plugin in plugins.active for policy in plugin.policies}
    return Catalogue(
        {
            Policy: policies,
            ServiceLine: lines,
            Declared: {line.key: line for line in plugins.lines},
            CaseCategory: {category.code: category for line in lines.values() for category in line.categories},
            Metric: metrics,
            MetricDefinition: {key: definition(metric, lines) for key, metric in metrics.items()},
        }
    )


def _line(line: Declared, plugin: InstalledPlugin) -> ServiceLine:
    categories = [
        CaseCategory(key=category.code, code=category.code, name=category.name, name_zh=category.name_zh)
        for category in line.categories
    ]
    return ServiceLine(
        key=line.key,
        name=line.name,
        name_zh=line.name_zh,
        description=line.description,
        categories=categories,
        metrics=[LineMetric(key=metric.key, label=metric.label, unit=metric.unit) for metric in plugin.metrics],
        plugin=Plugin(
            name=plugin.name,
            version=plugin.version,
            distribution=plugin.distribution,
            status=PluginStatus.QUARANTINED if plugin.problems else PluginStatus.ACTIVE,
            provides=PluginProvides(**plugin.provides),
            problems=list(plugin.problems),
        ),
    )
