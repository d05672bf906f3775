"""The case board (contract 05) on many cases: every filter with every order is a short way along an index."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from time import sleep
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, func, select, text

from benchmarks.case_board import FILTERS, ORDERS, boards
from benchmarks.case_data import load_cases
from core.cases.models import Case, CaseCensus
from core.census import keep
from core.engine.document import Asked
from core.engine.postgres import PLANNED
from core.engine.run import Run
from core.hard_cases.recurrence import PROPOSALS
from core.testing.loop import built_town

pytestmark = [
    pytest.mark.parametrize("database", ["postgresql"], indirect=True),
    pytest.mark.xdist_group("case board"),
]
CASES = 20_000
SWEEPS = 30
COUNTED_ALONE = {"slaStates", "communityCodes", "reported"}
"""What the census does not know, but for how a case was handled."""


@dataclass
class Way:
    """How PostgreSQL came to the answer of a statement."""

    nodes: list[dict[str, Any]]

    def __str__(self) -> str:
        return "\n".join(f"{node['Node Type']} {node.get('Index Name', node.get('Alias', ''))}" for node in self.nodes)

    def of(self, table: str) -> list[dict[str, Any]]:
        return [node for node in self.nodes if node.get("Relation Name") == table]

    @property
    def reads_all_cases(self) -> bool:
        return any(node["Node Type"] == "Seq Scan" for node in self.of("case"))

    @property
    def rows_read(self) -> int:
        """Cases that were looked at themselves, not only in an index."""
        alone = [node for node in self.of("case") if node["Node Type"] != "Index Only Scan"]
        return sum(
            (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] for node in alone
        ) + sum(node.get("Heap Fetches", 0) for node in self.of("case"))

    @property
    def entries_passed(self) -> int:
        """Of cases, in indexes or themselves."""
        return sum(node.get("Rows Removed by Filter", 0) * node["Actual Loops"] for node in self.of("case"))


@pytest.fixture
def many_cases(lastmeter, database) -> None:
    built_town(database)
    lines = lastmeter.composition.plugins.lines
    with database.writing() as session:
        for sql in (
            "INSERT INTO unit (name, kind) SELECT '单位' || i, 'DEPARTMENT' FROM generate_series(1, 20) AS s(i)",
            "INSERT INTO officer (name, role) SELECT '岗' || i, 'HANDLER' FROM generate_series(1, 20) AS s(i)",
            "INSERT INTO district (id, code, name) SELECT 1 + i, '3703' || lpad(i::text, 2, '0'), '区' || i"
            " FROM generate_series(1, 9) AS s(i)",
            "UPDATE district SET code = '370299' WHERE id = 1",
            "UPDATE district SET code = '370203' WHERE id = 2",  # where half of the cases are
            "DROP INDEX ix_case_title_search",
            "SET LOCAL statement_timeout = 0",
            "SET LOCAL session_replication_role = replica",
        ):
            session.execute(text(sql))
        load_cases(session, CASES, 2, {line.key: [c.code for c in line.categories] for line in lines})
        keep(session.connection())
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _swept(connection)


def _swept(connection: Connection) -> None:
    """Until an index tells by itself which rows are seen: none does while PostgreSQL's own sweeper looks at something."""
    for _ in range(SWEEPS):
        connection.execute(text("VACUUM (ANALYZE, INDEX_CLEANUP ON)"))  # a few dead rows it would leave for later
        if connection.scalar(text("SELECT relallvisible = relpages FROM pg_class WHERE oid = '\"case\"'::regclass")):
            return
        sleep(0.5)
    raise AssertionError("somebody holds on to what the cases were before")


@pytest.fixture
def explained(many_cases, database) -> Callable[[str, list[Any]], Way]:
    """Has PostgreSQL run a statement and say how."""

    def explained(sql: str, values: list[Any]) -> Way:
        with database.engine.connect() as connection:
            for name, value in PLANNED.items():
                connection.execute(text(f"SET {name} = '{value}'"))
            driver: Any = connection.connection.driver_connection
            with psycopg.RawCursor(driver) as cursor:
                (found,) = cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", values).fetchone()
        return Way(list(_nodes((found if isinstance(found, list) else json.loads(found))[0]["Plan"])))

    return explained


@pytest.fixture
def board(explained, lastmeter) -> Callable[..., Way]:
    """How PostgreSQL comes to a page of the board, or to its total."""

    def asked(query: str, given: dict[str, Any], pick: str, viewer: Any = None) -> Way:
        prepared = lastmeter.engine.prepare(Asked(query, given), viewer or lastmeter.nobody)
        (root,) = prepared.plan.roots
        statement = root.level.statement if pick == "page" else root.total
        context = lastmeter.context(viewer) if viewer else lastmeter.context()
        run = Run(prepared.plan, prepared.values, context, lastmeter.reader.dialect)
        compiled = statement.compiled(lastmeter.reader.dialect)
        return explained(compiled.sql, compiled.arguments(run))

    return asked


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


def test_a_page_of_the_board_is_a_short_way_along_an_index(board) -> None:
    seen = 0
    for at, (name, order, query, given) in enumerate(boards()):
        is_turned = (at + at // len(ORDERS)) % 2  # each filter has both directions, and so has each order
        way = board(_turned(query) if is_turned else query, given, "page")
        told = f"{name}, by {order}: {way.rows_read} rows, {way.entries_passed} passed\n{way}"
        assert not way.reads_all_cases, told
        assert way.rows_read < 150, told
        assert way.entries_passed < CASES / 10, told
        seen += 1
    assert seen == len(FILTERS) * len(ORDERS)


def test_cases_are_counted_by_the_census_or_by_an_index(board) -> None:
    for name, _, query, given in list(boards())[:: len(ORDERS)]:
        way = board(query, given, "total")
        assert not way.reads_all_cases, f"{name}\n{way}"
        states = {*given["filter"].get("slaStates", ())}
        is_settled = bool(states) and states <= {"MET", "MISSED", "EXEMPT"}
        if is_settled or not COUNTED_ALONE & given["filter"].keys():
            assert way.of(CaseCensus.__tablename__), f"{name}\n{way}"
            assert not way.of("case"), f"{name}\n{way}"


def test_where_trouble_comes_back_is_found_among_the_cases_of_the_days_that_count(
    explained, lastmeter, database, clock
) -> None:
    """Formal cases of complaints are told apart by their complaints, one by one: to find those, all cases were gathered."""
    since = clock.now - timedelta(days=90)
    with database.writing() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        made = "complaint_id = CASE WHEN id % 200 = 3 THEN id - 1 END"
        session.execute(text(f"UPDATE \"case\" SET place = '点位' || id % 97, {made}"))
        session.execute(text('ANALYZE "case"'))
        reported = session.scalar(select(func.count()).select_from(Case).where(Case.reported_at >= since))
    statement, values = PROPOSALS(lastmeter.nobody, since=since, least=3)
    compiled = statement.compiled(lastmeter.reader.dialect)
    way = explained(compiled.sql, compiled.arguments(values))
    passed = [
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] for node in way.of("case")
    ]
    assert not way.reads_all_cases, f"{way}"
    assert reported < CASES / 8
    assert sum(passed) < reported * 1.2, f"{passed} of {reported}\n{way}"


def _turned(query: str) -> str:
    return query.replace("ASC }]", "TURNED }]").replace("DESC }]", "ASC }]").replace("TURNED }]", "DESC }]")
