"""The schema's manners: everything is described in two languages, and every mutation has one form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    is_introspection_type,
    is_specified_scalar_type,
)

from core.app import Composition
from core.mutations import ActionField
from core.policy.policy import Policy

RELAY = {"PageInfo", "Node"}
"""Words of the Relay specification, which have no Chinese term of ours."""


@pytest.fixture(scope="module")
def schema(composition: Composition) -> GraphQLSchema:
    return composition.schema._schema


def described(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    """Everything that has a description, by its path."""
    for name, type_ in schema.type_map.items():
        if is_introspection_type(type_) or is_specified_scalar_type(type_):
            continue
        yield name, type_.description
        if isinstance(type_, GraphQLEnumType):
            yield from ((f"{name}.{word}", value.description) for word, value in type_.values.items())
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for field_name, field in type_.fields.items():
                yield f"{name}.{field_name}", field.description
                arguments: dict[str, Any] = getattr(field, "args", {})
                for argument_name, argument in arguments.items():
                    yield f"{name}.{field_name}({argument_name})", argument.description


def letters(text: str) -> str:
    return re.sub("[^a-z0-9]", "", text.lower())


def test_everything_is_described(schema):
    assert [path for path, description in described(schema) if not (description or "").strip()] == []


def test_a_description_says_more_than_the_name(schema):
    empty = {
        path: description
        for path, description in described(schema)
        if letters(description or "") == letters(re.split("[.(]", path)[-1])
    }
    assert empty == {}


def test_a_description_ends_with_the_chinese_term(schema):
    without = [
        path
        for path, description in described(schema)
        if not re.search(r"\([^()]*[\u4e00-\u9fff][^()]*\)\.$", (description or "").strip())
        and path.split(".")[0] not in RELAY
    ]
    assert without == []


def test_every_mutation_takes_one_input_and_gives_one_payload_of_its_own(schema):
    assert schema.mutation_type is not None
    for name, field in schema.mutation_type.fields.items():
        stem = name[0].upper() + name[1:]
        assert list(field.args) == ["input"], name
        assert str(field.args["input"].type) == f"{stem}Input!"
        assert str(field.type) == f"{stem}Payload!"
        payload = schema.type_map[f"{stem}Payload"]
        assert isinstance(payload, GraphQLObjectType)
        assert str(payload.fields["userErrors"].type) == "[UserError!]!"
        own = [field for name, field in payload.fields.items() if name not in {"userErrors", "clientMutationId"}]
        assert [str(field.type) for field in own if str(field.type).endswith("!")] == [], "null where it was refused"


def test_every_mutation_names_an_operation_of_the_policy(composition):
    known = composition.catalogue.objects(Policy)
    parts = [part for plugin in composition.plugins.active for part in plugin.mutations]
    fields = [field for part in parts for field in part.__strawberry_definition__.fields]

    assert len(fields) == len(composition.schema._schema.mutation_type.fields)
    assert [field.python_name for field in fields if not isinstance(field, ActionField)] == []
    assert [field.python_name for field in fields if field.policy not in known] == []
