"""The composition root: settings in, application out. Everything is wired here and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from core.attachments.store import open_store
from core.audit.anchors import Anchors, anchoring
from core.catalogue import Catalogue
from core.clock import Clock, system_clock
from core.context import Context
from core.database import Database, Patience
from core.engine.allowance import Allowance
from core.engine.engine import Deadlines, Engine
from core.engine.readers import Reader, SqliteReader
from core.errors import CannotStart
from core.events.following import Following
from core.http.answers import told
from core.http.attachments import Attachments
from core.http.documents import Documents, Mode, trusted_documents
from core.http.doorkeeper import Doorkeeper
from core.http.endpoint import Endpoint
from core.http.entrance import Entrance
from core.http.exports import Exports
from core.http.language import language_of
from core.http.operations import Operations
from core.http.rates import MemoryBuckets
from core.http.refusals import BadRequest
from core.http.sessions import Sessions
from core.http.sockets import Sockets
from core.identity.demo import Demo
from core.identity.keys import KeyFile
from core.identity.provider import Provider
from core.identity.sign_in import SignIn
from core.identity.tokens import Tokens
from core.identity.viewers import Viewers
from core.lines.types import ServiceLine
from core.metrics.catalogue import put_wrong_aside
from core.metrics.upkeep.keeper import keeping
from core.plugin_manager import Plugins, discover
from core.policy.policy import Policy
from core.policy.role import Role
from core.policy.viewer import Kind, Viewer
from core.registry import catalogue_of, with_remembered
from core.safekeeping.durability import check as check_durability
from core.schema import compose, fence_resolvers
from core.settings import Settings
from core.wall.standing import check as check_wall


@dataclass(frozen=True)
class Composition:
    """What is the same for every database: the plugins, and the schema and catalogue made of them."""

    plugins: Plugins
    schema: strawberry.Schema
    catalogue: Catalogue

    @classmethod
    def of(cls, plugins: Plugins) -> Composition:
        put_wrong_aside(plugins)
        schema, catalogue = compose(plugins), catalogue_of(plugins)
        fence_resolvers(schema, catalogue)
        return cls(plugins, schema, catalogue)

    @classmethod
    def installed(cls, settings: Settings) -> Composition:
        return cls.of(Plugins(discover(settings.disabled_plugins), strict=settings.strict))


SigningIn = Callable[[Mapping[str, str], str], Viewer | Awaitable[Viewer]]


@dataclass
class Lastmeter:
    """The parts of a running installation."""

    settings: Settings
    composition: Composition
    database: Database
    reader: Reader
    engine: Engine
    clock: Clock
    nobody: Viewer
    """Who asks without having signed in."""
    tokens: Tokens
    sign_in: SigningIn
    """Who asks, by the headers of the request and where it comes from."""

    async def viewer(self, headers: Mapping[str, str], address: str = "") -> Viewer:
        found = self.sign_in(headers, address)
        return found if isinstance(found, Viewer) else await found

    def context(self, headers: Mapping[str, str] | None = None, viewer: Viewer | None = None) -> Context:
        language = language_of((headers or {}).get("accept-language", ""))
        return Context(
            self.composition.catalogue,
            self.clock(),
            self.settings.time_zone,
            viewer or self.nobody,
            language,
            rules=self.settings.rules,
        )

    async def holds(self, viewer: Viewer) -> bool:
        """Whether the viewer's rights are still what they were."""
        return viewer.holds is None or await asyncio.to_thread(self._holds, viewer.holds)

    def _holds(self, holds: Callable[..., bool]) -> bool:
        with self.database.connecting() as connection:
            return holds(connection, lock=False)

    async def close(self) -> None:
        self.engine.close()
        await self.reader.close()
        self.database.dispose()


def assemble(
    settings: Settings,
    composition: Composition | None = None,
    clock: Clock = system_clock,
    database: Database | None = None,
) -> Lastmeter:
    """On the database that the settings name, unless one of it is open already."""
    made = composition or Composition.installed(settings)
    database = database or open_database(settings)
    made, is_walled = (made, False) if database.is_absent else found_in(database, made, settings)
    engine = engine_of(made, database, settings, is_walled=is_walled)
    nobody, tokens = anybody(settings, made.catalogue), Tokens(KeyFile(Path(settings.key_file)))
    signing_in = sign_in_of(settings, made.catalogue, nobody, tokens, database, clock)
    return Lastmeter(settings, made, database, engine.reader, engine, clock, nobody, tokens, signing_in)


def open_database(settings: Settings) -> Database:
    patience = Patience(settings.statement_seconds, settings.wait_seconds / 2, settings.wait_seconds)
    return Database(settings.database_url, patience=patience)


def found_in(database: Database, made: Composition, settings: Settings) -> tuple[Composition, bool]:
    """The composition with what the database remembers of other lines, and whether a wall stands in it.

    Raises CannotStart where the database does not keep to what the settings ask of it.
    """
    with database.reading() as session:
        made = replace(made, catalogue=with_remembered(made.catalogue, made.plugins, session))
        is_required = settings.row_security == "required"
        try:
            is_walled = check_wall(session.connection(), made.catalogue, is_required=is_required)
            if settings.is_production:
                check_durability(session.connection())
        except CannotStart:
            session.close()
            database.dispose()
            raise
    return made, is_walled


