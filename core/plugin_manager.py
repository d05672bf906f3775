"""Finds plugins, checks that none takes what another has, and asks them what they contribute."""

from __future__ import annotations

import importlib.metadata
import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, TypeVar

import pluggy
from strawberry.types.field import StrawberryField

from core import contributions, hookspecs
from core.cases.guards import Blocker
from core.errors import CannotStart
from core.imports.declared import Import
from core.lines.conversion import Conversion
from core.lines.line import ServiceLine
from core.metrics.metric import Metric
from core.next_visits.reason import VisitReason
from core.policy.policy import Policy
from core.rules.rule import Rule

log = logging.getLogger("lastmeter.plugins")
T = TypeVar("T")

CORE = "core"
KINDS = (
    "types",
    "queries",
    "mutations",
    "metrics",
    "policies",
    "rules",
    "imports",
    "blockers",
    "conversions",
    "visit_reasons",
)
"""What plugins register lists of, by `register_…` hooks."""
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class PluginConflict(CannotStart):
    """Two plugins claim one thing: neither wins; both are named."""


@dataclass
class Plugin:
    """An installed plugin, as it was found."""

    name: str
    module: ModuleType | None = None
    distribution: str = "lastmeter"
    version: str = ""
    problems: list[str] = field(default_factory=list)
    line: ServiceLine | None = None
    types: Sequence[type] = ()
    queries: Sequence[type] = ()
    mutations: Sequence[type] = ()
    metrics: Sequence[Metric] = ()
    policies: Sequence[Policy] = ()
    rules: Sequence[Rule[Any]] = ()
    imports: Sequence[Import] = ()
    blockers: Sequence[Blocker] = ()
    conversions: Sequence[Conversion] = ()
    visit_reasons: Sequence[VisitReason] = ()

    @property
    def loads_demo(self) -> bool:
        return hasattr(self.module, "load_demo")

    def load_demo(self, demo: Any) -> None:
        """By keyword, as pluggy calls it."""
        assert self.module is not None
        self.module.load_demo(demo=demo)

    def generate_rows(self, batch: Any) -> None:
        if hasattr(self.module, "generate_rows"):
            assert self.module is not None
            self.module.generate_rows(batch=batch)

    @property
    def provides(self) -> dict[str, int]:
        """How much it contributes: types, root fields, metrics."""
        return {
            "types": len(self.types),
            "queries": sum(_fields(part) for part in self.queries),
            "mutations": sum(_fields(part) for part in self.mutations),
            "metrics": len(self.metrics),
        }

    @property
    def is_active(self) -> bool:
        return self.module is not None and not self.problems


def discover(disabled: Iterable[str] = ()) -> list[Plugin]:
    """Every installed plugin by name, sorted. One that cannot be imported is kept, with its problem."""
    found: dict[str, Plugin] = {}
    entries = sorted(importlib.metadata.entry_points(group=hookspecs.GROUP), key=lambda entry: entry.name)
    _refuse_unknown(disabled, {entry.name for entry in entries})
    for entry in entries:
        distribution = entry.dist.name if entry.dist else "?"
        if entry.name in disabled:
            continue
        if entry.name in found:
            if found[entry.name].distribution == distribution:
                continue  # an editable install may be seen twice
            raise PluginConflict(
                f"Two distributions offer a plugin named {entry.name!r}: {found[entry.name].distribution} and "
                f"{distribution}. Uninstall one of them."
            )
        found[entry.name] = _imported(entry, distribution)
    return list(found.values())


def _refuse_unknown(disabled: Iterable[str], installed: Iterable[str]) -> None:
    if unknown := sorted(set(disabled) - set(installed)):
        raise CannotStart(
            f"LASTMETER_DISABLED_PLUGINS names {', '.join(unknown)}, which is not installed. "
            f"Installed: {', '.join(sorted(installed)) or 'none'}."
        )


def _imported(entry: importlib.metadata.EntryPoint, distribution: str) -> Plugin:
    plugin = Plugin(entry.name, distribution=distribution, version=entry.dist.version if entry.dist else "")
    try:
        plugin.module = entry.load()
    except (Exception, SystemExit) as error:
        log.exception("plugin %s cannot be imported", entry.name)
        plugin.problems.append(f"It cannot be imported: {type(error).__name__}: {error}")
    return plugin


