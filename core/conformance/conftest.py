"""Which lines are looked at, and what each adds to core."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from graphql import GraphQLField, GraphQLNamedType, GraphQLSchema

from core.plugin_manager import Plugin, Plugins, discover
from core.schema import compose

pytest_plugins = ["core.testing.fixtures"]


@cache
def installed() -> dict[str, Plugin]:
    """The lines that are installed, by their key, those with problems too."""
    return {plugin.name: plugin for plugin in Plugins(discover()).all if plugin.line is not None or plugin.problems}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "key" in metafunc.fixturenames:
        metafunc.parametrize("key", chosen(metafunc.config.getoption("--line")), scope="session")


def chosen(given: list[str]) -> list[str]:
    for key in given:
        if key not in installed():
            raise pytest.UsageError(
                f"No service line {key!r} is installed. There is: {', '.join(installed()) or 'none'}."
            )
    return given or list(installed())


@pytest.fixture(scope="session")
def plugin(key: str) -> Plugin:
    """The plugin of the line."""
    found = installed()[key]
    assert found.problems == [], found.problems
    return found


@dataclass(frozen=True)
class Added:
    """What the line adds to the schema of core."""

    core: GraphQLSchema
    alone: GraphQLSchema
    """Of core and the line, without the others."""

    @property
    def types(self) -> dict[str, GraphQLNamedType]:
        """Those that the line's own code defines: it may also be the first to use one of core's."""
        new = {name: type_ for name, type_ in self.alone.type_map.items() if name not in self.core.type_map}
        return {name: type_ for name, type_ in new.items() if not _module(type_).startswith("core.")}

    @property
    def queries(self) -> dict[str, GraphQLField]:
        return _new(self.alone.query_type, self.core.query_type)

    @property
    def mutations(self) -> dict[str, GraphQLField]:
        return _new(self.alone.mutation_type, self.core.mutation_type)


def _module(type_: GraphQLNamedType) -> str:
    definition: Any = type_.extensions.get("strawberry-definition")
    origin = getattr(definition, "wrapped_cls", None) or getattr(definition, "origin", None)
    return str(getattr(origin, "__module__", ""))


def _new(with_line: Any, without: Any) -> dict[str, GraphQLField]:
    known = without.fields if without is not None else {}
    return {name: field for name, field in (with_line.fields if with_line else {}).items() if name not in known}


@pytest.fixture(scope="session")
def core_alone() -> GraphQLSchema:
    return compose(Plugins([], strict=True))._schema


@pytest.fixture(scope="session")
def added(plugin: Plugin, core_alone: GraphQLSchema) -> Added:
    return Added(core_alone, compose(Plugins([plugin], strict=True))._schema)


@pytest.fixture
def unchanged(row_counts: Callable[[], dict[str, int]]) -> Iterator[None]:
    """Nothing may be written."""
    before = row_counts()
    yield
    assert row_counts() == before
