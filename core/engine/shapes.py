"""What the schema says: the Python declaration behind each GraphQL type and field."""

from __future__ import annotations

from functools import cache
from typing import Any

from graphql import GraphQLEnumType, GraphQLField, get_named_type
from sqlalchemy import inspect
from strawberry.schema.name_converter import NameConverter

from core.engine.declare import DECLARATION, Shown
from core.engine.deopt import Unplannable
from core.engine.filters import WHERE

STRAWBERRY = "strawberry-definition"
NUMBERS = {"Int", "BigInt", "Float", "Boolean", "Date", "DateTime"}
WORDS = {"Month", "ServiceLineKey"}


def strawberry_field(definition: GraphQLField) -> Any:
    return definition.extensions.get(STRAWBERRY)


def declaration_of(definition: GraphQLField) -> Any:
    made = strawberry_field(definition)
    return made.metadata.get(DECLARATION) if made is not None else None


def class_of(type_: Any) -> type:
    """The Python class behind a GraphQL object type."""
    definition = type_.extensions.get(STRAWBERRY)
    if definition is None:
        raise Unplannable(f"{type_.name} is not declared in Python")
    return definition.origin  # type: ignore[no-any-return]


def shown(type_: Any) -> Shown | None:
    """Of which model a type shows the rows; None for one of Python objects."""
    return getattr(class_of(type_), "__shows__", None)


def model_of(type_: Any) -> Any:
    found = shown(type_)
    if found is None:
        raise Unplannable(f"{type_.name} objects are not rows")
    return found.model


def kind_of(type_: Any) -> str:
    """How a scalar is written. Words need no escaping: names of enums, keys, months."""
    named = get_named_type(type_)
    if isinstance(named, GraphQLEnumType) or named.name in WORDS:
        return "Word"
    return str(named.name) if named.name in NUMBERS else "String"


def key_name(model: Any) -> str:
    """The attribute that is the key of a model's rows."""
    mapper = inspect(model)
    return str(mapper.get_property_by_column(mapper.primary_key[0]).key)


@cache
def filter_fields(filters: Any) -> dict[str, Any]:
    """The conditions of a filter by the GraphQL names of its fields."""
    if filters is None:
        return {}
    names = NameConverter()
    return {names.from_field(made): made.metadata[WHERE] for made in filters.__strawberry_definition__.fields}
