"""Somebody who signs in: over HTTP, at an installation whose clock stands still until it is moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.app import Lastmeter, create_app
from core.identity import passwords
from core.identity.accounts import open_account
from core.identity.models import AccountState
from core.people.models import Officer, OfficerRole
from core.policy.role import Role
from core.testing.fixtures import Clock

PASSWORD = "correct horse battery"
ME = "/session"


@dataclass
class Door:
    """The front door of one installation."""

    http: TestClient
    lastmeter: Lastmeter
    clock: Clock

    def sign_in(self, login: str = "lead", password: str = PASSWORD) -> Any:
        return self.http.post("/session", json={"login": login, "password": password})

    def refresh(self, token: str) -> Any:
        return self.http.post("/session/refresh", json={"refreshToken": token})

    def who(self, token: str | None) -> Any:
        """The answer to who the bearer is: 401, or the role."""
        answer = self.http.get(ME, headers={"authorization": f"Bearer {token}"} if token is not None else {})
        return answer.json()["role"] if answer.status_code == 200 else answer.status_code

    def ask(self, token: str, query: str, **variables: Any) -> Any:
        given = {"query": query, "variables": variables}
        return self.http.post("/graphql", json=given, headers={"authorization": f"Bearer {token}"})


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """As strong as it takes to see that they are used."""
    monkeypatch.setattr(passwords, "HASHER", passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobody_s.cache_clear()


@pytest.fixture
def opened_account(lastmeter: Lastmeter, clock: Clock, quick_hashes: None) -> Callable[..., int]:
    """An account for a post or an office, in use; gives its key."""

    def opened(login: str, role: Role | OfficerRole, line: str | None = None) -> int:
        is_post = isinstance(role, OfficerRole)
        with lastmeter.database.writing() as session:
            officer = Officer(name=f"{login}'s post", role=role, line=line) if is_post else None
            account = open_account(
                session,
                login,
                opened_by="a test",
                now=clock(),
                officer=officer,
                role=None if is_post else role,
                password=PASSWORD,
                state=AccountState.ACTIVE,
            )
            return account.id

    return opened


@pytest.fixture
def door(lastmeter: Lastmeter, clock: Clock, opened_account: Callable[..., int]) -> Iterator[Door]:
    """With one account: `lead`, who leads the line of gas."""
    opened_account("lead", OfficerRole.LINE_LEAD, "gas")
    with TestClient(create_app(lastmeter)) as http:
        yield Door(http, lastmeter, clock)