def given(modules: Mapping[str, ModuleType]) -> list[Plugin]:
    """Plugins that were imported already, as tests do."""
    return [Plugin(name, module) for name, module in sorted(modules.items())]


class Plugins:
    """Core and the plugins, with everything they contribute. Core comes first, then the others by name."""

    def __init__(self, plugins: Iterable[Plugin], *, strict: bool = False) -> None:
        self.core = Plugin(CORE, contributions, version=importlib.metadata.version("lastmeter"))
        self.all = sorted(plugins, key=lambda plugin: plugin.name)
        self.manager = pluggy.PluginManager(hookspecs.PROJECT)
        self.manager.add_hookspecs(hookspecs)
        for plugin in (self.core, *self.all):
            self._register(plugin, strict or plugin is self.core)
        self._refuse_clashes()

    @property
    def active(self) -> list[Plugin]:
        return [self.core, *(plugin for plugin in self.all if plugin.is_active)]

    @property
    def lines(self) -> list[ServiceLine]:
        return [plugin.line for plugin in self.active if plugin.line is not None]

    def _register(self, plugin: Plugin, strict: bool) -> None:
        try:
            if plugin.is_active:
                self._ask(plugin)
        except (Exception, SystemExit) as error:
            log.exception("plugin %s does not start", plugin.name)
            plugin.problems.append(f"{type(error).__name__}: {error}")
            if self.manager.is_registered(plugin.module):
                self.manager.unregister(plugin.module)
        if plugin.problems and strict:
            raise PluginConflict(f"Plugin {plugin.name} ({plugin.distribution}): {plugin.problems[0]}")

    def _ask(self, plugin: Plugin) -> None:
        if not NAME.fullmatch(plugin.name):
            raise PluginConflict(f"{plugin.name!r} is no name for a plugin: small letters, digits and _ only.")
        self.manager.register(plugin.module, name=plugin.name)
        self.manager.check_pending()
        plugin.line = self._one(plugin, "service_line")
        if plugin.line is not None and plugin.line.key != plugin.name:
            raise PluginConflict(
                f"The line {plugin.line.key!r} must be registered under its own key, not {plugin.name!r}."
            )
        for kind in KINDS:
            setattr(plugin, kind, tuple(self._one(plugin, f"register_{kind}") or ()))

    def _one(self, plugin: Plugin, hook: str) -> Any:
        """What this plugin alone answers."""
        others = [other for other in self.manager.get_plugins() if other is not plugin.module]
        answers = self.manager.subset_hook_caller(hook, others)()
        return answers[0] if answers else None

    def _refuse_clashes(self) -> None:
        self._unique("service line", lambda plugin: [plugin.line.key] if plugin.line else [])
        self._unique(
            "category",
            lambda plugin: [c.code for c in plugin.line.categories] if plugin.line else [],
        )
        self._unique("metric", lambda plugin: [metric.key for metric in plugin.metrics])
        self._unique("rule", lambda plugin: [rule.key for rule in plugin.rules])
        self._unique("reason to visit", lambda plugin: [reason.key for reason in plugin.visit_reasons])
        self._unique("import", lambda plugin: [declared.name for declared in plugin.imports])
        self._unique("operation", lambda plugin: [policy.key for policy in plugin.policies])
        self._unique("blocker", lambda plugin: [blocker.code for blocker in plugin.blockers])
        self._unique("conversion of complaints", lambda plugin: ["a conversion" for _ in plugin.conversions])
        self._unique("GraphQL type", lambda plugin: [_graphql_name(type_) for type_ in plugin.types])

    def _unique(self, what: str, names: Callable[[Plugin], Iterable[str]]) -> None:
        owners: dict[str, str] = {}
        for plugin in self.active:
            for name in names(plugin):
                if name in owners:
                    raise PluginConflict(
                        f"The {what} {name!r} is claimed by {owners[name]} and by {plugin.name}. Rename one of them."
                    )
                owners[name] = plugin.name


def _fields(part: type) -> int:
    """How many root fields; composing takes them out of the class."""
    composed = getattr(part, "__strawberry_definition__", None)
    fields = vars(part).values() if composed is None else composed.fields
    return sum(isinstance(value, StrawberryField) for value in fields)


def _graphql_name(type_: type) -> str:
    return str(type_.__strawberry_definition__.name)  # type: ignore[attr-defined]
