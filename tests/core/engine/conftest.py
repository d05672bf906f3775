"""The world that the engine is judged in: made once, read by many."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import orjson
import pytest

from core.app import Composition, Lastmeter, assemble
from core.context import Context
from core.database import Database
from core.engine.document import Asked, RequestError
from core.engine.faults import formatted
from core.metrics.metric import Metric
from core.policy.policy import Policy
from core.policy.role import Role
from core.policy.viewer import Viewer
from core.testing.fixtures import Clock, SqliteTemplates, settings_of
from tests.core.engine.documents import Pools
from tests.core.engine.world import Rows, copied, grown


class World:
    """One database with the rows of the world, and one event loop to ask it in."""

    def __init__(self, lastmeter: Lastmeter, loop: asyncio.AbstractEventLoop) -> None:
        self.lastmeter = lastmeter
        self.loop = loop
        self.pools = Pools()

    def __repr__(self) -> str:
        return f"World on {self.lastmeter.database.url.get_backend_name()}"

    def compiled(self, text: str, variables: dict[str, Any] | None = None, viewer: Viewer | None = None) -> Any:
        """The answer as clients get it."""
        asked = Asked(text, variables or {})
        answer = self.loop.run_until_complete(self.lastmeter.engine.execute(asked, self.context(viewer)))
        return orjson.loads(answer.body)

    def by_core(self, text: str, variables: dict[str, Any] | None = None, viewer: Viewer | None = None) -> Any:
        """The answer of graphql-core, field by field."""
        engine, context = self.lastmeter.engine, self.context(viewer)
        try:
            prepared = engine.prepare(Asked(text, variables or {}), context.viewer)
        except RequestError as refused:
            return {"errors": [formatted(error, context) for error in refused.errors]}
        return orjson.loads(engine.by_core(prepared, context, None))

    def context(self, viewer: Viewer | None) -> Context:
        context = self.lastmeter.context()
        return context if viewer is None else replace(context, viewer=viewer)

    def viewer(self, chance: Random) -> Viewer:
        """Anybody, with any limits."""
        policies = self.lastmeter.composition.catalogue.objects(Policy).values()
        lines = [line.key for line in self.lastmeter.composition.plugins.lines]
        return Viewer.of(
            policies,
            chance.choice([Role.DEMO, *Role]),
            officer_id=chance.choice([None, 1, 2, 3]),
            unit_id=chance.choice([None, 1, 2, 3]),
            lines=chance.choice([None, frozenset(chance.sample(lines, chance.randint(0, 3)))]),
            district_ids=chance.choice([None, frozenset(chance.sample(range(1, 15), chance.randint(0, 6)))]),
        )


@pytest.fixture(scope="session")
def rows(composition: Composition, sqlite_templates: SqliteTemplates, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    database = sqlite_templates.copied(composition.plugins, tmp_path_factory.mktemp("rows") / "rows.sqlite3")
    with database.writing() as session:
        made = grown(session, [line.key for line in composition.plugins.lines])
    database.dispose()
    return made


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def world(
    request: pytest.FixtureRequest,
    composition: Composition,
    rows: Rows,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    if request.param == "sqlite":
        templates = request.getfixturevalue("sqlite_templates")
        path = tmp_path_factory.mktemp("world") / "world.sqlite3"
        yield from _world(templates.copied(composition.plugins, path), composition, rows)
        return
    with request.getfixturevalue("postgres_templates").copied(composition.plugins) as database:
        yield from _world(database, composition, rows)


def _world(database: Database, composition: Composition, rows: Rows) -> Iterator[World]:
    with database.writing() as session:
        copied(session, rows)
    database.dispose()
    lastmeter = assemble(settings_of(database), composition, Clock())
    loop = asyncio.new_event_loop()
    world = World(lastmeter, loop)
    world.pools = pools_of(world, composition)
    yield world
    loop.run_until_complete(lastmeter.close())
    loop.close()


def pools_of(world: World, composition: Composition) -> Pools:
    texts = ["社区", "垃圾", "%", "a", "370203", "", "  ", "x" * 61, "O'Hara's; --"]
    ids, cursors = [], []
    for field in ("communities", "visits", "cases", "households", "units"):
        query = f"{{ {field}(first: 20) {{ edges {{ cursor node {{ id }} }} }} }}"
        data = world.compiled(query)["data"][field]
        ids += [edge["node"]["id"] for edge in data["edges"]]
        cursors += [edge["cursor"] for edge in data["edges"][:4]]
    nested = (
        "{ cases(first: 9) { nodes { timeline(first: 3) { edges { cursor } } } }"
        " communities(first: 9) { nodes { visits(first: 2) { edges { cursor } } } } }"
    )
    data = world.compiled(nested)["data"]
    below = [node["timeline"] for node in data["cases"]["nodes"]] + [
        node["visits"] for node in data["communities"]["nodes"]
    ]
    cursors += [edge["cursor"] for page in below for edge in page["edges"]]
    data = world.compiled("{ communities(first: 20) { nodes { code street { code } district { code } } } }")
    for node in data["data"]["communities"]["nodes"]:
        texts += [node["code"], node["street"]["code"], node["district"]["code"]]
    lines = [line.key for line in composition.plugins.lines]
    metrics = list(composition.catalogue.objects(Metric))
    return Pools(cursors, ids, texts, lines, metrics)
