"""Pages of a connection: which rows, in which order, after which cursor; as a statement, or as text inside another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Enum,
    Integer,
    Numeric,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    func,
    inspect,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import BindParameter

from core.census import census_of
from core.columns import Among, Instant, Listed, PlainDay
from core.engine import cursors, sql
from core.engine.filters import Known
from core.engine.level import KEYS, Draft, Level, Source
from core.engine.orders import SortKey
from core.engine.picks import Selection, key_of
from core.engine.sql import Concat, JsonArray, Sql
from core.engine.statements import Statement
from core.errors import DomainError, ErrorCode

PAGE_MOST = 100


@dataclass(frozen=True)
class Extent:
    """Which end of the list, and how many of it."""

    size: int
    is_backward: bool


def extent(arguments: Mapping[str, Any]) -> Extent:
    """What `first` and `last` ask for; refuses none, both, and what is not 1 to 100."""
    first, last = arguments.get("first"), arguments.get("last")
    if (first is None) == (last is None):
        raise DomainError(
            ErrorCode.REQUIRED,
            f"Give first or last, one of them: how many, 1 to {PAGE_MOST}.",
            f"请给出 first 或 last 之一：数量 1 至 {PAGE_MOST}。",
            ("first",),
        )
    name, size = ("last", int(last)) if last is not None else ("first", int(first or 0))
    if not 1 <= size <= PAGE_MOST:
        raise DomainError(
            ErrorCode.OUT_OF_RANGE,
            f"{name} is {size}; a page holds 1 to {PAGE_MOST}.",
            f"{name} 为 {size}；每页 1 至 {PAGE_MOST} 条。",
            (name,),
        )
    return Extent(size, last is not None)


def key_types(model: Any, keys: Sequence[SortKey]) -> list[tuple[type, Any]]:
    """How each sort key is read from a cursor and bound."""
    return [_key_type(getattr(model, key.attribute).type) for key in keys]


def _key_type(type_: Any) -> tuple[type, Any]:
    if isinstance(type_, Instant):
        return datetime, type_
    if isinstance(type_, Date):
        return date, PlainDay()
    if isinstance(type_, Enum):
        return str, Text()
    if isinstance(type_, Boolean):
        return bool, type_
    if isinstance(type_, Integer):
        return int, type_
    if isinstance(type_, Numeric):
        return float, type_
    return str, type_


def _plain(key: Any) -> Any:
    return key


def order_by(row: Any, keys: Sequence[SortKey], backward: bool, wrap: Callable[[Any], Any] = _plain) -> list[Any]:
    columns = ((key, wrap(key.of(row))) for key in keys)
    return [column.desc() if key.descending != backward else column.asc() for key, column in columns]


def beyond(
    row: Any, keys: Sequence[SortKey], marks: Sequence[BindParameter[Any]], backward: bool
) -> ColumnElement[bool]:
    """The row comes after the marked place, or, backward, before it."""
    columns = [key.of(row) for key in keys]
    downward = [key.descending != backward for key in keys]
    if len(set(downward)) == 1:  # one comparison of rows: a range of the index
        here, mark = tuple_(*columns), tuple_(*marks)
        return here < mark if downward[0] else here > mark
    steps = []
    for at, column in enumerate(columns):
        same = [columns[before] == marks[before] for before in range(at)]
        steps.append(and_(*same, column < marks[at] if downward[at] else column > marks[at]))
    return or_(*steps)


def up_to(
    row: Any, keys: Sequence[SortKey], marks: Sequence[BindParameter[Any]], backward: bool
) -> ColumnElement[bool]:
    """The row is the marked one or comes before it, or, backward, after it."""
    downward = {key.descending != backward for key in keys}
    if len(downward) > 1:
        return ~beyond(row, keys, marks, backward)
    here, mark = tuple_(*(key.of(row) for key in keys)), tuple_(*marks)
    return here >= mark if downward == {True} else here <= mark


Holds = Callable[[Any], list[ColumnElement[bool]]]
"""Given the row's alias: what must hold for it to be in the list."""
KnownCodes = Sequence[tuple[int, str, Known, Statement]]
"""Codes of a filter that must exist: the call, the filter's field, and how to find out."""


