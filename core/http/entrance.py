"""Entrance: the way in that all paths share. Not too many at once, each by name, and each as often as it may."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from starlette.requests import Request

from core.context import Context
from core.http.doorkeeper import Doorkeeper
from core.http.refusals import rights_changed, unauthenticated
from core.identity.tokens import Unauthenticated
from core.policy import denials
from core.policy.role import Role
from core.policy.viewer import Viewer

T = TypeVar("T")
Serve = Callable[[Context], Awaitable[T]]
STRANGER = Viewer(Role.ANONYMOUS)


@dataclass(frozen=True)
class Entrance:
    sign_in: Callable[[Mapping[str, str], str], Awaitable[Viewer]]
    make_context: Callable[[Mapping[str, str], Viewer], Context]
    doorkeeper: Doorkeeper = field(default_factory=Doorkeeper)
    holds: Callable[[Viewer], Awaitable[bool]] | None = None
    """Whether the viewer's rights are still what they were, asked of the rows themselves."""

    async def entered(self, headers: Mapping[str, str], address: str, serve: Serve[T]) -> T:
        """Serves one request in a context of its own, counted while it lasts. Raises BadRequest."""
        with self.doorkeeper.inside:
            viewer = await self.viewer(headers, address)
            with self.doorkeeper.served(viewer, address):
                return await serve(self.make_context(headers, viewer))

    async def visited(self, request: Request, serve: Serve[T]) -> T:
        """The same, by starlette's request."""
        return await self.entered(request.headers, request.client.host if request.client is not None else "", serve)

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
