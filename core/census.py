"""Census: how many rows of a table are alike in the columns that lists of them are narrowed by most.

A list of a million rows is counted by asking some ten thousand entries: with the very conditions that rows are asked
with, for an entry has the columns that its rows are alike in.

class CaseCensus(Census, Base):
    "How many cases are alike."

    __tablename__ = "case_census"
    __counts__ = Case
    line: Mapped[str]
    status: Mapped[CaseStatus]

Triggers add to it in the transaction of each change: entries that take away and add, never one that others write too, so
that nobody waits. Their sum is right at every moment; `settle` makes one entry of those that are alike. PostgreSQL alone
keeps it: SQLite serves small installations, whose rows are counted as fast. An entry is seen by who sees its rows; the wall
inside PostgreSQL does not stand around it, for it is a figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, ClassVar

from sqlalchemy import Connection, inspect, text
from sqlalchemy.orm import Mapped

from core.columns import Key
from core.database import Base
from core.wall.wearing import AS_SYSTEM

OWN = ("entry_id", "n")
EVENTS = ("added", "taken", "changed", "emptied")


class Census:
    """A table of entries: each says of how many rows, or, below zero, how many fewer, it knows."""

    __counts__: ClassVar[Any]
    """The model whose rows are counted. The census has some of its columns under their names."""

    entry_id: Mapped[Key]
    n: Mapped[int]


@cache
def census_of(model: Any) -> Any:
    """The census that counts the rows of a model; None where there is none."""
    return next((census for census in censuses() if census.__counts__ is model), None)


def censuses() -> list[Any]:
    return [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Census)]


def keep(connection: Connection) -> None:
    """Triggers as declared, and every census anew: after tables were changed, whose rows nobody counted meanwhile."""
    for census in _kept(connection):
        for statement in _triggers(census):
            connection.exec_driver_sql(statement)
    take(connection)


def take(connection: Connection) -> None:
    """Every census from the rows as they are; who writes them waits meanwhile."""
    for census in _kept(connection):
        entries, rows = _table(census), _table(census.__counts__)
        connection.execute(text(f"LOCK TABLE {rows}, {entries} IN SHARE ROW EXCLUSIVE MODE"))
        connection.execute(text(f"DELETE FROM {entries}"))
        connection.execute(text(_added(census, rows)), execution_options=AS_SYSTEM)


def abandon(connection: Connection) -> None:
    """Nothing is counted any more: before tables go away."""
    for census in _kept(connection):
        for event in EVENTS:
            connection.execute(text(f"DROP FUNCTION IF EXISTS {census.__tablename__}_{event}() CASCADE"))


def settle(connection: Connection) -> int:
    """One entry for each kind again; how many were made. One statement, so that none is lost and none counts twice."""
    done = 0
    for census in _kept(connection):
        entries, listed = _table(census), _listed(census)
        done += connection.execute(
            text(f"""
WITH several AS (SELECT unnest(array_agg(entry_id)) AS entry_id FROM {entries} GROUP BY {listed} HAVING count(*) > 1),
gone AS (DELETE FROM {entries} AS entry USING several WHERE entry.entry_id = several.entry_id RETURNING entry.*)
INSERT INTO {entries} ({listed}, n) SELECT {listed}, sum(n) FROM gone GROUP BY {listed} HAVING sum(n) <> 0""")
        ).rowcount
    return done


def differences(connection: Connection) -> Iterator[str]:
    """Where a census does not say what the rows do, in words."""
    for census in _kept(connection):
        entries, rows, listed = _table(census), _table(census.__counts__), _listed(census)
        found = connection.execute(
            text(f"""
SELECT {listed}, sum(n) FROM (
  SELECT {listed}, n FROM {entries} UNION ALL SELECT {listed}, -1 FROM {rows}
) AS both_of_them GROUP BY {listed} HAVING sum(n) <> 0"""),
            execution_options=AS_SYSTEM,
        )
        for *kind, more in found:
            yield f"{census.__tablename__} counts {more:+} of {', '.join(map(str, kind))}"


def _kept(connection: Connection) -> Sequence[Any]:
    if connection.dialect.name != "postgresql":
        return ()
    return [census for census in censuses() if inspect(connection).has_table(census.__tablename__)]


def _names(census: Any) -> list[str]:
    return [column.name for column in census.__table__.columns if column.name not in OWN]


def _listed(census: Any, row: str = "") -> str:
    return ", ".join(f'{row}"{name}"' for name in _names(census))


def _table(model: Any) -> str:
    return f'"{model.__tablename__}"'


def _added(census: Any, rows: str, sign: str = "") -> str:
    listed = _listed(census)
    return f"INSERT INTO {_table(census)} ({listed}, n) SELECT {listed}, {sign}count(*) FROM {rows} GROUP BY {listed}"


def _triggers(census: Any) -> Iterator[str]:
    """Of each of EVENTS. Rows that come or go by one statement are counted together; a row that changes, alone, and only
    if its kind does.
    """
    name, table = census.__tablename__, _table(census.__counts__)
    changed = (
        f"INSERT INTO {_table(census)} ({_listed(census)}, n) "
        f"VALUES ({_listed(census, 'OLD.')}, -1), ({_listed(census, 'NEW.')}, 1)"
    )
    yield _function(f"{name}_added", _added(census, "added"))
    yield _function(f"{name}_taken", _added(census, "taken", "-"))
    yield _function(f"{name}_changed", changed)
    yield _function(f"{name}_emptied", f"TRUNCATE {_table(census)}")
    differs = " OR ".join(f'OLD."{one}" IS DISTINCT FROM NEW."{one}"' for one in _names(census))
    for when in (
        f"{name}_added AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
        f"{name}_taken AFTER DELETE ON {table} REFERENCING OLD TABLE AS taken FOR EACH STATEMENT",
        f"{name}_changed AFTER UPDATE ON {table} FOR EACH ROW WHEN ({differs})",
        f"{name}_emptied AFTER TRUNCATE ON {table} FOR EACH STATEMENT",
    ):
        yield f"CREATE OR REPLACE TRIGGER {when} EXECUTE FUNCTION {when.split()[0]}()"


def _function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$census$ BEGIN {body}; RETURN NULL; END $census$"
    )
