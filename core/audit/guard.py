"""The guard: triggers that let nobody change or delete an entry, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

TABLE = "audit_entry"
SAYS = "the audit trail is only added to"


def guards(dialect_name: str) -> Iterator[str]:
    """Statements that set it up; for a migration."""
    if dialect_name == "postgresql":
        yield (
            f"CREATE FUNCTION {TABLE}_guard() RETURNS trigger LANGUAGE plpgsql AS "
            f"$guard$ BEGIN RAISE EXCEPTION '{SAYS}'; END $guard$"
        )
        yield (
            f"CREATE TRIGGER {TABLE}_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_guard()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {TABLE}_guard_{event.lower()} BEFORE {event} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        )


def without_guards(dialect_name: str) -> Iterator[str]:
    if dialect_name == "postgresql":
        yield f"DROP TRIGGER {TABLE}_guard ON {TABLE}"
        yield f"DROP FUNCTION {TABLE}_guard()"
        return
    for event in ("update", "delete"):
        yield f"DROP TRIGGER {TABLE}_guard_{event}"
