"""Grants: what a server's login needs on PostgreSQL when the tables belong to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.database import Base

ADDED_TO = ("audit_entry", "event")
"""Tables whose rows a server adds and never changes."""


def statements(login: str, versions: Iterable[str] = ()) -> Iterator[str]:
    """Of all tables that are known, and their sequences; of the tables that hold versions only to look at them."""
    name = '"' + login.replace('"', '""') + '"'
    for table in versions:
        yield f'GRANT SELECT ON "{table}" TO {name};'
    for table in sorted(Base.metadata.tables):
        rights = "SELECT, INSERT" if table in ADDED_TO else "SELECT, INSERT, UPDATE, DELETE"
        yield f'GRANT {rights} ON "{table}" TO {name};'
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name};"
