"""lastmeter with its reference executor: every operation by graphql-core, through the same declarations and endpoint.

uvicorn --factory benchmarks.servers.reference:create, with DATABASE_URL
"""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.applications import Starlette

from core.app import assemble, create_app
from core.engine.document import Prepared
from core.engine.engine import Answered, Engine
from core.settings import Settings


class ByCore:
    """An engine that compiles nothing."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)

    async def run(self, prepared: Prepared, context: Any, trace: Any = None, **_: Any) -> Answered:
        return Answered(await asyncio.to_thread(self.engine.by_core, prepared, context, None))


def create() -> Starlette:
    lastmeter = assemble(Settings.from_environment())
    lastmeter.engine = ByCore(lastmeter.engine)  # type: ignore[assignment]
    return create_app(lastmeter)
