"""Pages through a list that is computed when it is asked for. Its cursors are made of what it is sorted by.

Sorted here, for a list that is short:

PLACES = Listing("EnforcementRepeatPlace", lambda row: (-row.cases, row.place), int, str)
shown = PLACES.shown(rows, first, after)
return shown.page([node_of(row) for row in shown.items])

Sorted and cut by the database, for one that may be long:

OUTCOMES = Cut("HeatingRemediationOutcome", lambda row: (row.opened_on, row.id), (date.max, 2**62), date, int)
cut = OUTCOMES.asked(first, after)
shown = cut.shown((yield LISTED(opened_on=cut.since[0], id=cut.since[1], size=cut.size + 1)))
return shown.page([node_of(row) for row in shown.items], total)
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

import strawberry

from core.engine import cursors
from core.engine.connection import Page, PageInfo, page_of
from core.engine.pages import extent

Item = TypeVar("Item")
Node = TypeVar("Node")
First = Annotated[
    int | None, strawberry.argument(description="How many from the start of the list, 1 to 100 (从前数).")
]
After = Annotated[str | None, strawberry.argument(description="Only what follows this cursor (游标之后).")]


@dataclass(frozen=True)
class Shown(Generic[Item]):
    """The items of one page, and where the page lies."""

    items: Sequence[Item]
    cursors: Sequence[str]
    offset: int
    total: int

    def page(self, nodes: Sequence[Node]) -> Page[Node]:
        """The page, with an object for each item."""
        return page_of(nodes, self.total, self.offset, self.cursors)


@dataclass(frozen=True)
class Part(Generic[Item]):
    """The items of one page that the database cut out."""

    items: Sequence[Item]
    cursors: Sequence[str]
    has_more: bool
    is_further: bool

    def page(self, nodes: Sequence[Node], total: int) -> Page[Node]:
        """The page, with an object for each item; `total` is how many there are on all pages."""
        info = PageInfo(
            has_next_page=self.has_more,
            has_previous_page=self.is_further,
            start_cursor=self.cursors[0] if self.cursors else None,
            end_cursor=self.cursors[-1] if self.cursors else None,
        )
        return Page(nodes=list(nodes), page_info=info, total_count=total)


@dataclass(frozen=True)
class Wanted(Generic[Item]):
    """What the database is asked for: `size` rows that follow `since`, and one more that says whether it goes on."""

    since: tuple[Any, ...]
    size: int
    is_further: bool
    cursor: Callable[[Item], str]

    def shown(self, rows: Sequence[Item]) -> Part[Item]:
        items = rows[: self.size]
        return Part(items, [self.cursor(row) for row in items], len(rows) > self.size, self.is_further)


class Listing(Generic[Item]):
    """`mark` says what an item is sorted by, in values of `types`: no two items have the same."""

    def __init__(self, name: str, mark: Callable[[Item], tuple[Any, ...]], *types: type) -> None:
        self._mark = mark
        self._types = types
        self._sign = cursors.signature(name, ())

    def shown(self, items: Iterable[Item], first: int | None, after: str | None) -> Shown[Item]:
        """Sorted here, not there: databases differ in the order of words."""
        size = extent({"first": first}).size
        ordered = sorted(items, key=self._mark)
        start = 0
        if after is not None:
            mark = tuple(cursors.decode(after, self._sign, self._types, "after"))
            start = bisect_right(ordered, mark, key=self._mark)
        shown = ordered[start : start + size]
        marks = [cursors.encode(self._sign, self._mark(item)) for item in shown]
        return Shown(shown, marks, start, len(ordered))


class Cut(Generic[Item]):
    """`mark` says what a row is sorted by, in values of `types`; `start` comes before every row."""

    def __init__(self, name: str, mark: Callable[[Item], Sequence[Any]], start: tuple[Any, ...], *types: type) -> None:
        self._mark = mark
        self._start = start
        self._types = types
        self._sign = cursors.signature(name, ())

    def asked(self, first: int | None, after: str | None) -> Wanted[Item]:
        size, is_further = extent({"first": first}).size, after is not None
        since = tuple(cursors.decode(after, self._sign, self._types, "after")) if after is not None else self._start
        return Wanted(since, size, is_further, lambda row: cursors.encode(self._sign, list(self._mark(row))))
