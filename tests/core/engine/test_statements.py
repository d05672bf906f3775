"""How many statements an operation takes is known beforehand: it does not grow with the rows, and nothing is read unasked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.data import load
from benchmarks.operations import operations
from core.database import Database

STATEMENTS = {"q1_": 1, "q2_": 1, "q3_": 1, "q4_": 1, "q5_": 1, "c02": 4, "c05": 2, "c07": 4}


@pytest.mark.parametrize("visits", [10, 1000])
def test_an_operation_takes_as_many_statements_for_ten_rows_as_for_a_thousand(
    database: Database, statements: Callable[..., int], visits: int
) -> None:
    load(database, visits)
    asked = {operation.name: operation for operation in operations() if operation.name in STATEMENTS}
    counted = {name: statements(operation.text, operation.variables[0]) for name, operation in asked.items()}
    assert counted == STATEMENTS


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("{ communities(first: 5) { nodes { name } } }", 1),
        ("{ communities(first: 5) { totalCount } }", 1),
        ("{ communities(first: 5) { nodes { name } totalCount } }", 2),
        ("{ communities(first: 5) { nodes { name district { name } street { name } } } }", 1),
        ("{ communities(first: 5) { nodes { visits(first: 2) { nodes { id cases { title } } } } } }", 1),
        ("{ communities(first: 5) { nodes { visits(first: 2) { edges { cursor } } } } }", 1),
        ("{ serviceLines { key name } metricCatalogue { key } }", 0),
        ("{ communities(first: 5) @skip(if: true) { nodes { name } } __typename }", 0),
        ('{ nodes(ids: ["Case_1", "Community_1", "Community_2", "Nope_1"]) { id } }', 2),
    ],
)
def test_nothing_is_read_that_is_not_asked_for(statements: Callable[..., int], query: str, count: int) -> None:
    assert statements(query) == count
