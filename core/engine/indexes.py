"""Indexes: what a list offers to sort and narrow by must have one, or the schema is not built."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Index, PrimaryKeyConstraint, UniqueConstraint, bindparam, inspect
from sqlalchemy.sql import coercions, roles, visitors

from core.columns import Among, NullsLast
from core.engine.aliases import alias_of
from core.engine.declare import Page, Unique
from core.engine.filters import Bound
from core.engine.shapes import filter_fields
from core.search import Grams, Holds


def of_page(at: str, declared: Page) -> Iterator[str]:
    """Every order and filter that is offered has its index."""
    order = declared.order
    table = inspect(order.model).local_table
    via = [(declared.via.key, "value")] if declared.via is not None else []
    for name, key in order.keys.items():
        wanted = [*via, (key.attribute, "nulls last" if key.nullable else "value"), (order.key, "value")]
        if not leads(table, list(dict.fromkeys(wanted))):
            yield f"{at}: the order {name} has no index; add Index(…, {_told(wanted)}) to {order.name}."
    for name, where in filter_fields(declared.filters).items():
        columns = _columns(where, order.model)
        if columns and not via and not any(leads(table, [column]) for column in columns):
            names = sorted({column for column, _ in columns})
            yield f"{at}: the filter {name} has no index; add one that begins with {names} to {order.name}."


def of_unique(at: str, declared: Unique) -> Iterator[str]:
    table, name = declared.attribute.property.columns[0].table, declared.attribute.key
    if not leads(table, [(name, "value")]):
        yield f"{at}: a row is looked for by {name!r} without an index; add Index(None, {name!r}) to its model."


Part = tuple[str, str]
"""A column, and how an index must hold it: its value, with nulls last, or the grams of its text."""


def _told(parts: Sequence[Part]) -> str:
    return ", ".join(
        f"NullsLast({name})" if kind == "nulls last" else repr(name) for name, kind in dict.fromkeys(parts)
    )


def leads(table: Any, wanted: Sequence[Part]) -> bool:
    """Whether an index, the primary key or a unique constraint begins with these parts."""
    return any(_begins(parts, wanted, table) for parts in _held(table))


@cache
def _held(table: Any) -> list[list[Part]]:
    """What each of them holds."""
    constraints = [table.primary_key, *(c for c in table.constraints if isinstance(c, UniqueConstraint))]
    held = [[(column.name, "value") for column in constraint.columns] for constraint in constraints]
    return held + [[_part(part) for part in index.expressions] for index in table.indexes if _is_whole(index)]


def _begins(parts: Sequence[Part], wanted: Sequence[Part], table: Any) -> bool:
    """A unique column needs no other behind it: nothing is left to be sorted."""
    for at, part in enumerate(wanted):
        if at >= len(parts):
            return at > 0 and _is_unique(table, wanted[at - 1][0])
        if parts[at] != part:
            return False
    return True


def _is_unique(table: Any, name: str) -> bool:
    return any(
        [column.name for column in constraint.columns] == [name]
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint | PrimaryKeyConstraint)
    )


def _part(expression: Any) -> Part:
    if isinstance(expression, NullsLast):
        return expression.column.name, "nulls last"
    if isinstance(expression, Grams):
        return expression.column.name, "grams"
    return getattr(expression, "name", ""), "value"


def _is_whole(index: Index) -> bool:
    """An index of some rows only finds no others; those without a value that is compared need not be found."""
    held = {str(index.dialect_options[name].get("where")) for name in ("postgresql", "sqlite")}
    first, _ = _part(next(iter(index.expressions)))
    return held <= {"None", f"{first} IS NOT NULL"}


def _columns(where: Any, model: Any) -> set[Part]:
    """The columns of the model itself that a condition reads, and how an index must hold them."""
    row = alias_of(model)
    condition = where.condition(row, Bound(lambda type_, pick: bindparam(None, type_=type_)))
    table = inspect(row).selectable
    found: set[Part] = set()
    waiting = [(condition, "value")]
    while waiting:
        element, kind = waiting.pop()
        for part in visitors.iterate(element):
            if isinstance(part, Among | Holds):
                column = coercions.expect(roles.ExpressionElementRole, part.column)
                waiting.append((column, "grams" if isinstance(part, Holds) else kind))
            elif isinstance(part, NullsLast):
                waiting.append((part.column, "nulls last"))
            elif isinstance(part, Column) and part.table is table:
                found.add((part.name, kind))
    kept_otherwise = {name for name, kind in found if kind != "value"}
    return {(name, kind) for name, kind in found if kind != "value" or name not in kept_otherwise}
