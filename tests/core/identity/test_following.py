"""Who follows something and may no longer: nothing more is told, and the socket is closed (catalogue A22, A23)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import update
from starlette.websockets import WebSocketDisconnect

from core.events import following, tail
from core.events.services import tell
from core.identity.accounts import disable
from core.identity.models import Account
from core.people.models import Officer
from core.testing.sockets import Socket, greeted
from tests.core.identity.conftest import Door

QUERY = "subscription { caseChanged { action case { id } } }"


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tail, "SECONDS", 0.02)


@contextmanager
def followed(door: Door) -> Iterator[Socket]:
    token = door.sign_in().json()["accessToken"]
    with greeted(door.http, authorization=f"Bearer {token}") as socket:
        socket.follow(QUERY)
        yield socket


def happens(door: Door) -> None:
    with door.lastmeter.database.writing() as session:
        tell(session, "case.file", "Case", 1, door.clock())


def closed(socket: Socket) -> int:
    """The code; nothing may be told before."""
    with pytest.raises(WebSocketDisconnect) as end:
        socket.hear()
    return end.value.code


def test_a22_nothing_is_told_when_the_token_has_ended(door: Door) -> None:
    with followed(door) as socket:
        door.clock.advance(seconds=361)
        happens(door)
        assert closed(socket) == 4401


def test_a22_who_listens_in_vain_is_told_too_that_the_token_has_ended(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "AGAIN_SECONDS", 0.1)
    with followed(door) as socket:
        door.clock.advance(seconds=361)
        assert closed(socket) == 4401


def test_a22_nothing_is_told_to_an_account_that_was_disabled(door: Door) -> None:
    with followed(door) as socket:
        with door.lastmeter.database.writing() as session:
            disable(session, session.get_one(Account, 1), door.clock())
        happens(door)
        assert closed(socket) in {4401, 4403}, "by the account, or by a token that was looked at anew"


def test_a23_nothing_is_told_by_rights_that_were_changed(door: Door) -> None:
    with followed(door) as socket:
        with door.lastmeter.database.writing() as session:
            session.execute(update(Officer).values(line="heating"))
        happens(door)
        assert closed(socket) == 4403


def test_while_rights_hold_the_socket_stays_open(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "AGAIN_SECONDS", 0.02)
    with followed(door) as socket:
        happens(door)
        door.clock.advance(seconds=200)
        socket.subscribe("{ __typename }", id="later")
        assert socket.hear()["type"] == "next"


def test_a_token_may_stand_in_the_header_too(door: Door) -> None:
    token: Any = door.sign_in().json()["accessToken"]
    with greeted(door.http, {"authorization": f"Bearer {token}"}) as socket:
        socket.subscribe("{ __typename }")
        assert socket.told() == {"__typename": "Query"}
