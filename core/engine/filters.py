"""What a list may be narrowed by: conditions on the row, written once, bound anew for each request."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar, dataclass_transform

import strawberry
from sqlalchemy import ColumnElement, Select, and_, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import BindParameter

from core.columns import Among, Instant, Listed
from core.errors import not_found, unknown

Condition = Callable[[Any, "Bound"], ColumnElement[bool]]
"""Given the row's alias and the bound value: what must hold."""

WHERE = "lastmeter.where"
Class = TypeVar("Class", bound=type)


@dataclass(frozen=True, slots=True)
class Known:
    """Codes of a filter that must exist: looked up only when nothing was found, so that a typing error is told as one."""

    attribute: InstrumentedAttribute[Any]
    what: str
    what_zh: str
    declared: Callable[[Any], Collection[str]] | None = None
    """Given the context: what exists though no row may hold it yet."""

    def held(self, *seen: ColumnElement[bool]) -> Select[Any]:
        """Which of them rows hold, of rows that may be `seen`."""
        keys = bindparam("keys", type_=Listed(self.attribute.type))
        return select(self.attribute).where(Among(self.attribute, keys), *seen)

    def refuse(self, path: Sequence[str], given: Any, found: Sequence[Any], context: Any = None) -> None:
        """One value or several, of which those that were `found` exist."""
        declared = self.declared(context) if self.declared is not None else ()
        for value in self.listed(given):
            if value in found or value in declared:
                continue
            shown = str(value)[:40]
            if declared:
                raise unknown(path, shown, sorted(declared), self.what, self.what_zh)
            raise not_found(path, f"{self.what} {shown!r}", f"{self.what_zh}“{shown}”")

    def listed(self, given: Any) -> Sequence[Any]:
        return given if isinstance(given, list | tuple) else [given]


@dataclass(frozen=True, slots=True)
class Where:
    condition: Condition
    implied: Condition | None = None
    along: str | None = None
    prepare: Callable[[Any], Any] | None = None
    check: Callable[[Any, Any], None] | None = None
    known: Known | None = None


def where(
    description: str,
    condition: Condition,
    prepare: Callable[[Any], Any] | None = None,
    *,
    check: Callable[[Any, Any], None] | None = None,
    known: Known | None = None,
    implied: Condition | None = None,
    along: str | None = None,
) -> Any:
    """A field of a filter.

    What always holds where the condition does may be `implied`: a page says it too, in the words of an index, so that the
    database begins there. Rows that hold lie together in the order of the attribute `along`; in other orders they may all
    lie at the far end, which no database knows, so that they are gathered and sorted.

    `prepare` turns what the client sent into what is bound, `check` looks at it with the context of the request; both may
    refuse it. `known` says which codes exist.
    """
    return strawberry.field(
        description=description, metadata={WHERE: Where(condition, implied, along, prepare, check, known)}
    )


@dataclass_transform(kw_only_default=True, field_specifiers=(where,))
def filters(cls: Class) -> Class:
    """A filter: an input whose fields, as far as given, must all hold; its docstring is its description."""
    return strawberry.input(cls, description=inspect.cleandoc(cls.__doc__ or ""))


class Bound:
    """The value of one filter field, as it stands in SQL.

    `bind` makes a parameter, of the whole value or of what `pick` takes out of it. `words` are the words of a closed set
    that the value holds: a plan is made for them, so a condition may be written for these alone. `is_one` where the value
    is a list that has no second entry.
    """

    def __init__(
        self,
        bind: Callable[[Any, Callable[[Any, Any], Any]], BindParameter[Any]],
        words: frozenset[str] = frozenset(),
        *,
        is_one: bool = False,
    ) -> None:
        self._bind = bind
        self.words = words
        self.is_one = is_one

    def value(self, type_: Any = None, pick: Callable[[Any], Any] = lambda value: value) -> BindParameter[Any]:
        return self._bind(type_, lambda value, context: pick(value))

    def among(self, column: Any, pick: Callable[[Any], Any] = lambda value: value) -> ColumnElement[bool]:
        """The column holds one of the listed values."""
        listed = self._bind(Listed(column.type), lambda value, context: pick(value))
        if not self.is_one:
            return Among(column, listed)
        return Among(column, listed, self._bind(column.type, lambda value, context: next(iter(pick(value)), None)))

    def now(self) -> BindParameter[datetime]:
        """The moment of asking."""
        return self._bind(Instant(), lambda value, context: context.now)

    def today(self) -> BindParameter[date]:
        """The day of asking, in the bureau's time zone."""
        return self._bind(None, lambda value, context: context.today)

    def viewer(self, type_: Any, pick: Callable[[Any], Any]) -> BindParameter[Any]:
        """Something of the one who asks."""
        return self._bind(type_, lambda value, context: pick(context.viewer))


def words_in(value: Any) -> frozenset[str]:
    """The words of closed sets in a value or a list of values, by name."""
    listed = value if isinstance(value, list) else [value]
    return frozenset(word.name for word in listed if isinstance(word, enum.Enum))


def is_one(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= 1


def one_of(attribute: str) -> Condition:
    return lambda row, given: given.among(getattr(row, attribute))


def equal_to(attribute: str) -> Condition:
    return lambda row, given: getattr(row, attribute) == given.value(getattr(row, attribute).type)


def at_least(attribute: str) -> Condition:
    return lambda row, given: getattr(row, attribute) >= given.value(getattr(row, attribute).type)


def within(attribute: str) -> Condition:
    """From the first day, included, to the last, excluded."""

    def condition(row: Any, given: Bound) -> ColumnElement[bool]:
        column = getattr(row, attribute)
        return and_(
            column >= given.value(column.type, lambda window: window["from"]),
            column < given.value(column.type, lambda window: window["to"]),
        )

    return condition


def about(attribute: str) -> Condition:
    """A moment of a day within the window, in any time zone; at most a day beside it in others."""

    def condition(row: Any, given: Bound) -> ColumnElement[bool]:
        column = getattr(row, attribute)
        return and_(
            column >= given.value(column.type, lambda window: _midnight(window["from"], -1)),
            column < given.value(column.type, lambda window: _midnight(window["to"], 1)),
        )

    return condition


def _midnight(day: date, days: int) -> datetime:
    """So many days later, in UTC; the first and the last of all days stay where they are."""
    number = min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal())
    return datetime.combine(date.fromordinal(number), time(), UTC)


def immediately(type_: Any, pick: Callable[[Any, Any], Any], value: Any, context: Any) -> BindParameter[Any]:
    """The parameter of a statement that is run once, with its value."""
    return bindparam(None, pick(value, context), type_=type_)
