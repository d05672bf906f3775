"""GraphQL types of the lines and of what their cases may be about."""

from __future__ import annotations

import strawberry

from core.engine.declare import Node, plain
from core.terms import Term


@plain
class CaseCategory(Node):
    """A kind of problem that a case may be about, with its code in the field standard GB/T 30428 (案件小类)."""

    key: strawberry.Private[str]
    code: str = strawberry.field(description="Code of the small class, extensions count down from 99 (小类代码).")
    name: str = strawberry.field(description="Its name in English (英文名称).")
    name_zh: str = strawberry.field(description="Its name in Chinese (中文名称).")


@plain
class PluginProvides:
    """How much a plugin contributes (插件内容)."""

    types: int = strawberry.field(description="Types beside those its fields name (类型).")
    queries: int = strawberry.field(description="Root fields to read (查询).")
    mutations: int = strawberry.field(description="Root fields to act (操作).")
    metrics: int = strawberry.field(description="Figures (指标).")


class PluginStatus(Term):
    """Whether a plugin takes part (插件状态)."""

    ACTIVE = "It takes part (已启用)."
    QUARANTINED = "It has a problem and was left out (已隔离)."
    UNINSTALLED = "It is not installed here any more, or disabled; what it recorded is still read (已卸载或停用)."


@plain
class Plugin:
    """The plugin that delivers a service line (插件)."""

    name: str = strawberry.field(description="Its name (名称).")
    version: str = strawberry.field(description="Its version (版本).")
    distribution: str = strawberry.field(description="The package it was installed with (发行包).")
    status: PluginStatus = strawberry.field(description="Whether it takes part (状态).")
    provides: PluginProvides = strawberry.field(description="How much it contributes (内容).")
    problems: list[str] = strawberry.field(description="What is wrong with it; empty when nothing is (问题).")


@plain
class LineMetric:
    """A figure that a line contributes (服务线指标)."""

    key: str = strawberry.field(description="Names the figure (指标代码).")
    label: str = strawberry.field(description="Its name in English (英文名称).")
    unit: str = strawberry.field(description="What is counted, or ratio (单位).")


@plain
class ServiceLine(Node):
    """One of the bureau's lines that go into the communities together (服务线)."""

    key: str = strawberry.field(description="Names the line in filters and inputs (代码).")
    name: str = strawberry.field(description="Its name in English (英文名称).")
    name_zh: str = strawberry.field(description="Its name in Chinese (中文名称).")
    description: str = strawberry.field(description="What it does in the communities (工作内容).")
    categories: list[CaseCategory] = strawberry.field(
        description="The kinds of problems that its cases are about (案件小类)."
    )
    metrics: list[LineMetric] = strawberry.field(description="The figures that it contributes (指标).")
    plugin: Plugin = strawberry.field(description="The plugin that delivers it (插件).")
