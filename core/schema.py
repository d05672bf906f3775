"""Composes one schema from what core and the plugins contribute; refuses clashes and says who."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from inspect import isawaitable
from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter

from core.cases.changes import CaseSubscriptions
from core.catalogue import Catalogue
from core.engine.checks import check
from core.fence import Fence, inside
from core.mutations import ActionField
from core.plugin_manager import Plugin, PluginConflict, Plugins
from core.scalars import SCALARS
from core.terms import Term

log = logging.getLogger("lastmeter.plugins")

DESCRIPTION = (
    "lastmeter: the service lines that go into the communities together (城管在您身边 · 四进社区): visits, cases, hard cases, "
    "and figures of all lines in one question."
)


def compose(plugins: Plugins) -> strawberry.Schema:
    """The schema depends on which plugins there are, never on the order in which they were found.

    Plugins whose part cannot be built are put aside; where nothing may be wrong, nothing starts.
    """
    try:
        return _composed(plugins.active)
    except Exception:
        log.exception("the schema cannot be built")
        if not _put_aside(plugins):
            raise
        return _composed(plugins.active)


def _put_aside(plugins: Plugins) -> bool:
    """Finds those that cannot be composed with core alone, and those whose types have one name; whether there are any."""
    core, *others = plugins.active
    known = set(_composed([core])._schema.type_map)
    own: dict[str, list[str]] = {}
    for plugin in others:
        try:
            own[plugin.name] = [name for name in _defined(_composed([core, plugin])) if name not in known]
        except Exception as reason:
            plugins.put_aside(plugin, f"Its part of the schema cannot be built: {reason}")
    plugins.settle("GraphQL type", lambda plugin: own.get(plugin.name, []))
    return len(plugins.active) <= len(others)


def _defined(schema: strawberry.Schema) -> Iterator[str]:
    """The types that are not core's: pages and edges are made of Strawberry's own classes, for whomever."""
    for name, type_ in schema._schema.type_map.items():
        definition = type_.extensions.get("strawberry-definition")
        cls = getattr(definition, "origin", getattr(definition, "wrapped_cls", None))
        if cls is None or cls.__module__.split(".")[0] not in ("core", "strawberry"):
            yield name


def _composed(active: Sequence[Plugin]) -> strawberry.Schema:
    describe_terms()
    mutations = [part for plugin in active for part in plugin.mutations]
    schema = strawberry.Schema(
        query=_joined(
            "Query",
            "What can be read (查询).",
            [part for plugin in active for part in plugin.queries],
        ),
        mutation=_joined("Mutation", "What can be done (操作).", mutations) if mutations else None,
        subscription=_joined("Subscription", "What can be followed as it happens (订阅).", [CaseSubscriptions]),
        types=[type_ for plugin in active for type_ in plugin.types],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
    schema._schema.description = DESCRIPTION
    check(schema._schema)
    return schema


def fence_resolvers(schema: strawberry.Schema, catalogue: Catalogue) -> None:
    """Fields of plugins that are functions of their own, not declared, run inside the fence."""
    for type_ in schema._schema.type_map.values():
        for field in getattr(type_, "fields", {}).values():
            written = field.extensions.get("strawberry-definition")
            resolver = getattr(written, "base_resolver", None)
            if resolver is None or isinstance(written, ActionField):
                continue
            fence = catalogue.objects(Fence)[resolver.wrapped_func.__module__]
            if fence is not None:
                field.resolve = _resolved_inside(fence, field.resolve)


def _resolved_inside(fence: Fence, resolve: Any) -> Any:
    def resolved(*given: Any, **named: Any) -> Any:
        with inside(fence):
            made = resolve(*given, **named)
        return awaited(made) if isawaitable(made) else made

    async def awaited(made: Any) -> Any:
        with inside(fence):
            return await made

    return resolved


def sdl(schema: strawberry.Schema) -> str:
    return schema.as_str() + "\n"


def _joined(root: str, description: str, parts: Sequence[type]) -> type:
    """One root type of all parts; a field of two parts is refused, for a later one would silently replace it."""
    names = NameConverter()
    owners: dict[str, type] = {}
    for part in parts:
        if not hasattr(part, "__strawberry_definition__"):
            strawberry.type(part)
        for field in part.__strawberry_definition__.fields:  # type: ignore[attr-defined]
            name = names.from_field(field)
            if name in owners:
                raise PluginConflict(
                    f"{root}.{name} is defined by both {_path(owners[name])} and {_path(part)}. Rename one of them."
                )
            owners[name] = part
    joined = type(root, tuple(parts), {"__doc__": description})
    return strawberry.type(joined, description=description)


def _path(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


def describe_terms() -> None:
    """Closed sets tell GraphQL what their members mean."""
    for words in _subclasses(Term):
        if not words.__members__:
            continue
        if not hasattr(words, "__strawberry_definition__"):
            strawberry.enum(words)
        definition = words.__strawberry_definition__  # type: ignore[attr-defined]
        definition.description = words.__doc__
        for value, word in zip(definition.values, words, strict=True):
            value.description = word.value


def _subclasses(cls: type[Term]) -> Iterator[type[Term]]:
    for sub in cls.__subclasses__():
        yield sub
        yield from _subclasses(sub)
