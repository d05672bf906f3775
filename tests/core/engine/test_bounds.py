"""Bounds: what is kept and what is answered has a limit, and a word on how to ask for less."""

from __future__ import annotations

import gc
from dataclasses import dataclass

import pytest
from sqlalchemy.sql.selectable import FromClause

from core.app import Composition
from core.engine import engine
from core.engine.allowance import Allowance
from core.engine.document import Asked, Lru, Plans
from core.policy.role import Role
from core.policy.viewer import Viewer
from tests.core.engine.conftest import World


def test_a_full_table_forgets_what_was_not_used_for_longest() -> None:
    table: Lru[str, int] = Lru(3)
    for at, key in enumerate("abc"):
        table.put(key, at)
    table.get("a")
    table.put("d", 3)
    assert [table.get(key) for key in "abcd"] == [0, None, 2, 3]
    assert len(table) == 3


@dataclass
class Made:
    """A plan, as far as it is kept."""

    number: int
    cost: int = 0


def test_many_different_documents_are_kept_up_to_a_bound(composition: Composition) -> None:
    made: list[Made] = []

    def make(*_: object) -> Made:
        made.append(Made(len(made)))
        return made[-1]

    plans = Plans(composition.schema._schema, make, Allowance(), most=10)  # type: ignore[arg-type]
    for number in range(200):
        plans.prepared(Asked(f"{{ a{number}: __typename }}", {}), Viewer(Role.DEMO))
    assert len(made) == 200
    assert (len(plans._documents), len(plans._plans)) == (10, 10)


RETURN = """mutation($input: ReturnCaseInput!, $steps: Int!) { returnCase(input: $input) {
  case { timeline(first: $steps) { nodes { action } } } } }"""


def test_what_is_written_needs_one_plan_whatever_its_numbers_and_what_is_read_one_for_each_size(
    composition: Composition,
) -> None:
    """A version is another number each time; a page of another size may be another statement."""
    made: list[Made] = []

    def make(*_: object) -> Made:
        made.append(Made(len(made)))
        return made[-1]

    plans = Plans(composition.schema._schema, make, Allowance())  # type: ignore[arg-type]
    for version, steps in ((1, 5), (2, 5), (3, 5), (3, 9)):
        given = {"clientMutationId": f"k{version}", "caseId": "Case_1", "version": version, "reason": "超期"}
        plans.prepared(Asked(RETURN, {"input": given, "steps": steps}), Viewer(Role.DEMO))
    assert len(made) == 2


@pytest.mark.parametrize(
    "query",
    ["{ communities(first: 10) { nodes { name } } }", "{ serviceLines { description categories { name } } }"],
    ids=["a page", "a list without pages"],
)
def test_an_answer_of_too_many_bytes_is_refused(world: World, monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    monkeypatch.setattr(engine, "BYTES_MOST", 100)
    answer = world.compiled(query)
    assert "data" not in answer
    assert answer["errors"][0]["extensions"]["code"] == "ANSWER_TOO_LARGE"


def test_introspection_is_executed_once_and_answered_from_memory_then(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "{ __schema { queryType { name } } again: __typename }"
    first = world.compiled(query)
    monkeypatch.setattr(engine, "execute", None)
    assert world.compiled(query) == first == {"data": {"__schema": {"queryType": {"name": "Query"}}, "again": "Query"}}


PAGES = """{ cases(first: 5, filter: {slaStates: [OVERDUE], search: "水"}) { totalCount nodes { %s: title community { name
    visits(first: 2) { totalCount nodes { visitedOn line { key } } } } timeline(last: 2) { nodes { at } } } }
  node(id: "Case_1") { ... on Case { description } } }"""


def test_a_plan_keeps_none_of_the_tables_that_its_statements_were_made_of(world: World) -> None:
    """They weigh a hundred times as much as the rest of it, and a thousand plans are kept."""

    def planned(name: str) -> int:
        assert "errors" not in world.compiled(PAGES % name)
        gc.collect()
        return sum(issubclass(type(made), FromClause) for made in gc.get_objects())

    planned("before")  # with what is made once for all documents
    assert planned("first") == planned("second")


FIGURES = """{ metrics(keys: ["core.visits", "core.median_hours_to_close", "core.communities_reached", "core.hard_case_batches"],
    window: {from: "2023-01-01", to: "2024-01-09"}, groupBy: [%s], first: 9) { totalCount } }"""


def test_a_question_about_figures_keeps_none_of_the_tables_either(world: World) -> None:
    """Each grouping with each filter is a statement of its own: there are thousands."""

    def asked(grouping: str) -> int:
        assert "errors" not in world.compiled(FIGURES % grouping)
        gc.collect()
        return sum(issubclass(type(made), FromClause) for made in gc.get_objects())

    asked("LINE")  # with what is made once for each figure
    assert asked("DISTRICT") == asked("STREET") == asked("MONTH")
