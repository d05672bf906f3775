"""The case board (contract 05) on many cases: every filter with every order reads an index, never the whole table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from benchmarks.case_board import FILTERS, ORDERS, boards
from benchmarks.case_data import load_cases
from core.engine.document import Asked
from core.engine.run import Run
from core.testing.loop import built_town

pytestmark = [
    pytest.mark.parametrize("database", ["postgresql"], indirect=True),
    pytest.mark.xdist_group("case board"),
]
CASES = 20_000


@pytest.fixture
def board(lastmeter, database) -> Iterator[Any]:
    """Asks PostgreSQL how it would run a statement, with its costs as they are."""
    built_town(database)
    lines = lastmeter.composition.plugins.lines
    with database.writing() as session:
        session.execute(
            text("INSERT INTO unit (name, kind) SELECT '单位' || i, 'DEPARTMENT' FROM generate_series(1, 20) AS s(i)")
        )
        session.execute(
            text("INSERT INTO officer (name, role) SELECT '岗' || i, 'HANDLER' FROM generate_series(1, 20) AS s(i)")
        )
        session.execute(
            text(
                "INSERT INTO district (id, code, name) SELECT 1 + i, '3703' || lpad(i::text, 2, '0'), '区' || i"
                " FROM generate_series(1, 9) AS s(i)"
            )
        )
        session.execute(text("DROP INDEX ix_case_title_search"))
        session.flush()
        load_cases(session, CASES, 2, {line.key: [c.code for c in line.categories] for line in lines})
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))

    def explained(query: str, given: dict[str, Any], pick: str) -> str:
        prepared = lastmeter.engine.prepare(Asked(query, given), lastmeter.context().viewer)
        (root,) = prepared.plan.roots
        statement = root.level.statement if pick == "page" else root.total
        run = Run(prepared.plan, prepared.values, lastmeter.context(), lastmeter.reader.dialect)
        compiled = statement.compiled(lastmeter.reader.dialect)
        with database.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            with psycopg.RawCursor(driver) as cursor:
                rows = cursor.execute("EXPLAIN " + compiled.sql, compiled.arguments(run)).fetchall()
        return "\n".join(row[0] for row in rows)

    return explained


def test_no_page_of_the_board_reads_the_whole_table(board) -> None:
    seen = 0
    for name, order, query, given in boards():
        plan = board(query, given, "page")
        assert 'Seq Scan on "case"' not in plan, f"{name}, by {order}\n{plan}"
        seen += 1
    assert seen == len(FILTERS) * len(ORDERS)


def test_what_is_late_or_nearly_so_is_counted_by_an_index(board) -> None:
    (_, _, query, given) = next(boards())
    assert given["filter"] == FILTERS["the contract's"]
    assert 'Seq Scan on "case"' not in board(query, given, "total")
