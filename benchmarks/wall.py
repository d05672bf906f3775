"""The wall inside PostgreSQL: what it costs, by one process that asks with it and without it in turns."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.operations import Operation
from core.app import Composition, Lastmeter, assemble
from core.database import Database
from core.engine.document import Asked
from core.plugin_manager import Plugins, discover
from core.policy.policy import Policy
from core.policy.role import Role
from core.policy.viewer import Viewer
from core.settings import Settings
from core.testing.walled import walled
from core.wall.policies import walls_of

TIMES = 300
AT_ONCE = 20


@dataclass(frozen=True)
class Asker:
    name: str
    viewers: Sequence[Viewer]
    """Who take turns."""


def askers(composition: Composition) -> list[Asker]:
    policies = list(composition.catalogue.objects(Policy).values())

    def viewer(role: Role, district: int) -> Viewer:
        return Viewer.of(policies, role, unit_id=1, lines=frozenset({"gas"}), district_ids=frozenset({district}))

    return [
        Asker("sees everything", [Viewer.of(policies, Role.DEMO)]),
        Asker("leads a line", [viewer(Role.LINE_LEAD, 1)]),
        Asker("is of a line and a district", [viewer(Role.CHECKER, 1)]),
        Asker("handles cases of a unit", [viewer(Role.HANDLER, 1)]),
        Asker("another one each time", [viewer(Role.CHECKER, district) for district in (1, 2, 3)]),
    ]


SEARCH = Operation("search", '{ cases(filter: { search: "漏水" }, first: 20) { totalCount nodes { title } } }', [{}])
"""What PostgreSQL does without its index behind the wall."""


def measured(url: Any, operations: Sequence[Operation], times: int = TIMES) -> Iterator[list[str]]:
    """Medians in milliseconds, without the wall and with it."""
    composition, owners = Composition.of(Plugins(discover(), strict=True)), Database(url)
    with walled(owners, composition.catalogue) as behind:
        ours = [_assembled(database, composition) for database in (owners, behind)]
        loop = asyncio.new_event_loop()
        for asker in askers(composition):
            for operation in (*operations, SEARCH):
                without, within = loop.run_until_complete(_in_turns(ours, asker, operation, times))
                yield [asker.name, operation.name, f"{without:.2f}", f"{within:.2f}", f"{within / without:.2f}"]
        for one in ours:
            loop.run_until_complete(one.close())
    with owners.engine.begin() as connection:
        for wall in walls_of(composition.catalogue):
            for statement in wall.removed():
                connection.exec_driver_sql(statement)
    owners.dispose()


def _assembled(database: Database, composition: Composition) -> Lastmeter:
    return assemble(Settings(database_url=database.url.render_as_string(hide_password=False)), composition)


async def _in_turns(ours: Sequence[Lastmeter], asker: Asker, operation: Operation, times: int) -> list[float]:
    seconds: list[list[float]] = [[] for _ in ours]
    for _ in range(times // AT_ONCE):
        for one, taken in zip(ours, seconds, strict=True):
            for at in range(AT_ONCE):
                viewer = asker.viewers[at % len(asker.viewers)]
                context = one.context(viewer=viewer)
                asked = Asked(operation.text, operation.variables[at % len(operation.variables)])
                began = perf_counter()
                answered = await one.engine.run(one.engine.prepare(asked, viewer), context)
                taken.append(perf_counter() - began)
                assert b'"errors"' not in answered.body[:20], answered.body[:500]
    return [median(taken) * 1000 for taken in seconds]