@dataclass
class PageOf:
    """One asked page: everything that is known when the plan is made."""

    planner: Any
    model: Any
    keys: tuple[SortKey, ...]
    extent: Extent
    holds: Holds
    implied: Holds
    """What follows from the filter; only pages say it, for the sake of an index."""
    is_gathered: bool
    """Whether its rows may lie anywhere in its order, so that no index is walked to find them."""
    after: Callable[[int, Any], BindParameter[Any]] | None
    before: Callable[[int, Any], BindParameter[Any]] | None
    picks: Mapping[str, tuple[str, Any]]
    """Response name to what is asked: ("nodes", Selection), ("edges", {…}), ("pageInfo", {…}), ("totalCount", None), …"""
    known: KnownCodes = ()
    via: Any = None
    parent_key: str = "id"

    @property
    def is_plain(self) -> bool:
        return not self.known and all(self._is_plain(kind, inside) for kind, inside in self.picks.values())

    def _is_plain(self, kind: str, inside: Any) -> bool:
        if kind == "nodes":
            return bool(inside.is_plain)
        if kind == "edges":
            return all(kind != "cursor" and (kind != "node" or below.is_plain) for kind, below in inside.values())
        return kind != "pageInfo"

    @property
    def selections(self) -> list[Selection]:
        inside = [selection for kind, selection in self.picks.values() if kind == "nodes"]
        for kind, edge in self.picks.values():
            if kind == "edges":
                inside += [selection for part, selection in edge.values() if part == "node"]
        return inside

    def asks(self, flag: str) -> bool:
        return any(kind == "pageInfo" and flag in inside.values() for kind, inside in self.picks.values())

    @property
    def wants_more(self) -> bool:
        """Whether it must be known that rows follow: then one row more than the page is fetched."""
        return self.asks("hasPreviousPage" if self.extent.is_backward else "hasNextPage")

    @property
    def limit(self) -> int:
        return self.extent.size + (1 if self.wants_more else 0)

    @property
    def is_further(self) -> bool:
        """Whether it lies beyond a cursor."""
        return self.after is not None or self.before is not None

    @property
    def wants_rows(self) -> bool:
        """Whether more is asked than how many there are."""
        return any(kind in {"nodes", "edges", "pageInfo"} for kind, _ in self.picks.values())

    @property
    def wants_total(self) -> bool:
        return any(kind == "totalCount" for kind, _ in self.picks.values())

    # ------------------------------------------------------------- the rows

    def _within(self, made: Select[Any], row: Any, parent: Any = None) -> Select[Any]:
        """Filters, the parent, and the cursors."""
        made = made.where(*map(sql.walked, self.holds(row)), *self.implied(row))
        if parent is not None:
            made = made.where(getattr(row, self.via.key) == parent)
        for mark, backward in ((self.after, False), (self.before, True)):
            if mark is not None:
                marks = [mark(at, type_) for at, (_, type_) in enumerate(self.types)]
                made = made.where(beyond(row, self.keys, marks, backward))
        return made

    @property
    def types(self) -> list[tuple[type, Any]]:
        return key_types(self.model, self.keys)

    def _limited(self, row: Any, columns: Sequence[Any], parent: Any = None) -> Select[Any]:
        made = self._within(select(*columns).select_from(row), row, parent)
        order = order_by(row, self.keys, self.extent.is_backward, sql.Gathered if self.is_gathered else _plain)
        return made.order_by(*order).limit(sql.literal(self.limit))

    def _order(self, row: Any) -> list[Any]:
        return order_by(row, self.keys, self.extent.is_backward)

    def level(self) -> Level:
        """The page as a statement of its own: the limit first, what is joined after.

        Where rows are passed over, PostgreSQL looks for keys alone: an index that has all that narrows the list tells
        them without a look at any row that is not shown.
        """
        inner = self.planner.alias(self.model)
        if self.planner.dialect.name == "postgresql" and self.holds(inner):
            row, keys = self.planner.alias(self.model), self._limited(inner, [key_of(inner)]).subquery()
            start = keys.join(inspect(row).selectable, key_of(row) == keys.c[0])
        else:
            row, start = aliased(self.model, self._limited(inner, inspect(inner).selectable.c).subquery()), None
        draft = Draft(row, self.planner)
        expression = self._expression(draft, row)
        made = draft.source.select(*draft.columns, start=start)
        return draft.finished(made.order_by(*self._order(row)), expression)

    def below(self) -> Level:
        """Pages for many parents in one statement."""
        inner = self.planner.alias(self.model)
        pointer = getattr(inner, self.via.key)
        keys = self.planner.keys(pointer.type)
        if self.planner.dialect.name == "sqlite":
            row = self.planner.alias(self.model)
            here = keys.c.value
            page = self._limited(inner, [key_of(inner)], here).correlate(keys)
            start = keys.join(inspect(row).selectable, key_of(row).in_(page))
        else:
            here = keys.c.key
            lateral = self._limited(inner, inspect(inner).selectable.c, here).correlate(keys).lateral()
            row = aliased(self.model, lateral)
            start = keys.join(lateral, true())
        draft = Draft(row, self.planner)
        draft.place(getattr(row, self.via.key))
        expression = self._expression(draft, row)
        made = draft.source.select(*draft.columns, start=start).order_by(*self._order(row))
        return draft.finished(made, expression)

    def total(self) -> Statement:
        made = self._by_census()
        if made is None:
            row = self.planner.alias(self.model)
            made = select(func.count()).select_from(row).where(*self.holds(row))
        return self._statement(made)

    def _by_census(self) -> Select[Any] | None:
        """Where nothing narrows the list that a census does not know: as many, of far fewer entries.

        A wall inside PostgreSQL is around rows and not around entries; behind it rows are counted.
        """
        census = census_of(self.model)
        if census is None or self.planner.dialect.name != "postgresql" or self.planner.is_walled:
            return None
        entry = self.planner.alias(census)
        try:
            return select(func.coalesce(func.sum(entry.n), 0)).where(*self.holds(entry))
        except AttributeError:
            return None

    def totals(self) -> Statement:
        """How many rows each of many parents has."""
        row = self.planner.alias(self.model)
        pointer = getattr(row, self.via.key)
        held = Among(pointer, bindparam(KEYS, type_=Listed(pointer.type)))
        made = select(pointer, func.count()).where(held, *self.holds(row)).group_by(pointer)
        return self._statement(made)

    def _total_for(self, parent: Any) -> Any:
        row = self.planner.alias(self.model)
        made = select(func.count()).select_from(row).where(*self.holds(row))
        return (
            made.where(getattr(row, self.via.key) == getattr(parent, self.parent_key))
            .correlate(parent)
            .scalar_subquery()
        )

    def exists_before(self) -> Statement | None:
        """Whether anything lies before the first row when a cursor was given: asked only where it is wanted."""
        mark = self.before if self.extent.is_backward else self.after
        flag = "hasNextPage" if self.extent.is_backward else "hasPreviousPage"
        if mark is None or not self.asks(flag):
            return None
        row = self.planner.alias(self.model)
        marks = [mark(at, type_) for at, (_, type_) in enumerate(self.types)]
        outside = up_to(row, self.keys, marks, self.extent.is_backward)
        return self._statement(select(sql.literal(1)).where(*self.holds(row), outside).limit(sql.literal(1)))

    def _statement(self, made: Any) -> Statement:
        return Statement.of(made, self.planner.dialect, self.planner.rows)

    # ------------------------------------------------------------- the answer

    def _expression(self, draft: Draft, row: Any) -> str:
        inside = (f"{name!r}: {self._part(draft, row, kind, below)}" for name, (kind, below) in self.picks.items())
        return "{" + ", ".join(inside) + "}"

    def _part(self, draft: Draft, row: Any, kind: str, below: Any) -> str:
        if kind == "nodes":
            return f"[{below.python(draft, row)} for r in rows]"
        if kind == "edges":
            inside = (f"{name!r}: {self._edge(draft, row, part, pick)}" for name, (part, pick) in below.items())
            return "[{" + ", ".join(inside) + "} for r in rows]"
        if kind == "pageInfo":
            inside = (f"{name!r}: {self._info(draft, row, flag)}" for name, flag in below.items())
            return "{" + ", ".join(inside) + "}"
        if kind == "totalCount":
            return "info.total"
        return repr(below)

    def _edge(self, draft: Draft, row: Any, part: str, pick: Any) -> str:
        if part == "node":
            return str(pick.python(draft, row))
        return self._cursor(draft, row) if part == "cursor" else repr(pick)

    def _cursor(self, draft: Draft, row: Any) -> str:
        sign = draft.name(cursors.signature(self.model.__name__, self.keys))
        values = ", ".join(draft.column(self._mark(key, row)) for key in self.keys)
        return f"{draft.name(cursors.encode)}({sign}, ({values},))"

    def _mark(self, key: SortKey, row: Any) -> Any:
        return key.of(row)

    def _info(self, draft: Draft, row: Any, flag: str) -> str:
        if flag == "startCursor":
            return f"next(({self._cursor(draft, row)} for r in rows[:1]), None)"
        if flag == "endCursor":
            return f"next(({self._cursor(draft, row)} for r in rows[-1:]), None)"
        if flag == "hasNextPage":
            return "info.has_next"
        return "info.has_previous" if flag == "hasPreviousPage" else repr("PageInfo")

    def text(self, parent: Any) -> Sql:
        """The page as JSON text inside another statement."""
        parts: list[Sql] = []
        for name, (kind, below) in self.picks.items():
            parts += [
                sql.Constant(f'{"," if parts else "{"}"{name}":'),
                self._text(kind, below, parent),
            ]
        return Concat(*parts, sql.Constant("}"))

    def _text(self, kind: str, below: Any, parent: Any) -> Sql:
        if kind == "nodes":
            return self._rows_text(below, parent)
        if kind == "edges":
            return self._rows_text(EdgeText(below), parent)
        if kind == "totalCount":
            return cast(self._total_for(parent), Text)
        return sql.Constant(orjson.dumps(below).decode())

    def _rows_text(self, selection: Any, parent: Any) -> Sql:
        inner = self.planner.alias(self.model)
        limited = self._limited(inner, inspect(inner).selectable.c, getattr(parent, self.parent_key)).correlate(parent)
        row = aliased(self.model, limited.subquery())
        source = Source(row, self.planner)
        text = selection.text(source, row).label("piece")
        made = source.select(text).order_by(*order_by(row, self.keys, False))
        return JsonArray(made)


class EdgeText(Selection):
    """Edges whose cursors nobody asked for."""

    def __init__(self, parts: Mapping[str, tuple[str, Any]]) -> None:
        from core.engine.picks import Constant

        super().__init__(
            {name: pick if part == "node" else Constant(orjson.dumps(pick)) for name, (part, pick) in parts.items()}
        )


@dataclass
class Info:
    """What a page tells beside its rows."""

    has_next: bool = False
    has_previous: bool = False
    total: int = 0
