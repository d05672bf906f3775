"""The data that every contender is asked about: the same rows on SQLite and PostgreSQL, made by SQL from row numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, literal_column, select, text
from sqlalchemy.orm import Session

from core.database import Base, Database
from core.demo.figures import PUBLISHED
from core.figures.models import PublishedFigure
from core.lines.services import remember
from core.metrics.upkeep.build import rollups_suspended
from core.migrations import upgrade
from core.plugin_manager import Plugins, discover
from core.visits.services import remember_all_last

DISTRICTS, STREETS, COMMUNITIES, OFFICERS = 10, 140, 1_086, 20
STATUSES = ("FILED", "DISPATCHED", "IN_PROGRESS", "HANDLED", "CHECKING", "CLOSED")
KINDS = ("OLD_ESTATE", "URBAN_VILLAGE", "BACK_STREET_AREA", "ORDINARY")
ACTIONS = ("REPORT", "FILE", "DISPATCH", "HANDLE")
DAYS = 800


def load(database: Database, visits: int) -> None:
    """`visits` visits, twice as many cases, six times as many events."""
    plugins = Plugins(discover(), strict=True)
    upgrade(database, plugins)
    with database.writing() as session, rollups_suspended(session.connection(), plugins):
        if not database.is_sqlite:
            session.execute(text("SET LOCAL statement_timeout = 0"))
        remember(session, plugins.lines)
        session.flush()
        categories = {line.key: [category.code for category in line.categories] for line in plugins.lines}
        for table in tables(Words(database.is_sqlite), visits, categories):
            table.fill(session, database.is_sqlite)
        _publish(session)
        remember_all_last(session)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not database.is_sqlite:
            connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE"))
    database.dispose()


class Words:
    """Expressions over a row's number `i`, in the words of one database."""

    def __init__(self, is_sqlite: bool) -> None:
        self.is_sqlite = is_sqlite
        self.true = "1" if is_sqlite else "true"

    def day(self, number: str) -> str:
        if self.is_sqlite:
            return f"date('2021-06-01', '+' || ({number}) || ' days')"
        return f"date '2021-06-01' + ({number})::integer"

    def moment(self, number: str) -> str:
        if self.is_sqlite:
            return f"strftime('%Y-%m-%dT08:00:00Z', '2021-06-01', '+' || ({number}) || ' days')"
        return f"timestamptz '2021-06-01 08:00:00+00' + ({number}) * interval '1 day'"

    def padded(self, number: str, width: int) -> str:
        return f"printf('%0{width}d', {number})" if self.is_sqlite else f"lpad(({number})::text, {width}, '0')"


def one_of(words: Sequence[str], number: str = "i") -> str:
    arms = " ".join(f"WHEN {at} THEN '{word}'" for at, word in enumerate(words))
    return f"CASE ({number}) % {len(words)} {arms} END"


@dataclass(frozen=True)
class Made:
    """A table, how many rows it gets, and the expression of each column."""

    name: str
    count: int
    columns: dict[str, str]
    where: str = ""

    def fill(self, session: Session, is_sqlite: bool) -> None:
        chosen: Any = select(*(literal_column(sql) for sql in self.columns.values()))
        made = chosen.select_from(text(numbers(self.count, is_sqlite)))
        if self.where:
            made = made.where(text(self.where))
        session.execute(insert(Base.metadata.tables[self.name]).from_select([*self.columns], made))


def numbers(count: int, is_sqlite: bool) -> str:
    """The rows `i` = 1, 2, 3, …"""
    if not is_sqlite:
        return f"generate_series(1, {count}) AS s(i)"
    counting = f"SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {count}"
    return f"(WITH RECURSIVE s(i) AS ({counting}) SELECT i FROM s)"


def tables(sql: Words, visits: int, categories: dict[str, list[str]]) -> Iterator[Made]:
    lines, cases = [*categories], 2 * visits
    yield Made("officer", OFFICERS, {"id": "i", "name": "'岗位' || i", "role": "'HANDLER'"})
    yield from _places(sql)
    yield from _visits(sql, visits, lines)
    yield from _cases(sql, visits, categories)
    events = {
        "id": "i",
        "case_id": f"1 + i % {cases}",
        "at": sql.moment(f"i % {DAYS}"),
        "action": one_of(ACTIONS),
        "actor_id": f"1 + i % {OFFICERS}",
        "to_status": "'FILED'",
        "reason": "'备注' || i",
    }
    yield Made("case_event", 3 * cases, events)


