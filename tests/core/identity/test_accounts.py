"""Accounts: two people, one account; and programs with what they were granted (catalogue B14)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.errors import DomainError
from core.identity.accounts import open_account, set_password
from core.identity.clients import add_client, is_within
from core.identity.models import AccountState
from core.people.models import Officer, OfficerRole
from core.policy.role import Role
from core.policy.viewer import Viewer
from core.testing.client import Client
from tests.core.identity.conftest import PASSWORD, Door

ACCOUNT = "account { id login state role }"


def person(viewer: Callable[..., Viewer], role: Role, actor: str, **more: Any) -> Viewer:
    return viewer(role, actor=actor, **more)


def test_who_opens_an_account_does_not_approve_it(client: Client, viewer: Callable[..., Viewer]) -> None:
    admin = client.acting(person(viewer, Role.SYSTEM_ADMIN, "account 1"))
    opened = admin.do("openAccount", ACCOUNT, login="auditor", role="AUDITOR")["account"]
    assert opened["state"] == "PROPOSED"
    assert [error["code"] for error in admin.act("approveAccount", ACCOUNT, accountId=opened["id"])["userErrors"]] == [
        "FORBIDDEN"
    ]
    same = client.acting(person(viewer, Role.SECURITY_ADMIN, "account 1"))
    (error,) = same.act("approveAccount", ACCOUNT, accountId=opened["id"])["userErrors"]
    assert (error["code"], error["field"]) == ("FORBIDDEN", ["input", "accountId"])
    other = client.acting(person(viewer, Role.SECURITY_ADMIN, "account 2"))
    assert other.do("approveAccount", ACCOUNT, accountId=opened["id"])["account"]["state"] == "ACTIVE"
    (error,) = other.act("approveAccount", ACCOUNT, accountId=opened["id"])["userErrors"]
    assert error["code"] == "NOT_ALLOWED"
    assert other.do("disableAccount", ACCOUNT, accountId=opened["id"])["account"]["state"] == "DISABLED"


def test_a_line_lead_opens_accounts_of_posts_of_the_line_only(
    client: Client, viewer: Callable[..., Viewer], database: Any
) -> None:
    with database.writing() as session:
        posts = [Officer(name=line, role=OfficerRole.HANDLER, line=line) for line in ("gas", "heating")]
        session.add_all(posts)
        session.flush()
        gas, heating = (f"Officer_{post.id}" for post in posts)
    lead = client.acting(person(viewer, Role.LINE_LEAD, "account 1", lines=frozenset({"gas"})))
    assert lead.do("openAccount", "account { id }", login="a", officerId=gas)["userErrors"] == []
    for refused in ({"officerId": heating}, {"role": "AUDITOR"}):
        (error,) = lead.act("openAccount", "account { id }", login="b", **refused)["userErrors"]
        assert error["code"] == "FORBIDDEN"


def test_a_login_is_its_own_however_it_is_written_and_whoever_may_see_its_account(
    client: Client, viewer: Callable[..., Viewer], database: Any, clock: Any
) -> None:
    """A line lead, who sees no accounts, was told of a fault of ours; and of two logins nobody could tell which was whose."""
    with database.writing() as session:
        session.add(Officer(name="gas", role=OfficerRole.HANDLER, line="gas"))
        open_account(session, "Auditor1", opened_by="me", now=clock(), role=Role.AUDITOR)
    lead = client.acting(person(viewer, Role.LINE_LEAD, "account 1", lines=frozenset({"gas"})))
    for login in ("Auditor1", "auditor1", "Ａuditor１"):
        (error,) = lead.act("openAccount", "account { id }", login=login, officerId="Officer_1")["userErrors"]
        assert (error["field"], error["code"]) == (["input", "login"], "DUPLICATE")


def test_b14_the_public_and_the_posts_keep_no_accounts(client: Client, viewer: Callable[..., Viewer]) -> None:
    for role in (Role.ANONYMOUS, Role.HANDLER, Role.AUDITOR):
        by = client.acting(viewer(role))
        (error,) = by.act("openAccount", "account { id }", login="a", role="AUDITOR")["userErrors"]
        assert error["code"] == "FORBIDDEN"
    assert client.acting(viewer(Role.HANDLER))("{ accounts(first: 1) { totalCount } }")["data"]["accounts"] == {
        "totalCount": 0
    }


def test_an_account_is_for_a_post_or_an_office_and_its_login_is_its_own(database: Any, clock: Any) -> None:
    with database.writing() as session:
        open_account(session, "a", opened_by="me", now=clock(), role=Role.AUDITOR)
        for wrong in ({"role": Role.DIRECTOR}, {}, {"role": Role.AUDITOR, "officer": Officer()}):
            with pytest.raises(DomainError, match="for a post, or for one of"):
                open_account(session, "b", opened_by="me", now=clock(), **wrong)
        with pytest.raises(DomainError, match="There is such a login"):
            open_account(session, "a", opened_by="me", now=clock(), role=Role.AUDITOR)


@pytest.mark.parametrize("password", ["short", "lead" * 5, "a" * 20, "x" * 129, "my name is Lead!"])
def test_a_password_that_is_easily_guessed_is_not_taken(database: Any, clock: Any, password: str) -> None:
    with database.writing() as session, pytest.raises(DomainError, match="12 to 128 characters"):
        open_account(session, "lead", opened_by="me", now=clock(), role=Role.AUDITOR, password=password)


def test_a_new_password_signs_out_everywhere(door: Door) -> None:
    token = door.sign_in().json()["refreshToken"]
    with door.lastmeter.database.writing() as session:
        set_password(session, "lead", "another good one", door.clock())
    assert door.refresh(token).status_code == 401
    assert (door.sign_in().status_code, door.sign_in(password="another good one").status_code) == (401, 200)


def test_who_is_only_proposed_does_not_sign_in(door: Door, quick_hashes: None) -> None:
    with door.lastmeter.database.writing() as session:
        made = open_account(session, "new", opened_by="me", now=door.clock(), role=Role.AUDITOR, password=PASSWORD)
        assert made.state is AccountState.PROPOSED
    assert door.sign_in("new").status_code == 401


def admitted(door: Door, **more: Any) -> str:
    given: dict[str, Any] = {"name": "sensor", "line": "gas", "operations": ["case.read"], "days": 90} | more
    today = door.clock().date()
    with door.lastmeter.database.writing() as session:
        return add_client(session, known=["case.read", "place.read"], now=door.clock(), today=today, **given)


def test_a_program_may_what_it_was_granted_in_its_line_until_it_ends(door: Door) -> None:
    token = admitted(door)
    me = door.http.get("/session", headers={"authorization": f"Bearer {token}"}).json()
    assert me == {"role": "MACHINE", "name": "sensor", "lines": ["gas"], "isSignedIn": True}
    found = door.ask(token, "{ serviceClients(first: 1) { totalCount } }").json()
    assert found["data"]["serviceClients"]["totalCount"] == 0, "it was not granted to see programs"
    door.clock.advance(days=91)
    door.lastmeter.sign_in._kept = type(door.lastmeter.sign_in._kept)(10)  # type: ignore[union-attr]
    assert door.who(token) == 401


def test_a_program_from_elsewhere_is_nobody(door: Door) -> None:
    assert door.who(admitted(door, networks=["10.1.0.0/16"])) == 401
    assert is_within("10.1.2.3", "10.0.0.0/24,10.1.0.0/16")
    assert not is_within("not an address", "10.1.0.0/16")


def test_a_revoked_program_is_nobody(door: Door, viewer: Callable[..., Viewer]) -> None:
    token = admitted(door)
    door.lastmeter.nobody = viewer(Role.SECURITY_ADMIN, actor="account 9")
    revoking = (
        'mutation { revokeServiceClient(input: {clientMutationId: "1", serviceClientId: "ServiceClient_1"}) '
        "{ serviceClient { revokedAt } userErrors { code } } }"
    )
    door.lastmeter.sign_in.nobody = door.lastmeter.nobody  # type: ignore[union-attr]
    told = door.http.post("/graphql", json={"query": revoking}).json()["data"]["revokeServiceClient"]
    assert told["serviceClient"]["revokedAt"] is not None
    assert door.who(token) == 401


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"operations": ["account.read"]}, "case.read"),
        ({"days": 91}, "at most 90"),
        ({"networks": ["everywhere"]}, "is no network"),
    ],
)
def test_a_program_is_not_granted_what_is_no_program_s(door: Door, wrong: Any, told: str) -> None:
    with pytest.raises(DomainError, match=told):
        admitted(door, **wrong)


def test_programs_have_names_of_their_own(door: Door) -> None:
    admitted(door)
    with pytest.raises(DomainError, match="There is such a program"):
        admitted(door)
