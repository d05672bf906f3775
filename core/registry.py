"""Registered objects as GraphQL shows them: service lines, their categories, metrics."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from core.cases.guards import Blocker
from core.catalogue import Catalogue, OnDemand
from core.database import Base
from core.fence import Fence, Fences, fenced
from core.lines import models
from core.lines.conversion import Conversion
from core.lines.line import Category
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
from core.mutations import ActionField
from core.next_visits.reason import VisitReason
from core.ownership import tables_of
from core.plugin_manager import Plugin as InstalledPlugin
from core.plugin_manager import Plugins
from core.policy.policy import Policy
from core.policy.scope import scope_of
from core.rules.rule import Rule as DeclaredRule
from core.rules.types import Rule, RuleValue


def catalogue_of(plugins: Plugins) -> Catalogue:
    lines = {plugin.line.key: _line(plugin.line, plugin) for plugin in plugins.active if plugin.line is not None}
    metrics = {metric.key: metric for plugin in plugins.active for metric in plugin.metrics}
    policies = {policy.key: policy for plugin in plugins.active for policy in plugin.policies}
    rules = plugins.rules
    fences = fences_of(plugins)
    return Catalogue(
        {
            Policy: policies,
            DeclaredRule: rules,
            VisitReason: {reason.key: reason for plugin in plugins.active for reason in plugin.visit_reasons},
            Rule: {key: _rule(rule, lines) for key, rule in rules.items()},
            ServiceLine: lines,
            Declared: {line.key: line for line in plugins.lines},
            CaseCategory: {category.code: category for line in lines.values() for category in line.categories},
            Blocker: {f"{one.action.name}.{one.code}": one for plugin in plugins.active for one in plugin.blockers},
            Conversion: {
                made.line: replace(made, opened=fenced(fences[made.opened.__module__], made.opened))
                for plugin in plugins.active
                for made in plugin.conversions
            },
            Fence: fences,
            ActionField: {name: field for plugin in plugins.active for name, field in plugin.actions.items()},
            Metric: metrics,
            # a tenth of a start, and most questions ask for a few
            MetricDefinition: OnDemand(metrics, lambda key: definition(metrics[key], lines)),
        }
    )


def fences_of(plugins: Plugins) -> Fences:
    """Everybody's tables are closed to a plugin but its own, and those of core that are somebody's to see."""
    shown = {mapper.local_table.name for mapper in Base.registry.mappers if scope_of(mapper.class_) is not None}  # type: ignore[attr-defined]
    open_to_all = tables_of(plugins.core.package) & shown
    others = [plugin for plugin in plugins.active if plugin is not plugins.core]
    closed = frozenset(Base.metadata.tables) - open_to_all
    return Fences([Fence(one.name, one.package, closed - tables_of(one.package)) for one in others])


def with_remembered(catalogue: Catalogue, plugins: Plugins, session: Session) -> Catalogue:
    """With the lines that rows still name although they are not at work here any more: their plugins are gone or failing."""
    if not inspect(session.connection()).has_table(models.ServiceLine.__tablename__):
        return catalogue  # nothing was ever written
    rows = session.scalars(select(models.ServiceLine)).all()
    lines = {
        row.key: _remembered(row, plugins, session) for row in rows if row.key not in catalogue.objects(ServiceLine)
    }
    categories = {category.code: category for line in lines.values() for category in line.categories}
    return catalogue.extended({ServiceLine: lines, CaseCategory: categories})


def _remembered(row: models.ServiceLine, plugins: Plugins, session: Session) -> ServiceLine:
    categories = session.scalars(select(models.CaseCategory).where(models.CaseCategory.line == row.key))
    line = Declared(
        row.key,
        row.name,
        row.name_zh,
        row.description,
        [Category(category.code, category.name, category.name_zh) for category in categories],
    )
    installed = next((plugin for plugin in plugins.all if plugin.name == row.key), None)
    return _line(line, installed or InstalledPlugin(row.key, distribution=""))


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
            status=_status(plugin),
            provides=PluginProvides(**plugin.provides),
            problems=list(plugin.problems),
        ),
    )


def _status(plugin: InstalledPlugin) -> PluginStatus:
    if plugin.problems:
        return PluginStatus.QUARANTINED
    return PluginStatus.ACTIVE if plugin.is_active else PluginStatus.UNINSTALLED


def _rule(rule: DeclaredRule[Any], lines: dict[str, ServiceLine]) -> Rule:
    return Rule(
        key=rule.key,
        label=rule.label,
        label_zh=rule.label_zh,
        unit=rule.unit,
        description=rule.description,
        kind=rule.kind,
        line=lines.get(rule.line or ""),
        shipped_value=RuleValue.of(rule.default),
        source=rule.source,
    )
