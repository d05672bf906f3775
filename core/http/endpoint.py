"""GraphQL over HTTP: https://graphql.github.io/graphql-over-http/draft/"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from core.database import Busy
from core.engine.document import RequestError
from core.engine.engine import Answered, Engine
from core.engine.faults import masked
from core.engine.trace import Trace
from core.http.answers import Answer, kept, refused
from core.http.documents import Documents, Sent
from core.http.doorkeeper import Doorkeeper
from core.http.media import JSON, check_sent, negotiated
from core.http.refusals import BadRequest, overloaded, unauthenticated
from core.http.requests import from_body, from_query_string, read_body
from core.http.visit import Visit
from core.identity.tokens import Unauthenticated
from core.policy.role import Role
from core.policy.viewer import Kind, Viewer

TRACE = "lastmeter-trace"
"""A header of any value: the answer tells in `extensions.lastmeter` how it came about, where that is allowed."""
COST = "lastmeter-cost"
"""A header of any value: the answer tells in `extensions.cost` what it cost at most, and what it may."""
METHODS = "GET, HEAD, POST"
STRANGER = Viewer(Role.ANONYMOUS)


@dataclass(frozen=True)
class Manners:
    """How the front door treats those who come."""

    may_trace: bool = False
    body_most: Mapping[Kind, int] = field(
        default_factory=lambda: {Kind.ANONYMOUS: 64 * 1024, Kind.SIGNED_IN: 256 * 1024, Kind.MACHINE: 256 * 1024}
    )
    body_seconds: float = 10.0


class Endpoint:
    """One ASGI application for one path. Browsers that ask for a page get GraphiQL."""

    def __init__(
        self,
        engine: Engine,
        sign_in: Callable[[Mapping[str, str], str], Awaitable[Viewer]],
        make_context: Callable[[Mapping[str, str], Viewer], Any],
        page: Any = None,
        documents: Documents | None = None,
        doorkeeper: Doorkeeper | None = None,
        manners: Manners = Manners(),
    ) -> None:
        self.engine = engine
        self.sign_in = sign_in
        self.make_context = make_context
        self.page = page
        self.documents = documents or Documents()
        self.doorkeeper = doorkeeper or Doorkeeper()
        self.manners = manners

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        visit = Visit.of(scope, receive)
        if self.page is not None and visit.wants_page:
            await self.page(scope, receive, send)
            return
        answer = await self._answer(visit)
        await answer.send(send, without_body=visit.method == "HEAD")

    async def _answer(self, visit: Visit) -> Answer:
        media = JSON
        try:
            with self.doorkeeper.inside():
                media = negotiated(visit.headers.get("accept"))
                check_method(visit)
                viewer = await self._viewer(visit)
                with self.doorkeeper.served(viewer, visit.address):
                    return await self._served(visit, viewer, media)
        except BadRequest as reason:
            return refused(reason, media)
        except Busy:
            return refused(overloaded(), media)
        except Exception as fault:
            return Answer(500, orjson.dumps({"errors": [masked(fault, None)]}), media)

    async def _viewer(self, visit: Visit) -> Viewer:
        """Tokens that prove nothing are counted as the public's requests are: nobody tries them by the thousand."""
        try:
            return await self.sign_in(visit.headers, visit.address)
        except Unauthenticated:
            self.doorkeeper.take(STRANGER, visit.address, 1)
            raise unauthenticated() from None

    async def _served(self, visit: Visit, viewer: Viewer, media: str) -> Answer:
        sent = await self._read(visit, viewer)
        context = self.make_context(visit.headers, viewer)
        try:
            answered = await self._run(visit, sent, context)
        except RequestError as reason:
            answered = self.engine.refused(reason, context)
        answer = Answer(200 if answered.is_executed or media == JSON else 400, answered.body, media)
        return kept(answer, visit.headers) if visit.is_read and answered.is_executed else answer

    async def _read(self, visit: Visit, viewer: Viewer) -> Sent:
        if visit.is_read:
            return from_query_string(visit.query_string)
        most = self.manners.body_most[viewer.kind]
        return from_body(await read_body(visit.headers, visit.receive, most, self.manners.body_seconds))

    async def _run(self, visit: Visit, sent: Sent, context: Any) -> Answered:
        prepared = self.engine.prepare(self.documents.asked(sent), context.viewer)
        self.documents.keep(sent)
        if prepared.is_mutation and visit.is_read:
            raise BadRequest(405, "GET takes only queries; send mutations by POST.", {"allow": "POST"})
        cost, is_mutation = prepared.plan.cost, prepared.is_mutation
        self.doorkeeper.charge(context.viewer, visit.address, cost, is_mutation=is_mutation)
        trace = Trace() if self.manners.may_trace and TRACE in visit.headers else None
        return await self.engine.run(prepared, context, trace, tells_cost=COST in visit.headers)


def check_method(visit: Visit) -> None:
    """GET for queries; POST, as JSON only, for everything."""
    if visit.method == "POST":
        check_sent(visit.headers.get("content-type"))
    elif not visit.is_read:
        told = f"{visit.method} is not taken here; use POST, or GET for queries."
        raise BadRequest(405, told, {"allow": METHODS})
