"""Grants: what a server's login needs on PostgreSQL when the tables belong to another."""

from __future__ import annotations

from collections.abc import Iterator

from core.database import Base

ADDED_TO = ("audit_entry", "event")
"""Tables whose rows a server adds and never changes."""


def statements(login: str) -> Iterator[str]:
    """Of all tables that are known; its sequences with them."""
    name = '"' + login.replace('"', '""') + '"'
    for table in sorted(Base.metadata.tables):
        rights = "SELECT, INSERT" if table in ADDED_TO else "SELECT, INSERT, UPDATE, DELETE"
        yield f'GRANT {rights} ON "{table}" TO {name};'
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name};"
