"""The committed schema file: how it differs from what the code says, and whether that would break clients."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import GraphQLSchema, build_schema
from graphql.utilities import find_breaking_changes, find_dangerous_changes


def changes(committed: str, printed: str) -> list[str]:
    """Empty when the file is what the code says; else what changed, the worst first."""
    if committed == printed:
        return []
    if not committed.strip():
        return ["There is no schema file yet."]
    return list(_told(build_schema(committed), build_schema(printed))) or ["Descriptions or order changed."]


def _told(before: GraphQLSchema, after: GraphQLSchema) -> Iterator[str]:
    yield from (f"breaking: {change.description}" for change in find_breaking_changes(before, after))
    yield from (f"dangerous: {change.description}" for change in find_dangerous_changes(before, after))


def breaking(committed: str, printed: str) -> list[str]:
    """What would break clients and was not deprecated before."""
    if not committed.strip():
        return []
    before = build_schema(committed)
    found = find_breaking_changes(before, build_schema(printed))
    return [change.description for change in found if not _was_deprecated(before, change.description)]


def _was_deprecated(before: GraphQLSchema, description: str) -> bool:
    """A field that said that it would go may go."""
    type_name, _, field_name = description.partition(" ")[0].partition(".")
    type_ = before.type_map.get(type_name)
    field = getattr(type_, "fields", {}).get(field_name) if type_ is not None else None
    return bool(field is not None and field.deprecation_reason)
