"""Denied access is told in a log of its own, once for each answer (catalogue C12, ASVS 16.3.2)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from core.policy.role import Role
from core.policy.viewer import Viewer
from core.testing.client import Client


@pytest.fixture
def denials(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    caplog.set_level(logging.INFO, "lastmeter.denied")
    return lambda: [record.getMessage() for record in caplog.records if record.name == "lastmeter.denied"]


def test_a_mutation_that_the_role_may_not_do(client: Client, viewer: Callable[..., Viewer], denials: Any) -> None:
    auditor = client.acting(viewer(Role.AUDITOR, actor="account 7"))
    auditor.act("openAccount", "account { id }", login="a", role="AUDITOR")
    assert denials() == ["account 7 as AUDITOR: The role AUDITOR may not do this here (account.open)."]


def test_a_question_that_the_role_may_not_ask(client: Client, viewer: Callable[..., Viewer], denials: Any) -> None:
    resident = client.acting(viewer(Role.RESIDENT))
    export = {"keys": "core.visits", "from": "2023-01-01", "to": "2023-02-01"}
    headers = {"authorization": f"Viewer {resident._name}"}
    assert client.http.get("/export/metrics.csv", params=export, headers=headers).status_code == 403
    assert denials() == ["nobody as RESIDENT: The role RESIDENT may not do this here (export.read)."]


def test_what_was_done_and_what_was_only_wrong_is_not_in_it(client: Client, denials: Any) -> None:
    client("{ communities(first: 1) { totalCount } }")
    client.act("openAccount", "account { id }", login="", role="AUDITOR")
    client("{ communities(first: 1000) { totalCount } }")
    assert denials() == ["nobody as DEMO: The role DEMO may not do this here (account.open)."]
