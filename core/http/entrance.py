"""Entrance: the way in that all paths share. Not too many at once, each by name, and each as often as it may."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

from starlette.requests import Request

from core.context import Context
from core.http.doorkeeper import Doorkeeper
from core.http.refusals import rights_changed, unauthenticated
from core.identity.tokens import Unauthenticated
from core.policy import denials
from core.policy.role import Role
from core.policy.viewer import Viewer

STRANGER = Viewer(Role.ANONYMOUS)


@dataclass(frozen=True)
class Entrance:
    sign_in: Callable[[Mapping[str, str], str], Awaitable[Viewer]]
    make_context: Callable[[Mapping[str, str], Viewer], Context]
    doorkeeper: Doorkeeper = field(default_factory=Doorkeeper)
    holds: Callable[[Viewer], Awaitable[bool]] | None = None
    """Whether the viewer's rights are still what they were, asked of the rows themselves."""

    @asynccontextmanager
    async def entered(self, headers: Mapping[str, str], address: str) -> AsyncIterator[Context]:
        """The context of one request, counted while it lasts. Raises BadRequest."""
        with self.doorkeeper.inside():
            viewer = await self.viewer(headers, address)
            with self.doorkeeper.served(viewer, address):
                yield self.make_context(headers, viewer)

    def visited(self, request: Request) -> AbstractAsyncContextManager[Context]:
        """The same, by starlette's request."""
        return self.entered(request.headers, request.client.host if request.client is not None else "")

    async def again(self, headers: Mapping[str, str], address: str, viewer: Viewer) -> Context:
        """A new context for somebody who came in before and stayed. Raises BadRequest where the rights ended or changed."""
        try:
            found = await self.sign_in(headers, address)
        except Unauthenticated:
            raise unauthenticated() from None
        is_same = found == viewer and found.signature == viewer.signature
        if not is_same or (self.holds is not None and not await self.holds(found)):
            raise rights_changed()
        return self.make_context(headers, found)

    async def viewer(self, headers: Mapping[str, str], address: str) -> Viewer:
        """Tokens that prove nothing are counted as the public's requests are: nobody tries them by the thousand."""
        try:
            return await self.sign_in(headers, address)
        except Unauthenticated:
            denials.note_stranger(address)
            self.doorkeeper.take(STRANGER, address, 1)
            raise unauthenticated() from None
