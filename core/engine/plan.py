"""Plan: an operation as the engine will run it, and the state of one run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from core.engine.level import Level
from core.engine.pages import KnownCodes, PageOf
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

    @property
    def is_one_statement(self) -> bool:
        return False


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

    @property
    def is_one_statement(self) -> bool:
        return self.level.is_alone and self.total is None and self.outside is None and not self.page.known


@dataclass
class RowRoot(Root):
    """One row, by a unique column or its key; null where there is none."""

    level: Level

    @property
    def is_one_statement(self) -> bool:
        return self.level.is_alone


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

    @property
    def is_one_statement(self) -> bool:
        return len(self.levels) == 1 and all(level.is_alone for level in self.levels.values())


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
class FeedRoot(Root):
    """The field of a subscription."""

    feed: Any
    call: int
    value: Built
    subjects: Level | None
    """The rows that something happens to, where nothing is asked of them."""
    known: KnownCodes = ()

    @property
    def levels(self) -> Sequence[Level]:
        return self.value.references if self.subjects is None else [self.subjects]

    @property
    def is_one_statement(self) -> bool:
        return len(self.levels) == 1 and self.levels[0].is_alone


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
    """The arguments in which no variable takes part; None where a variable stands inside of one."""
    given: Mapping[str, str] = field(default_factory=dict)
    """The arguments that are variables as a whole."""
    is_unchecked: bool = False
    """Whether it reads by variables, whose texts nobody has looked at yet."""


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

    @cached_property
    def left_to_core(self) -> list[CoreRoot]:
        return [root for root in self.roots if isinstance(root, CoreRoot)]

    @cached_property
    def is_one_statement(self) -> bool:
        """Whether it sees one state of the rows by itself."""
        asking = [root for root in self.roots if not isinstance(root, CoreRoot | Fixed)]
        return len(asking) == 1 and asking[0].is_one_statement