def _places(sql: Words) -> Iterator[Made]:
    district = f"1 + i % {DISTRICTS}"
    code = f"'3702' || {sql.padded('i', 2)}"
    yield Made("district", DISTRICTS, {"id": "i", "code": code, "name": "'区' || i", "leader_id": "i"})
    streets = {
        "id": "i",
        "code": f"'3702' || {sql.padded(district, 2)} || {sql.padded('i', 3)}",
        "name": "'街道' || i",
        "district_id": district,
    }
    yield Made("street", STREETS, streets)
    communities = {
        "id": "i",
        "code": f"'3702' || {sql.padded(district, 2)} || {sql.padded('i', 6)}",
        "name": "'社区' || i",
        "street_id": f"1 + i % {STREETS}",
        "district_id": district,
        "kind": one_of(KINDS, "i / 10"),
        "households": "300 + i % 900",
        "is_active": sql.true,
    }
    yield Made("community", COMMUNITIES, communities)


def _place_of(number: str) -> dict[str, str]:
    community = f"1 + {number} % {COMMUNITIES}"
    return {"community_id": community, "district_id": f"1 + ({community}) % {DISTRICTS}"}


def _visits(sql: Words, visits: int, lines: Sequence[str]) -> Iterator[Made]:
    made = {
        "id": "i",
        **_place_of("i"),
        "line": one_of(lines),
        "visited_on": sql.day(f"i % {DAYS}"),
        "status": "'DONE'",
        "staff": "1 + i % 7",
        "residents": "i % 13",
        "volunteers": "i % 5",
        "recorded_at": sql.moment(f"i % {DAYS}"),
    }
    yield Made("visit", visits, made)
    yield Made("visit_material", visits, {"visit_id": "i", "topic": "'LEAFLET'", "count": "1 + i % 40"})
    for at, line in enumerate(lines):
        yield Made(f"{line}_visit_report", visits, {"visit_id": "i"}, f"i % {len(lines)} = {at}")


def _cases(sql: Words, visits: int, categories: dict[str, list[str]]) -> Iterator[Made]:
    lines, status = [*categories], one_of(STATUSES, "i / 4")
    by_line = " ".join(f"WHEN {at} THEN {one_of(codes, 'i / 4')}" for at, codes in enumerate(categories.values()))

    def if_closed(value: str) -> str:
        return f"CASE WHEN {status} = 'CLOSED' THEN {value} END"

    made = {
        "id": "i",
        "number": "'N' || i",
        "line": one_of(lines),
        "category_code": f"CASE i % {len(lines)} {by_line} END",
        **_place_of("i"),
        "title": "'问题' || i || ' 楼道堆物影响通行'",
        "source": "'VISIT'",
        "priority": "'P3'",
        "visit_id": f"CASE WHEN i % 3 <> 0 THEN 1 + i % {visits} END",
        "status": status,
        "outcome": if_closed("'RESOLVED'"),
        "resolution_mode": if_closed(one_of(("ON_SITE", "DISPATCHED"), "i / 3")),
        "assignee_id": f"1 + i % {OFFICERS}",
        "reported_at": sql.moment(f"i % {DAYS}"),
        "reported_on": sql.day(f"i % {DAYS}"),
        "deadline": sql.moment(f"i % {DAYS} + 7"),
        "closed_at": if_closed(sql.moment(f"i % {DAYS} + 4")),
        "closed_on": if_closed(sql.day(f"i % {DAYS} + 4")),
    }
    yield Made("case", 2 * visits, made)


def _publish(session: Session) -> None:
    """What the bureau published, as the demo has it."""
    names = ("key", "label", "label_zh", "value", "unit", "precision", "metric")
    told = {"as_of": date(2023, 9, 8), "source": "demo"}
    session.execute(insert(PublishedFigure), [dict(zip(names, row, strict=True)) | told for row in PUBLISHED])
