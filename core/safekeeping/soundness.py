"""Soundness: whether everything that is kept is still what it was, and if not, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Table, func, inspect, select, text
from sqlalchemy.exc import DatabaseError

from core.attachments.models import Attachment
from core.attachments.services import Damaged, content_of
from core.attachments.store import Store
from core.audit.anchors import Anchor
from core.audit.verify import verify as verify_trail
from core.census import differences
from core.database import Base, Database
from core.metrics.upkeep.verify import verify as verify_rollups
from core.places.models import Community, Street
from core.plugin_manager import Plugins
from core.wall.policies import quoted

Progress = Callable[[str, int, int], None]
FAILURES = text("SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()")


def problems(
    database: Database,
    plugins: Plugins,
    store: Store,
    anchors: Iterable[Anchor],
    progress: Progress = lambda *_: None,
) -> Iterator[str]:
    """In sentences. All is read: it takes as long as that does, and nobody has to wait for it."""
    parts: dict[str, Callable[[], Iterator[str]]] = {
        "the database": lambda: of_database(database),
        "districts": lambda: of_districts(database),
        "the audit trail": lambda: of_trail(database, anchors),
        "files": lambda: of_files(database, store),
        "rollups": lambda: (f"A figure's sum is wrong: {wrong}" for wrong in verify_rollups(database, plugins)),
        "the census": lambda: of_census(database),
    }
    for at, (name, look) in enumerate(parts.items()):
        progress(name, at, len(parts))
        try:
            yield from look()
        except DatabaseError as error:
            yield f"Looking at {name}, the database failed: {str(error.orig).strip().splitlines()[0]}"
    progress("done", len(parts), len(parts))


def of_census(database: Database) -> Iterator[str]:
    with database.connecting() as connection:
        yield from (f"What lists are counted by is wrong: {wrong}." for wrong in differences(connection))


def of_database(database: Database) -> Iterator[str]:
    """Its own files, every index and every row that points at another; each database knows how."""
    with database.connecting() as connection:
        yield from (_of_sqlite if database.is_sqlite else _of_postgresql)(connection)


def _of_sqlite(connection: Connection) -> Iterator[str]:
    told = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
    yield from (f"SQLite says: {problem}" for problem in told if problem != "ok")
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"Row {row} of {table} points at a row of {parent} that is not there."


def _of_postgresql(connection: Connection) -> Iterator[str]:
    """A page is compared with its checksum when it is read from the disk, so that all of them are read."""
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    there = set(inspect(connection).get_table_names())
    for table in sorted(there & set(Base.metadata.tables)):
        connection.execute(text(f"SELECT count(whole::text) FROM {quoted(table)} AS whole"))
    failed = connection.scalar(FAILURES)
    if failed:
        yield f"PostgreSQL met {failed} pages that are not what it wrote."


def of_districts(database: Database) -> Iterator[str]:
    """Rows that keep the district of their community or street beside it, by which they are found and may be seen."""
    with database.connecting() as connection:
        there = set(inspect(connection).get_table_names())
        for table, pointer, place in _with_districts():
            if table.name not in there:
                continue
            elsewhere = table.c.district_id.is_distinct_from(place.c.district_id)
            counted = select(func.count()).select_from(table).join(place, table.c[pointer] == place.c.id)
            if found := connection.scalar(counted.where(elsewhere)):
                yield f"{found} rows of {table.name} name another district than their {place.name} lies in."


def _with_districts() -> Iterator[tuple[Table, str, Any]]:
    for table in Base.metadata.sorted_tables:
        for pointer, place in (("community_id", Community.__table__), ("street_id", Street.__table__)):
            if {pointer, "district_id"}.issubset(table.c.keys()) and table.c[pointer].foreign_keys:
                yield table, pointer, place


def of_trail(database: Database, anchors: Iterable[Anchor] = ()) -> Iterator[str]:
    with database.connecting() as connection:
        found = verify_trail(connection, anchors)
    if found.problem is not None:
        yield f"The audit trail: {found.problem}"


def of_files(database: Database, store: Store) -> Iterator[str]:
    """Those that a row names."""
    for name in names_of_files(database):
        try:
            if content_of(store, name) is None:
                yield f"The file {name} is missing."
        except Damaged as damaged:
            yield str(damaged)


def names_of_files(database: Database) -> list[str]:
    with database.connecting() as connection:
        return list(connection.scalars(select(Attachment.sha256).distinct().order_by(Attachment.sha256)))
