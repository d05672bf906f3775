"""The same questions to Strawberry as its documentation has it: resolvers, SQLAlchemy, a DataLoader for each relation.

uvicorn --factory benchmarks.servers.plain_strawberry:create, with DATABASE_URL
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import strawberry
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.schema.config import StrawberryConfig

from core.cases import models as cases
from core.database import Database
from core.places import models as places
from core.plugin_manager import Plugins, discover
from core.scalars import SCALARS
from core.visits import models as visits

Rows = Callable[[Select[Any]], Any]


def reader(database: Database) -> Rows:
    """Runs a select: in line on SQLite, by asyncpg on PostgreSQL."""
    if database.is_sqlite:
        return lambda made: _read_here(database, made)
    options = {"server_settings": {"timezone": "UTC", "jit": "off"}}
    engine = create_async_engine(database.url.set(drivername="postgresql+asyncpg"), pool_size=5, connect_args=options)
    return lambda made: _read_there(engine, made)


async def _read_here(database: Database, made: Select[Any]) -> Sequence[Any]:
    with Session(database.engine) as session:
        return session.execute(made).all()


async def _read_there(engine: Any, made: Select[Any]) -> Sequence[Any]:
    async with engine.connect() as connection:
        found: Sequence[Any] = (await connection.execute(made)).all()
        return found


class Loaders:
    """One of each for every request."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.communities = DataLoader(self._by_key(places.Community))
        self.districts = DataLoader(self._by_key(places.District))
        self.last_steps = DataLoader(self._last_steps)
        self.latest_visits = DataLoader(self._latest_visits)
        self.cases = DataLoader(self._cases)

    def _by_key(self, model: Any) -> Callable[[list[int]], Any]:
        async def load(keys: list[int]) -> list[Any]:
            found = {row.id: row for row in await self.rows(select(*model.__table__.c).where(model.id.in_(keys)))}
            return [found.get(key) for key in keys]

        return load

    async def _grouped(self, model: Any, parent: Any, order: Any, count: int, keys: Sequence[int]) -> list[Any]:
        """The first few rows of each parent, by a window."""
        number = func.row_number().over(partition_by=parent, order_by=order).label("place_in_group")
        ranked = select(*model.__table__.c, number).where(parent.in_(keys)).subquery()
        found = defaultdict(list)
        for row in await self.rows(
            select(ranked).where(ranked.c.place_in_group <= count).order_by(ranked.c.place_in_group)
        ):
            found[getattr(row, parent.key)].append(row)
        return [found[key] for key in keys]

    async def _last_steps(self, keys: list[int]) -> list[Any]:
        event = cases.CaseEvent
        found = await self._grouped(event, event.case_id, event.id.desc(), 3, keys)
        return [rows[::-1] for rows in found]

    async def _latest_visits(self, keys: list[int]) -> list[Any]:
        visit = visits.Visit
        return await self._grouped(visit, visit.community_id, (visit.visited_on.desc(), visit.id.desc()), 10, keys)

    async def _cases(self, keys: list[int]) -> list[Any]:
        return await self._grouped(cases.Case, cases.Case.visit_id, cases.Case.id, 5, keys)


@strawberry.interface
class Node:
    id: strawberry.ID


@strawberry.type
class Keyed:
    key: str


@strawberry.type
class Coded:
    code: str


@strawberry.type
class District:
    code: str
    name: str


@strawberry.type
class PersonTimes:
    staff: int
    residents: int
    volunteers: int


@strawberry.type
class Step:
    at: datetime
    action: str
    reason: str | None


@strawberry.type
class Steps:
    nodes: list[Step]


@strawberry.type
class Case(Node):
    row: strawberry.Private[Any]
    title: str
    status: str
    reported_at: datetime
    deadline: datetime | None

    @strawberry.field
    def line(self) -> Keyed:
        return Keyed(key=self.row.line)

    @strawberry.field
    def category(self) -> Coded:
        return Coded(code=self.row.category_code)

    @strawberry.field
    async def community(self, info: strawberry.Info) -> Community:
        return community_of(await info.context.communities.load(self.row.community_id))

    @strawberry.field
    async def timeline(self, info: strawberry.Info, last: int) -> Steps:
        rows = await info.context.last_steps.load(self.row.id)
        return Steps(nodes=[Step(at=row.at, action=row.action.name, reason=row.reason) for row in rows])


