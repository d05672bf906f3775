"""The composition root: settings in, application out. Everything is wired here and nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from core.attachments.store import open_store
from core.catalogue import Catalogue
from core.clock import Clock, system_clock
from core.context import Context
from core.database import Database
from core.engine.engine import Engine
from core.engine.readers import PostgresReader, Reader, SqliteReader
from core.http.attachments import Attachments
from core.http.endpoint import Endpoint
from core.http.exports import Exports
from core.http.language import language_of
from core.metrics.upkeep.keeper import keeping
from core.plugin_manager import Plugins, discover
from core.policy.policy import Policy
from core.policy.role import Role
from core.policy.viewer import Viewer
from core.registry import catalogue_of, with_remembered
from core.schema import compose
from core.settings import Settings


@dataclass(frozen=True)
class Composition:
    """What is the same for every database: the plugins, and the schema and catalogue made of them."""

    plugins: Plugins
    schema: strawberry.Schema
    catalogue: Catalogue

    @classmethod
    def of(cls, plugins: Plugins) -> Composition:
        return cls(plugins, compose(plugins), catalogue_of(plugins))

    @classmethod
    def installed(cls, settings: Settings) -> Composition:
        return cls.of(Plugins(discover(settings.disabled_plugins), strict=settings.strict))


SignIn = Callable[[Mapping[str, str]], Viewer]


@dataclass
class Lastmeter:
    """The parts of a running installation."""

    settings: Settings
    composition: Composition
    database: Database
    reader: Reader
    engine: Engine
    clock: Clock
    sign_in: SignIn
    """Who asks, by the headers of the request."""

    def context(self, headers: Mapping[str, str] | None = None) -> Context:
        language = language_of((headers or {}).get("accept-language", ""))
        viewer = self.sign_in(headers or {})
        return Context(
            self.composition.catalogue,
            self.clock(),
            self.settings.time_zone,
            viewer,
            language,
            rules=self.settings.rules,
        )

    async def close(self) -> None:
        await self.reader.close()
        self.database.dispose()


def assemble(settings: Settings, composition: Composition | None = None, clock: Clock = system_clock) -> Lastmeter:
    made = composition or Composition.installed(settings)
    database = Database(settings.database_url)
    if not database.is_absent:
        with database.reading() as session:
            made = replace(made, catalogue=with_remembered(made.catalogue, made.plugins, session))
    reader = open_reader(database)
    engine = Engine(made.schema, reader, database.reading, database.writing, made.catalogue)
    return Lastmeter(settings, made, database, reader, engine, clock, anybody(settings, made.catalogue))


def anybody(settings: Settings, catalogue: Catalogue) -> SignIn:
    """Nobody has to sign in to try the demo; in production, who does not is the public."""
    role = Role.ANONYMOUS if settings.profile == "production" else Role.DEMO
    viewer = Viewer.of(catalogue.objects(Policy).values(), role, name=role.name.lower())
    return lambda headers: viewer


def open_reader(database: Database) -> Reader:
    if database.is_sqlite:
        assert database.url.database is not None
        return SqliteReader(database.url.database)
    return PostgresReader(database.url)


def create_app(lastmeter: Lastmeter, page: Any = None) -> Starlette:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        plugins, seconds = lastmeter.composition.plugins, lastmeter.settings.merge_seconds
        async with keeping(lastmeter.database, plugins, seconds):
            yield
        await lastmeter.close()

    endpoint = Endpoint(lastmeter.engine, lastmeter.context, page)
    exports = Exports(lastmeter.reader, lastmeter.context)
    settings = lastmeter.settings
    files = Attachments(
        lastmeter.database, open_store(settings.attachments), lastmeter.context, settings.attachment_bytes_most
    )
    routes = [
        Route("/graphql", endpoint),
        Route("/attachments", files.upload, methods=["POST"]),
        Route("/attachments/{id}", files.download, methods=["GET"]),
        *(Route(f"/export/metrics.{kind}", exports.answer) for kind in ("csv", "xlsx")),
        Route("/health", health),
        Route("/", to_graphql),
        *([Mount("/graphql/static", page.files)] if page is not None else []),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


async def health(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def to_graphql(_request: Request) -> Response:
    return RedirectResponse("/graphql")
