"""Levels: each is one SQL statement, and the Python that makes JSON of its rows; a draft is one under construction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, and_, bindparam, inspect, select

from core.columns import Among, Listed
from core.engine import sql
from core.engine.picks import Pick, Selection, Step, key_of
from core.engine.sql import JsonArray, Sql
from core.engine.statements import Statement

Build = Callable[..., Any]
KEYS = "keys"
"""The parameter that holds the keys of the rows that a level hangs below."""


class Source:
    """The rows that one select stands on: a model's, and what is joined to them."""

    def __init__(self, row: Any, planner: Any) -> None:
        self.row = row
        self.planner = planner
        self._joined: dict[tuple[Any, str], Any] = {}
        self._joins: list[tuple[Any, Any, bool]] = []
        self._outer: set[Any] = set()

    def join(self, row: Any, attribute: str, outer: bool) -> Any:
        """The row that a relationship leads to, if the viewer may see it; joined once, however often it is asked for."""
        found = self._joined.get((row, attribute))
        if found is None:
            found = self.planner.alias(getattr(row, attribute).property.mapper.class_)
            seen = self.planner.visible_above(row, attribute, found)
            on = getattr(row, attribute).of_type(found)
            self._add(row, attribute, found, on.and_(*seen) if seen else on, outer or bool(seen))
        return found

    def may_miss(self, target: Any) -> bool:
        """Whether a joined row may be missing: there may be none, or the viewer may not see it."""
        return target in self._outer

    def attach(self, row: Any, key: str, attribute: str, word: str, model: Any) -> Any:
        """The row of another model that has the same key."""
        found = self._joined.get((row, f"{attribute}={word}"))
        if found is None:
            found = self.planner.alias(model)
            on = and_(
                key_of(found) == getattr(row, key), *self.planner.visible(found, key_of(found).key, class_of(row))
            )
            self._add(row, f"{attribute}={word}", found, on, True)
        return found

    def _add(self, row: Any, name: str, target: Any, on: Any, outer: bool) -> None:
        outer = outer or row in self._outer
        if outer:
            self._outer.add(target)
        self._joined[row, name] = target
        self._joins.append((target, on, outer))

    def select(self, *columns: Any, start: Any = None) -> Select[Any]:
        made = select(*columns).select_from(self.row if start is None else start)
        for target, on, outer in self._joins:
            relationship = on if not isinstance(on, ColumnElement) else None
            made = (
                made.join(relationship, isouter=outer)
                if relationship is not None
                else made.join(target, on, isouter=outer)
            )
        return made

    def related_text(self, row: Any, attribute: str, selection: Pick, first: int | None = None) -> Sql:
        """The rows of a relationship, or the first of them, as a JSON array."""
        child, holds, order = related(row, attribute, self.planner)
        below = Source(child, self.planner)
        text = selection.text(below, child).label("piece")
        seen = self.planner.visible(child, pointer_of(row, attribute), class_of(row))
        made = below.select(text).where(holds, *seen).order_by(*order).correlate(row)
        return JsonArray(made if first is None else made.limit(sql.literal(first)))


def related(row: Any, attribute: str, planner: Any) -> tuple[Any, ColumnElement[bool], list[Any]]:
    """The rows that a relationship leads to: their alias, what ties them to `row`, their order."""
    relationship = inspect(row).mapper.relationships[attribute]
    child = planner.alias(relationship.mapper.class_)
    ((local, remote),) = relationship.local_remote_pairs
    holds = column_of(child, remote) == column_of(row, local)
    return child, holds, [_sorted(child, step) for step in relationship.order_by or ()]


def class_of(row: Any) -> Any:
    return inspect(row).mapper.class_


def pointer_of(row: Any, attribute: str) -> str:
    """The column by which the rows of a relationship point back."""
    relationship = inspect(row).mapper.relationships[attribute]
    ((_, remote),) = relationship.local_remote_pairs
    return str(relationship.mapper.get_property_by_column(remote).key)


def _sorted(row: Any, step: Any) -> Any:
    descending = getattr(step, "modifier", None) is not None
    column = column_of(row, step.element if descending else step)
    return column.desc() if descending else column


