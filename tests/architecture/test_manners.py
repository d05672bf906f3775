"""The schema's manners: everything is described in two languages, and every mutation has one form."""

from __future__ import annotations

import pytest
from graphql import GraphQLObjectType, GraphQLSchema

from core.app import Composition
from core.mutations import ActionField
from core.policy.policy import Policy
from core.testing.descriptions import described, lacks_chinese, only_repeats


@pytest.fixture(scope="module")
def schema(composition: Composition) -> GraphQLSchema:
    return composition.schema._schema


def test_everything_is_described(schema):
    assert [path for path, description in described(schema) if not description] == []


def test_a_description_says_more_than_the_name(schema):
    assert [path for path, description in described(schema) if only_repeats(path, description)] == []


def test_a_description_ends_with_the_chinese_term(schema):
    assert [path for path, description in described(schema) if lacks_chinese(path, description)] == []


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
