"""GraphQL over HTTP: https://graphql.github.io/graphql-over-http/draft/"""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from core.context import Context
from core.database import Busy
from core.engine.document import Prepared, RequestError
from core.engine.engine import Answered
from core.engine.faults import masked
from core.engine.trace import Trace
from core.events.following import Give
from core.http.answers import Answer, kept, refused
from core.http.documents import Sent
from core.http.media import EVENTS, JSON, check_sent, negotiated, takes_events
from core.http.operations import Operations
from core.http.refusals import BadRequest, overloaded
from core.http.requests import from_body, from_query_string, read_body
from core.http.streams import Stream
from core.http.visit import Visit
from core.policy.viewer import Kind, Viewer

TRACE = "lastmeter-trace"
"""A header of any value: `extensions.lastmeter` tells how the answer came about, to viewers with `plugin.read`."""
COST = "lastmeter-cost"
"""A header of any value: the answer tells in `extensions.cost` what it cost at most, and what it may."""
METHODS = "GET, HEAD, POST"

BODY_MOST = {Kind.ANONYMOUS: 64 * 1024, Kind.SIGNED_IN: 256 * 1024, Kind.MACHINE: 256 * 1024}
BODY_SECONDS = 10.0


class Endpoint:
    """One ASGI application for one path. Browsers that ask for a page get GraphiQL."""

    def __init__(self, operations: Operations, page: Any = None) -> None:
        self.operations = operations
        self.engine = operations.engine
        self.entrance = operations.entrance
        self.page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        visit = Visit.of(scope, receive)
        if self.page is not None and visit.wants_page:
            await self.page(scope, receive, send)
            return
        answer = await self._answer(visit)
        await answer.send(send, without_body=visit.method == "HEAD")

    async def _answer(self, visit: Visit) -> Answer | Stream:
        media = JSON
        try:
            media = negotiated(visit.headers.get("accept"))
            check_method(visit)
            return await self.entrance.entered(visit.headers, visit.address, partial(self._served, visit, media))
        except BadRequest as reason:
            return refused(reason, JSON if media == EVENTS else media)
        except Busy:
            return refused(overloaded(), JSON if media == EVENTS else media)
        except Exception as fault:
            return Answer(500, orjson.dumps({"errors": [masked(fault, None)]}), JSON if media == EVENTS else media)

    async def _served(self, visit: Visit, media: str, context: Context) -> Answer | Stream:
        sent = await self._read(visit, context.viewer)
        try:
            prepared = self.operations.prepared(sent, context, visit.address, is_read=visit.is_read)
            if prepared.is_subscription and takes_events(visit.headers.get("accept")):
                return self._stream(visit, prepared, context)
            answered = await self._run(visit, prepared, context)
        except RequestError as reason:
            answered = self.engine.refused(reason, context)
        if media == EVENTS:
            return Stream(lambda give: give(answered.body), visit.receive)
        answer = Answer(200 if answered.is_executed or media == JSON else 400, answered.body, media)
        return kept(answer, visit.headers) if visit.is_read and answered.is_executed else answer

    async def _read(self, visit: Visit, viewer: Viewer) -> Sent:
        if visit.is_read:
            return from_query_string(visit.query_string)
        return from_body(await read_body(visit.headers, visit.receive, BODY_MOST[viewer.kind], BODY_SECONDS))

    async def _run(self, visit: Visit, prepared: Prepared, context: Context) -> Answered:
        trace = Trace() if TRACE in visit.headers and context.viewer.may("plugin.read") else None
        return await self.engine.run(prepared, context, trace, tells_cost=COST in visit.headers)

    def _stream(self, visit: Visit, prepared: Prepared, context: Context) -> Stream:
        held = ExitStack()
        held.enter_context(self.entrance.doorkeeper.holding_open(context.viewer, visit.address))

        async def run(give: Give) -> None:
            try:
                await self.operations.follow(prepared, context, visit, give)
            except RequestError as reason:
                await give(self.engine.refused(reason, context).body)

        return Stream(run, visit.receive, held)


def check_method(visit: Visit) -> None:
    """GET for queries; POST, as JSON only, for everything."""
    if visit.method == "POST":
        check_sent(visit.headers.get("content-type"))
    elif not visit.is_read:
        told = f"{visit.method} is not taken here; use POST, or GET for queries."
        raise BadRequest(405, told, {"allow": METHODS})
