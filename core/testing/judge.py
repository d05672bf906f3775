"""Judge: asks the compiled engine and graphql-core the same, and counts the statements of the compiled answer."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any

import orjson
from starlette.testclient import TestClient

from core.app import Lastmeter
from core.context import Context
from core.engine.document import Asked, Prepared
from core.engine.trace import Trace


@dataclass(frozen=True)
class Judged:
    """An answer that both agree on, without errors."""

    data: Any
    statements: int


@dataclass(frozen=True)
class Answered:
    """What the compiled engine answered, the statements it took, and for how long it did not wait for the database."""

    answer: dict[str, Any]
    trace: Trace
    own_seconds: float


def judged(http: TestClient, lastmeter: Lastmeter, query: str, variables: dict[str, Any] | None) -> Judged:
    """Fails where the two differ, where a part of the query is not compiled, and where there are errors."""
    prepared, context = _prepared(lastmeter, query, variables)
    compiled = _answered(http, lastmeter, prepared, context)
    assert compiled.trace.left_to_core == []
    assert compiled.answer == orjson.loads(lastmeter.engine.by_core(prepared, context, None))
    assert "errors" not in compiled.answer, compiled.answer["errors"]
    return Judged(compiled.answer["data"], len(compiled.trace.statements))


def answered(http: TestClient, lastmeter: Lastmeter, query: str, variables: dict[str, Any] | None = None) -> Answered:
    """What the compiled engine alone says, errors or not."""
    return _answered(http, lastmeter, *_prepared(lastmeter, query, variables))


def _prepared(lastmeter: Lastmeter, query: str, variables: dict[str, Any] | None) -> tuple[Prepared, Context]:
    context = lastmeter.context()
    return lastmeter.engine.prepare(Asked(query, variables or {}), context.viewer), context


def _answered(http: TestClient, lastmeter: Lastmeter, prepared: Prepared, context: Context) -> Answered:
    assert http.portal is not None, "the client must have been entered: its event loop serves the database"
    trace = Trace()
    started = perf_counter()
    answer = orjson.loads(http.portal.call(lastmeter.engine.run, prepared, context, trace).body)
    seconds = perf_counter() - started - sum(statement.seconds for statement in trace.statements)
    del answer["extensions"]
    return Answered(answer, trace, seconds)
