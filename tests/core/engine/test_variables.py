"""Variables: the short way gives what graphql-core gives, and leaves it what is wrong or has a default."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import parse
from graphql.execution.values import get_variable_values

from core.app import Composition
from core.engine.variables import Variables

GIVEN: list[tuple[str, dict[str, Any]]] = [
    ("$a: Int!", {"a": 1}),
    ("$a: Int!", {"a": True}),
    ("$a: Int!", {"a": 1.0}),
    ("$a: Int!", {"a": 2**31}),
    ("$a: Int!", {"a": None}),
    ("$a: Int!", {}),
    ("$a: Int", {}),
    ("$a: Int", {"a": None}),
    ("$a: Int = 5", {}),
    ("$a: Int = 5", {"a": None}),
    ("$a: ID!", {"a": "Case_1"}),
    ("$a: ID!", {"a": 7}),
    ("$a: String", {"a": 7}),
    ("$a: [ID!]!", {"a": ["x", "y"]}),
    ("$a: [ID!]!", {"a": "x"}),
    ("$a: [ID!]!", {"a": [None]}),
    ("$a: DateWindow!", {"a": {"from": "2021-06-01", "to": "2023-09-09"}}),
    ("$a: DateWindow!", {"a": {"from": "2021-06-01", "until": "2023-09-09"}}),
    ("$a: CommunityFilter, $b: Boolean!", {"a": {"kinds": ["OLD_ESTATE"]}, "b": False, "unknown": 1}),
    ("$a: [MetricDimension!]", {"a": ["LINE", "NOTHING"]}),
]


@pytest.mark.parametrize(("definitions", "given"), GIVEN, ids=repr)
def test_values_are_what_graphql_core_makes_of_them(
    composition: Composition, definitions: str, given: dict[str, Any]
) -> None:
    schema = composition.schema._schema
    (operation,) = parse(f"query ({definitions}) {{ __typename }}").definitions
    nodes = operation.variable_definitions  # type: ignore[union-attr]
    made, expected = Variables(schema, nodes).values(given), get_variable_values(schema, nodes, given, max_errors=20)
    if isinstance(made, list) or isinstance(expected, list):
        assert [str(error) for error in made] == [str(error) for error in expected]
    else:
        assert made.coerced == expected.coerced
        assert made.sources.keys() == expected.sources.keys()
