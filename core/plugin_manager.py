"""Finds plugins, checks that none takes what another has, and asks them what they contribute."""

from __future__ import annotations

import importlib.metadata
import logging
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import pluggy
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from core import contributions, hookspecs
from core.cases.guards import Blocker
from core.database import TableTaken
from core.errors import CannotStart
from core.imports.declared import Import
from core.lines.conversion import Conversion
from core.lines.line import ServiceLine
from core.metrics.metric import Metric
from core.mutations import ActionField
from core.next_visits.reason import VisitReason
from core.ownership import forgotten_if_it_fails, tables_of
from core.patience import TookTooLong, at_most
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
PATIENCE = 10.0
"""Seconds that a plugin may take to be imported, and again to say what it contributes."""
FAULTS = (Exception, SystemExit, TookTooLong)
"""What a plugin may do without stopping the others."""


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
    table_taken: str | None = None
    """The one for want of which it cannot be imported: another plugin made it first."""
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
    def sources(self) -> Sequence[Path]:
        """The files of its code: of the whole package that its module lies in."""
        if self.module is None or self.module.__file__ is None:
            return ()
        file = Path(self.module.__file__)
        return sorted(file.parent.rglob("*.py")) if self.module.__package__ else (file,)

    @property
    def package(self) -> str:
        """In which the modules of its code lie."""
        return "" if self.module is None else self.module.__package__ or self.module.__name__

    @property
    def actions(self) -> dict[str, ActionField]:
        """Its mutations by the names that the audit trail keeps."""
        parts = [getattr(part, "__strawberry_definition__", None) or part for part in self.mutations]
        fields = [field for part in parts for field in (getattr(part, "fields", None) or vars(part).values())]
        return {field.python_name: field for field in fields if isinstance(field, ActionField)}

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
            "queries": sum(len(_fields(part)) for part in self.queries),
            "mutations": sum(len(_fields(part)) for part in self.mutations),
            "metrics": len(self.metrics),
        }

    @property
    def is_active(self) -> bool:
        return self.module is not None and not self.problems


def discover(disabled: Iterable[str] = ()) -> list[Plugin]:
    """Every installed plugin by name, sorted. One that cannot be imported is kept, with its problem."""
    found: dict[str, Plugin] = {}
    entries = entry_points()
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
        others = [other.module for other in entries if other.module != entry.module]
        found[entry.name] = _imported(entry, distribution, spared=[CORE, *others])
    return list(found.values())


def entry_points() -> list[importlib.metadata.EntryPoint]:
    """Where packages say that they have a plugin, by name."""
    return sorted(importlib.metadata.entry_points(group=hookspecs.GROUP), key=lambda entry: entry.name)


def _refuse_unknown(disabled: Iterable[str], installed: Iterable[str]) -> None:
    if unknown := sorted(set(disabled) - set(installed)):
        raise CannotStart(
            f"LASTMETER_DISABLED_PLUGINS names {', '.join(unknown)}, which is not installed. "
            f"Installed: {', '.join(sorted(installed)) or 'none'}."
        )


def _imported(entry: importlib.metadata.EntryPoint, distribution: str, spared: Collection[str]) -> Plugin:
    plugin = Plugin(entry.name, distribution=distribution, version=entry.dist.version if entry.dist else "")
    try:
        with at_most(PATIENCE), forgotten_if_it_fails(spared):
            plugin.module = entry.load()
    except FAULTS as error:
        log.exception("plugin %s cannot be imported", entry.name)
        if isinstance(error, TableTaken):
            plugin.table_taken = error.table
        else:
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
        self.strict = strict
        self.manager = pluggy.PluginManager(hookspecs.PROJECT)
        self.manager.add_hookspecs(hookspecs)
        for plugin in (self.core, *self.all):
            self._register(plugin)
        for plugin in self.active:
            self._look_for_twins(plugin)
        for what, names in CLAIMS.items():
            self.settle(what, names)
        for plugin in self.all:
            if plugin.table_taken and not plugin.problems:
                self.put_aside(plugin, f"Its table {plugin.table_taken!r} is there already.")

    @property
    def active(self) -> list[Plugin]:
        return [self.core, *(plugin for plugin in self.all if plugin.is_active)]

    @property
    def rules(self) -> dict[str, Rule[Any]]:
        """By their keys."""
        return {rule.key: rule for plugin in self.active for rule in plugin.rules}

    @property
    def lines(self) -> list[ServiceLine]:
        return [plugin.line for plugin in self.active if plugin.line is not None]

    def put_aside(self, plugin: Plugin, problem: str) -> None:
        """It takes no part any more; where nothing may be wrong, nothing starts."""
        plugin.problems.append(problem)
        if self.manager.is_registered(plugin.module):
            self.manager.unregister(plugin.module)
        if self.strict or plugin is self.core:
            raise PluginConflict(f"Plugin {plugin.name} ({plugin.distribution}): {problem}")

    def _register(self, plugin: Plugin) -> None:
        if plugin.problems and self.strict:
            raise PluginConflict(f"Plugin {plugin.name} ({plugin.distribution}): {plugin.problems[0]}")
        try:
            if plugin.is_active:
                with at_most(PATIENCE):
                    self._ask(plugin)
        except FAULTS as error:
            log.exception("plugin %s does not start", plugin.name)
            self.put_aside(plugin, f"{type(error).__name__}: {error}")

    def _ask(self, plugin: Plugin) -> None:
        if not NAME.fullmatch(plugin.name):
            raise PluginConflict(f"{plugin.name!r} is no name for a plugin: small letters, digits and _ only.")
        _check_version(getattr(plugin.module, "LASTMETER_API", hookspecs.API_VERSION))
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

    def _look_for_twins(self, plugin: Plugin) -> None:
        """What it declares twice is kept by its name: one of the two would be lost without a word."""
        for what, names in ONCE.items():
            if twice := [name for name, count in Counter(names(plugin)).items() if count > 1]:
                self.put_aside(plugin, f"The {what} {twice[0]!r} is declared twice. Rename or remove one of them.")
                return

    def settle(self, what: str, names: Names) -> None:
        """Who claims a name that another has is put aside: whoever's own key it begins with keeps it, else nobody."""
        claims: dict[str, list[Plugin]] = defaultdict(list)
        for plugin in (self.core, *self.all):
            for name in dict.fromkeys(names(plugin) if not plugin.problems else ()):
                claims[name].append(plugin)
        for name, claimants in claims.items():
            standing = [plugin for plugin in claimants if not plugin.problems]
            if len(standing) < 2:
                continue
            told = f"The {what} {name!r} is claimed by {' and by '.join(one.name for one in standing)}. Rename one of them."
            if self.strict:
                raise PluginConflict(told)
            owners = [plugin for plugin in standing if plugin is self.core or _may_keep(name, plugin)]
            for plugin in standing:
                if owners != [plugin]:
                    self.put_aside(plugin, told)


