"""Many write at once on PostgreSQL, while others merge and rebuild: the rollups stay what the rows say."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from core.app import Composition
from core.database import Database
from core.metrics.upkeep.build import rebuild
from core.metrics.upkeep.merge import merge
from core.metrics.upkeep.verify import verify
from core.visits.models import Visit, VisitMaterial, VisitStatus
from tests.core.metrics.world import DAYS, City
from tests.effort import tries

WRITERS, CHANGES = 4, tries(12, 25)


def change(city: City, chance: random.Random) -> None:
    """Rows that hang together, so that writers meet: few visits, their materials, doors and hazards, and their places."""
    pick = chance.randint
    kind = chance.choice(
        ["visit", "visit", "material", "material", "knock", "hazard", "case", "moved", "listed", "corrected"]
    )
    match kind:
        case "visit":
            city.visit(pick(1, 4), pick(0, 3), pick(1, 5), pick(0, DAYS), pick(0, 2), pick(0, 9), pick(0, 3))
        case "material":
            city.material(pick(1, 4), pick(1, 2), pick(0, 9))
        case "knock":
            city.knock(pick(1, 4), pick(1, 4), pick(0, 1))
        case "hazard":
            city.hazard(pick(1, 4), pick(1, 4), pick(1, 4), pick(0, DAYS), pick(0, 3))
        case "case":
            city.case(pick(1, 4), pick(0, 3), pick(1, 5), pick(0, DAYS), pick(0, 1), pick(0, 3), pick(0, 2))
        case "moved":
            city.moved(pick(1, 5), pick(1, 3))
        case "listed":
            city.listed(pick(1, 5), pick(0, 1))
        case _:
            city.corrected(pick(0, 2), pick(DAYS - 10, DAYS))


def write(database: Database, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(CHANGES):
        try:
            with database.writing() as session:
                for _ in range(chance.randint(1, 3)):
                    change(City(session), chance)
        except (OperationalError, IntegrityError):
            pass  # two wanted the same; this one wrote nothing


def merge_often(database: Database, composition: Composition) -> None:
    for _ in range(tries(5, 10)):
        merge(database, composition.plugins, at_once=20)


def together(*actions: Callable[[], Any]) -> None:
    """All at once; what one of them raises is raised here."""
    failures: list[BaseException] = []

    def run(action: Callable[[], Any]) -> None:
        try:
            action()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_writers_merges_and_rebuilds_at_once_leave_exact_rollups(
    postgres_database: Database, composition: Composition
) -> None:
    database = Database(postgres_database.url, pool_size=12)
    with database.writing() as session:
        City(session).found()
    for seed in range(tries(1, 2)):
        together(
            *(partial(write, database, seed * 100 + number) for number in range(WRITERS)),
            *(partial(merge_often, database, composition) for _ in range(2)),
            partial(rebuild, database, composition.plugins),
        )
        assert list(verify(database, composition.plugins)) == []
    merge(database, composition.plugins)
    assert list(verify(database, composition.plugins)) == []
    database.dispose()


def test_a_child_that_is_written_while_its_visit_is_cancelled_counts_as_cancelled(
    postgres_database: Database, composition: Composition
) -> None:
    """The two transactions do not see each other's rows; the lock on the visit puts one after the other."""
    with postgres_database.writing() as session:
        City(session).found()
        City(session).visit(1, 0, 1, 5, 1, 3, 1)
    inserted, done = threading.Event(), threading.Event()

    def hand_out() -> None:
        with postgres_database.writing() as session:
            session.add(VisitMaterial(visit_id=1, topic="a", count=7))
            session.flush()
            inserted.set()
            done.wait(0.5)

    def cancel() -> None:
        inserted.wait(5)
        with postgres_database.writing() as session:
            visit = session.get_one(Visit, 1)
            visit.status = VisitStatus.CANCELLED
            session.flush()
        done.set()

    together(hand_out, cancel)
    assert list(verify(postgres_database, composition.plugins)) == []


def test_writers_with_one_snapshot_for_a_whole_transaction_are_refused(postgres_database: Database) -> None:
    with postgres_database.writing() as session:
        City(session).found()
    frozen = postgres_database.engine.execution_options(isolation_level="REPEATABLE READ")
    with (
        frozen.connect() as connection,
        Session(connection) as session,
        pytest.raises(DBAPIError, match="READ COMMITTED"),
    ):
        City(session).visit(1, 0, 1, 5, 1, 3, 1)
