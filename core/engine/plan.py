"""Plan: an operation as the engine will run it, and the state of one run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.engine.level import Level
from core.engine.pages import PageOf
from core.engine.statements import Statement


@dataclass(frozen=True)
class Question:
    """What a computed field is told of the request."""

    context: Any
    asked: frozenset[str] = frozenset()
    """The fields selected below, as dotted GraphQL names."""

    def asks(self, *names: str) -> bool:
        return any(name in self.asked for name in names)


@dataclass
class Root:
    """One field of the operation's root."""

    name: str
    """The response name."""


@dataclass
class Fixed(Root):
    """Known when the plan is made."""

    json: Any


@dataclass
class PageRoot(Root):
    page: PageOf
    level: Level
    total: Statement | None
    outside: Statement | None


@dataclass
class RowRoot(Root):
    """One row, by a unique column or its key; null where there is none."""

    level: Level


@dataclass
class RowsRoot(Root):
    """All rows of a short table."""

    level: Level


@dataclass
class NodesRoot(Root):
    """Rows by ids of several types, in the order of the ids."""

    call: int
    argument: str
    levels: Mapping[str, Level]


@dataclass
class Built:
    """How a Python value becomes JSON, and the levels that fill in the rows it refers to."""

    build: Callable[[Any, list[list[Any]]], Any]
    references: list[Level]


@dataclass
class ComputedRoot(Root):
    policy: str
    call: int
    step: Callable[..., Any]
    asked: frozenset[str]
    value: Built


@dataclass
class ActionRoot(Root):
    """A mutation."""

    call: int
    field: Any
    value: Built


@dataclass
class CoreRoot(Root):
    """Left to graphql-core, and why."""

    reason: str
    is_introspection: bool = False


@dataclass
class Call:
    """A field that takes arguments."""

    definition: Any
    node: Any
    convert: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    fixed: dict[str, Any] | None = None
    """The arguments where no variable takes part in them."""


@dataclass
class Plan:
    roots: Sequence[Root]
    calls: Sequence[Call]
    binds: Mapping[str, Callable[[Any], Any]]
    cursors: Sequence[Callable[[Any], Any]] = ()
    """Read before anything else: a wrong one is refused even where nothing would be looked for."""
    is_long: bool = False
    """Whether something in it is computed over many rows: then it must not run where others wait."""
    cost: int = 0
    """How many objects the answer can hold, as it was measured before planning."""

    @property
    def left_to_core(self) -> list[CoreRoot]:
        return [root for root in self.roots if isinstance(root, CoreRoot)]