Names = Callable[[Plugin], Iterable[str]]
CLAIMS: dict[str, Names] = {
    "table": lambda plugin: [plugin.table_taken] if plugin.table_taken else _tables(plugin),
    "service line": lambda plugin: [plugin.line.key] if plugin.line else [],
    "category": lambda plugin: [category.code for category in plugin.line.categories] if plugin.line else [],
    "metric": lambda plugin: [metric.key for metric in plugin.metrics],
    "rule": lambda plugin: [rule.key for rule in plugin.rules],
    "reason to visit": lambda plugin: [reason.key for reason in plugin.visit_reasons],
    "import": lambda plugin: [declared.name for declared in plugin.imports],
    "operation": lambda plugin: [policy.key for policy in plugin.policies],
    "blocker": lambda plugin: [blocker.code for blocker in plugin.blockers],
    "conversion of complaints": lambda plugin: ["a conversion" for _ in plugin.conversions],
    "GraphQL type": lambda plugin: [_graphql_name(type_) for type_ in plugin.types],
    "root field": lambda plugin: [name for part in (*plugin.queries, *plugin.mutations) for name in _fields(part)],
}
"""What only one plugin may have."""
ONCE: dict[str, Names] = {
    what: CLAIMS[what]
    for what in ("category", "metric", "rule", "reason to visit", "import", "operation", "conversion of complaints")
} | {"blocker": lambda plugin: [f"{blocker.code} of {blocker.action.name}" for blocker in plugin.blockers]}
"""What a plugin may have once. A blocker may stand in the way of several actions; Strawberry finds types and fields."""


def _check_version(written_for: object) -> None:
    if not isinstance(written_for, int) or not hookspecs.OLDEST_API <= written_for <= hookspecs.API_VERSION:
        newer = isinstance(written_for, int) and written_for > hookspecs.API_VERSION
        mend = "Install a newer lastmeter" if newer else "Install a newer version of the plugin"
        raise PluginConflict(
            f"It was written for the plugin API {written_for}; this lastmeter has {hookspecs.API_VERSION}, and knows "
            f"those from {hookspecs.OLDEST_API} on. {mend}."
        )


def _may_keep(name: str, plugin: Plugin) -> bool:
    """Begins with its key; what cannot be imported keeps nothing."""
    return plugin.module is not None and re.sub("[^a-z0-9]", "", name.lower()).startswith(plugin.name.replace("_", ""))


def _tables(plugin: Plugin) -> Iterable[str]:
    return tables_of(plugin.package) if plugin.module is not None else ()


def _fields(part: type) -> list[str]:
    """Its root fields as clients know them; composing takes them out of the class."""
    composed = getattr(part, "__strawberry_definition__", None)
    if composed is not None:
        return [field.graphql_name or to_camel_case(field.python_name) for field in composed.fields]
    found = ((name, value) for name, value in vars(part).items() if isinstance(value, StrawberryField))
    return [value.graphql_name or to_camel_case(name) for name, value in found]


def _graphql_name(type_: type) -> str:
    return str(type_.__strawberry_definition__.name)  # type: ignore[attr-defined]
