"""The census of cases says what the rows do at every moment, and lists are counted by it for those whom it may tell."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, text

from core.census import differences, settle, take
from core.engine.document import Asked
from core.policy.policy import Grant, Reach
from core.policy.role import Role
from core.policy.viewer import Viewer
from core.testing.fixtures import IS_WALLED
from tests.core.conftest import CASES

without_a_wall = pytest.mark.skipif(IS_WALLED, reason="behind a wall rows are counted")
pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
CHANGES = (
    "UPDATE \"case\" SET source = 'MEDIA' WHERE id = :one",
    "UPDATE \"case\" SET priority = 'P1', line = 'gas' WHERE id BETWEEN :one AND :one + 20",
    'UPDATE "case" SET assignee_unit_id = NULL WHERE id % 7 = :one % 7',
    'UPDATE "case" SET is_exempt = NOT is_exempt WHERE id = :one',
    "UPDATE \"case\" SET title = 'the same kind as before' WHERE id = :one",
    "UPDATE \"case\" SET status = 'REJECTED', closed_at = NULL WHERE id = :one AND due_at IS NULL AND paused_at IS NULL",
    'DELETE FROM "case" WHERE id BETWEEN :one AND :one + 3',
    'UPDATE "case" SET id = id + 10000 WHERE id = :one',
    "COPYING",
)
COPYING = """
INSERT INTO "case" (id, version, number, line, category_code, community_id, district_id, title, source, priority, status,
  reported_at, reported_on)
SELECT 20000 + :turn * 10 + i, 1, 'C' || :turn || ' ' || i, 'gas', category_code, community_id, district_id, title, source,
  'P2', 'REPORTED', reported_at, reported_on FROM "case", generate_series(1, 3) AS s(i) WHERE id = :one
"""


def counted(connection: Connection) -> list[str]:
    return list(differences(connection))


@without_a_wall
def test_whatever_is_written_the_census_says_what_the_rows_do(cases, database) -> None:
    chance = Random(1)
    with database.engine.begin() as connection:
        assert counted(connection) == []
    for turn in range(80):
        change = chance.choice(CHANGES)
        with database.engine.connect() as connection:
            sql = COPYING if change == "COPYING" else change
            given = {"one": chance.randint(1, CASES), "turn": turn}
            connection.execute(text(sql), {name: given[name] for name in given if f":{name}" in sql})
            assert counted(connection) == [], change
            if chance.random() < 0.2:
                settle(connection)
                assert counted(connection) == []
            if chance.random() < 0.3:
                connection.rollback()
            else:
                connection.commit()
    with database.engine.begin() as connection:
        assert counted(connection) == []
        connection.execute(text('TRUNCATE "case" CASCADE'))
        assert counted(connection) == []
        assert connection.scalar(text("SELECT count(*) FROM case_census")) == 0


def test_settled_each_kind_has_one_entry(cases, database) -> None:
    alike = "line, category_code, district_id, source, priority, status, assignee_unit_id, is_late, is_exempt"
    kinds = f'SELECT count(*) FROM (SELECT DISTINCT {alike} FROM "case") AS kinds'
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE \"case\" SET priority = 'P3'"))
        settle(connection)
        assert connection.scalar(text("SELECT count(*) FROM case_census")) == connection.scalar(text(kinds))
        assert settle(connection) == 0


def test_a_census_that_is_wrong_is_told_and_taken_anew(cases, database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("DELETE FROM case_census WHERE entry_id = (SELECT min(entry_id) FROM case_census)"))
        assert len(counted(connection)) == 1
        take(connection)
        assert counted(connection) == []


def test_two_who_write_cases_of_one_kind_do_not_wait_for_each_other(cases, database) -> None:
    with database.engine.connect() as first, database.engine.connect() as second:
        for connection, one in ((first, 1), (second, 2)):
            connection.execute(text("SET LOCAL lock_timeout = '2s'"))
            connection.execute(
                text("UPDATE \"case\" SET source = 'MEDIA', priority = 'P1' WHERE id = :one"), {"one": one}
            )
        second.commit()
        first.commit()
    with database.engine.begin() as connection:
        assert counted(connection) == []


QUERY = "query ($filter: CaseFilter) { cases(first: 1, filter: $filter) { totalCount } }"
KNOWN: tuple[dict[str, Any], ...] = (
    {},
    {"lines": ["gas"]},
    {"lines": ["gas", "heating"], "statuses": ["CLOSED", "IN_PROGRESS"]},
    {"slaStates": ["MET", "EXEMPT"], "districtCodes": ["370203"]},
    {"sources": ["PATROL"], "priorities": ["P3"], "unitIds": ["Unit_3"], "categoryCodes": ["E01-11", "P01-57"]},
)
UNKNOWN: tuple[dict[str, Any], ...] = (
    {"slaStates": ["MET", "OVERDUE"]},
    {"communityCodes": ["370203029014"]},
    {"reported": {"from": "2023-05-01", "to": "2023-06-01"}},
    {"search": "楼道"},
)


def is_by_census(lastmeter: Any, given: dict[str, Any], viewer: Viewer) -> bool:
    (root,) = lastmeter.engine.prepare(Asked(QUERY, {"filter": given}), viewer).plan.roots
    sql = root.total.compiled(lastmeter.reader.dialect).sql
    assert ("case_census" in sql) != ('FROM "case"' in sql)
    return "case_census" in sql


@without_a_wall
def test_a_list_is_counted_by_the_census_as_the_rows_are(cases, lastmeter, judged) -> None:
    for given, is_known in [*((one, True) for one in KNOWN), *((one, False) for one in UNKNOWN)]:
        assert is_by_census(lastmeter, given, lastmeter.context().viewer) is is_known, given
        judged(QUERY, {"filter": given})


@without_a_wall
@pytest.mark.parametrize(
    ("reach", "is_told"),
    [(Reach.ALL, True), (Reach.LINE, True), (Reach.DISTRICT, True), (Reach.TEAM, True), (Reach.ASSIGNED, False)],
)
def test_who_sees_cases_by_post_has_them_counted_one_by_one(cases, lastmeter, reach, is_told) -> None:
    viewer = Viewer(
        Role.HANDLER,
        officer_id=1,
        unit_id=1,
        lines=frozenset({"gas"}),
        district_ids=frozenset({1}),
        grants={"case.read": Grant(reach), "place.read": Grant(Reach.ALL)},
    )
    assert is_by_census(lastmeter, {}, viewer) is is_told
