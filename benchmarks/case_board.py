"""The case board (contract 05) over many cases on PostgreSQL: every filter with every order. Or where trouble comes back.

uv run python -m benchmarks.case_board 1000000
uv run python -m benchmarks.case_board 100000 proposals
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import text

from benchmarks.case_data import load_cases
from core.app import Composition, Lastmeter, assemble
from core.cases.models import Case
from core.census import keep
from core.database import Database
from core.engine.document import Asked
from core.engine.trace import Trace
from core.lines.services import remember
from core.migrations import upgrade
from core.plugin_manager import Plugins, discover
from core.settings import Settings
from core.testing.fixtures import Clock, PostgresDatabase
from core.testing.postgres import server

DOCUMENT = Path(__file__).parents[1] / "tests" / "contract" / "documents" / "05_case_board.graphql"
COMMUNITIES = 1_086
RUNS = 7
PLANNED_ANEW = 5
"""So often PostgreSQL plans a statement for the values at hand, before it decides by what it saw."""
MEMORY = "shared_buffers = 1GB"
"""Of 24 GB: a server with a million cases is given more than the 64 MB of the tests."""
FILTERS: dict[str, dict[str, Any]] = {
    "the contract's": {"lines": ["gas", "heating"], "slaStates": ["DUE_SOON", "OVERDUE"]},
    "nothing": {},
    "overdue": {"slaStates": ["OVERDUE"]},
    "on track": {"slaStates": ["ON_TRACK"]},
    "paused": {"slaStates": ["PAUSED"]},
    "missed": {"slaStates": ["MISSED"]},
    "met": {"slaStates": ["MET"]},
    "exempt": {"slaStates": ["EXEMPT"]},
    "in progress": {"statuses": ["IN_PROGRESS"]},
    "suspended": {"statuses": ["SUSPENDED"]},
    "closed": {"statuses": ["CLOSED"]},
    "one line": {"lines": ["gas"]},
    "a district": {"districtCodes": ["370203"]},
    "a community": {"communityCodes": ["370200000017"]},
    "a category": {"categoryCodes": ["E01-11"]},
    "a unit": {"unitIds": ["Unit_3"]},
    "a source": {"sources": ["PATROL"]},
    "urgent": {"priorities": ["P1"]},
    "a month": {"reported": {"from": "2023-05-01", "to": "2023-06-01"}},
    "overdue in a district": {"slaStates": ["OVERDUE"], "districtCodes": ["370203"]},
    "open of a unit": {"statuses": ["DISPATCHED", "IN_PROGRESS"], "unitIds": ["Unit_3"]},
}
PROPOSALS = (
    "{ hardCaseProposals { line place caseCount lastReportedAt reason community { name } latestCase { number } } }"
)
ORDERS = ("DEADLINE", "REPORTED_AT", "DUE_AT", "CLOSED_AT")


def built(database: Database, plugins: Plugins, cases: int) -> None:
    upgrade(database, plugins)
    with database.writing() as session:
        remember(session, plugins.lines)
        session.flush()
        for sql in (
            "INSERT INTO unit (id, name, kind) SELECT i, '单位' || i, 'DEPARTMENT' FROM generate_series(1, 20) AS s(i)",
            "INSERT INTO officer (id, name, role) SELECT i, '岗位' || i, 'HANDLER' FROM generate_series(1, 20) AS s(i)",
            "INSERT INTO district (id, code, name) SELECT i, '3702' || lpad(i::text, 2, '0'), '区' || i FROM generate_series(1, 10) AS s(i)",
            "INSERT INTO street (id, code, name, district_id) SELECT i, '3702' || lpad(i::text, 5, '0'), '街' || i, 1 + i % 10 FROM generate_series(1, 140) AS s(i)",
            f"INSERT INTO community (id, code, name, street_id, district_id, is_active) SELECT i, '3702' || lpad(i::text, 8, '0'), '社区' || i, 1 + i % 140, 1 + i % 10, true FROM generate_series(1, {COMMUNITIES}) AS s(i)",
        ):
            session.execute(text(sql))
        session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(
            text("SET LOCAL session_replication_role = replica")
        )  # no figure is asked here: no trigger fires
        indexes = list(Case.__table__.indexes)  # type: ignore[attr-defined]
        for index in indexes:
            index.drop(session.connection())
        load_cases(session, cases, COMMUNITIES, {line.key: [c.code for c in line.categories] for line in plugins.lines})
        for index in indexes:
            if index.name != "ix_case_title_search":  # by far the dearest to fill; no filter here needs it
                index.create(session.connection())
        keep(session.connection())
    _vacuum(database)


def _vacuum(database: Database) -> None:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE"))


def place(database: Database) -> None:
    """Three of four cases are at a spot; to the one of some communities trouble comes back. One of two hundred is the formal
    case of a complaint, one a part of a case.
    """
    with database.writing() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(
            text(f"""UPDATE "case" SET complaint_id = CASE WHEN id % 200 = 3 THEN id - 1 END,
  parent_id = CASE WHEN id % 200 = 7 THEN id - 4 END,
  place = CASE WHEN id % {COMMUNITIES} < 60 THEN '3号楼后' WHEN id % 4 <> 1 THEN '点位' || id % 997 END""")
        )
    _vacuum(database)


def boards() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    document = DOCUMENT.read_text()
    for name, given in FILTERS.items():
        for order in ORDERS:
            direction = "DESC" if order == "REPORTED_AT" else "ASC"
            query = document.replace("field: DEADLINE, direction: ASC", f"field: {order}, direction: {direction}")
            yield name, order, query, {"filter": given, "first": 20}


async def measured(lastmeter: Lastmeter, query: str, given: dict[str, Any]) -> tuple[float, float, int, int | None]:
    """The median and the least in milliseconds, the statements, and how many cases there are where that was asked."""
    engine, context, took, trace = lastmeter.engine, lastmeter.context(), [], Trace()
    prepared = engine.prepare(Asked(query, given), context.viewer)
    body = json.loads((await engine.run(prepared, context, trace)).body)
    assert "errors" not in body, body["errors"]
    for _ in range(PLANNED_ANEW):
        await engine.run(engine.prepare(Asked(query, given), context.viewer), context)
    for _ in range(RUNS):
        started = time.perf_counter()
        await engine.run(engine.prepare(Asked(query, given), context.viewer), context)
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took), min(took), len(trace.statements), body["data"].get("cases", {}).get("totalCount")


def _loop() -> float:
    """How fast the machine is today, in seconds."""
    started, number = time.perf_counter(), 0
    for one in range(20_000_000):
        number += one
    return time.perf_counter() - started


async def run(lastmeter: Lastmeter, *, with_total: bool) -> None:
    medians, bests = [], []
    for name, order, query, given in boards():
        asked = query if with_total else query.replace("totalCount", "")
        median, least, statements, total = await measured(lastmeter, asked, given)
        medians.append(median)
        bests.append(least)
        print(
            f"{name:24} {order:12} {median:8.1f} ms, at best {least:6.1f}  {statements} statements  {total or ''}",
            flush=True,
        )
    for told, found in (("medians", medians), ("at best", bests)):
        half = statistics.median(found)
        print(
            f"{len(found)} {told} from {min(found):.1f} to {max(found):.1f} ms, half below {half:.1f}; {_loop():.1f} s",
            flush=True,
        )


async def proposed(lastmeter: Lastmeter) -> None:
    median, least, statements, _ = await measured(lastmeter, PROPOSALS, {})
    print(f"where trouble comes back {median:8.1f} ms, at best {least:6.1f}  {statements} statements; {_loop():.1f} s")
    await lastmeter.close()


def main(cases: int, *, asks_proposals: bool) -> None:
    composition = Composition.of(Plugins(discover(), strict=True))
    print(f"twenty million additions in Python: {_loop():.1f} s", flush=True)
    with server(MEMORY) as address, PostgresDatabase(address) as database:
        started = time.perf_counter()
        built(database, composition.plugins, cases)
        print(f"{cases} cases in {time.perf_counter() - started:.0f} s", flush=True)
        url = database.url.render_as_string(hide_password=False)
        patient = Settings(database_url=url, query_seconds=60, statement_seconds=60)
        lastmeter = assemble(patient, composition, Clock())

        if asks_proposals:
            place(database)
            asyncio.run(proposed(lastmeter))
            return

        async def both() -> None:
            print("with totalCount, as the contract has it")
            await run(lastmeter, with_total=True)
            print("without totalCount")
            await run(lastmeter, with_total=False)
            await lastmeter.close()

        asyncio.run(both())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, asks_proposals="proposals" in sys.argv)
