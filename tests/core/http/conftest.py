"""A server of one's own settings: what it answers does not depend on the kind of database, so it is SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.app import Composition, Lastmeter, assemble, create_app
from core.database import Database
from core.settings import Settings


@pytest.fixture
def opened(sqlite_database: Database, composition: Composition) -> Iterator[Callable[..., TestClient]]:
    """A client of an installation with the settings of a default one, but for those given; `opened.lastmeter` is it."""
    with ExitStack() as stack:

        def opened(prepare: Callable[[Lastmeter], None] | None = None, page: Any = None, **more: Any) -> TestClient:
            settings = Settings(database_url=sqlite_database.url.render_as_string(), **more)
            lastmeter = assemble(settings, composition)
            if prepare is not None:
                prepare(lastmeter)
            return stack.enter_context(TestClient(create_app(lastmeter, page), raise_server_exceptions=False))

        yield opened
