"""Signing in over HTTP, staying signed in, signing out (catalogue B08, B09, B10)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from core.app import create_app
from core.audit.chain import TABLE
from core.audit.verify import verify
from core.identity.models import AccountState
from core.identity.sessions import purge
from core.policy.role import Role
from tests.core.identity.conftest import PASSWORD, Door

VIEWER = "{ communities(first: 1) { totalCount } }"


def test_who_signs_in_is_who_the_account_says(door: Door) -> None:
    told = door.sign_in().json()
    assert (told["tokenType"], told["expiresIn"]) == ("Bearer", 300)
    me = door.http.get("/session", headers={"authorization": f"Bearer {told['accessToken']}"}).json()
    assert me == {"role": "LINE_LEAD", "name": "lead's post", "lines": ["gas"], "isSignedIn": True}
    assert door.ask(told["accessToken"], VIEWER).json() == {"data": {"communities": {"totalCount": 0}}}


def test_without_a_token_one_is_whoever_tries_the_demo(door: Door) -> None:
    assert door.who(None) == "DEMO"


@pytest.mark.parametrize(("login", "password"), [("lead", "wrong" * 4), ("nobody", PASSWORD), ("LEAD", PASSWORD)])
def test_a_wrong_login_or_password_is_refused_alike(door: Door, login: str, password: str) -> None:
    answer = door.sign_in(login, password)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
    assert answer.text == door.sign_in("lead", "x" * 20).text


def test_a25_five_wrong_passwords_are_enough(door: Door) -> None:
    assert [door.sign_in(password="wrong" * 4).status_code for _ in range(6)] == [401] * 5 + [429]
    assert door.sign_in().status_code == 429


def test_right_passwords_are_not_counted(door: Door) -> None:
    assert {door.sign_in().status_code for _ in range(8)} == {200}


@pytest.mark.parametrize("body", [{}, {"login": "lead"}, {"login": 1, "password": PASSWORD}, [], "lead"])
def test_what_lacks_a_login_or_a_password_is_told_so(door: Door, body: Any) -> None:
    answer = door.http.post("/session", json=body)
    assert answer.status_code == 400
    assert "login and password" in answer.text


def test_access_ends_and_is_renewed(door: Door) -> None:
    told = door.sign_in().json()
    door.clock.advance(seconds=361)
    assert door.who(told["accessToken"]) == 401
    renewed = door.refresh(told["refreshToken"]).json()
    assert door.who(renewed["accessToken"]) == "LINE_LEAD"
    assert renewed["refreshToken"] != told["refreshToken"]


def test_b09_a_lost_answer_locks_nobody_out(door: Door) -> None:
    token = door.sign_in().json()["refreshToken"]
    for _ in range(50):
        lost = door.refresh(token)
        again = door.refresh(token)
        assert (lost.status_code, again.status_code) == (200, 200)
        token = again.json()["refreshToken"]
        door.clock.advance(minutes=5)
    assert door.refresh(lost.json()["refreshToken"]).status_code == 401, "what nobody received is worth nothing"


def test_b09_a_token_used_twice_ends_all_that_came_of_it(door: Door) -> None:
    stolen = door.sign_in().json()["refreshToken"]
    mine = door.refresh(stolen).json()
    door.clock.advance(seconds=61)
    assert door.refresh(stolen).status_code == 401
    assert door.refresh(mine["refreshToken"]).status_code == 401
    door.lastmeter.sign_in._kept = type(door.lastmeter.sign_in._kept)(10)  # type: ignore[union-attr]
    assert door.who(mine["accessToken"]) == 401


def test_signing_out_ends_it(door: Door) -> None:
    told = door.sign_in().json()
    assert door.http.post("/session/end", json={"refreshToken": told["refreshToken"]}).json() == {"isSignedIn": False}
    assert door.refresh(told["refreshToken"]).status_code == 401
    assert door.http.post("/session/end", json={"refreshToken": "none of ours"}).status_code == 200


def test_thirty_days_without_a_word_end_it_and_the_rows_are_taken_away(door: Door) -> None:
    token = door.sign_in().json()["refreshToken"]
    door.clock.advance(days=30)
    assert door.refresh(token).status_code == 401
    with door.lastmeter.database.writing() as session:
        assert purge(session, door.clock()) == 1


def test_b10_rights_that_were_taken_away_change_nothing_any_more(door: Door, opened_account: Any) -> None:
    """The token is still believed for a moment, to read; to write, the rows are asked again."""
    from core.identity.models import Account

    opened_account("admin", Role.SYSTEM_ADMIN)
    token = door.sign_in("admin").json()["accessToken"]
    assert door.who(token) == "SYSTEM_ADMIN"
    with door.lastmeter.database.writing() as session:
        for account in session.query(Account).filter_by(login="admin"):
            account.state = AccountState.DISABLED
    opening = "mutation($i: OpenAccountInput!) { openAccount(input: $i) { account { id } userErrors { code } } }"
    given = {"clientMutationId": "1", "login": "mine", "role": "AUDITOR"}
    assert door.ask(token, opening, i=given).json()["data"]["openAccount"] == {
        "account": None,
        "userErrors": [{"code": "FORBIDDEN"}],
    }


def test_the_demo_can_be_tried_as_any_role_and_production_cannot(door: Door) -> None:
    roles = door.http.get("/session/demo").json()["roles"]
    assert {"AUDITOR", "LINE_LEAD"} <= {role["role"] for role in roles}
    answer = door.http.post("/session/demo", json={"role": "LINE_LEAD", "line": "gas"})
    token = answer.json()["accessToken"]
    assert door.who(token) == "LINE_LEAD"
    assert door.http.post("/session/demo", json={"role": "KING"}).status_code == 400
    assert door.http.post("/session/demo", json={"role": ["DIRECTOR"]}).status_code == 400
    assert door.http.post("/session/demo", json={"role": "LINE_LEAD", "line": "GAS"}).status_code == 400
    door.lastmeter.sign_in.takes_roles = False  # type: ignore[union-attr]
    door.clock.advance(hours=13)
    assert door.who(token) == 401


@pytest.mark.parametrize("path", ["/graphql", "/export/metrics.csv", "/attachments/Attachment_1", "/session"])
def test_b08_a_token_that_proves_nothing_opens_no_path(door: Door, path: str, caplog: pytest.LogCaptureFixture) -> None:
    for credentials in ("Bearer a.b.c", "Bearer lastmeter_x", "Basic bWU6bWU=", "Bearer"):
        answer = door.http.get(path, headers={"authorization": credentials})
        assert (answer.status_code, answer.headers["www-authenticate"][:6]) == (401, "Bearer")
    assert caplog.text.count("not signed in") == 4


@pytest.mark.parametrize("path", ["/export/metrics.csv", "/attachments/Attachment_1"])
def test_d02_files_are_counted_at_the_same_door(door: Door, path: str) -> None:
    door.lastmeter.settings = door.lastmeter.settings.model_copy(update={"requests_at_once": 0})
    with TestClient(create_app(door.lastmeter)) as http:
        answer = http.get(path)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def trail(door: Door) -> list[tuple[Any, ...]]:
    with door.lastmeter.database.connecting() as connection:
        assert verify(connection).problem is None
        named = (TABLE.c.actor, TABLE.c.role, TABLE.c.operation, TABLE.c.outcome, TABLE.c.subjects)
        rows = connection.execute(select(*named).order_by(TABLE.c.number))
        return [
            (actor, role.name, operation, outcome.name, subjects) for actor, role, operation, outcome, subjects in rows
        ]


def test_who_came_and_went_is_in_the_trail_and_who_was_turned_away_but_not_what_they_typed(door: Door) -> None:
    first = door.sign_in().json()["refreshToken"]
    door.sign_in("lead", "a wrong one")
    door.sign_in("somebody's password", "typed as login")
    second = door.refresh(first).json()["refreshToken"]
    door.refresh(second)
    assert door.refresh(first).status_code == 401, "used twice: a thief, or the one who was robbed"
    third = door.sign_in().json()["refreshToken"]
    door.http.post("/session/end", json={"refreshToken": third})

    lead = '{"account":1}'
    assert trail(door) == [
        ("account 1", "LINE_LEAD", "sign_in", "DONE", "{}"),
        ("", "ANONYMOUS", "sign_in", "DENIED", lead),
        ("", "ANONYMOUS", "sign_in", "DENIED", "{}"),
        ("", "ANONYMOUS", "renew_session", "DENIED", lead),
        ("account 1", "LINE_LEAD", "sign_in", "DONE", "{}"),
        ("account 1", "LINE_LEAD", "sign_out", "DONE", "{}"),
    ]
