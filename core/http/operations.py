"""Operations: what happens to a document behind the front door, by whichever transport it came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from core.context import Context
from core.engine.document import Prepared, RequestError
from core.engine.engine import Engine
from core.events.following import Following, Give
from core.http.documents import Documents, Sent
from core.http.entrance import Entrance
from core.http.refusals import BadRequest
from core.http.visit import Visit


@dataclass(frozen=True)
class Operations:
    engine: Engine
    entrance: Entrance
    documents: Documents
    following: Following

    def prepared(self, sent: Sent, context: Context, address: str, *, is_read: bool = False) -> Prepared:
        """One that may be executed, and is charged for. Raises RequestError, or BadRequest."""
        prepared = self.engine.prepare(self.documents.asked(sent), context.viewer)
        self.documents.keep(sent)
        if prepared.is_mutation and is_read:
            raise BadRequest(405, "GET takes only queries; send mutations by POST.", {"allow": "POST"})
        cost, is_mutation = prepared.plan.cost, prepared.is_mutation
        self.entrance.doorkeeper.charge(context.viewer, address, cost, is_mutation=is_mutation)
        return prepared

    async def follow(self, prepared: Prepared, context: Context, visit: Visit, give: Give) -> None:
        """Gives answers until the client goes, or something is raised."""

        async def renew() -> Context:
            return await self.entrance.again(visit.headers, visit.address, context.viewer)

        await self.following.follow(prepared, context, renew, give)

    def errors(self, reason: RequestError, context: Context) -> Any:
        return orjson.loads(self.engine.refused(reason, context).body)["errors"]
