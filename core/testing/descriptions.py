"""Descriptions of a schema: everything that has one, and what each must be like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    is_introspection_type,
    is_specified_scalar_type,
)

CHINESE_AT_THE_END = re.compile(r"\([^()]*[\u4e00-\u9fff][^()]*\)\.$")
RELAY = {"PageInfo", "Node"}
"""Words of the Relay specification, which have no Chinese term of ours."""


def described(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Everything that has a description, by its path."""
    for name, type_ in schema.type_map.items():
        if not is_introspection_type(type_) and not is_specified_scalar_type(type_):
            yield from ((path, (description or "").strip()) for path, description in _of_type(name, type_))


def _of_type(name: str, type_: Any) -> Iterator[tuple[str, str | None]]:
    yield name, type_.description
    if isinstance(type_, GraphQLEnumType):
        yield from ((f"{name}.{word}", value.description) for word, value in type_.values.items())
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        for field_name, field in type_.fields.items():
            yield f"{name}.{field_name}", field.description
            arguments: dict[str, Any] = getattr(field, "args", {})
            for argument_name, argument in arguments.items():
                yield f"{name}.{field_name}({argument_name})", argument.description


def only_repeats(path: str, description: str) -> bool:
    """Whether it says no more than the name."""
    return _letters(description) == _letters(re.split("[.(]", path)[-1])


def lacks_chinese(path: str, description: str) -> bool:
    """Whether the Chinese term is not in brackets at its end."""
    return CHINESE_AT_THE_END.search(description) is None and path.split(".")[0] not in RELAY


def _letters(text: str) -> str:
    return re.sub("[^a-z0-9]", "", text.lower())