def engine_of(made: Composition, database: Database, settings: Settings, *, is_walled: bool) -> Engine:
    return Engine(
        made.schema,
        open_reader(database),
        database.reading,
        database.writing,
        made.catalogue,
        allowance_of(settings),
        Deadlines(settings.query_seconds, settings.mutation_seconds),
        is_walled=is_walled,
    )


def sign_in_of(
    settings: Settings, catalogue: Catalogue, nobody: Viewer, tokens: Tokens, database: Database, clock: Clock
) -> SignIn:
    return SignIn(
        nobody,
        Viewers(list(catalogue.objects(Policy).values())),
        tokens,
        database.connecting,
        clock,
        settings.time_zone,
        provider_of(settings),
        settings.oidc_claim,
        takes_roles=not settings.is_production,
    )


def anybody(settings: Settings, catalogue: Catalogue) -> Viewer:
    """Nobody has to sign in to try the demo; in production, who does not is the public."""
    role = Role.ANONYMOUS if settings.is_production else Role.DEMO
    return Viewer.of(catalogue.objects(Policy).values(), role, name=role.name.lower())


def allowance_of(settings: Settings) -> Allowance:
    given = {
        Kind.ANONYMOUS: settings.limits_anonymous,
        Kind.SIGNED_IN: settings.limits_signed_in,
        Kind.MACHINE: settings.limits_machine,
    }
    return Allowance.read(given, shows_schema_to_all=not settings.is_production)


def provider_of(settings: Settings) -> Provider | None:
    return Provider(settings.oidc_issuer, settings.oidc_audience) if settings.oidc_issuer else None


def anchors_of(settings: Settings) -> Anchors:
    return Anchors(Path(settings.audit_anchors), KeyFile(Path(settings.key_file)))


def sessions_of(lastmeter: Lastmeter) -> Sessions:
    settings, database, clock = lastmeter.settings, lastmeter.database, lastmeter.clock
    lines = lastmeter.composition.catalogue.objects(ServiceLine)
    demo = None if settings.is_production else Demo(lastmeter.tokens, database.connecting, clock, lines)
    return Sessions(database, lastmeter.tokens, clock, lastmeter.viewer, demo, not settings.oidc_issuer)


def entrance_of(lastmeter: Lastmeter) -> Entrance:
    """Developers are not counted."""
    settings = lastmeter.settings
    buckets = None if settings.profile == "development" else MemoryBuckets()
    doorkeeper = Doorkeeper(buckets, settings.requests_at_once)
    return Entrance(lastmeter.viewer, lastmeter.context, doorkeeper, lastmeter.holds)


def documents_of(settings: Settings) -> Documents:
    try:
        trusted = trusted_documents(Path(settings.documents)) if settings.documents else {}
    except (OSError, ValueError, KeyError) as reason:
        raise CannotStart(f"LASTMETER_DOCUMENTS: {reason}.") from reason
    return Documents(trusted, Mode(settings.documents_mode))


def open_reader(database: Database) -> Reader:
    if database.is_sqlite:
        assert database.url.database is not None
        return SqliteReader(database.url.database)
    from core.engine.postgres import PostgresReader  # not where there is SQLite

    return PostgresReader(database.url, patience=database.patience)


def create_app(lastmeter: Lastmeter, page: Any = None) -> Starlette:
    settings = lastmeter.settings
    entrance, following = entrance_of(lastmeter), Following(lastmeter.engine)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        plugins, seconds = lastmeter.composition.plugins, lastmeter.settings.merge_seconds
        anchors = anchors_of(lastmeter.settings) if lastmeter.settings.is_production else None
        async with (
            keeping(lastmeter.database, plugins, seconds),
            anchoring(anchors, lastmeter.database, lastmeter.clock),
        ):
            yield
        following.stop()
        await lastmeter.close()

    operations = Operations(lastmeter.engine, entrance, documents_of(settings), following)
    exports = Exports(lastmeter.reader, entrance, settings.export_seconds)
    files = Attachments(lastmeter.database, open_store(settings.attachments), entrance, settings.attachment_bytes_most)
    graphql = Endpoint(operations, page)
    routes = [
        Route(Application.PATH, graphql),  # where a proxy has put everything below a path of its own
        WebSocketRoute(Application.PATH, Sockets(operations)),
        *sessions_of(lastmeter).routes,
        Route("/attachments", files.upload, methods=["POST"]),
        Route("/attachments/{id}", files.download, methods=["GET"]),
        *(Route(f"/export/metrics.{kind}", exports.answer) for kind in ("csv", "xlsx")),
        Route("/health", health),
        Route("/", to_graphql),
        *([Mount("/graphql/static", page.files)] if page is not None else []),
    ]
    app = Application(graphql, routes=routes, lifespan=lifespan, exception_handlers={BadRequest: told})
    app.state.following = following
    return app


class Application(Starlette):
    """GraphQL goes past starlette's stack: it tells its own faults, and finding its way takes longer than reading it."""

    PATH = "/graphql"

    def __init__(self, graphql: ASGIApp, **more: Any) -> None:
        super().__init__(**more)
        self.graphql = graphql

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == self.PATH:
            await self.graphql(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


async def health(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def to_graphql(_request: Request) -> Response:
    return RedirectResponse("/graphql")
