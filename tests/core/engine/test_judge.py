"""The judge: whatever a client writes, the compiled answer is the answer that graphql-core gives."""

from __future__ import annotations

import os
from random import Random
from typing import Any

from graphql import parse, validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.engine.document import Asked, RequestError
from tests.core.engine.conftest import World
from tests.core.engine.documents import Writer

DOCUMENTS = int(os.environ.get("JUDGE_DOCUMENTS", "400"))
"""How many for each database; `JUDGE_DOCUMENTS=20000 pytest tests/core/engine/test_judge.py` is the long version."""

compiled_share: dict[str, list[bool]] = {}


def comparable(answer: dict[str, Any]) -> dict[str, Any]:
    """Without the ids of faults, which are new each time."""
    for error in answer.get("errors", ()):
        assert error["extensions"]["code"] != "INTERNAL_SERVER_ERROR", error
    return answer


@settings(
    max_examples=DOCUMENTS,
    deadline=None,
    database=None,
    derandomize="JUDGE_DOCUMENTS" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_compiled_answer_is_the_answer_of_graphql_core(world: World, seed: int) -> None:
    schema = world.lastmeter.engine.schema
    text, variables = Writer(schema, Random(seed), world.pools).document()
    if validate(schema, parse(text)):
        return
    viewer = world.viewer(Random(seed))
    try:
        core = world.by_core(text, variables, viewer)
    except RequestError:  # it could answer too much
        return
    compiled = world.compiled(text, variables, viewer)
    assert comparable(compiled) == comparable(core), (text, viewer)


def test_most_of_what_clients_write_is_compiled(world: World) -> None:
    """The judge would also be pleased with an engine that compiles nothing."""
    schema, whole, planned = world.lastmeter.engine.schema, 0, 0
    for seed in range(300):
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
