"""What is masked for somebody is in nothing that somebody is answered, whatever is asked (catalogue B03, B11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.app import Composition
from core.policy.role import Role
from core.policy.viewer import Viewer
from core.testing.client import Client
from core.testing.samples import Samples
from tests.core.conftest import SEASIDE

SECRETS = {"unit": "甲乙丙单元", "room": "丁戊己室", "address": "庚辛壬路癸号"}
ROLES = {
    Role.FIELD_OFFICER: ("gas",),
    Role.LINE_LEAD: ("heating",),
    Role.AUDITOR: None,
    Role.ANONYMOUS: None,
}


@pytest.fixture
def known(client: Client, visited: Callable[..., Any]) -> None:
    """A home that everything is known of: visited, inspected, a hazard, a reading, calls, a case."""
    home = {"building": "3号楼", "unit": SECRETS["unit"], "room": SECRETS["room"]}
    visited(line="heating", homes=[{"household": home}])
    visited(line="gas", visit={"visitedOn": "2023-09-06"}, inspections=[{"household": home}])
    for given in ({"household": home}, {"address": SECRETS["address"]}):
        call = {"communityCode": SEASIDE, "topic": "NOT_WARM", "calledAt": "2023-01-10T04:00:00Z"}
        client.do("recordHeatingCall", "call { id }", **call, **given)


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_no_question_shows_it(
    client: Client, viewer: Callable[..., Viewer], composition: Composition, caplog: Any, role: Role
) -> None:
    schema = composition.schema._schema
    assert schema.query_type is not None
    lines = ROLES[role]
    asking = client.acting(viewer(role, actor="account 1", lines=None if lines is None else frozenset(lines)))
    caplog.clear()
    for name in schema.query_type.fields:
        question = Samples(schema).question(name, 20, 1)
        if question is not None:
            answer = repr(asking(question))
            assert not [secret for secret in SECRETS.values() if secret in answer], name
    assert not [secret for secret in SECRETS.values() if secret in caplog.text]


@pytest.mark.usefixtures("known")
def test_somebody_who_may_see_it_is_shown_it_by_the_same_questions(client: Client, composition: Composition) -> None:
    """Else the test above could not fail."""
    schema = composition.schema._schema
    names = ("households", "heatingCalls", "heatingRepeatAddresses")
    answers = "".join(
        repr(client(Samples(schema).question(name, 20, 1) or "")) for name in names if name in schema.query_type.fields
    )  # type: ignore[union-attr]
    assert [secret for secret in SECRETS.values() if secret not in answers] == []
