"""The outbox: events become visible in the order of their ids, whatever the order in which they were told (catalogue C13)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event as Signal
from typing import Any

import pytest
from sqlalchemy import select

from core.database import Database, before_commit
from core.events.models import Event
from core.events.services import tell
from core.testing.fixtures import NOW


def visible(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Event.kind).order_by(Event.id)))


def test_who_told_first_and_commits_last_stands_last(postgres_database: Database) -> None:
    with postgres_database.writing() as slow:
        tell(slow, "slow", "Case", 1, NOW)
        slow.flush()
        with postgres_database.writing() as quick:
            tell(quick, "quick", "Case", 2, NOW)
        assert visible(postgres_database) == ["quick"]
    assert visible(postgres_database) == ["quick", "slow"]


def test_nobody_writes_a_later_event_before_an_earlier_one_is_committed(postgres_database: Database) -> None:
    is_written, may_go_on = Signal(), Signal()

    def hold(_: Any) -> None:
        is_written.set()
        may_go_on.wait(5)

    def slowly() -> None:
        with postgres_database.writing() as session:
            tell(session, "first", "Case", 1, NOW)
            before_commit(session, hold)

    def at_once() -> None:
        with postgres_database.writing() as session:
            tell(session, "second", "Case", 2, NOW)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(slowly)
        assert is_written.wait(5)
        second = pool.submit(at_once)
        with pytest.raises(TimeoutError):
            second.result(timeout=0.3)
        assert visible(postgres_database) == []
        may_go_on.set()
        first.result(5)
        second.result(5)
    assert visible(postgres_database) == ["first", "second"]


class Undone(Exception):
    """What was begun is given up."""


def test_an_event_is_kept_with_what_it_tells_of_or_not_at_all(database: Database) -> None:
    with database.writing() as session:
        tell(session, "kept", "Case", 1, NOW)
        with suppress(Undone), session.begin_nested():
            tell(session, "undone", "Case", 2, NOW)
            with session.begin_nested():
                tell(session, "deeper", "Case", 3, NOW)
            raise Undone
        with session.begin_nested():
            tell(session, "kept too", "Case", 4, NOW)
    with suppress(Undone), database.writing() as session:
        tell(session, "lost", "Case", 5, NOW)
        raise Undone
    assert visible(database) == ["kept", "kept too"]
