"""The heating line alone, as if nothing else were installed, and what its tests stand on."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Generator
from typing import Any

import orjson
import pytest

import plugins.heating
from core.app import Composition, assemble
from core.engine.engine import Asked
from core.places.models import Community, District, Street
from core.plugin_manager import Plugins, given

COAST, HILL, UNCOUNTED = "370203029014", "370203029015", "370203029016"
DOOR = {"building": "3号楼", "unit": "2单元", "room": "501"}
NEXT_DOOR = DOOR | {"room": "502"}

Act = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def composition() -> Composition:
    return Composition.of(Plugins(given({"heating": plugins.heating}), strict=True))


@pytest.fixture
def places(database):
    """Three communities of one street, one of which nobody has counted."""
    with database.writing() as session:
        district = District(code="370203", name="市北区")
        street = Street(code="370203029", name="兴隆路街道", district=district)
        session.add_all(
            Community(code=code, name=name, households=households, street=street, district=district)
            for code, name, households in (
                (COAST, "海岸路社区居委会", 2000),
                (HILL, "山坡路社区居委会", 500),
                (UNCOUNTED, "新建社区居委会", None),
            )
        )


@pytest.fixture
def act(client, places) -> Act:
    """Sends one mutation: `act("recordHeatingCall", "call { id }", topic="LEAK", …)` gives its payload."""
    numbers = itertools.count(1)

    def send(name: str, wanted: str, *, language: str = "en", **given: Any) -> dict[str, Any]:
        stem = name[0].upper() + name[1:]
        query = (
            f"mutation($input: {stem}Input!) {{ {name}(input: $input) "
            f"{{ clientMutationId {wanted} userErrors {{ field code message }} }} }}"
        )
        given = {"clientMutationId": f"key-{next(numbers)}"} | given
        answer = client(query, {"input": given}, language=language)
        assert "errors" not in answer, answer["errors"]
        payload: dict[str, Any] = answer["data"][name]
        return payload

    return send


@pytest.fixture
def do(act) -> Act:
    """The same for one that must not be refused."""

    def send(*args: Any, **given: Any) -> dict[str, Any]:
        payload = act(*args, **given)
        assert payload["userErrors"] == []
        return payload

    return send


def reading(celsius: float, day: str, /, **more: Any) -> dict[str, Any]:
    """A reading that counts, at eight in the evening."""
    return {
        "celsius": celsius,
        "takenAt": f"{day}T20:00:00+08:00",
        "room": "LIVING_ROOM",
        "windowsClosed2h": True,
        "height1m": True,
    } | more


def visit(day: str, *homes: dict[str, Any], community: str = COAST, **more: Any) -> dict[str, Any]:
    """The input of a visit that came to these homes."""
    told = {"communityCode": community, "visitedOn": day, "personTimes": {"staff": 4}}
    return {"visit": told | more.pop("visit", {}), "homes": list(homes)} | more


@pytest.fixture
def measure(do):
    """Measures one home on one day by a visit; gives the household's id."""

    def measured(celsius: float, day: str, door: dict[str, Any] = DOOR, **more: Any) -> str:
        home = {"household": door, "readings": [reading(celsius, day, **more)]}
        wanted = "visit { report { ... on HeatingVisitReport { homes { household { id } } } } }"
        payload = do("recordHeatingVisit", wanted, **visit(day, home))
        found: str = payload["visit"]["report"]["homes"][0]["household"]["id"]
        return found

    return measured


class Counted:
    """Serves an engine's statements and counts them."""

    def __init__(self, reader: Any) -> None:
        self.reader, self.dialect, self.statements = reader, reader.dialect, 0

    async def run(self, asking: Any, is_long: bool) -> Any:
        return await self.reader.run(self._counted(asking), is_long)

    def _counted(self, asking: Any) -> Generator[Any, Any, Any]:
        rows: Any = None
        try:
            while True:
                asked = asking.send(rows)
                self.statements += 1
                rows = yield asked
        except StopIteration as done:
            return done.value


@pytest.fixture
def judged(lastmeter):
    """Asks the compiled engine and graphql-core; they must agree. Gives the data and the number of statements."""

    async def ask(query: str, variables: dict[str, Any]) -> tuple[dict[str, Any], int]:
        own = assemble(lastmeter.settings, lastmeter.composition, lastmeter.clock)
        counted = own.engine.reader = Counted(own.reader)
        try:
            prepared = own.engine.prepare(Asked(query, variables))
            assert prepared.plan.left_to_core == []
            context = own.context()
            answer = await own.engine.query(prepared, context)
            assert orjson.loads(answer) == orjson.loads(own.engine.by_core(prepared, context, None))
            return orjson.loads(answer)["data"], counted.statements
        finally:
            await own.close()

    return lambda query, variables=None: asyncio.run(ask(query, variables or {}))
