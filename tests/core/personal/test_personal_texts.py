"""Personal texts are seen for a reason, so often a day, and every look is in the audit trail (catalogue B11, B12, B13)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import inspect, text

from core.audit.verify import Verified, verify
from core.database import Database
from core.personal import services
from core.policy.role import Role
from core.policy.viewer import Viewer
from core.testing.client import Client

DOOR = {"building": "3号楼", "unit": "1单元", "room": "101"}
SHOWN = [{"field": "unit", "text": "1单元"}, {"field": "room", "text": "101"}]
WHY = "核对老人用气安全"


@pytest.fixture
def lead(client: Client, viewer: Callable[..., Viewer], visited: Any) -> Client:
    """A lead of heating, who sees households masked; there is one."""
    visited(line="heating", homes=[{"household": DOOR}])
    return client.acting(viewer(Role.LINE_LEAD, actor="account 3", lines=frozenset({"heating"})))


@pytest.fixture
def entries(database: Database) -> Callable[[], list[tuple[Any, ...]]]:
    def entries() -> list[tuple[Any, ...]]:
        wanted = "SELECT outcome, subjects, reason FROM audit_entry WHERE operation = 'unmask' ORDER BY number"
        with database.connecting() as connection:
            return [tuple(row) for row in connection.execute(text(wanted))]

    return entries


def look(client: Client, id: str = "Household_1", reason: str = WHY, **more: Any) -> dict[str, Any]:
    return client.act("unmask", "texts { field text }", id=id, reason=reason, **more)


def test_a_door_is_masked_until_a_reason_is_given_and_the_look_is_kept(lead: Client, entries: Any) -> None:
    assert lead.data("{ households(first: 1) { nodes { unit room } } }")["households"]["nodes"] == [
        {"unit": "***", "room": "***"}
    ]
    assert look(lead)["texts"] == SHOWN
    assert entries() == [("DONE", '{"subject":"Household_1"}', WHY)]


def test_who_sends_the_same_again_looks_again_and_is_in_the_trail_again(lead: Client, entries: Any) -> None:
    for _ in range(2):
        assert look(lead, clientMutationId="one")["texts"] == SHOWN
    assert len(entries()) == 2


def test_looks_at_the_same_moment_are_no_more_than_a_day_has(
    lead: Client, monkeypatch: pytest.MonkeyPatch, entries: Any
) -> None:
    monkeypatch.setattr(services, "DAILY_MOST", 2)
    with ThreadPoolExecutor(6) as many:
        shown = [made["texts"] for made in many.map(lambda _: look(lead), range(6))]
    assert (shown.count(SHOWN), shown.count(None)) == (2, 4)
    assert sorted(outcome for outcome, *_ in entries()) == ["DENIED"] * 4 + ["DONE"] * 2


def test_what_was_seen_is_kept_nowhere_else(lead: Client, database: Database) -> None:
    look(lead)
    with database.connecting() as connection:
        kept = connection.execute(text("SELECT * FROM mutation_key")).all()
        kept += connection.execute(text("SELECT * FROM audit_entry")).all()
        kept += connection.execute(text("SELECT payload FROM event")).all()
    assert DOOR["unit"] not in repr(kept)


@pytest.mark.parametrize("reason", ["", "  看看 ", "x" * 201])
def test_without_a_reason_nothing_is_seen(lead: Client, entries: Any, reason: str) -> None:
    made = look(lead, reason=reason)
    assert made["texts"] is None
    assert made["userErrors"][0]["field"] == ["input", "reason"]
    assert entries() == []


@pytest.mark.parametrize("id", ["Community_1", "Household_x", "nonsense", "HeatingCall_99", "Household_99"])
def test_an_id_of_nothing_personal_is_refused_by_name(lead: Client, id: str) -> None:
    made = look(lead, id)
    assert made["texts"] is None
    assert made["userErrors"][0]["field"] == ["input", "id"]


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.DIRECTOR, Role.MACHINE])
def test_who_may_not_is_refused_and_in_the_trail(
    client: Client, viewer: Callable[..., Viewer], lead: Client, entries: Any, role: Role
) -> None:
    made = look(client.acting(viewer(role, actor="account 8")))
    assert (made["texts"], made["userErrors"][0]["code"]) == (None, "FORBIDDEN")
    assert entries() == [("DENIED", "{}", "")]


def test_a_household_of_no_ones_line_is_not_found_by_another_district(
    client: Client, viewer: Callable[..., Viewer], lead: Client
) -> None:
    elsewhere = client.acting(viewer(Role.DISTRICT_LEADER, actor="account 5", district_ids=frozenset({99})))
    assert look(elsewhere)["userErrors"][0]["code"] == "NOT_FOUND"


def test_so_often_a_day_and_not_more(lead: Client, entries: Any, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "DAILY_MOST", 3)
    assert [look(lead)["texts"] for _ in range(4)] == [SHOWN, SHOWN, SHOWN, None]
    assert [outcome for outcome, *_ in entries()] == ["DONE", "DONE", "DONE", "DENIED"]
    clock.advance(days=1)
    assert look(lead)["texts"] == SHOWN


def test_what_somebody_asks_to_be_erased_is_gone_and_the_trail_is_sound(
    lead: Client, database: Database, entries: Any
) -> None:
    look(lead)
    made = lead.act("erasePersonalTexts", "id", id="Household_1", reason="住户本人申请")
    assert made["id"] == "Household_1"
    assert look(lead)["texts"] == [{"field": "unit", "text": "已删除-1"}, {"field": "room", "text": "已删除-1"}]
    with database.connecting() as connection:
        names = inspect(connection).get_table_names()
        everything = [connection.execute(text(f'SELECT * FROM "{name}"')).all() for name in names]
        assert verify(connection) == Verified(4)
    assert DOOR["unit"] not in repr(everything)


def test_who_may_not_erase_is_refused(client: Client, viewer: Callable[..., Viewer], lead: Client) -> None:
    officer = client.acting(viewer(Role.HANDLER, actor="account 8"))
    made = officer.act("erasePersonalTexts", "id", id="Household_1", reason="住户本人申请")
    assert (made["id"], made["userErrors"][0]["code"]) == (None, "FORBIDDEN")
