"""The limit: one endpoint for each operation, one statement that builds the JSON, on the same server and drivers.

uvicorn --factory benchmarks.servers.handwritten:create, with DATABASE_URL
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.servers.handwritten_sql import Dialect, statements
from core.cases.filters import CASE_ORDER
from core.database import Database
from core.engine import cursors
from core.places.types import COMMUNITY_ORDER
from core.search import grams_of

Fetch = Callable[..., Any]


def fetch_sqlite(path: str) -> Fetch:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None, cached_statements=512)

    async def fetch(sql: str, *values: Any) -> Sequence[Any]:
        given = [json.dumps(value) if isinstance(value, list) else value for value in values]
        return connection.execute(sql.replace("$", "?"), given).fetchall()

    return fetch


def pool_options(database: Database) -> dict[str, Any]:
    url = database.url
    return {
        "host": url.host or url.query.get("host"),
        "port": url.port,
        "user": url.username,
        "password": url.password,
        "database": url.database,
        "min_size": 5,
        "max_size": 5,
        "server_settings": {"timezone": "UTC", "jit": "off", "default_transaction_read_only": "on"},
        "reset": _as_it_is,
    }


async def _as_it_is(_connection: Any) -> None:
    """Nothing was set, so nothing needs a round trip to be reset."""


class Answers:
    """The answer of each operation."""

    def __init__(self, sql: Mapping[str, str], fetch: Fetch) -> None:
        self.sql, self.fetch = sql, fetch

    async def text(self, name: str, *values: Any) -> bytes:
        text: str
        ((text,),) = await self.fetch(self.sql[name], *values)
        return b'{"data":' + text.encode() + b"}"

    async def q1_(self, variables: Any) -> bytes:
        return await self.text("q1_", int(variables["id"].removeprefix("Community_")))

    async def q2_(self, variables: Any) -> bytes:
        return await self.text("q2_")

    async def q3_(self, variables: Any) -> bytes:
        return await self.text("q3_", [int(key.removeprefix("Community_")) for key in variables["ids"]])

    async def q4_(self, variables: Any) -> bytes:
        return await self.text("q4_")

    async def q5_(self, variables: Any) -> bytes:
        return await self.text("q5_")

    async def c02(self, variables: Any) -> bytes:
        given = variables["filter"]
        term = given["search"].lower()
        values = [f"%{term}%", grams_of(term), given["kinds"], given["districtCodes"]]
        rows = await self.fetch(self.sql["c02"], *values)
        ((total,),) = await self.fetch(self.sql["c02 total"], *values)
        return _page("communities", COMMUNITY_ORDER, rows, total, '"hasPreviousPage":false,"startCursor":"%s",')

    async def c05(self, variables: Any) -> bytes:
        lines = variables["filter"]["lines"]
        rows = await self.fetch(self.sql["c05"], lines)
        ((total,),) = await self.fetch(self.sql["c05 total"], lines)
        return _page("cases", CASE_ORDER, rows, total, "", "deadline")


def _page(name: str, order: Any, rows: Sequence[Any], total: int, before: str, by: str = "code") -> bytes:
    """The first twenty, each with its cursor."""
    sign = cursors.signature(order.name, order.chosen([{"field": by.upper(), "direction": "ASC"}]))
    marks = [cursors.encode(sign, [row[0], row[1]]) for row in rows[:20]]
    edges = ",".join(f'{{"cursor":"{mark}","node":{row[2]}}}' for mark, row in zip(marks, rows[:20], strict=True))
    more = "true" if len(rows) > 20 else "false"
    before = before % marks[0] if before else ""
    info = f'{{{before}"hasNextPage":{more},"endCursor":"{marks[-1]}"}}'
    return f'{{"data":{{"{name}":{{"totalCount":{total},"edges":[{edges}],"pageInfo":{info}}}}}}}'.encode()


def create() -> Starlette:
    database = Database(os.environ["DATABASE_URL"])
    sql = statements(Dialect(database.is_sqlite))
    served: dict[str, Answers] = {}

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        if database.is_sqlite:
            served["answers"] = Answers(sql, fetch_sqlite(str(database.url.database)))
            yield
            return
        async with asyncpg.create_pool(**pool_options(database)) as pool:
            served["answers"] = Answers(sql, pool.fetch)
            yield

    def endpoint(name: str) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            variables = orjson.loads(await request.body())["variables"]
            return Response(await getattr(served["answers"], name)(variables), media_type="application/json")

        return answer

    names = [name for name in vars(Answers) if len(name) == 3]
    return Starlette(routes=[Route(f"/{name}", endpoint(name), methods=["POST"]) for name in names], lifespan=lifespan)
