"""The two published editions of Qingdao's register, one over the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.database import Database
from core.places.models import Community, Street
from core.places.register import import_register
from core.places.register_report import Outcome, PlaceChange, RegisterReport
from tests.core.places.editions import EARLIER, TODAY, counts, register

PUBLISHED = Path(__file__).parents[3] / "../shared/data"
FILES = {
    "2020": PUBLISHED / "qingdao_communities_2020.csv",
    "2023": PUBLISHED / "qingdao_communities.csv",
}

pytestmark = pytest.mark.skipif(
    not all(file.exists() for file in FILES.values()),
    reason="The published registers of Qingdao are not in shared/data beside the repository.",
)


def published(database: Database, edition: str) -> RegisterReport:
    today = EARLIER if edition == "2020" else TODAY
    return import_register(database, [FILES[edition]], edition=edition, today=today)


def test_the_edition_of_2023_over_that_of_2020(database: Database) -> None:
    first = published(database, "2020")
    assert counts(first.communities) == {Outcome.NEW: 5754}
    assert (counts(first.streets), counts(first.districts)) == ({Outcome.NEW: 146}, {Outcome.NEW: 11})
    assert (first.rows, first.refused_count) == (5754, 0)

    second = published(database, "2023")
    assert counts(second.districts) == {Outcome.KEPT: 10}
    assert counts(second.streets) == {Outcome.KEPT: 138, Outcome.RENAMED: 2, Outcome.NEW: 1}
    assert counts(second.communities) == {
        Outcome.KEPT: 934,
        Outcome.RENAMED: 277,
        Outcome.REUSED: 274,
        Outcome.MOVED: 14,
        Outcome.NEW: 621,
        Outcome.RETIRED: 4255,
    }
    assert (second.rows, second.refused_count) == (2120, 0)
    # 1,486 codes stand in both editions, 4,268 only in the first, 634 only in the second. Of the 14
    # that moved, all left a code of the first kind; 13 took a new one, and 鑫泉村 took 柳林村's.
    assert 934 + 277 + 274 + 1 == 1486
    assert 4255 + 14 - 1 == 4268
    assert 621 + 13 == 634
    moved = PlaceChange("370215006227", "鑫泉村村民委员会", "370215006261", "鑫泉村村民委员会")
    assert moved in second.communities.changes[Outcome.MOVED]
    reused = PlaceChange("370211002014", "前湾港西路社区居民委员会", "370211002014", "上庄社区居民委员会")
    assert reused in second.communities.changes[Outcome.REUSED]
    _holds_the_edition_of_2023(database)
    again = published(database, "2023")
    assert (again.has_changes, counts(again.communities)) == (False, {Outcome.KEPT: 2120})


def _holds_the_edition_of_2023(database: Database) -> None:
    with database.reading() as session:
        by_state = select(Community.is_active, func.count()).group_by(Community.is_active)
        assert {state: count for state, count in session.execute(by_state)} == {True: 2120, False: 4255 + 274}
        retired = select(Community.edition, Community.retired_on).where(~Community.is_active).distinct()
        assert session.execute(retired).all() == [("2020", TODAY)]
        assert session.scalars(select(Community.edition).where(Community.is_active).distinct()).all() == ["2023"]
        # Six streets of 2020 are in no row of 2023: their retired communities lie there.
        assert session.scalar(select(func.count()).select_from(Street)) == 147


def test_an_older_edition_brings_back_what_it_held(database: Database) -> None:
    published(database, "2020")
    held = register(database)
    published(database, "2023")
    back = published(database, "2020")
    assert counts(back.communities) == {
        Outcome.KEPT: 934,
        Outcome.RENAMED: 277,
        Outcome.MOVED: 14,
        Outcome.REACTIVATED: 4255 + 274,
        Outcome.RETIRED: 621 + 274,
    }
    assert register(database) == held
