"""Scopes: which operation reads the rows of a table, and which columns say whose they are. One truth for SQL of every kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from sqlalchemy import Boolean, ColumnElement, Text, bindparam, literal_column, or_, select
from sqlalchemy.sql.elements import BindParameter

from core.columns import Among, Listed, big_integer
from core.policy.policy import Grant, Reach


class Limits(Protocol):
    """What is known of the viewer when a statement is made: which grants, and whether there are limits at all."""

    def grant(self, operation: str) -> Grant | None: ...
    @property
    def has_lines(self) -> bool: ...
    @property
    def has_districts(self) -> bool: ...


class Asking(Protocol):
    """Binds something of the viewer when the statement is run."""

    def viewer(self, type_: Any, pick: Callable[[Any], Any]) -> BindParameter[Any]: ...


class ByName:
    """Binds what is the viewer's by names of its own, whose values come when it is known who asks."""

    def __init__(self) -> None:
        self._picks: dict[str, Callable[[Any], Any]] = {}

    def viewer(self, type_: Any, pick: Callable[[Any], Any]) -> BindParameter[Any]:
        name = f"viewer{len(self._picks)}"
        self._picks[name] = pick
        return bindparam(name, type_=type_)

    def values(self, viewer: Any) -> dict[str, Any]:
        return {name: pick(viewer) for name, pick in self._picks.items()}


class Mine:
    """The columns that are the viewer's, in SQL. `rows` is told of the tables that narrowing itself looks into."""

    def __init__(self, asking: Asking, rows: set[Any] | None = None) -> None:
        self.asking = asking
        self.rows = set() if rows is None else rows

    def line(self, column: Any) -> ColumnElement[bool]:
        return Among(column, self.asking.viewer(Listed(Text()), lambda viewer: sorted(viewer.lines)))

    def district(self, column: Any) -> ColumnElement[bool]:
        return Among(column, self.asking.viewer(Listed(big_integer), lambda viewer: sorted(viewer.district_ids)))

    def unit(self, column: Any) -> Any:
        return column == self.asking.viewer(big_integer, lambda viewer: viewer.unit_id)

    def officer(self, column: Any) -> Any:
        return column == self.asking.viewer(big_integer, lambda viewer: viewer.officer_id)


OPERATIONS: set[str] = set()
"""By which rows are read; every scope adds its own."""


@dataclass(frozen=True)
class Scope:
    """Whose the rows of a table are: the columns that say so. The district may be said by the row that a column points
    at: `community_id.district_id`. `of_line` is the line of a table that belongs to one line.
    """

    operation: str
    line: str | None = None
    district: str | None = None
    unit: str | None = None
    officers: tuple[str, ...] = ()
    reporter: str | None = None
    of_line: str | None = None

    def __post_init__(self) -> None:
        OPERATIONS.add(self.operation)


@dataclass(frozen=True)
class Within:
    """Rows that are read by whoever may read the row that they belong to; `pointer` is the column that names it."""

    pointer: str


PUBLIC = Scope("place.read")
NO_ROW = literal_column("1 = 0", Boolean())
"""SQLAlchemy would leave out all that stands beside `false()`, and with it the look at what it was given."""


def scope_of(model: Any) -> Scope | Within | None:
    return getattr(model, "__scope__", None)


def operation_of(model: Any) -> str | None:
    """By which the rows of a model are read in the end: that of the row that they belong to."""
    scope = scope_of(model)
    while isinstance(scope, Within):
        model, _ = pointed_at(model, scope.pointer)
        scope = scope_of(model)
    return None if scope is None else scope.operation


def is_below(model: Any, column: Any, above: Any) -> bool:
    """Whether this column leads to the row, one of the model `above`, that says whose the model's rows are."""
    found = scope_of(model)
    return isinstance(found, Within) and found.pointer == column and pointed_at(model, column)[0] is above


def visible(model: Any, row: Any, limits: Limits, mine: Mine) -> list[ColumnElement[bool]]:
    """What must hold of `row` for the viewer to see it; nothing where the viewer sees all rows of the model."""
    scope = scope_of(model)
    if scope is None:
        raise LookupError(f"{model.__name__} has no __scope__: say who may read its rows")
    if isinstance(scope, Within):
        return _of_parent(model, row, scope.pointer, limits, mine)
    return reached(model, row, scope, limits.grant(scope.operation), limits, mine)


def reached(
    model: Any, row: Any, scope: Scope, grant: Grant | None, limits: Limits, mine: Mine
) -> list[ColumnElement[bool]]:
    """What must hold for a grant to reach the row."""
    if grant is None:
        return [NO_ROW]
    match grant.reach:
        case Reach.ALL:
            return []
        case Reach.LINE:
            return _in_lines(row, scope, limits, mine)
        case Reach.DISTRICT:
            return _in_districts(model, row, scope, limits, mine)
        case Reach.TEAM:
            return _in_lines(row, scope, limits, mine) + _in_districts(model, row, scope, limits, mine)
        case Reach.ASSIGNED:
            held = [mine.officer(getattr(row, name)) for name in scope.officers]
            held += [mine.unit(getattr(row, scope.unit))] if scope.unit else []
            return [or_(*held) if held else NO_ROW]
    return [mine.officer(getattr(row, scope.reporter)) if scope.reporter else NO_ROW]


def _in_lines(row: Any, scope: Scope, limits: Limits, mine: Mine) -> list[ColumnElement[bool]]:
    if not limits.has_lines or (scope.line is None and scope.of_line is None):
        return []
    return [
        mine.line(literal_column(f"'{scope.of_line}'", Text()) if scope.of_line else getattr(row, scope.line or ""))
    ]


def _in_districts(model: Any, row: Any, scope: Scope, limits: Limits, mine: Mine) -> list[ColumnElement[bool]]:
    if not limits.has_districts or scope.district is None:
        return []
    pointer, _, column = scope.district.rpartition(".")
    if not pointer:
        return [mine.district(getattr(row, column))]
    target = _target(model, pointer, mine)
    return [getattr(row, pointer).in_(select(target.key).where(mine.district(target.row[column])))]


def _of_parent(model: Any, row: Any, pointer: str, limits: Limits, mine: Mine) -> list[ColumnElement[bool]]:
    if _sees_all(pointed_at(model, pointer)[0], limits):
        return []
    target = _target(model, pointer, mine)
    held = visible(target.model, target.row, limits, mine)
    return [getattr(row, pointer).in_(select(target.key).where(*held))] if held else []


def _sees_all(model: Any, limits: Limits) -> bool:
    """Known without making any SQL, which is what most viewers' sessions need of most models."""
    scope = scope_of(model)
    if isinstance(scope, Within):
        return _sees_all(pointed_at(model, scope.pointer)[0], limits)
    if scope is None:
        return False
    grant = limits.grant(scope.operation)
    return grant is not None and grant.reach is Reach.ALL


@dataclass(frozen=True)
class _Target:
    """The row that a foreign key points at."""

    model: Any
    row: Any
    key: Any


def _target(model: Any, pointer: str, mine: Mine) -> _Target:
    target, key = pointed_at(model, pointer)
    alias = target.__table__.alias()
    mine.rows.add(alias)
    return _Target(target, alias.c, alias.c[key])


@cache
def pointed_at(model: Any, pointer: str) -> tuple[Any, str]:
    """The model, and the name of its column."""
    (key,) = model.__table__.c[pointer].foreign_keys
    table = key.column.table
    target = next(mapper.class_ for mapper in model.registry.mappers if mapper.local_table is table)
    return target, key.column.name
