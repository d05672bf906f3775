"""Statement: SQL made once, compiled once for each database, run many times with other values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from functools import lru_cache, partial, wraps
from typing import Any, ParamSpec, cast

from sqlalchemy import Float, Integer, Numeric, Select, inspect
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

from core.engine.counting import counted_in
from core.fence import told_by
from core.policy.scope import ByName, Mine, visible
from core.policy.viewer import Viewer

P = ParamSpec("P")
Values = Mapping[str, Any]
Seen = Callable[[Any], list[Any]]
"""What a row must meet to be seen by the viewer that a statement is made for."""


class Compiled:
    """The text for one dialect, how to order the values it wants, and how to read the rows it gives.

    `opened` are the operations of the tables that it counts in beside its `rows`: the wall inside PostgreSQL is around
    rows, and stands in no figure's way.
    """

    __slots__ = ("_wanted", "has_text", "opened", "readers", "sql", "tables")

    def __init__(self, select: Any, dialect: Dialect, rows: Set[Any] = frozenset()) -> None:
        compiled = select.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        assert isinstance(compiled, SQLCompiler)
        self.opened = counted_in(compiled, rows)
        self.tables, self.has_text = told_by(compiled)
        self.sql = compiled.string
        self._wanted = tuple(_wanted(compiled, name) for name in compiled.positiontup or ())
        self.readers = _readers(compiled, dialect)

    def arguments(self, values: Values) -> list[Any]:
        return [
            fixed if name is None else (values[name] if write is None else write(values[name]))
            for name, fixed, write in self._wanted
        ]

    def read(self, rows: Sequence[Any]) -> Sequence[Any]:
        """The rows as Python values: what the database keeps as text becomes dates again."""
        readers = [(at, read) for at, read in enumerate(self.readers or ()) if read and not _is_as_read(rows, at, read)]
        return [_read(row, readers) for row in rows] if readers else rows


def _is_as_read(rows: Sequence[Any], at: int, read: Callable[[Any], Any]) -> bool:
    """Whether a column holds whole numbers already; what one statement gives in one column is all of one type."""
    return read is _whole and type(next((row[at] for row in rows if row[at] is not None), 0)) is int


def _read(row: Any, readers: Sequence[tuple[int, Callable[[Any], Any]]]) -> tuple[Any, ...]:
    values = list(row)
    for at, read in readers:
        values[at] = read(values[at])
    return tuple(values)


def _wanted(compiled: SQLCompiler, name: str) -> tuple[str | None, Any, Callable[[Any], Any] | None]:
    bind = compiled.binds[name]
    write = compiled._bind_processors.get(name)
    if not bind.required:
        value = bind.effective_value
        return None, value if write is None else write(value), None  # type: ignore[operator]
    return bind.key, None, write  # type: ignore[return-value]


def _readers(compiled: SQLCompiler, dialect: Dialect) -> tuple[Callable[[Any], Any] | None, ...] | None:
    found = tuple(_reader(entry.type, dialect) for entry in compiled._result_columns)
    return found if any(found) else None


def _reader(type_: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    if isinstance(type_, Numeric | Float):
        return _real
    if isinstance(type_, Integer):
        return _whole if dialect.name == "postgresql" else None
    read: Callable[[Any], Any] | None = type_.dialect_impl(dialect).result_processor(dialect, None)
    return read


def _real(value: Any) -> float | None:
    return None if value is None else float(value)


def _whole(value: Any) -> int | None:
    """PostgreSQL's sum of big integers is a numeric."""
    return value if type(value) is int or value is None else int(value)


class Statement:
    """A select whose required bind parameters are named; calling it with their values asks for its rows.

    OPEN = Statement(select(Case.id).where(Case.line == bindparam("line")))
    rows = yield OPEN(line="gas")
    """

    __slots__ = ("_compiled", "_select", "rows")

    def __init__(self, select: Select[Any] | Any, rows: Set[Any] = frozenset()) -> None:
        self._select = select
        self.rows = rows
        self._compiled: dict[str, Compiled] = {}

    @property
    def select(self) -> Any:
        """For a session; who asks by text need not keep it."""
        return self._select

    def _made(self) -> Any:
        return self._select

    @classmethod
    def of(cls, select: Any, dialect: Dialect, rows: Set[Any]) -> Statement:
        """For one database alone; the select itself, which weighs a thousand times its text, is not kept."""
        made = cls(None)
        made._compiled[dialect.name] = Compiled(select, dialect, rows)
        return made

    def __call__(self, **values: Any) -> tuple[Statement, Values]:
        return self, values

    def compiled(self, dialect: Dialect) -> Compiled:
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = Compiled(self._made(), dialect, self.rows)
        return found


class _Remade(Statement):
    """One whose select is made when it is needed: once for each database, and for sessions, which come again and again."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[], Any]) -> None:
        super().__init__(None)
        self._make = make

    @property
    def select(self) -> Any:
        return _recent(self._make)

    def _made(self) -> Any:
        return self._make()


@lru_cache(maxsize=64)
def _recent(make: Callable[[], Any]) -> Any:
    return make()


def stated(most: int) -> Callable[[Callable[P, Any]], Callable[P, Statement]]:
    """For a function that makes a select of what it is given, of which there are many: it gives statements instead. So many
    are kept, as texts, without their selects, which weigh a thousand times as much.
    """

    def instead(make: Callable[P, Any]) -> Callable[P, Statement]:
        @lru_cache(maxsize=most)
        def statement(*given: Any) -> Statement:
            return _Remade(partial(make, *given))

        return cast(Callable[P, Statement], wraps(make)(statement))

    return instead


class Viewed:
    """A statement that finds only what the viewer may see: made once for each kind of viewer.

    OPEN = Viewed(lambda seen: select(Case.id).where(Case.line == bindparam("line"), *seen(Case)))
    rows = yield OPEN(question.context.viewer, line="gas")
    """

    def __init__(self, make: Callable[[Seen], Any]) -> None:
        self._make = make
        self._made: dict[Any, tuple[Statement, ByName]] = {}

    def __call__(self, viewer: Viewer, **values: Any) -> tuple[Statement, Values]:
        found = self._made.get(viewer.signature)
        if found is None:
            asking, rows = ByName(), set[Any]()

            def seen(row: Any) -> list[Any]:
                rows.add(inspect(row).selectable)
                return visible(inspect(row).mapper.class_, row, viewer, Mine(asking, rows))

            found = self._made[viewer.signature] = (Statement(self._make(seen), rows), asking)
        statement, asking = found
        return statement, values | asking.values(viewer)
