"""Pages: whatever the order and the direction, all pages together are the whole list, each row once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations
from typing import Any

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, get_named_type

from core.app import Composition
from core.engine.cursors import encode, signature
from core.engine.declare import Page
from core.engine.orders import SortKey
from core.engine.shapes import declaration_of
from tests.core.engine.conftest import World
from tests.effort import tries

INSTALLED = "every installed plugin"


def connections(schema: GraphQLSchema) -> Iterator[tuple[str, str, Page]]:
    """Every connection that the schema offers: type, field, declaration."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            for name, field in type_.fields.items():
                declared = declaration_of(field)
                if isinstance(declared, Page):
                    yield type_.name, name, declared


def orders(declared: Page) -> Iterator[list[tuple[str, str]]]:
    """Each column both ways, and two columns in equal and mixed directions."""
    names = list(declared.order.keys)
    for name in names:
        yield from ([(name, direction)] for direction in ("ASC", "DESC"))
    for first, second in tries(pairwise(names), permutations(names, 2)):
        yield [(first, "DESC"), (second, "ASC")]
        yield [(first, "DESC"), (second, "DESC")]


class Lists:
    """Asks for pages of one connection, at the root or below one node."""

    def __init__(self, world: World, field: str, node: tuple[str, str] | None = None) -> None:
        self.world, self.field, self.node = world, field, node

    def page(self, arguments: str) -> dict[str, Any]:
        wanted = f"{self.field}({arguments}) {{ edges {{ cursor node {{ id }} }} pageInfo {{ hasNextPage hasPreviousPage }} }}"
        if self.node is None:
            return self._data(f"{{ {wanted} }}")[self.field]  # type: ignore[no-any-return]
        type_name, key = self.node
        return self._data(f'{{ node(id: "{key}") {{ ... on {type_name} {{ {wanted} }} }} }}')["node"][self.field]  # type: ignore[no-any-return]

    def _data(self, query: str) -> Any:
        answer = self.world.compiled(query)
        assert "errors" not in answer, (query, answer["errors"])
        return answer["data"]

    def all(self, order: Sequence[tuple[str, str]], size: int, *, backward: bool) -> list[str]:
        """The ids of all pages, in the order of the list."""
        sorting = "orderBy: [" + ", ".join(f"{{field: {name}, direction: {way}}}" for name, way in order) + "]"
        count, mark, flag = ("last", "before", "hasPreviousPage") if backward else ("first", "after", "hasNextPage")
        found: list[str] = []
        cursor = ""
        for _ in range(200):
            page = self.page(f"{count}: {size}, {sorting}{cursor}")
            ids = [edge["node"]["id"] for edge in page["edges"]]
            found = ids + found if backward else found + ids
            if not page["pageInfo"][flag]:
                return found
            edge = page["edges"][0 if backward else -1]
            cursor = f', {mark}: "{edge["cursor"]}"'
        raise AssertionError("the pages have no end")


