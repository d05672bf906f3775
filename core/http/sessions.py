"""Signing in over HTTP. Not over GraphQL: tokens must not be kept with idempotency keys, nor be guessed by aliases.

POST /session           {login, password}   an access token, and a token that renews it
POST /session/refresh   {refreshToken}      the next of both
POST /session/end       {refreshToken}      signs out
GET  /session                               who the bearer is
POST /session/demo      {role, line, district}   in the demo: a token for a role, without an account
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from core.database import Busy, Database
from core.engine.faults import masked
from core.errors import DomainError
from core.http.answers import Answer, refused
from core.http.media import check_sent
from core.http.rates import SIGN_INS, Buckets, MemoryBuckets
from core.http.refusals import BadRequest, overloaded, too_many, unauthenticated
from core.http.requests import parsed_json, read_body
from core.http.visit import Visit
from core.identity import sessions
from core.identity.demo import Demo
from core.identity.sessions import Renewed
from core.identity.tokens import ACCESS_SECONDS, Tokens, Unauthenticated
from core.policy import denials
from core.policy.viewer import Viewer

BODY_MOST = 8 * 1024
BODY_SECONDS = 10.0


@dataclass
class Sessions:
    """`demo` is None where roles cannot be tried; `takes_passwords` is False where an identity provider has them."""

    database: Database
    tokens: Tokens
    clock: Callable[[], datetime]
    viewer: Callable[[Mapping[str, str], str], Awaitable[Viewer]]
    demo: Demo | None = None
    takes_passwords: bool = True
    buckets: Buckets = field(default_factory=MemoryBuckets)

    @property
    def routes(self) -> list[Route]:
        routes = [
            Route("/session", _Door(self._who, "GET"), methods=["GET"]),
            Route("/session/demo", _Door(self._roles, "GET"), methods=["GET"]),
        ]
        if self.takes_passwords:
            routes += [
                Route("/session", _Door(self._sign_in, "POST"), methods=["POST"]),
                Route("/session/refresh", _Door(self._refresh, "POST"), methods=["POST"]),
                Route("/session/end", _Door(self._end, "POST"), methods=["POST"]),
            ]
        if self.demo is not None:
            routes.append(Route("/session/demo", _Door(self._try_role, "POST"), methods=["POST"]))
        return routes

    async def _who(self, visit: Visit) -> Any:
        viewer = await self.viewer(visit.headers, visit.address)
        return {
            "role": viewer.role.name,
            "name": viewer.name,
            "lines": sorted(viewer.lines) if viewer.lines is not None else None,
            "isSignedIn": bool(viewer.actor),
        }

    async def _sign_in(self, visit: Visit) -> Any:
        login, password = await _given(visit, "login", "password")
        keys = (f"login {login}", f"address {visit.address}")
        for key in keys:
            wait = self.buckets.take(key, 1, SIGN_INS)
            if wait:
                raise too_many(wait)
        renewed = await asyncio.to_thread(self._signed_in, login, password)
        if renewed is None:
            raise Unauthenticated("login or password")
        for key in keys:
            self.buckets.take(key, -1, SIGN_INS)  # only failures count
        return self._told(renewed)

    def _signed_in(self, login: str, password: str) -> Renewed | None:
        with self.database.reading() as session:
            proof = sessions.prove(session, login, password)
        renewed: Renewed | None = self._written(sessions.sign_in, proof)
        return renewed

    async def _refresh(self, visit: Visit) -> Any:
        (token,) = await _given(visit, "refreshToken")
        renewed = await asyncio.to_thread(self._written, sessions.refresh, token)
        if renewed is None:
            raise Unauthenticated("used twice")
        return self._told(renewed)

    async def _end(self, visit: Visit) -> Any:
        (token,) = await _given(visit, "refreshToken")
        await asyncio.to_thread(self._written, sessions.end, token)
        return {"isSignedIn": False}

    def _written(self, act: Callable[..., Any], *given: Any) -> Any:
        with self.database.writing() as session:
            return act(session, *given, self.clock())

    def _told(self, renewed: Renewed) -> Any:
        access = self.tokens.access(f"account:{renewed.account_id}", self.clock(), sid=renewed.family)
        return _bearer(access, ACCESS_SECONDS) | {"refreshToken": renewed.refresh_token}

    async def _roles(self, visit: Visit) -> Any:
        """Those that can be tried; none where there is no demo, so that the page need not guess."""
        return {"roles": await asyncio.to_thread(self.demo.roles) if self.demo is not None else []}

    async def _try_role(self, visit: Visit) -> Any:
        assert self.demo is not None
        wanted = parsed_json(await _body(visit))
        if not isinstance(wanted, dict):
            raise BadRequest(400, "Send a JSON object with a role.")
        token, seconds = self.demo.token(wanted.get("role"), wanted.get("line"), wanted.get("district"))
        return _bearer(token, seconds)


class _Door:
    """One route: JSON in, JSON out, refusals as everywhere."""

    def __init__(self, act: Callable[[Visit], Awaitable[Any]], method: str) -> None:
        self.act = act
        self.method = method

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._answer(Visit.of(scope, receive))
        await answer.send(send, without_body=scope["method"] == "HEAD")

    async def _answer(self, visit: Visit) -> Answer:
        try:
            if self.method == "POST":
                check_sent(visit.headers.get("content-type"))
            return Answer(200, orjson.dumps(await self.act(visit)))
        except BadRequest as reason:
            return refused(reason)
        except DomainError as reason:
            return refused(BadRequest(400, reason.message))
        except Unauthenticated:
            denials.note_stranger(visit.address)
            return refused(unauthenticated())
        except Busy:
            return refused(overloaded())
        except Exception as fault:
            return Answer(500, orjson.dumps({"errors": [masked(fault, None)]}))


def _bearer(token: str, seconds: int) -> dict[str, Any]:
    return {"accessToken": token, "tokenType": "Bearer", "expiresIn": seconds}


async def _body(visit: Visit) -> bytes:
    return await read_body(visit.headers, visit.receive, BODY_MOST, BODY_SECONDS)


async def _given(visit: Visit, *names: str) -> list[str]:
    """Texts of the body, by their names."""
    body = parsed_json(await _body(visit))
    found = [body.get(name) for name in names] if isinstance(body, dict) else []
    texts = [text for text in found if isinstance(text, str) and 0 < len(text) <= 1000 and "\0" not in text]
    if len(texts) < len(names):
        raise BadRequest(400, f"Send a JSON object with {' and '.join(names)}, as text.")
    return texts
