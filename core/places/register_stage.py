"""The stage: the checked rows of an edition in a table of their own, until each has its outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Table,
    Text,
    exists,
    func,
    insert,
    text,
)

from core.columns import big_integer
from core.places.models import Community
from core.places.register_division import Divisions
from core.places.register_report import Outcome
from core.places.register_row import Row

CHUNK = 5000

STAGED = Table(
    "staged_community",
    MetaData(),
    Column("code", Text, primary_key=True),
    Column("name", Text),
    Column("street_id", big_integer),
    Column("district_id", big_integer),
    Column("kind", Text),
    Column("households", Integer),
    # Which community the row turned out to be; null while nobody knows, and where it is new.
    Column("community_id", big_integer, index=True),
    Column("outcome", Text),
    prefixes=["TEMPORARY"],
)


def open_stage(connection: Connection) -> None:
    """An empty stage. On PostgreSQL, other imports wait and the usual time limit is off; readers read on."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("LOCK TABLE district, street, community IN SHARE ROW EXCLUSIVE MODE"))
    STAGED.create(connection)


def fill_stage(
    connection: Connection,
    rows: Iterator[Row],
    divisions: Divisions,
    progress: Callable[[int], None],
) -> None:
    """Puts the rows on the stage and their districts and streets in place."""
    staged = 0
    while chunk := list(islice(rows, CHUNK)):
        divisions.settle(chunk)
        connection.execute(insert(STAGED), [_staged(row, divisions) for row in chunk])
        staged += len(chunk)
        progress(staged)


def spare(connection: Connection, codes: Iterator[str]) -> None:
    """Notes codes of refused rows: a slip in a row is no reason to retire a community."""
    while chunk := list(islice(codes, CHUNK)):
        rows = [{"code": code, "outcome": Outcome.SPARED.name} for code in chunk]
        connection.execute(insert(STAGED), rows)


def close_stage(connection: Connection) -> None:
    STAGED.drop(connection)


def has_outcome(*outcomes: Outcome) -> ColumnElement[bool]:
    return STAGED.c.outcome.in_([outcome.name for outcome in outcomes])


def is_claimed() -> ColumnElement[bool]:
    """Whether a row of the stage is this community, at its code or at another one."""
    return exists().where(STAGED.c.community_id == Community.id).correlate(Community)


def in_scope(cities: Sequence[str]) -> ColumnElement[bool]:
    """An edition speaks for the cities whose rows it holds, and of the register as it stands."""
    return Community.is_active & func.substr(Community.code, 1, 4).in_(cities)


def _staged(row: Row, divisions: Divisions) -> dict[str, str | int | None]:
    return {
        "code": row.code,
        "name": row.name,
        "street_id": divisions.id_of(row.street_code),
        "district_id": divisions.id_of(row.district_code),
        "kind": row.kind,
        "households": row.households,
    }
