"""Limits: whatever a document multiplies to, looking at it takes as long as it is long (catalogue A01 to A10)."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from graphql import FragmentDefinitionNode, OperationDefinitionNode, SelectionSetNode, parse, validate
from hypothesis import given, settings
from hypothesis import strategies as st

from core.app import Composition
from core.engine.allowance import STANDARD, Allowance
from core.engine.document import Asked, Document, Plans, RequestError
from core.engine.limits import Limits, Measured, measured
from core.policy.role import Role
from core.policy.viewer import Kind, Viewer

SIGNED_IN = Viewer(Role.HANDLER)
CONTRACT = sorted((Path(__file__).parents[2] / "contract" / "documents").glob("*.graphql"))


@pytest.fixture(scope="module")
def schema(composition: Composition) -> Any:
    return composition.schema._schema


@pytest.fixture
def measure(schema: Any) -> Any:
    def measure(text: str, **variables: Any) -> Measured:
        document = parse(text)
        operation = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
        return measured(schema, document, operation, variables)

    return measure


@pytest.fixture
def plans(schema: Any) -> Plans:
    """As the engine has them, without an engine: nothing that is refused may reach the planner."""

    def plan(*_: Any) -> Any:
        raise AssertionError("it was planned")

    return Plans(schema, plan, Allowance())


def seconds(work: Any) -> float:
    """The best of several: what the work takes, not what else the machine does."""
    best = float("inf")
    for _ in range(7):
        start = process_time()
        work()
        best = min(best, process_time() - start)
    return best


def doubling(count: int, times: int = 2) -> str:
    """Each fragment spreads the next one several times."""
    spreads = [" ".join([f"...F{n + 1}"] * times) for n in range(count)]
    fragments = [f"fragment F{n} on Query {{ {spread} }}" for n, spread in enumerate(spreads)]
    return f"{{ ...F0 }} {' '.join(fragments)} fragment F{count} on Query {{ a: __typename }}"


def refusal(plans: Plans, text: str, viewer: Viewer = SIGNED_IN, **variables: Any) -> dict[str, Any]:
    with pytest.raises(RequestError) as refused:
        plans.prepared(Asked(text, variables), viewer)
    return dict(refused.value.errors[0].extensions or {})


@pytest.mark.parametrize("times", [2, 3])
@pytest.mark.parametrize("count", [10, 20, 30, 40, 60])
def test_a01_fragments_that_double_cost_no_more_than_their_text(plans: Plans, count: int, times: int) -> None:
    text = doubling(count, times)
    assert seconds(lambda: refusal(plans, text)) < 0.05


def test_a01_twice_the_fragments_take_about_twice_the_time(schema: Any) -> None:
    def time(count: int) -> float:
        document = parse(doubling(count))
        return seconds(lambda: measured(schema, document, document.definitions[0], {}))

    assert time(240) < 3 * time(120) + 0.002


def test_a01_a_chain_too_long_to_follow_is_refused(plans: Plans, schema: Any) -> None:
    document = Document(schema, doubling(900, times=1), tokens_most=100_000)
    with pytest.raises(RequestError) as refused:
        document.measured(document.operations[0], {}, Limits())
    assert refused.value.errors[0].extensions["limit"] == "depth"


def test_a01_what_doubles_is_counted_as_often_as_it_is_spread(measure: Any) -> None:
    assert measure(doubling(10)).aliases == 2**10
    assert measure(doubling(40)).fields == 2**40


NAMES = ["a", "b", "c"]


@st.composite
def dags(draw: Any) -> str:
    """Documents whose fragments spread any later ones, any number of times, under any fields."""
    count = draw(st.integers(1, 5))

    def selection(at: int, depth: int) -> str:
        parts = []
        for _ in range(draw(st.integers(1, 3))):
            kind = draw(st.sampled_from(["leaf", "alias", "field", "inline", "spread"]))
            if kind == "spread" and at + 1 < count:
                parts.append(f"...F{draw(st.integers(at + 1, count - 1))}")
            elif kind == "field" and depth < 3:
                parts.append(f"{draw(st.sampled_from(NAMES))} {{ {selection(at, depth + 1)} }}")
            elif kind == "inline" and depth < 3:
                parts.append(f"... on Query {{ {selection(at, depth + 1)} }}")
            elif kind == "alias":
                parts.append(f"x: {draw(st.sampled_from(NAMES))}")
            else:
                parts.append(draw(st.sampled_from(NAMES)))
        return " ".join(parts)

    fragments = [f"fragment F{n} on Query {{ {selection(n, 0)} }}" for n in range(count)]
    return f"{{ {selection(-1, 0)} }} {' '.join(fragments)}"


def expanded(text: str) -> tuple[int, int, int]:
    """Depth, aliases and root fields, counted by writing every spread out."""
    document = parse(text)
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}

    def count(selection: SelectionSetNode) -> tuple[int, int, int]:
        depth = aliases = fields = 0
        for node in selection.selections:
            if node.kind == "field":
                deeper, more = 0, 0
                if node.selection_set:
                    deeper, more, _ = count(node.selection_set)
                depth, aliases, fields = max(depth, deeper + 1), aliases + more + bool(node.alias), fields + 1
            else:
                inner = node if node.kind == "inline_fragment" else fragments[node.name.value]
                deeper, more, wide = count(inner.selection_set)
                depth, aliases, fields = max(depth, deeper), aliases + more, fields + wide
        return depth, aliases, fields

    return count(document.definitions[0].selection_set)


@settings(max_examples=500, deadline=200, database=None, derandomize=True)
@given(text=dags())
def test_a02_one_look_at_each_fragment_counts_what_writing_them_out_would(schema: Any, text: str) -> None:
    document = parse(text)
    found = measured(schema, document, document.definitions[0], {})
    assert (found.depth, found.aliases, found.fields) == expanded(text)


@pytest.mark.parametrize(
    "text",
    [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A __typename }",
        "{ ...Nope }",
        "{ __typename } fragment Unused on Query { __typename }",
        "{ ...A } fragment A on Nothing { id }",
        "{ ... on Nothing { id } }",
    ],
)
def test_a03_wrong_fragments_are_validation_s_to_refuse(plans: Plans, text: str) -> None:
    assert refusal(plans, text)["code"] == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.parametrize("count", [21, 100, 240])
def test_a04_one_name_many_times_is_refused_before_each_is_compared_with_each(plans: Plans, count: int) -> None:
    text = "{ " + "serviceLines { key } " * count + "}"
    assert seconds(lambda: refusal(plans, text)) < 0.05
    assert refusal(plans, text) == {"code": "LIMIT_EXCEEDED", "limit": "repeats", "asked": count, "most": 20}


def merged() -> str:
    """Eleven fragments that all say the same, just often enough."""
    fragments = [f"fragment F{n} on Query {{ {'serviceLines { key } ' * 15} }}" for n in range(11)]
    return "{ " + " ".join(f"...F{n}" for n in range(11)) + " } " + " ".join(fragments)


MERGED = {
    "through fragments": merged(),
    "inside each other": "{ " + ("serviceLines { " + "plugin { name } " * 10 + "} ") * 20 + "}",
}


@pytest.mark.parametrize("text", MERGED.values(), ids=MERGED)
def test_a04_comparing_fields_of_one_name_is_given_up_in_time(schema: Any, text: str) -> None:
    document = Document(schema, text, tokens_most=1000)
    document.measured(document.operations[0], {}, Limits(fields=1000, cost=100_000))
    with pytest.raises(RequestError, match="Validation aborted"):
        document.validate(shows_schema=True)
    assert seconds(lambda: validate(schema, document.ast)) < 0.1


def test_a05_inline_fragments_inside_each_other_take_no_longer(plans: Plans) -> None:
    text = "{ " + "... on Query { " * 150 + "nothing" + " }" * 150 + " }"
    wide = "{ " + "... on Query { a: nothing } " * 120 + "}"
    assert seconds(lambda: refusal(plans, text)) < 0.15
    assert seconds(lambda: refusal(plans, wide)) < 0.15


def test_a06_comments_are_counted_and_tokens_end_the_parsing(plans: Plans) -> None:
    assert refusal(plans, "#\n" * 1001 + "{ __typename }")["code"] == "GRAPHQL_PARSE_FAILED"
    assert refusal(plans, "{ " + "a " * 1000 + "}")["code"] == "GRAPHQL_PARSE_FAILED"
    told = refusal(plans, "{ " + "a: __typename " * 200 + "}", Viewer(Role.ANONYMOUS))
    assert (told["limit"], told["asked"], told["most"]) == ("tokens", 602, 500)


@pytest.mark.parametrize(
    "text",
    [
        "{ " + " ".join(f"a{n}: __typename" for n in range(16)) + " }",
        "{ ...A ...A } fragment A on Query { " + " ".join(f"a{n}: __typename" for n in range(8)) + " }",
        "{ " + " ".join(f"... on Query {{ a{n}: __typename }}" for n in range(16)) + " }",
        "{ serviceLines { " + " ".join(f"a{n}: key" for n in range(16)) + " } }",
    ],
    ids=["fields", "fragments", "inline", "below"],
)
def test_a07_the_sixteenth_alias_is_refused_however_it_is_written(plans: Plans, measure: Any, text: str) -> None:
    assert refusal(plans, text)["limit"] == "aliases"
    assert measure(text).aliases == 16


def nested(depth: int) -> str:
    return "{ node(id: 1) { " + "case { " * (depth - 2) + "id" + " }" * (depth - 2) + " } }"


def test_a08_depth_counts_fields_below_each_other(measure: Any, plans: Plans) -> None:
    assert measure(nested(12)).beyond(Limits()) is None
    assert measure(nested(13)).beyond(Limits()) == ("depth", 13, 12)
    through = "{ ...A } fragment A on Query { a { ...B } } fragment B on Query { b { ... on Query { c } } }"
    assert measure(through).depth == 3
    assert refusal(plans, nested(7), Viewer(Role.ANONYMOUS))["limit"] == "depth"


@pytest.mark.parametrize(("depth", "limit"), [(32, None), (33, ("nesting", 33, 32))])
def test_a08_lists_and_objects_in_arguments_are_counted(measure: Any, depth: int, limit: Any) -> None:
    lists = "{ a(b: " + "[" * depth + "1" + "]" * depth + ") }"
    objects = "{ a(b: " + "{c: " * depth + "1" + "}" * depth + ") }"
    assert measure(lists).beyond(Limits()) == limit
    assert measure(objects).beyond(Limits()) == limit


@pytest.mark.parametrize("brackets", ["[", "{a:", "{a"])
def test_a08_what_never_ends_is_a_syntax_error(plans: Plans, brackets: str) -> None:
    assert refusal(plans, "{ a(b: " + brackets * 300)["code"] == "GRAPHQL_PARSE_FAILED"


PAGES = """query ($n: Int, $m: Int = 5) {
  communities(first: $n) { nodes { visits(first: $m) { nodes { cases { id } } } } }
}"""


@pytest.mark.parametrize(
    ("text", "variables", "cost"),
    [
        ("{ __typename }", {}, 0),
        ("{ communities(first: 10) { totalCount } }", {}, 1),
        ("{ communities(first: 10) { nodes { id } } }", {}, 11),
        ("{ communities(first: 10) { edges { node { id } } } }", {}, 11),
        ("{ communities(last: 10) { nodes { district { id } } pageInfo { hasNextPage } } }", {}, 22),
        ("{ communities(first: 10) { nodes { visits(first: 3) { nodes { id } } } } }", {}, 51),
        ("{ nodes(ids: [1, 2, 3]) { id } }", {}, 3),
        ("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["a"] * 7}, 8),
        ("{ nodes(ids: [1]) { ... on Community { visits(first: 7) { nodes { id } } } ... on Case { line { key } } } }",
         {}, 1 + max(1 + 7, 1)),
        ("{ serviceLines { key } }", {}, 4),
        ("mutation { a { userErrors { code } } }", {}, 10 + 2),
        (PAGES, {"n": 2}, 1 + 2 * (1 + 1 + 5 * (1 + 4))),
        (PAGES, {"n": 2, "m": 1}, 1 + 2 * (1 + 1 + 1 * (1 + 4))),
        (PAGES, {}, 1 + 100 * (1 + 1 + 5 * (1 + 4))),
        (PAGES, {"n": -1}, 1 + 100 * (1 + 1 + 5 * (1 + 4))),
        (PAGES, {"n": 10**9, "m": True}, 1 + 100 * (1 + 1 + 100 * (1 + 4))),
        ("query ($n: Int = 9999999999999) { communities(first: $n) { nodes { id } } }", {}, 101),
        ("{ communities(first: " + "9" * 5000 + ") { nodes { id } } }", {}, 101),
        ("{ ...A ...A } fragment A on Query { communities(first: 10) { ...B } } "
         "fragment B on CommunityConnection { nodes { id } }", {}, 22),
    ],
)  # fmt: skip
def test_a09_cost_is_known_before_anything_is_run(measure: Any, text: str, variables: Any, cost: int) -> None:
    assert measure(text, **variables).cost == cost


def test_a09_four_full_pages_below_each_other_are_refused(plans: Plans) -> None:
    text = "timeline(first: 100) { nodes { id } }"
    for field in ("cases", "visits", "communities"):
        text = f"{field}(first: 100) {{ nodes {{ {text} }} }}"
    text = f"{{ {text} }}"
    told = refusal(plans, text)
    assert (told["code"], told["limit"], told["most"]) == ("LIMIT_EXCEEDED", "cost", 2500)


def test_a10_directives_are_counted_and_hide_no_cost(measure: Any, plans: Plans) -> None:
    many = "{ __typename " + "@skip(if: false) " * 51 + "}"
    assert refusal(plans, many)["limit"] == "directives"
    hidden = "query ($no: Boolean!) { communities(first: 100) @skip(if: $no) { nodes { id @include(if: false) } } }"
    assert measure(hidden, no=True).cost == 101


def test_root_fields_and_mutations_are_counted(measure: Any, plans: Plans) -> None:
    assert refusal(plans, "{ " + "__typename serviceLines { key } " * 11 + "}")["limit"] == "fields"
    two = "mutation { a { clientMutationId } b { clientMutationId } }"
    assert measure(two).mutations == 2
    assert refusal(plans, two)["limit"] == "mutations"


def test_fragments_and_spreads_are_counted(measure: Any) -> None:
    assert measure(doubling(50)).beyond(Limits()) == ("fragments", 51, 50)
    text = "{ ...A } fragment A on Query { " + "...B " * 200 + "} fragment B on Query { id }"
    assert measure(text).beyond(Limits()) == ("spreads", 201, 200)


@pytest.mark.parametrize("file", CONTRACT, ids=lambda file: file.stem)
def test_what_clients_send_is_far_below_the_limits(measure: Any, file: Path) -> None:
    variables = json.loads(file.with_suffix(".json").read_text()) if file.with_suffix(".json").exists() else {}
    found = measure(file.read_text(), **variables)
    assert found.beyond(Limits()) is None
    assert found.cost <= 0.7 * Limits().cost


def test_an_installation_sets_what_differs() -> None:
    given = Allowance.read({Kind.ANONYMOUS: "depth=8, cost=300"}, shows_schema_to_all=False)
    anonymous = given.limits(Viewer(Role.ANONYMOUS))
    assert (anonymous.depth, anonymous.cost, anonymous.aliases) == (8, 300, 5)
    assert given.limits(Viewer(Role.MACHINE)) == STANDARD[Kind.MACHINE]
    with pytest.raises(ValueError, match="'height=1' is no limit: write NAME=NUMBER"):
        Allowance.read({Kind.MACHINE: "height=1"}, shows_schema_to_all=False)