def check(lists: Lists, declared: Page) -> None:
    for order in orders(declared):
        whole = lists.all(order, 100, backward=False)
        assert len(set(whole)) == len(whole)
        for size in (
            tries((3,), (1, 3)) if len(order) == 1 and len(whole) < 60 else (min(100, max(4, len(whole) // 3)),)
        ):
            assert lists.all(order, size, backward=False) == whole, order
            assert lists.all(order, size, backward=True) == whole, order


def test_pages_of_every_order_of_every_root_list_are_the_whole_list(world: World) -> None:
    schema = world.lastmeter.engine.schema
    roots = [(field, declared) for type_name, field, declared in connections(schema) if type_name == "Query"]
    assert len(roots) > 10
    for field, declared in roots:
        if "id" in _node_fields(schema, "Query", field):
            check(Lists(world, field), declared)


def test_pages_of_every_order_of_every_nested_list_are_the_whole_list(world: World) -> None:
    schema = world.lastmeter.engine.schema
    nested = [found for found in connections(schema) if found[0] != "Query"]
    assert nested
    for type_name, field, declared in nested:
        parents = [key for key in world.pools.ids if key.startswith(f"{type_name}_")]
        for key in parents[:4]:
            check(Lists(world, field, (type_name, key)), declared)


def _node_fields(schema: GraphQLSchema, type_name: str, field: str) -> Any:
    connection: Any = get_named_type(schema.type_map[type_name].fields[field].type)  # type: ignore[attr-defined]
    node: Any = get_named_type(connection.fields["nodes"].type)
    return node.fields


def test_no_row_is_lost_when_the_row_of_the_cursor_is_deleted(world: World) -> None:
    """A cursor is a place in the order, not a row."""
    place = encode(signature("Community", [SortKey("code", False), SortKey("id", False)]), ["370200000000", 0])
    query = (
        "query($after: String) { communities(first: 100, after: $after) { nodes { id } pageInfo { hasPreviousPage } } }"
    )
    answer = world.compiled(query, {"after": place})
    assert answer == world.by_core(query, {"after": place})
    whole = Lists(world, "communities").all([("CODE", "ASC")], 100, backward=False)
    page = answer["data"]["communities"]
    assert page["pageInfo"]["hasPreviousPage"] is (len(page["nodes"]) < len(whole))


BAD = {
    "first: 0": "first is 0; a page holds 1 to 100.",
    "first: -1": "first is -1; a page holds 1 to 100.",
    "last: 2147483647": "last is 2147483647; a page holds 1 to 100.",
    "first: 1, last: 1": "Give first or last, one of them: how many, 1 to 100.",
    "": "Give first or last, one of them: how many, 1 to 100.",
    'first: 1, after: "x"': "after is no cursor of this list: it was not given out by this list.",
    'first: 1, after: ""': "after is no cursor of this list: it was not given out by this list.",
    'first: 1, after: "游标"': "after is no cursor of this list: it was not given out by this list.",
}


@pytest.mark.parametrize("arguments", BAD)
def test_a_page_that_cannot_be_is_refused_with_a_word_on_how_to_mend_it(world: World, arguments: str) -> None:
    query = "{ communities%s { nodes { id } } }" % (f"({arguments})" if arguments else "")
    answer = world.compiled(query)
    assert answer == world.by_core(query)
    assert answer["errors"][0]["message"].startswith(BAD[arguments])
    assert answer["errors"][0]["path"] == ["communities"]
    assert answer["data"] is None


def test_a_cursor_of_another_order_is_refused(world: World) -> None:
    cursor = world.compiled("{ communities(first: 1) { edges { cursor } } }")["data"]["communities"]["edges"][0][
        "cursor"
    ]
    query = "query($after: String) { communities(first: 1, orderBy: [{field: NAME}], after: $after) { nodes { id } } }"
    answer = world.compiled(query, {"after": cursor})
    assert answer == world.by_core(query, {"after": cursor})
    assert "it belongs to another order" in answer["errors"][0]["message"]


FORGED = [[None], [None, None], ["x", "y"], [1, 1], ["x", 2**70], ["x", 1.5], ["x", True], [["x"], 1], ["\0", 1]]


@pytest.mark.parametrize("values", FORGED, ids=repr)
def test_a_cursor_made_by_hand_is_refused_or_answered_but_never_breaks_anything(
    world: World, values: list[Any]
) -> None:
    sign = signature("Community", [SortKey("code", False), SortKey("id", False)])
    try:
        cursor = encode(sign, values)
    except TypeError:  # no JSON
        return
    query = "query($after: String) { communities(first: 2, after: $after) { nodes { id } } }"
    answer = world.compiled(query, {"after": cursor})
    assert answer == world.by_core(query, {"after": cursor})
    assert all(error["extensions"]["code"] == "BAD_USER_INPUT" for error in answer.get("errors", ()))


def test_ids_of_another_type_or_of_nothing_are_answered_by_null(world: World, composition: Composition) -> None:
    ids = ["Case_1", "Community_1", "Community_999999", "Community_01", "Community_", "Nope_1", "", "Community_1e3"]
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Community { id } ... on Case { number } } }"
    answer = world.compiled(query, {"ids": ids})
    assert answer == world.by_core(query, {"ids": ids})
    assert answer["data"]["nodes"][2:] == [None] * 6


def test_a_code_that_does_not_exist_is_told_below_another_object_too(world: World) -> None:
    below = 'visits(first: 2, filter: { districtCodes: ["000000"] }) { nodes { id } totalCount }'
    query = f"{{ communities(first: 3) {{ nodes {{ {below} }} }} }}"
    answer = world.compiled(query)
    assert answer == world.by_core(query)
    assert answer["errors"][0]["extensions"]["reason"] == "NOT_FOUND"
