"""Reach: what a viewer is shown of the rows that other rows point at, and of those that hang below them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, get_named_type
from sqlalchemy import select

from core.audit.models import AuditEntry
from core.engine.declare import Page, Part, Relation, Rows
from core.engine.shapes import declaration_of
from core.households.models import PriorityTag
from core.policy.role import Role
from tests.core.engine.conftest import World
from tests.effort import tries

FIRST = 30


def shown(type_: GraphQLObjectType, depth: int) -> str:
    """Its id, and those of the rows that it leads to."""
    around = [led_to(name, field, depth - 1) for name, field in type_.fields.items()] if depth else []
    return " ".join(["__typename", *(["id"] if "id" in type_.fields else []), *around])


def led_to(name: str, field: GraphQLField, depth: int) -> str:
    target, declared = get_named_type(field.type), declaration_of(field)
    if not isinstance(target, GraphQLObjectType):
        return ""
    if isinstance(declared, Page):
        return f"{name}(first: 3) {{ {nodes(target, depth)} }}"
    return f"{name} {{ {shown(target, depth)} }}" if isinstance(declared, Relation | Rows | Part) else ""


def nodes(connection: GraphQLObjectType, depth: int) -> str:
    node = get_named_type(connection.fields["nodes"].type)
    assert isinstance(node, GraphQLObjectType)
    return f"nodes {{ {shown(node, depth)} }}"


def lists(schema: GraphQLSchema) -> Iterator[str]:
    assert schema.query_type is not None
    for name, field in schema.query_type.fields.items():
        connection = get_named_type(field.type)
        if isinstance(declaration_of(field), Page) and isinstance(connection, GraphQLObjectType):
            yield f"{{ {name}(first: {FIRST}) {{ {nodes(connection, 1)} }} }}"


@pytest.mark.parametrize("seed", [22, 36, *range(tries(1, 200))])
def test_whoever_asks_a_row_shows_the_rows_around_it_as_they_show_themselves(world: World, seed: int) -> None:
    """The rows of this world contradict each other: a device lies in another district than the home it is in. To the first
    two viewers homes were shown that they may not see.
    """
    viewer = world.viewer(Random(seed))
    for text in lists(world.lastmeter.engine.schema):
        compiled, core = world.compiled(text, viewer=viewer), world.by_core(text, viewer=viewer)
        assert compiled == core, (text, viewer)
        assert "LIMIT_EXCEEDED" not in str(compiled), text


def test_a_filter_looks_into_nothing_that_the_viewer_may_not_see(world: World) -> None:
    """Where a gas user lies in a district of the viewer's and his home does not, the list told how the home is tagged."""
    text = """query($tags: [PriorityTag!]) {
      gasInspectionsDue(filter: {priorityTags: $tags}, first: 100) { totalCount nodes { id } } }"""
    for seed in (1611117, *range(tries(10, 200))):
        for tag in PriorityTag:
            given, viewer = {"tags": [tag.name]}, world.viewer(Random(seed))
            assert world.compiled(text, given, viewer) == world.by_core(text, given, viewer), (tag, viewer)


def test_who_may_not_read_the_trail_is_not_told_what_stands_in_it(world: World, viewer) -> None:
    """Of an operation that only entries name, a page without any entry told that there is one."""
    with world.lastmeter.database.reading() as session:
        operation = session.scalars(select(AuditEntry.operation).limit(1)).one()
    text = "query($operation: String!) { auditTrail(first: 1, filter: {operations: [$operation]}) { totalCount } }"
    told = {}
    for role in (Role.AUDITOR, Role.HANDLER):
        compiled, core = (ask(text, {"operation": operation}, viewer(role)) for ask in (world.compiled, world.by_core))
        assert compiled == core
        told[role] = compiled
    assert told[Role.AUDITOR]["data"]["auditTrail"]["totalCount"] > 0
    assert told[Role.HANDLER]["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
