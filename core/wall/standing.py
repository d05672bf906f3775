"""Standing: whether the wall in a database is whole, and is the one that this version would build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, text

from core.catalogue import Catalogue
from core.errors import CannotStart
from core.wall.policies import Wall, quoted, walls_of
from core.wall.wearing import NAME, STANDS

TABLES = text("""
    SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
""")
POLICIES = text("""
    SELECT relname, polname, polcmd = '*' AND polroles = '{0}', obj_description(pg_policy.oid, 'pg_policy'),
           md5(pg_get_expr(polqual, polrelid))
    FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
    WHERE relnamespace = current_schema()::regnamespace AND polpermissive
""")
PASSES = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
SIGNED = f"""
DO $wall$ DECLARE wall record; BEGIN
  FOR wall IN SELECT oid, polrelid, pg_get_expr(polqual, polrelid) AS sees FROM pg_policy WHERE polname = '{NAME}' LOOP
    EXECUTE format('COMMENT ON POLICY {NAME} ON %s IS %L', wall.polrelid::regclass,
      split_part(obj_description(wall.oid, 'pg_policy'), ' ', 1) || ' ' || md5(wall.sees));
  END LOOP;
END $wall$;"""
"""What PostgreSQL made of each policy is noted beside its mark: one that was altered since is found."""


def built(ones: Sequence[Wall], login: str) -> Iterator[str]:
    """The wall as one transaction, refused where the login would pass it."""
    yield "BEGIN;"
    yield _refused(login)
    for wall in ones:
        yield from wall.built()
    yield SIGNED.strip()
    yield "COMMIT;"


def removed(ones: Iterable[Wall]) -> Iterator[str]:
    yield "BEGIN;"
    for wall in ones:
        yield from wall.removed()
    yield "COMMIT;"


def _refused(login: str) -> str:
    name = login.replace("'", "''")
    says = f"{quoted(login)} passes every wall: ALTER ROLE {quoted(login)} NOSUPERUSER NOBYPASSRLS".replace("'", "''")
    return (
        f"DO $wall$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}' AND (rolsuper OR rolbypassrls)) "
        f"THEN RAISE EXCEPTION '%', '{says}'; END IF; END $wall$;"
    )


def check(connection: Connection, catalogue: Catalogue, *, is_required: bool) -> bool:
    """Whether there is a wall before this login. Refuses one with gaps; and none, where one is required."""
    if connection.dialect.name != "postgresql":
        if is_required:
            raise CannotStart("LASTMETER_ROW_SECURITY=required needs PostgreSQL: SQLite has no wall of its own.")
        return False
    if is_required and connection.scalar(PASSES):
        raise CannotStart("The server's login passes every wall of PostgreSQL: it must be NOSUPERUSER and NOBYPASSRLS.")
    stands = bool(connection.scalar(text(STANDS)))
    found = list(gaps(connection, walls_of(catalogue))) if stands or is_required else []
    if found:
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        raise CannotStart(
            f"The wall inside PostgreSQL has gaps: {'; '.join(found[:3])}{more}. As the owner of the tables run: "
            "lastmeter wall SERVER_LOGIN | psql"
        )
    return stands


def gaps(connection: Connection, ones: Iterable[Wall]) -> Iterator[str]:
    """In words; tables of plugins that are known and not installed are none."""
    forced: dict[str, bool] = {table: is_forced for table, is_forced in connection.execute(TABLES)}
    policies: dict[str, list[Any]] = {}
    for row in connection.execute(POLICIES):
        policies.setdefault(row.relname, []).append(row)
    for wall in ones:
        if wall.table in forced:
            here = policies.get(wall.table, [])
            if not forced[wall.table]:
                yield f"{wall.table} is open"
            elif [row.polname for row in here] != [NAME]:
                yield f"{wall.table} has other policies, or none"
            elif tuple(here[0][2:4]) != (True, f"{wall.mark} {here[0][4]}"):
                yield f"{wall.table} has another policy than this version's"
