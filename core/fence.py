"""The fence: what a plugin may ask of the database by the sessions that core gives it.

Its own tables, and those of core whose rows are somebody's to see; by SQLAlchemy, not by SQL as text. It is for mistakes and
for shortcuts: who means it has Python, the driver and the file (`docs/security.md`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import GeneratorType
from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

SELECT = re.compile(r"\bselect\b", re.IGNORECASE)


class Trespass(Exception):
    """A plugin asked what is not its to ask; the statement was not run."""


@dataclass(frozen=True)
class Fence:
    """What is closed to a plugin: the tables of others, and those of core that are never shown."""

    plugin: str
    package: str
    closed: frozenset[str]

    def refusal(self, tables: frozenset[str], has_text: bool) -> Trespass | None:
        if has_text:
            return Trespass(f"The plugin {self.plugin} asked by SQL as text; write it with SQLAlchemy over the models.")
        if strange := sorted(self.closed & tables):
            return Trespass(
                f"The plugin {self.plugin} asked for {', '.join(strange)}, which belongs to others; ask for what they "
                "offer: services of core, figures."
            )
        return None


class Fences(dict[str, Fence | None]):
    """By the name of a module: in which fence its code runs; None for core's."""

    def __init__(self, fences: list[Fence]) -> None:
        super().__init__()
        self._fences = fences

    def __missing__(self, module: str) -> Fence | None:
        within = (fence for fence in self._fences if f"{module}.".startswith(f"{fence.package}."))
        found = self[module] = max(within, key=lambda fence: len(fence.package), default=None)
        return found


@dataclass
class _Visit:
    """Code of a plugin that runs, and what it was refused."""

    fence: Fence
    trespasses: list[Trespass] = field(default_factory=list)


_NOW: ContextVar[_Visit | None] = ContextVar("fence", default=None)


@contextmanager
def inside(fence: Fence | None) -> Iterator[None]:
    """Code of a plugin runs here. What it was refused it cannot swallow: it is raised in the end."""
    visit = _Visit(fence) if fence is not None else None
    before = _NOW.set(visit)
    try:
        yield
    finally:
        _NOW.reset(before)
        if visit is not None and visit.trespasses:
            raise visit.trespasses[0]


def outside() -> Any:
    """Core at its own work, for a plugin that called it: what it asks is core's to answer for."""
    return inside(None)


def fenced(fence: Fence | None, hook: Callable[..., Any]) -> Callable[..., Any]:
    """A hook that is given a session first; what it adds there is written before the fence is left."""

    def called(session: Any, *given: Any) -> Any:
        with inside(fence):
            made = hook(session, *given)
            session.flush()
            return made

    return called


def asker(step: Any) -> str:
    """The module whose code a computed field has come to: a plugin may let core ask for it."""
    while isinstance(step.gi_yieldfrom, GeneratorType):
        step = step.gi_yieldfrom
    return str(step.gi_frame.f_globals["__name__"])


def look(context: Any) -> None:
    """At a statement of SQLAlchemy's before it is run."""
    visit = _NOW.get()
    if visit is None:
        return
    refusal = visit.fence.refusal(*told_by(context.compiled))
    if refusal is not None:
        visit.trespasses.append(refusal)
        raise refusal


def told_by(compiled: Any) -> tuple[frozenset[str], bool]:
    """The tables that a statement names, and whether there is text in it; what SQLAlchemy did not write is text."""
    if isinstance(compiled, _Telling):
        return frozenset(compiled.tables), compiled.has_text
    return frozenset(), True


def telling(dialect: Dialect) -> None:
    """From now on its statements tell which tables they name, and whether there is text in them."""
    dialect.statement_compiler = type("Telling", (_Telling, dialect.statement_compiler), {})


class _Telling(SQLCompiler):
    """Told once, when a statement is compiled; SQLAlchemy keeps what is compiled."""

    def __init__(self, *given: Any, **named: Any) -> None:
        self.tables: set[str] = set()
        self.has_text = False
        super().__init__(*given, **named)

    def visit_table(self, table: Any, asfrom: Any = False, *given: Any, **named: Any) -> Any:
        if asfrom:
            self.tables.add(table.name)
        return super().visit_table(table, asfrom, *given, **named)  # type: ignore[no-untyped-call]

    def visit_insert(self, insert_stmt: Any, *given: Any, **named: Any) -> Any:
        self.tables.add(insert_stmt.table.name)
        return super().visit_insert(insert_stmt, *given, **named)  # type: ignore[no-untyped-call]

    def visit_update(self, update_stmt: Any, *given: Any, **named: Any) -> Any:
        self.tables.add(update_stmt.table.name)
        return super().visit_update(update_stmt, *given, **named)

    def visit_delete(self, delete_stmt: Any, *given: Any, **named: Any) -> Any:
        self.tables.add(delete_stmt.table.name)
        return super().visit_delete(delete_stmt, *given, **named)  # type: ignore[no-untyped-call]

    def visit_textclause(self, *given: Any, **named: Any) -> Any:
        self.has_text = True
        return super().visit_textclause(*given, **named)  # type: ignore[no-untyped-call]

    def visit_textual_select(self, *given: Any, **named: Any) -> Any:
        self.has_text = True
        return super().visit_textual_select(*given, **named)  # type: ignore[no-untyped-call]

    def visit_column(self, column: Any, *given: Any, **named: Any) -> Any:
        if column.is_literal and SELECT.search(str(column.name)):
            self.has_text = True
        return super().visit_column(column, *given, **named)
