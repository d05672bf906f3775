"""Listing: pages through a list that is computed when it is asked for. Its cursors are made of what it is sorted by.

PLACES = Listing("EnforcementRepeatPlace", lambda row: (-row.cases, row.place), int, str)
shown = PLACES.shown(rows, first, after)
return shown.page([node_of(row) for row in shown.items])
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

import strawberry

from core.engine import cursors
from core.engine.connection import Page, page_of
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
