"""Behind the wall everybody does what they may, and triggers count what the writer cannot see (catalogue B01, B05)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.app import Composition
from core.audit.verify import verify
from core.census import differences
from core.database import Database
from core.metrics.upkeep.verify import verify as verify_rollups
from core.policy.role import Role
from core.testing.client import Client
from core.testing.loop import DrivenCase, Town
from core.testing.walled import walled
from tests.core.cases.conftest import acting, case, town
from tests.trust.test_matrix import test_a_role_does_what_the_table_lets_it_do

__all__ = ["acting", "case", "test_a_role_does_what_the_table_lets_it_do", "town"]


@pytest.fixture
def database(postgres_database: Database, composition: Composition) -> Iterator[Database]:
    with walled(postgres_database, composition.catalogue) as behind:
        yield behind


def test_a_case_goes_its_way_through_all_hands(
    case: DrivenCase, acting: Callable[[Role], Client], town: Town, database: Database, composition: Composition
) -> None:
    """A handler gives it back too, and does not see it any more."""
    acceptor, dispatcher, handler = (acting(role) for role in (Role.ACCEPTOR, Role.DISPATCHER, Role.HANDLER))
    case.client = acceptor
    case.reported().do("fileCase")
    case.do("dispatchCase", by=dispatcher, unitId=f"Unit_{town.unit}")
    given_back = case.act("returnCase", by=handler, reason="不属于本单位")
    assert given_back["userErrors"] == []
    assert node(handler, case) is None
    case.version = node(dispatcher, case)["version"]
    case.do("dispatchCase", by=dispatcher, unitId=f"Unit_{town.unit}")
    case.do("acceptCase", by=handler, officerId=town.id("HANDLER"))
    case.do("handleCase", by=handler, note="已清运")
    case.do("startCaseCheck", by=acting(Role.CHECKER))
    case.do("checkCase", by=acting(Role.CHECKER), result="PASSED")
    assert case.do("closeCase", closeConditionMet=True)["status"] == "CLOSED"
    with database.connecting() as connection:
        assert verify(connection).problem is None
    assert list(verify_rollups(database, composition.plugins)) == []
    with database.engine.begin() as connection:
        assert list(differences(connection)) == []


def node(client: Client, case: DrivenCase) -> Any:
    query = "query($id: ID!) { node(id: $id) { ... on Case { version } } }"
    return client.data(query, {"id": case.id})["node"]
