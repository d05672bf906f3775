"""A small city, and a short way to record visits in it, for tests of core with all lines installed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from benchmarks.case_data import load_cases
from core.database import Database
from core.identity.accounts import open_account
from core.identity.models import Account, AccountState
from core.people.models import Officer
from core.places.models import Community, CommunityKind, District, Street
from core.testing.fixtures import Client
from core.testing.loop import built_town

SEASIDE, CLOUDS, GONE = "370203029014", "370202001001", "370203029999"
CASES = 300
LINES = ("enforcement", "gas", "heating", "sanitation")


@pytest.fixture
def places(database: Database) -> None:
    """Two districts with a community each, and a community that left the register at the start of 2022."""
    with database.writing() as session:
        north, south = District(code="370203", name="市北区"), District(code="370202", name="市南区")
        street = Street(code="370203029", name="兴隆路街道", district=north)
        other = Street(code="370202001", name="香港中路街道", district=south)
        old = CommunityKind.OLD_ESTATE
        session.add_all(
            [
                Community(code=SEASIDE, name="海岸路社区", street=street, district=north, kind=old, households=900),
                Community(code=CLOUDS, name="云霄路社区", street=other, district=south),
                Community(
                    code=GONE,
                    name="旧社区",
                    street=street,
                    district=north,
                    is_active=False,
                    retired_on=date(2022, 1, 1),
                ),
            ]
        )


def told(on: str = "2023-09-05", community: str = SEASIDE, **more: Any) -> dict[str, Any]:
    """What is told of a visit, whatever the line."""
    return {"communityCode": community, "visitedOn": on, "personTimes": {"staff": 1}} | more


@pytest.fixture
def visited(client: Client, places: None) -> Callable[..., dict[str, Any]]:
    """Records a visit by a line and gives it back: `visited("2023-09-05", line="gas", problems=[…])`."""

    def record(on: str = "2023-09-05", community: str = SEASIDE, line: str = "sanitation", **more: Any) -> Any:
        visit = told(on, community, **more.pop("visit", {}))
        wanted = "visit { id version cases(first: 20) { id version } }"
        return client.do(f"record{line.title()}Visit", wanted, visit=visit, **more)["visit"]

    return record


@pytest.fixture
def vacated(database: Database, clock: Any) -> Callable[..., None]:
    """Opens two accounts for a post and puts them out of use, but for as many as are said."""

    def leave(officer: int, but: int = 0) -> None:
        with database.writing() as session:
            post = session.get(Officer, officer)
            for number in range(2):
                open_account(session, f"{officer}-{number}", opened_by="测试", now=clock.now, officer=post)
            for account in session.query(Account).filter_by(officer_id=officer).order_by(Account.id).offset(but):
                account.state = AccountState.DISABLED

    return leave


@pytest.fixture
def cases(lastmeter: Any, database: Database) -> None:
    """A few hundred in every status, of all lines; on PostgreSQL only."""
    built_town(database)
    lines = lastmeter.composition.plugins.lines
    with database.writing() as session:
        for table, rest in (
            ("unit", "kind) SELECT '位' || i, 'DEPARTMENT'"),
            ("officer", "role) SELECT '岗' || i, 'HANDLER'"),
        ):
            session.execute(text(f"INSERT INTO {table} (name, {rest} FROM generate_series(1, 20) AS s(i)"))
        session.execute(
            text(
                "INSERT INTO district (id, code, name) SELECT 1 + i, '3703' || i, '区' FROM generate_series(10, 18) AS s(i)"
            )
        )
        session.execute(text("UPDATE district SET id = id - 9 WHERE id > 10"))
        load_cases(session, CASES, 2, {line.key: [c.code for c in line.categories] for line in lines})
        session.execute(text("DELETE FROM case_event"))
