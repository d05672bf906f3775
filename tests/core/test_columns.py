"""Columns mean the same on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, MetaData, Table, Text, bindparam, insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from core.columns import Among, Instant, Listed, NullsLast, big_integer, term
from core.database import Database
from core.terms import Term


class Colour(Term):
    """A colour."""

    RED = "Red."
    GREEN = "Green."


TABLE = Table(
    "sample",
    MetaData(),
    Column("id", big_integer, primary_key=True),
    Column("at", Instant, nullable=True),
    Column("name", Text, nullable=True),
    Column("colour", term(Colour), nullable=True),
)


@pytest.fixture
def sample(database: Database):
    with database.writing() as session:
        TABLE.create(session.connection())
    return database


def put(database: Database, **row) -> None:
    with database.writing() as session:
        session.execute(insert(TABLE).values(**row))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (datetime(2023, 9, 5, 8, 0, tzinfo=UTC), datetime(2023, 9, 5, 8, 0, tzinfo=UTC)),
        (datetime(2023, 9, 5, 8, 0, 0, 999_999, tzinfo=UTC), datetime(2023, 9, 5, 8, 0, tzinfo=UTC)),
        (datetime(2023, 9, 5, 8, 0, tzinfo=timezone(timedelta(hours=8))), datetime(2023, 9, 5, 0, 0, tzinfo=UTC)),
        (datetime(999, 9, 5, 8, 0, tzinfo=UTC), datetime(999, 9, 5, 8, 0, tzinfo=UTC)),
        (None, None),
    ],
)
def test_a_moment_is_kept_in_utc_to_the_second(given, kept, sample):
    put(sample, id=1, at=given)

    with sample.reading() as session:
        assert session.scalar(select(TABLE.c.at)) == kept


def test_a_moment_without_a_time_zone_is_no_moment(sample):
    with pytest.raises(StatementError, match="a moment needs its time zone"):
        put(sample, id=1, at=datetime(2023, 9, 5))


def test_a_word_that_is_not_of_the_set_is_refused_by_the_database(sample):
    put(sample, id=1, colour=Colour.RED)
    with sample.reading() as session:
        assert session.scalar(select(TABLE.c.colour)) is Colour.RED

    with pytest.raises(IntegrityError), sample.writing() as session:
        session.connection().exec_driver_sql("UPDATE sample SET colour = 'BLUE'")


def test_nothing_sorts_after_everything(sample):
    for key, name in enumerate(["b", None, "a"], start=1):
        put(sample, id=key, name=name, at=None if name is None else datetime(2023, 9, key, tzinfo=UTC))

    with sample.reading() as session:
        names = session.scalars(select(TABLE.c.name).order_by(NullsLast(TABLE.c.name))).all()
        moments = session.scalars(select(TABLE.c.id).order_by(NullsLast(TABLE.c.at))).all()
    assert names == ["a", "b", None]
    assert moments == [1, 3, 2]


@pytest.mark.parametrize(("listed", "kept"), [([1, 3, 99], [1, 3]), ([], []), ([2, 2], [2])])
def test_a_list_is_one_parameter_however_long(listed, kept, sample):
    for key in (1, 2, 3):
        put(sample, id=key)
    among = Among(TABLE.c.id, bindparam("keys", type_=Listed(big_integer)))

    with sample.reading() as session:
        found = session.scalars(select(TABLE.c.id).where(among).order_by(TABLE.c.id), {"keys": listed})
        assert found.all() == kept