def column_of(row: Any, column: Any) -> Any:
    return getattr(row, inspect(row).mapper.get_property_by_column(column).key)


@dataclass
class Kid:
    """A level below another: its rows belong to the rows above by `key`."""

    level: Level
    at: int
    """The position, above, of the key that the rows below point at."""
    page: Any = None
    """The page that each key has below, where it is a connection."""
    totals: Statement | None = None
    """How many rows each key has in all, where that is asked."""


@dataclass
class StepCall:
    pick: Step
    key: int
    needed: tuple[int, ...]


@dataclass
class Level:
    """One statement, the function that makes of its rows what is answered, and what hangs below."""

    statement: Statement
    build: Build
    code: str
    kids: list[Kid]
    steps: list[StepCall]

    @property
    def is_alone(self) -> bool:
        """Whether nothing else is asked for its rows."""
        return not self.kids and not self.steps


class Draft:
    """A level under construction: the columns it fetches, the code over a fetched row `r`, and what hangs below.

    Nothing of it is kept with a plan: the rows that its select stands on weigh a thousand times the text it becomes.
    """

    def __init__(self, row: Any, planner: Any) -> None:
        self.source = Source(row, planner)
        self.planner = planner
        self.is_sqlite = planner.dialect.name == "sqlite"
        self.columns: list[Any] = []
        self._placed: list[Any] = []
        self.names: dict[str, Any] = {"Fragment": orjson.Fragment}
        self.kids: list[Kid] = []
        self.steps: list[StepCall] = []

    def column(self, column: Any) -> str:
        return f"r[{self.place(column)}]"

    def place(self, column: Any) -> int:
        """Where a column stands in the fetched row; the same column stands there once."""
        for at, placed in enumerate(self._placed):
            if placed is column:
                return at
        self._placed.append(column)
        self.columns.append(column.label(f"c{len(self.columns)}"))
        return len(self.columns) - 1

    def name(self, value: Any) -> str:
        """A constant of the generated code."""
        name = f"k{len(self.names)}"
        self.names[name] = value
        return name

    def join(self, row: Any, attribute: str, outer: bool) -> Any:
        return self.source.join(row, attribute, outer)

    def attach(self, row: Any, key: str, attribute: str, word: str, model: Any) -> Any:
        return self.source.attach(row, key, attribute, word, model)

    def kid_rows(self, row: Any, attribute: str, selection: Selection) -> str:
        relationship = inspect(row).mapper.relationships[attribute]
        ((local, remote),) = relationship.local_remote_pairs
        child, _, order = related(row, attribute, self.planner)
        below = Draft(child, self.planner)
        pointer = column_of(child, remote)
        below.place(pointer)
        expression = f"[{selection.python(below, child)} for r in rows]"
        keys = bindparam(KEYS, type_=Listed(pointer.type))
        seen = self.planner.visible(child, pointer.key, class_of(row))
        made = below.source.select(*below.columns).where(Among(pointer, keys), *seen).order_by(*order)
        return self._hang(Kid(below.finished(made, expression), self.place(column_of(row, local))))

    def kid_page(self, row: Any, page: Any) -> str:
        at = self.place(getattr(row, page.parent_key))
        return self._hang(Kid(page.below(), at, page, page.totals() if page.wants_total else None))

    def _hang(self, kid: Kid) -> str:
        self.kids.append(kid)
        return f"kids[{len(self.kids) - 1}][r[{kid.at}]]"

    def step(self, pick: Step, row: Any) -> str:
        key = self.place(key_of(row))
        needed = tuple(self.place(getattr(row, name)) for name in pick.needs)
        self.steps.append(StepCall(pick, key, needed))
        return f"steps[{len(self.steps) - 1}].get(r[{key}])"

    def finished(self, made: Select[Any], expression: str) -> Level:
        if not self.columns:  # nothing of the rows is asked but how many they are
            made = made.add_columns(sql.literal(1))
        code = f"def build(rows, kids, steps, info):\n    return {expression}"
        scope = dict(self.names)
        exec(compile(code, "<plan>", "exec"), scope)
        return Level(
            Statement.of(made, self.planner.dialect, self.planner.rows), scope["build"], code, self.kids, self.steps
        )
