"""The judge: whatever a client writes, the compiled answer is the answer that graphql-core gives."""

from __future__ import annotations

import json
import os
from pathlib import Path
from random import Random
from typing import Any

import pytest
from graphql import parse, validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.engine.document import Asked, RequestError
from tests.core.engine.conftest import World
from tests.core.engine.documents import Writer
from tests.core.engine.world import Rows
from tests.effort import tries

CONTRACT = Path(__file__).parents[2] / "contract" / "documents"
DOCUMENTS = int(os.environ.get("JUDGE_DOCUMENTS", tries(60, 200)))
"""How many of each kind for each database; `JUDGE_DOCUMENTS=20000 pytest -n 0 tests/core/engine/test_judge.py` is long."""

common: dict[str, Any] = {
    "max_examples": DOCUMENTS,
    "deadline": None,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}
SEEDS = st.integers(0, 2**32 - 1)


NEVER_HIT = {"calendar_day", "heating_season"}
"""Their constraints are met by no chance; others judge what is made of them."""


def test_the_world_has_rows_of_every_table(rows: Rows) -> None:
    """Else nothing is judged: one more column once left it without any case."""
    assert {table.name for table, some in rows if len(some) < 2} == NEVER_HIT


def judge(world: World, seed: int) -> None:
    schema = world.lastmeter.engine.schema
    text, variables = Writer(schema, Random(seed), world.pools).document()
    if validate(schema, parse(text)):
        return
    viewer = world.viewer(Random(seed))
    compiled, core = world.compiled(text, variables, viewer), world.by_core(text, variables, viewer)
    assert comparable(compiled) == comparable(core), (text, variables, viewer)


def comparable(answer: dict[str, Any]) -> dict[str, Any]:
    """Without the ids of faults, which are new each time."""
    for error in answer.get("errors", ()):
        assert error["extensions"]["code"] != "INTERNAL_SERVER_ERROR", error
    return answer


@pytest.mark.timeout(300 + DOCUMENTS)
@settings(derandomize=True, **common)
@given(seed=SEEDS)
def test_the_compiled_answer_is_the_answer_of_graphql_core(world: World, seed: int) -> None:
    judge(world, seed)


@pytest.mark.timeout(300 + DOCUMENTS)
@settings(derandomize=False, **common)
@given(seed=SEEDS)
def test_the_compiled_answer_is_the_answer_of_graphql_core_to_documents_new_each_time(world: World, seed: int) -> None:
    judge(world, seed)


@pytest.mark.parametrize("seed", [3276, 52230], ids=["a filter of one who sees nothing", "two of them"])
def test_what_was_judged_otherwise_once_is_judged_alike(world: World, seed: int) -> None:
    judge(world, seed)


def test_every_operation_of_the_contract_is_answered_the_same(world: World) -> None:
    """As far as it is in the schema; the ids in its variables are placeholders."""
    schema, asked = world.lastmeter.engine.schema, 0
    for path in sorted(CONTRACT.glob("*.graphql")):
        text = path.read_text(encoding="utf-8")
        document = parse(text)
        if validate(schema, document) or "query" not in text:
            continue
        given = path.with_suffix(".json")
        variables = json.loads(given.read_text(encoding="utf-8")) if given.exists() else {}
        assert comparable(world.compiled(text, variables)) == comparable(world.by_core(text, variables)), path.name
        asked += 1
    assert asked > 5


def test_most_of_what_clients_write_is_compiled(world: World) -> None:
    """The judge would also be pleased with an engine that compiles nothing."""
    schema, whole, planned = world.lastmeter.engine.schema, 0, 0
    for seed in range(tries(100, 300)):
        text, variables = Writer(schema, Random(seed), world.pools).document()
        if validate(schema, parse(text)):
            continue
        try:
            plan = world.lastmeter.engine.prepare(Asked(text, variables), world.context(None).viewer).plan
        except RequestError:  # it could answer too much
            continue
        whole += len(plan.roots)
        planned += len(plan.roots) - len(plan.left_to_core)
    assert planned / whole > 0.6
