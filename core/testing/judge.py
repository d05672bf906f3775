"""Judge: asks the compiled engine and graphql-core the same, and counts the statements of the compiled answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from starlette.testclient import TestClient

from core.app import Lastmeter
from core.engine.document import Asked
from core.engine.trace import Trace


@dataclass(frozen=True)
class Judged:
    """An answer that both agree on, without errors."""

    data: Any
    statements: int


def judged(http: TestClient, lastmeter: Lastmeter, query: str, variables: dict[str, Any] | None) -> Judged:
    """Fails where the two differ, where a part of the query is not compiled, and where there are errors."""
    engine, context, trace = lastmeter.engine, lastmeter.context(), Trace()
    prepared = engine.prepare(Asked(query, variables or {}), context.viewer)
    assert http.portal is not None, "the client must have been entered: its event loop serves the database"
    compiled = orjson.loads(http.portal.call(engine.run, prepared, context, trace).body)
    assert trace.left_to_core == []
    del compiled["extensions"]
    assert compiled == orjson.loads(engine.by_core(prepared, context, None))
    assert "errors" not in compiled, compiled["errors"]
    return Judged(compiled["data"], len(trace.statements))
