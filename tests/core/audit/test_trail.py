"""Every act leaves one entry, in the transaction in which it was done; no entry is ever changed (catalogue C10, C11, C12)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DatabaseError

from core.app import Composition, Lastmeter, assemble
from core.audit.anchors import Anchors
from core.audit.chain import BEGINNING, TABLE, hash_of
from core.audit.grants import statements
from core.audit.guard import without_guards
from core.audit.verify import Verified, verify
from core.database import Database
from core.engine.document import Asked
from core.errors import CannotStart
from core.identity.keys import KeyFile
from core.metrics.upkeep.merge import merge
from core.migrations import histories
from core.policy.role import Role
from core.policy.viewer import Viewer
from core.start import prepare
from core.testing.client import Client
from core.testing.fixtures import NOW, settings_of

TRAIL = "{ auditTrail(first: 50) { nodes { number actor role operation outcome subjects reason } } }"


@pytest.fixture
def trail(client: Client, viewer: Callable[..., Viewer]) -> Callable[[], list[dict[str, Any]]]:
    auditor = client.acting(viewer(Role.AUDITOR, actor="account 9"))
    return lambda: auditor.data(TRAIL)["auditTrail"]["nodes"][::-1]


@pytest.fixture
def anchors(tmp_path: Any) -> Anchors:
    return Anchors(tmp_path / "anchors", KeyFile(tmp_path / "anchor.key"))


def test_what_was_done_and_what_was_denied_are_in_the_trail_once(
    client: Client, viewer: Callable[..., Viewer], trail: Any, visited: Any
) -> None:
    visited(line="heating")
    client.act("openAccount", "account { id }", login="a", role="AUDITOR")
    chief = client.acting(viewer(Role.SYSTEM_ADMIN, actor="account 1"))
    for _ in range(2):  # sent twice, done once
        chief.do("openAccount", "account { id }", login="b", role="AUDITOR", clientMutationId="same")
    chief.act("openAccount", "account { id }", login="", role="AUDITOR")  # wrong, and within one's rights

    assert [(one["number"], one["role"], one["operation"], one["outcome"]) for one in trail()] == [
        (1, "DEMO", "record_heating_visit", "DONE"),
        (2, "DEMO", "open_account", "DENIED"),
        (3, "SYSTEM_ADMIN", "open_account", "DONE"),
    ]
    assert [one["subjects"] for one in trail()] == ['{"visit":1}', "{}", '{"account":1}']


def test_the_trail_is_shown_only_to_those_who_keep_watch(client: Client, viewer: Callable[..., Viewer]) -> None:
    client.act("openAccount", "account { id }", login="a", role="AUDITOR")
    for role in Role:
        shown = client.acting(viewer(role)).data(TRAIL)["auditTrail"]["nodes"]
        assert bool(shown) == (role is Role.AUDITOR), role


ASKED = "query($operations: [String!]) { auditTrail(first: 9, filter: { operations: $operations }) { totalCount } }"


@pytest.mark.parametrize(("operation", "count"), [("open_account", 1), ("merge_case", 0), ("sign_in", 0)])
def test_an_operation_that_nobody_did_yet_is_an_empty_page(client, viewer, operation, count) -> None:
    client.act("openAccount", "account { id }", login="a", role="AUDITOR")
    auditor = client.acting(viewer(Role.AUDITOR))
    assert auditor.data(ASKED, {"operations": [operation]})["auditTrail"]["totalCount"] == count


def test_an_operation_that_there_is_not_is_told_with_the_nearest(client, viewer) -> None:
    """An empty page would say that nobody did it."""
    auditor = client.acting(viewer(Role.AUDITOR))
    (error,) = auditor(ASKED, {"operations": ["openAccount"]})["errors"]
    assert error["message"].startswith("There is no operation 'openAccount'. There is: open_account")
    assert error["extensions"]["field"] == ["filter", "operations"]


def test_what_is_undone_leaves_no_entry(client: Client, lastmeter: Lastmeter, trail: Any, visited: Any) -> None:
    lastmeter.engine.__dict__["deadlines"] = type(lastmeter.engine.deadlines)(mutation=-1.0)
    answer = client(
        "mutation($i: OpenAccountInput!) { openAccount(input: $i) { userErrors { code } } }",
        {"i": {"clientMutationId": "1", "login": "a", "role": "AUDITOR"}},
    )
    assert "errors" in answer
    assert trail() == []


# ------------------------------------------------------------- the chain


def fill(client: Client) -> None:
    for number in range(6):
        client.act("openAccount", "account { id }", login=f"a{number}", role="AUDITOR")


def tampered(database: Database, *changes: str) -> None:
    """By somebody who rules the database."""
    with database.engine.begin() as connection:
        for statement in (*without_guards(connection.dialect.name), *changes):
            connection.execute(text(statement))


def verified(database: Database, anchors: Any = ()) -> Verified:
    with database.connecting() as connection:
        return verify(connection, anchors)


def test_a_whole_trail_is_sound(client: Client, database: Database, anchors: Anchors) -> None:
    anchors.write(database, NOW)
    fill(client)
    anchors.write(database, NOW)
    assert verified(database, anchors) == Verified(6)
    assert [anchor.number for anchor in anchors] == [0, 6]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (["UPDATE audit_entry SET operation = 'other' WHERE number = 3"], "Entry 3 was changed."),
        (["UPDATE audit_entry SET at = '2020-01-01 00:00:00+00' WHERE number = 3"], "Entry 3 was changed."),
        (["DELETE FROM audit_entry WHERE number = 3"], "Entry 3 is missing."),
        (
            [
                "UPDATE audit_entry SET number = 99 WHERE number = 3",
                "UPDATE audit_entry SET number = 3 WHERE number = 4",
                "UPDATE audit_entry SET number = 4 WHERE number = 99",
            ],
            "Entry 3 does not follow entry 2: one of the two was put in another's place.",
        ),
    ],
)
def test_the_first_entry_that_was_tampered_with_is_named(
    client: Client, database: Database, changes: list[str], problem: str
) -> None:
    fill(client)
    if database.is_sqlite:
        changes = [change.replace("2020-01-01 00:00:00+00", "2020-01-01T00:00:00Z") for change in changes]
    tampered(database, *changes)
    assert verified(database) == Verified(2, problem)


def test_a_trail_that_was_cut_short_is_found_by_its_anchor(
    client: Client, database: Database, anchors: Anchors
) -> None:
    fill(client)
    anchors.write(database, NOW)
    tampered(database, "DELETE FROM audit_entry WHERE number > 4")
    assert verified(database) == Verified(4)
    found = verified(database, anchors)
    assert found.sound == 4
    assert "knows 6 entries, there are 4" in str(found.problem)


def test_a_trail_that_was_made_anew_as_a_whole_is_found_by_its_anchor(
    client: Client, database: Database, anchors: Anchors
) -> None:
    fill(client)
    anchors.write(database, NOW)
    tampered(database)
    with database.engine.begin() as connection:
        previous = BEGINNING
        for row in connection.execute(TABLE.select().order_by(TABLE.c.number)).mappings().all():
            forged = {**row, "actor": "somebody else", "previous": previous}
            previous = forged["hash"] = hash_of(forged)
            connection.execute(update(TABLE).where(TABLE.c.number == row["number"]).values(**forged))
    assert verified(database) == Verified(6)
    assert "Entry 6 or one before it was made anew" in str(verified(database, anchors).problem)


def test_an_anchor_of_another_hand_is_refused(database: Database, anchors: Anchors, tmp_path: Any) -> None:
    Anchors(anchors.path, KeyFile(tmp_path / "other.key")).write(database, NOW)
    with pytest.raises(CannotStart, match="line 1 was not signed"):
        list(anchors)


def test_nobody_changes_an_entry(client: Client, database: Database) -> None:
    fill(client)
    for statement in ("UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry"):
        with pytest.raises(DatabaseError, match="only added to"), database.engine.begin() as connection:
            connection.execute(text(statement))
    assert verified(database) == Verified(6)


def test_the_login_of_a_server_may_only_add_entries(postgres_database: Database) -> None:
    with postgres_database.engine.begin() as connection:
        connection.execute(text('CREATE ROLE "Server""1"'))
        for statement in statements('Server"1'):
            connection.execute(text(statement))
    try:
        with postgres_database.engine.connect() as connection:
            connection.execute(text('SET ROLE "Server""1"'))
            connection.execute(text("SELECT count(*) FROM audit_entry"))
            with pytest.raises(DatabaseError, match="permission denied"):
                connection.execute(text("UPDATE audit_entry SET actor = 'x'"))
            connection.rollback()
            connection.execute(text("RESET ROLE"))
    finally:
        with postgres_database.engine.begin() as connection:
            connection.execute(text('DROP OWNED BY "Server""1"'))
            connection.execute(text('DROP ROLE "Server""1"'))


def test_a_server_of_that_login_starts_and_serves(postgres_database: Database, composition: Composition) -> None:
    """All that a server does but for changing tables, which is the other login's to do."""
    plugins = composition.plugins
    versions = [history.version_table for history in histories(plugins)]
    with postgres_database.engine.begin() as connection:
        connection.execute(text("CREATE ROLE serving LOGIN"))
        for statement in statements("serving", versions):
            connection.execute(text(statement))
    settings = settings_of(Database(postgres_database.url.set(username="serving")))
    try:
        prepare(settings, plugins).dispose()
        lastmeter = assemble(settings, composition)
        given = {"clientMutationId": "1", "login": "a", "role": "AUDITOR"}
        query = "mutation($i: OpenAccountInput!) { openAccount(input: $i) { userErrors { code } } }"
        answered = asyncio.run(lastmeter.engine.execute(Asked(query, {"i": given}), lastmeter.context()))
        assert b"FORBIDDEN" in answered.body
        merge(lastmeter.database, plugins)
        assert verified(lastmeter.database) == Verified(1)
        lastmeter.database.dispose()
    finally:
        with postgres_database.engine.begin() as connection:
            connection.execute(text("DROP OWNED BY serving"))
            connection.execute(text("DROP ROLE serving"))


def test_many_at_once_make_one_chain(client: Client, lastmeter: Lastmeter) -> None:
    threads = [threading.Thread(target=fill, args=(client,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verified(lastmeter.database) == Verified(24)
