"""Swept: a PostgreSQL database that tests use one after the other. What one wrote is gone before the next, and the connections
stay: to copy a database, and to warm its connections, takes longer than most tests. Who reads PostgreSQL's plans takes a copy of
his own (`postgres_templates.copied`), for tables keep the room that rows had.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg
from sqlalchemy import event

from core.database import Database

CATALOGUE = (
    "class", "trigger", "policy", "proc", "constraint", "attrdef", "namespace", "default_acl", "db_role_setting", "statistic",
)  # fmt: skip
"""What changes with tables, rights, settings and statistics, of PostgreSQL's own tables."""
ROOM = 16 << 20
"""Bytes of tables: a database that has grown is sooner made anew."""
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
SEQUENCES = TABLES.replace("'r'", "'S'")
SIZE = "SELECT sum(pg_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
SWEEPER = "-c session_replication_role=replica -c lock_timeout=2000"
"""No trigger of a table, and no foreign key, sees how it is swept. It takes a superuser; others have a new copy each time."""


class SweptDatabase:
    """One that is as its template was whenever it is lent."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._times = 0
        event.listen(database.engine, "checkout", self._settle)
        with database.engine.connect() as connection:
            self.can_be_swept = connection.exec_driver_sql("SHOW is_superuser").scalar() == "on"
        if self.can_be_swept:
            self._begin()

    def _begin(self) -> None:
        _, address = self._database.engine.dialect.create_connect_args(self._database.url)
        self._connection = psycopg.connect(**address, options=SWEEPER, autocommit=True)
        filled = self._remembered()
        self._marks = _counted((name, f'public."{name}"') for name in filled)
        self._marked = self._ask(self._marks)
        self._shape = _counted((name, f"pg_{name}") for name in CATALOGUE)
        self._shaped = self._ask(self._shape)

    def lent(self) -> Database:
        self._times += 1
        return _Lent(self._database)

    def is_swept(self) -> bool:
        """Takes away what was written since; False where it cannot be as it was."""
        if not self.can_be_swept:
            return False
        try:
            if self._ask(self._shape) != self._shaped or self._ask(SIZE)[0][0] > ROOM:
                return False
            self._connection.execute("SELECT pg_temp.sweep()")
            now = self._ask(self._marks)
            changed = [table for table, *_ in set(now) - set(self._marked)]
            for table in changed:
                self._connection.execute(f'DELETE FROM "{table}"')
                self._connection.execute(f'INSERT INTO "{table}" SELECT * FROM pg_temp."{table}"')
            self._marked = self._ask(self._marks) if changed else now
        except psycopg.Error:  # somebody still holds a lock, or the test took the server away
            return False
        return True

    def close(self) -> None:
        if self.can_be_swept:
            self._connection.close()

    def _remembered(self) -> list[str]:
        """The tables that hold anything in a fresh copy; what that is, and how to empty the others, stays with the connection."""
        tables = [name for (name,) in self._ask(TABLES)]
        filled = [name for name in tables if self._ask(f'SELECT EXISTS (SELECT FROM "{name}")')[0][0]]
        for name in filled:
            self._connection.execute(f'CREATE TEMP TABLE "{name}" AS SELECT * FROM public."{name}"')
        begin = [
            f"PERFORM setval('\"{name}\"', {last}, {is_called});"
            for (name,) in self._ask(SEQUENCES)
            for last, is_called in self._ask(f'SELECT last_value, is_called FROM public."{name}"')
        ]
        empty = [f'DELETE FROM public."{name}";' for name in tables if name not in filled]
        body = "\n".join([*empty, *begin])
        self._connection.execute(
            f"CREATE FUNCTION pg_temp.sweep() RETURNS void LANGUAGE plpgsql AS $$ BEGIN\n{body}\nEND $$"
        )
        self._connection.execute("SET search_path TO public, pg_temp")
        return filled

    def _ask(self, sql: str) -> list[Any]:
        return self._connection.execute(sql, prepare=True).fetchall()

    def _settle(self, connection: Any, record: Any, _proxy: Any) -> None:
        """What a test set for its connections does not outlive it."""
        if record.info.setdefault("lent", self._times) != self._times:
            record.info["lent"] = self._times
            connection.execute("RESET ALL")
            connection.commit()


def _counted(tables: Iterable[tuple[str, str]]) -> str:
    """How many rows there are in each, and by which transaction the last of them came."""
    each = (f"SELECT '{name}', count(*), max(xmin::text::bigint) FROM {table}" for name, table in tables)
    return " UNION ALL ".join(each)


class _Lent(Database):
    """Shares its connections with the tests before and after; what a test listens to, it listens to alone."""

    def __init__(self, kept: Database) -> None:
        vars(self).update(vars(kept))
        self.engine = kept.engine.execution_options()

    def dispose(self) -> None:
        """They stay."""
