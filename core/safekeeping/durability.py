"""Durability: whether PostgreSQL keeps what it acknowledged. SQLite does what our connections say, see `core.database`."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from core.errors import CannotStart

OFF = text("SELECT name FROM pg_settings WHERE setting = 'off' AND name = ANY(:names) ORDER BY name")
LOSING = ("fsync", "synchronous_commit")
"""Off, what was acknowledged may be gone after a loss of power, or the whole database."""
RISKING = {
    "full_page_writes": "a loss of power may leave half a page, unless the file system never does",
    "data_checksums": "a bad disk is not noticed; see pg_checksums --enable",
}
"""Some have reasons to do without."""


def check(connection: Connection) -> None:
    """Refuses a PostgreSQL that may lose what it acknowledged."""
    losing = _off(connection, LOSING)
    if losing:
        raise CannotStart(
            f"PostgreSQL may lose what it acknowledged: {' and '.join(losing)} off. Turn on in postgresql.conf, or for "
            "the database or login that it was turned off for."
        )


def risks(connection: Connection) -> Iterator[str]:
    """What an installation should know about how PostgreSQL is set, in sentences."""
    for name in _off(connection, LOSING):
        yield f"{name} is off: what was acknowledged may be lost."
    for name in _off(connection, RISKING):
        yield f"{name} is off: {RISKING[name]}."


def _off(connection: Connection, names: object) -> list[str]:
    if connection.dialect.name != "postgresql":
        return []
    return list(connection.scalars(OFF, {"names": list(names)}))  # type: ignore[call-overload]