@strawberry.type
class CommunityVisit(Node):
    row: strawberry.Private[Any]
    version: int
    visited_on: date
    status: str
    summary: str | None
    recorded_at: datetime

    @strawberry.field
    def line(self) -> Keyed:
        return Keyed(key=self.row.line)

    @strawberry.field
    def person_times(self) -> PersonTimes:
        return PersonTimes(staff=self.row.staff, residents=self.row.residents, volunteers=self.row.volunteers)

    @strawberry.field
    async def cases(self, info: strawberry.Info, first: int) -> list[Case]:
        return [case_of(row) for row in await info.context.cases.load(self.row.id)]


@strawberry.type
class Visits:
    nodes: list[CommunityVisit]


@strawberry.type
class Community(Node):
    row: strawberry.Private[Any]
    code: str
    name: str
    kind: str | None
    households: int | None

    @strawberry.field
    async def district(self, info: strawberry.Info) -> District:
        row = await info.context.districts.load(self.row.district_id)
        return District(code=row.code, name=row.name)

    @strawberry.field
    async def visits(self, info: strawberry.Info, first: int) -> Visits:
        return Visits(nodes=[visit_of(row) for row in await info.context.latest_visits.load(self.row.id)])


def community_of(row: Any) -> Community:
    kind = row.kind and row.kind.name
    key = strawberry.ID(f"Community_{row.id}")
    return Community(id=key, row=row, code=row.code, name=row.name, kind=kind, households=row.households)


def visit_of(row: Any) -> CommunityVisit:
    return CommunityVisit(
        id=strawberry.ID(f"CommunityVisit_{row.id}"),
        row=row,
        version=row.version,
        visited_on=row.visited_on,
        status=row.status.name,
        summary=row.summary,
        recorded_at=row.recorded_at,
    )


def case_of(row: Any) -> Case:
    return Case(
        id=strawberry.ID(f"Case_{row.id}"),
        row=row,
        title=row.title,
        status=row.status.name,
        reported_at=row.reported_at,
        deadline=row.deadline,
    )


@strawberry.type
class Cases:
    nodes: list[Case]


@strawberry.type
class Communities:
    nodes: list[Community]


@strawberry.type
class Query:
    @strawberry.field
    async def node(self, info: strawberry.Info, id: strawberry.ID) -> Node | None:
        row = await info.context.communities.load(_key(id))
        return None if row is None else community_of(row)

    @strawberry.field
    async def nodes(self, info: strawberry.Info, ids: list[strawberry.ID]) -> list[Node | None]:
        rows = await info.context.communities.load_many([_key(id) for id in ids])
        return [None if row is None else community_of(row) for row in rows]

    @strawberry.field
    async def cases(self, info: strawberry.Info, first: int) -> Cases:
        case = cases.Case
        newest = select(*case.__table__.c).order_by(case.reported_at.desc(), case.id.desc()).limit(first)
        return Cases(nodes=[case_of(row) for row in await info.context.rows(newest)])

    @strawberry.field
    async def communities(self, info: strawberry.Info, first: int) -> Communities:
        community = places.Community
        page = select(*community.__table__.c).order_by(community.code, community.id).limit(first)
        return Communities(nodes=[community_of(row) for row in await info.context.rows(page)])

    @strawberry.field
    async def visits(self, info: strawberry.Info, first: int) -> Visits:
        visit = visits.Visit
        newest = select(*visit.__table__.c).order_by(visit.visited_on.desc(), visit.id.desc()).limit(first)
        return Visits(nodes=[visit_of(row) for row in await info.context.rows(newest)])


def _key(id: strawberry.ID) -> int:
    return int(id.partition("_")[2])


class App(GraphQL[Loaders, None]):
    def __init__(self, schema: strawberry.Schema, rows: Rows) -> None:
        super().__init__(schema, graphql_ide=None)
        self.rows = rows

    async def get_context(self, request: Request, response: Response) -> Any:  # type: ignore[override]
        return Loaders(self.rows)


def create() -> Starlette:
    Plugins(discover())  # knows every table
    schema = strawberry.Schema(Query, types=[Community], config=StrawberryConfig(scalar_map=SCALARS))
    return Starlette(routes=[Route("/graphql", App(schema, reader(Database(os.environ["DATABASE_URL"]))))])
