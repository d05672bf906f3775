"""The Relay types of a connection: https://relay.dev/graphql/connections.htm"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

import strawberry

T = TypeVar("T")


@strawberry.type(description="Where a page lies in its list (分页信息).")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follows this page (后面还有).")
    has_previous_page: bool = strawberry.field(description="Whether more precedes this page (前面还有).")
    start_cursor: str | None = strawberry.field(
        description="Cursor of the first object of the page; null on an empty page (首条游标)."
    )
    end_cursor: str | None = strawberry.field(
        description="Cursor of the last object of the page; null on an empty page (末条游标)."
    )


@strawberry.type(description="An object in a list, and where it stands there (列表中的一条).")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="Opaque: names this place in this order (游标).")
    node: T = strawberry.field(description="The object (对象).")


@strawberry.type(description="A page of a list (列表的一页).")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="The objects of the page with their cursors (带游标).")
    nodes: list[T] = strawberry.field(description="The objects of the page (对象).")
    page_info: PageInfo = strawberry.field(description="Where the page lies in the list (分页信息).")
    total_count: int = strawberry.field(description="How many there are on all pages; counted only when asked (总数).")


@strawberry.type(description="A page of a list that is computed when it is asked for (计算结果的一页).")
class Page(Generic[T]):
    nodes: list[T] = strawberry.field(description="The objects of the page (对象).")
    page_info: PageInfo = strawberry.field(description="Where the page lies in the list (分页信息).")
    total_count: int = strawberry.field(description="How many there are on all pages (总数).")


def page_of(items: Sequence[T], total: int, offset: int, cursors: Sequence[str]) -> Page[T]:
    """So many items of a list, from an offset on; each has its cursor."""
    info = PageInfo(
        has_next_page=offset + len(items) < total,
        has_previous_page=offset > 0,
        start_cursor=cursors[0] if items else None,
        end_cursor=cursors[-1] if items else None,
    )
    return Page(nodes=list(items), page_info=info, total_count=total)
