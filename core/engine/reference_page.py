"""A connection for graphql-core: read by the ORM, page by page, with the same conditions and cursors."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from core.engine import cursors
from core.engine.declare import Page
from core.engine.filters import Bound, immediately, words_in
from core.engine.pages import beyond, extent, key_types, order_by, up_to
from core.engine.planning import bindable, named
from core.engine.shapes import filter_fields, key_name


def asking(context: Any) -> Bound:
    """What conditions may bind of the request itself."""
    return holding(None, context)


def holding(value: Any, context: Any, words: frozenset[str] = frozenset()) -> Bound:
    """A value that is known already."""
    return Bound(lambda type_, pick: immediately(type_, pick, value, context), words)


class PageRead:
    """A connection, read by the ORM; what nobody asks for is not read."""

    def __init__(self, declared: Page, parent: Any, arguments: Mapping[str, Any], context: Any) -> None:
        self.declared, self.parent, self.context = declared, parent, context
        self.arguments = arguments
        self.keys = declared.order.chosen(self.arguments.get("orderBy"))
        self.extent = extent(self.arguments)
        self.sign = cursors.signature(declared.order.name, self.keys)
        self.marks = {name: self._mark(name) for name in ("after", "before") if self.arguments.get(name) is not None}

    def _mark(self, name: str) -> list[Any]:
        types = [read for read, _ in key_types(self.declared.order.model, self.keys)]
        return cursors.decode(self.arguments[name], self.sign, types, name, may_lack=True)

    def _bound(self, name: str) -> list[Any]:
        types = key_types(self.declared.order.model, self.keys)
        return [
            immediately(type_, lambda value, _: value, value, None)
            for value, (_, type_) in zip(self.marks[name], types, strict=True)
        ]

    def _all(self, row: Any, *columns: Any) -> Select[Any]:
        """Every row of the list, before any cursor."""
        made = select(*columns).select_from(row)
        declared, given = self.declared, self.arguments.get("filter") or {}
        if declared.only is not None:
            made = made.where(declared.only(row, asking(self.context)))
        for name, where in filter_fields(declared.filters).items():
            if given.get(name) is not None:
                value = bindable(where, given[name], self.context)
                made = made.where(where.condition(row, holding(value, self.context, words_in(given[name]))))
        if declared.via is not None:
            key = getattr(self.parent, key_name(type(self.parent)))
            made = made.where(getattr(row, declared.via.key) == key)
        return made

    @cached_property
    def _fetched(self) -> list[Any]:
        """The rows of the page and one more, each with the values of its sort keys."""
        row = aliased(self.declared.order.model)
        made = self._all(row, row, *(key.of(row) for key in self.keys))
        for name in self.marks:
            made = made.where(beyond(row, self.keys, self._bound(name), name == "before"))
        backward = self.extent.is_backward
        made = made.order_by(*order_by(row, self.keys, backward)).limit(self.extent.size + 1)
        found: list[Any] = self._or_refused(list(self.context.session.execute(made)))
        return found

    def _or_refused(self, found: Any) -> Any:
        """What was found; if that is nothing, codes of the filter that do not exist are told."""
        given = self.arguments.get("filter") or {}
        if not found and not self.marks:
            for name, where in filter_fields(self.declared.filters).items():
                if where.known is not None and given.get(name) not in (None, []):
                    values = {"keys": where.known.listed(given[name])}
                    codes = self.context.session.scalars(where.known.held(), values)
                    where.known.refuse(("filter", name), given[name], list(codes), self.context)
        return found

    @cached_property
    def edges(self) -> list[Any]:
        page = self._fetched[: self.extent.size]
        if self.extent.is_backward:
            page.reverse()
        return [
            SimpleNamespace(node=node, cursor=cursors.encode(self.sign, [named(value) for value in values]))
            for node, *values in page
        ]

    @property
    def nodes(self) -> list[Any]:
        return [edge.node for edge in self.edges]

    @cached_property
    def total_count(self) -> int:
        row = aliased(self.declared.order.model)
        return int(self._or_refused(self.context.session.scalar(self._all(row, func.count()))))

    @property
    def page_info(self) -> PageRead:
        return self

    @property
    def start_cursor(self) -> str | None:
        return self.edges[0].cursor if self.edges else None

    @property
    def end_cursor(self) -> str | None:
        return self.edges[-1].cursor if self.edges else None

    @property
    def has_next_page(self) -> bool:
        if self.extent.is_backward:
            return self._lies_outside("before")
        return len(self._fetched) > self.extent.size

    @property
    def has_previous_page(self) -> bool:
        if self.extent.is_backward:
            return len(self._fetched) > self.extent.size
        return self._lies_outside("after")

    def _lies_outside(self, name: str) -> bool:
        if name not in self.marks:
            return False
        row = aliased(self.declared.order.model)
        outside = up_to(row, self.keys, self._bound(name), name == "before")
        return bool(self.context.session.scalar(self._all(row, func.count()).where(outside)))
