"""The data that every contender is asked about: the same rows on SQLite and PostgreSQL, made by SQL from row numbers."""

from __future__ import annotations

from sqlalchemy import text

from core.database import Database
from core.lines.services import remember
from core.migrations import upgrade
from core.plugin_manager import Plugins, discover
from core.visits.services import remember_all_last

COMMUNITIES = 1_086
LINES = ("enforcement", "gas", "heating", "sanitation")
STATUSES = ("FILED", "DISPATCHED", "IN_PROGRESS", "HANDLED", "CHECKING", "CLOSED")
KINDS = ("OLD_ESTATE", "URBAN_VILLAGE", "BACK_STREET_AREA", "ORDINARY")
ACTIONS = ("REPORT", "FILE", "DISPATCH", "HANDLE")


def load(database: Database, visits: int) -> None:
    """`visits` visits, twice as many cases, six times as many events."""
    plugins = Plugins(discover(), strict=True)
    upgrade(database, plugins)
    with database.writing() as session:
        remember(session, plugins.lines)
        lines = [line.key for line in plugins.lines]
        categories = {line.key: [category.code for category in line.categories] for line in plugins.lines}
        session.flush()
        for sql in _statements(visits, lines, categories, database.is_sqlite):
            session.execute(text(sql))
        remember_all_last(session)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE"))


def _statements(visits: int, lines: list[str], categories: dict[str, list[str]], is_sqlite: bool) -> list[str]:
    def rows(count: int) -> str:
        if is_sqlite:
            return (
                f"(WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {count}) SELECT i FROM s)"
            )
        return f"generate_series(1, {count}) AS s(i)"

    def chosen(words: list[str] | tuple[str, ...], number: str) -> str:
        arms = " ".join(f"WHEN {at} THEN '{word}'" for at, word in enumerate(words))
        return f"CASE ({number}) % {len(words)} {arms} END"

    def day(number: str) -> str:
        return f"date('2021-06-01', '+' || ({number}) || ' days')" if is_sqlite else f"date '2021-06-01' + ({number})"

    def moment(number: str) -> str:
        if is_sqlite:
            return f"strftime('%Y-%m-%dT08:00:00Z', '2021-06-01', '+' || ({number}) || ' days')"
        return f"timestamptz '2021-06-01 08:00:00+00' + ({number}) * interval '1 day'"

    def padded(number: str, width: int) -> str:
        return f"printf('%0{width}d', {number})" if is_sqlite else f"lpad(({number})::text, {width}, '0')"

    true = "1" if is_sqlite else "true"
    category = "CASE line " + " ".join(f"WHEN '{line}' THEN {chosen(categories[line], 'i')}" for line in lines) + " END"
    return [
        f"INSERT INTO officer (id, name, role) SELECT i, '岗位' || i, 'HANDLER' FROM {rows(20)}",
        f"INSERT INTO district (id, code, name, leader_id) SELECT i, '3702' || {padded('i', 2)}, '区' || i, i FROM {rows(10)}",
        f"INSERT INTO street (id, code, name, district_id) SELECT i, '3702' || {padded('1 + i % 10', 2)} || {padded('i', 3)}, '街道' || i, 1 + i % 10 FROM {rows(140)}",
        f"INSERT INTO community (id, code, name, street_id, district_id, kind, households, is_active) SELECT i, '3702' || {padded('i', 8)}, '社区' || i, 1 + i % 140, 1 + i % 10, {chosen(KINDS, 'i')}, 300 + i % 900, {true} FROM {rows(COMMUNITIES)}",
        f"INSERT INTO visit (id, version, community_id, district_id, line, visited_on, status, staff, residents, volunteers, recorded_at) SELECT i, 1, 1 + i % {COMMUNITIES}, 1 + (1 + i % {COMMUNITIES}) % 10, {chosen(lines, 'i')}, {day('i % 800')}, 'DONE', 1 + i % 7, i % 13, i % 5, {moment('i % 800')} FROM {rows(visits)}",
        f"INSERT INTO visit_material (visit_id, topic, count) SELECT i, 'LEAFLET', 1 + i % 40 FROM {rows(visits)}",
        f"""INSERT INTO "case" (id, version, number, line, category_code, community_id, district_id, title, source, priority, visit_id, status, outcome, resolution_mode, assignee_id, reported_at, reported_on, deadline, closed_at, closed_on)
SELECT i, 1, 'N' || i, line, {category}, 1 + i % {COMMUNITIES}, 1 + (1 + i % {COMMUNITIES}) % 10, '问题' || i || ' 楼道堆物影响通行', 'VISIT', 'P3', CASE WHEN i % 3 = 0 THEN NULL ELSE 1 + i % {visits} END, status,
 CASE WHEN status = 'CLOSED' THEN 'RESOLVED' END, CASE WHEN status = 'CLOSED' THEN CASE WHEN i % 4 = 0 THEN 'ON_SITE' ELSE 'DISPATCHED' END END, 1 + i % 20, {moment("i % 800")}, {day("i % 800")}, {moment("i % 800 + 7")}, CASE WHEN status = 'CLOSED' THEN {moment("i % 800 + 4")} END, CASE WHEN status = 'CLOSED' THEN {day("i % 800 + 4")} END
FROM (SELECT i, {chosen(lines, "i")} AS line, {chosen(STATUSES, "i")} AS status FROM {rows(2 * visits)}) AS made""",
        f"INSERT INTO case_event (id, case_id, at, action, actor_id, to_status, reason) SELECT i, 1 + i % {2 * visits}, {moment('i % 800')}, {chosen(ACTIONS, 'i')}, 1 + i % 20, 'FILED', '备注' || i FROM {rows(6 * visits)}",
    ]
