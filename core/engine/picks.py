"""Picks: what a selection takes from a row. Each is rendered twice: as Python over fetched rows, and as JSON text in SQL."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import case, inspect

from core.engine import sql
from core.engine.deopt import missing
from core.engine.sql import Concat, Sql

if TYPE_CHECKING:
    from core.engine.level import Draft, Source
    from core.engine.pages import PageOf


class Pick:
    """One entry of a selection."""

    is_plain = True
    """Whether the database can render it alone; one that needs Python makes its list a statement of its own."""

    def python(self, draft: Draft, row: Any) -> str:
        """An expression over the fetched row `r`."""
        raise NotImplementedError

    def text(self, source: Source, row: Any) -> Sql:
        """The same as JSON text."""
        raise NotImplementedError


@dataclass
class Constant(Pick):
    json: bytes

    def python(self, draft: Draft, row: Any) -> str:
        return draft.name(orjson.Fragment(self.json))

    def text(self, source: Source, row: Any) -> Sql:
        return sql.Constant(self.json.decode())


@dataclass
class Leaf(Pick):
    """A scalar column."""

    column: Any  # row alias -> SQL
    kind: str
    nullable: bool

    def python(self, draft: Draft, row: Any) -> str:
        column = self.column(row)
        at = draft.column(sql.number(column) if self.kind == "Float" else column)
        if self.kind == "Boolean" and draft.is_sqlite:
            return f"(None if {at} is None else {at} == 1)" if self.nullable else f"({at} == 1)"
        return at

    def text(self, source: Source, row: Any) -> Sql:
        return sql.scalar(self.kind, self.column(row), self.nullable)


@dataclass
class NodeId(Pick):
    """The type's name and the row's key."""

    type_name: str
    key: str

    def python(self, draft: Draft, row: Any) -> str:
        return f"f'{self.type_name}_{{{draft.column(getattr(row, self.key))}}}'"

    def text(self, source: Source, row: Any) -> Sql:
        return Concat(sql.Constant(f'"{self.type_name}_'), getattr(row, self.key), sql.Constant('"'))


@dataclass
class Chosen(Pick):
    """An object or word of the catalogue, by the word in a column."""

    attribute: str
    table: Mapping[str, bytes]
    nullable: bool

    def python(self, draft: Draft, row: Any) -> str:
        table: dict[str | None, Any] = {word: orjson.Fragment(text) for word, text in self.table.items()}
        if self.nullable:
            table[None] = None
        return f"{draft.name(table)}[{draft.column(getattr(row, self.attribute))}]"

    def text(self, source: Source, row: Any) -> Sql:
        table = {word: text.decode() for word, text in self.table.items()}
        return sql.chosen(getattr(row, self.attribute), table, self.nullable)


class Selection(Pick):
    """An object: response names and what stands under each."""

    def __init__(self, picks: Mapping[str, Pick]) -> None:
        self.picks = picks
        self.is_plain = all(pick.is_plain for pick in picks.values())

    def python(self, draft: Draft, row: Any) -> str:
        if (
            self.is_plain and not draft.is_sqlite
        ):  # PostgreSQL writes text faster than Python reads values; SQLite does not
            return f"Fragment({draft.column(self.text(draft.source, row))})"
        inside = (f"{name!r}: {pick.python(draft, row)}" for name, pick in self.picks.items())
        return "{" + ", ".join(inside) + "}"

    def text(self, source: Source, row: Any) -> Sql:
        parts: list[Sql] = []
        for name, pick in self.picks.items():
            parts += [sql.Constant(f'{"," if parts else "{"}"{name}":'), pick.text(source, row)]
        return Concat(*parts, sql.Constant("}" if parts else "{}"))


class One(Pick):
    """The row that a relationship leads to."""

    def __init__(self, attribute: str, selection: Selection, nullable: bool) -> None:
        self.attribute, self.selection, self.nullable = attribute, selection, nullable
        self.is_plain = selection.is_plain

    def python(self, draft: Draft, row: Any) -> str:
        target = draft.join(row, self.attribute, self.nullable)
        inside = self.selection.python(draft, target)
        if not draft.source.may_miss(target):
            return inside
        nothing = "None" if self.nullable else f"{draft.name(missing)}()"
        return f"({nothing} if {draft.column(key_of(target))} is None else {inside})"

    def text(self, source: Source, row: Any) -> Sql:
        target = source.join(row, self.attribute, self.nullable)
        inside = self.selection.text(source, target)
        if not source.may_miss(target):
            return inside
        nothing = sql.Constant("null") if self.nullable else sql.Refuse()
        return case((key_of(target).is_(None), nothing), else_=inside)


class Many(Pick):
    """All rows of a relationship, in its order."""

    def __init__(self, attribute: str, selection: Selection, first: int | None = None) -> None:
        self.attribute, self.selection, self.first = attribute, selection, first

    def python(self, draft: Draft, row: Any) -> str:
        if self.selection.is_plain:
            return f"Fragment({draft.column(self.text(draft.source, row))})"
        rows = draft.kid_rows(row, self.attribute, self.selection)
        return rows if self.first is None else f"{rows}[:{self.first}]"

    @property
    def is_plain(self) -> bool:  # type: ignore[override]
        return self.selection.is_plain

    def text(self, source: Source, row: Any) -> Sql:
        return source.related_text(row, self.attribute, self.selection, self.first)


class ManyValues(Pick):
    """One column of all rows of a relationship."""

    def __init__(self, attribute: str, each: Pick) -> None:
        self.attribute, self.each = attribute, each

    def python(self, draft: Draft, row: Any) -> str:
        return f"Fragment({draft.column(self.text(draft.source, row))})"

    def text(self, source: Source, row: Any) -> Sql:
        return source.related_text(row, self.attribute, self.each)


class PagePick(Pick):
    """A nested connection: its nodes as text where that is all that is asked, else a statement of its own."""

    def __init__(self, page: PageOf) -> None:
        self.page = page
        self.is_plain = page.is_plain

    def python(self, draft: Draft, row: Any) -> str:
        if self.is_plain:
            return f"Fragment({draft.column(self.text(draft.source, row))})"
        return draft.kid_page(row, self.page)

    def text(self, source: Source, row: Any) -> Sql:
        return self.page.text(row)


class OfLine(Pick):
    """What only the row's line records: each line's own row, with the same key."""

    def __init__(self, attribute: str, key: str, lines: dict[str, tuple[Any, Selection]]) -> None:
        self.attribute, self.key, self.lines = attribute, key, lines
        self.is_plain = all(selection.is_plain for _, selection in lines.values())

    def python(self, draft: Draft, row: Any) -> str:
        expression = "None"
        for word, (model, selection) in reversed(self.lines.items()):
            target = draft.attach(row, self.key, self.attribute, word, model)
            inside = selection.python(draft, target)
            here = draft.column(key_of(target))
            expression = f"({inside} if {here} is not None else {expression})"
        return expression

    def text(self, source: Source, row: Any) -> Sql:
        arms = []
        for word, (model, selection) in self.lines.items():
            target = source.attach(row, self.key, self.attribute, word, model)
            arms.append((key_of(target).is_not(None), selection.text(source, target)))
        return case(*arms, else_=sql.Constant("null")) if arms else sql.Constant("null")


class Step(Pick):
    """A value computed in Python for all rows of a statement at once."""

    is_plain = False

    def __init__(
        self, call: int, step: Any, needs: tuple[str, ...], build: Any, asked: frozenset[str], policy: str | None
    ) -> None:
        self.call, self.step, self.needs, self.build, self.asked = call, step, needs, build, asked
        self.policy = policy
        self.shape = shape_of(needs)

    def python(self, draft: Draft, row: Any) -> str:
        return draft.step(self, row)


@cache
def shape_of(names: tuple[str, ...]) -> Callable[..., Any]:
    """What a computed field sees of a row: the columns that it needs, by name."""
    return namedtuple("Row", names)


def key_of(row: Any) -> Any:
    """The column that is the key of a row."""
    mapper = inspect(row).mapper
    return getattr(row, mapper.get_property_by_column(mapper.primary_key[0]).key)
