"""The first page of every list, in every order, on the demo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import GraphQLObjectType, GraphQLSchema, get_named_type, is_leaf_type, is_required_argument

from benchmarks.load import Load


@dataclass(frozen=True)
class List:
    field: str
    order: str
    query: str


def lists(schema: GraphQLSchema) -> Iterator[List]:
    """Each connection of the root with each order that it offers, asked for all plain fields and what they point at."""
    query = schema.query_type
    assert query is not None
    for name, field in query.fields.items():
        connection = get_named_type(field.type)
        needs_more = any(is_required_argument(argument) for argument in field.args.values())
        if "orderBy" not in field.args or needs_more or not isinstance(connection, GraphQLObjectType):
            continue
        selection = selected(get_named_type(connection.fields["nodes"].type), 2)
        wanted = f"totalCount nodes {{ {selection} }} pageInfo {{ hasNextPage endCursor }}"
        order = get_named_type(field.args["orderBy"].type)
        for column in get_named_type(order.fields["field"].type).values:
            for direction in ("ASC", "DESC"):
                sorting = f"orderBy: [{{ field: {column}, direction: {direction} }}]"
                yield List(name, f"{column} {direction}", f"{{ {name}(first: 20, {sorting}) {{ {wanted} }} }}")


def selected(type_: object, depth: int) -> str:
    if not isinstance(type_, GraphQLObjectType):
        return "__typename"
    parts = []
    for name, field in type_.fields.items():
        if any(is_required_argument(argument) for argument in field.args.values()) or "first" in field.args:
            continue
        if is_leaf_type(get_named_type(field.type)):
            parts.append(name)
        elif depth > 1:
            parts.append(f"{name} {{ {selected(get_named_type(field.type), depth - 1) or '__typename'} }}")
    return " ".join(parts)


def row(found: List, first: Load, load: Load) -> list[str]:
    shown = [f"{time * 1000:.1f}" for time in (first.latencies[0], load.percentile(0.5), load.percentile(0.99))]
    return [found.field, found.order, *shown, "failures" if load.failures else ""]
