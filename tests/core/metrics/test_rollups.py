"""Rollups are what the rows say, whatever was written in whatever order, merged or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import combinations_with_replacement
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap
from sqlalchemy import select, text

from core.app import Composition
from core.database import Database
from core.figures import metrics as figures
from core.metrics.answering import kept_measures, measured
from core.metrics.counted import distinct_from_sets, listed_rows
from core.metrics.family import family_of
from core.metrics.grains import EVER, supported
from core.metrics.members import written
from core.metrics.metric import Aggregate, Measure, MetricDimension, amount
from core.metrics.models import RollupCell, RollupDelta, RollupSet
from core.metrics.packed import unpacked
from core.metrics.scope import Grouping, Scope, Window
from core.metrics.upkeep.build import rebuild, rollups_suspended
from core.metrics.upkeep.merge import merge, merge_some
from core.metrics.upkeep.verify import verify
from tests.core.metrics.world import DAYS, FIRST, MEASURES, City, Counted, driven
from tests.effort import tries

D = MetricDimension
MOST = 1000
KEY, PLACE, DAY = st.integers(1, 5), st.integers(1, 5), st.integers(0, DAYS)
LINE, SOME = st.integers(0, 3), st.integers(0, 3)
CHANGE = st.one_of(
    st.tuples(st.just("visit"), KEY, LINE, PLACE, DAY, st.integers(0, 2), SOME, SOME),
    st.tuples(st.just("material"), KEY, st.integers(1, 2), SOME),
    st.tuples(st.just("knock"), KEY, st.integers(1, 4), st.integers(0, 1)),
    st.tuples(st.just("case"), KEY, LINE, PLACE, DAY, st.integers(0, 1), SOME, st.integers(0, 2)),
    st.tuples(st.just("hazard"), KEY, KEY, st.integers(1, 4), DAY, SOME),
    st.tuples(st.just("gone"), st.integers(0, 1), KEY),
    st.tuples(st.just("corrected"), st.integers(0, 2), DAY),
    st.tuples(st.just("moved"), PLACE, st.integers(1, 3)),
    st.tuples(st.just("listed"), PLACE, st.integers(0, 1)),
    st.tuples(st.just("rehoused"), st.integers(1, 4), PLACE),
    st.tuples(st.just("posted"), st.integers(1, 3), st.integers(0, 2)),
)
DIMENSIONS = st.lists(st.sampled_from(list(D)), max_size=3, unique=True).filter(
    lambda chosen: sum(one in (D.MONTH, D.WEEK, D.DAY) for one in chosen) <= 1
)
COLUMNS = {D.LINE: "line", D.DISTRICT: "district", D.STREET: "street", D.COMMUNITY: "community", D.ROUND: "round"}
ONLY = st.fixed_dictionaries(
    {},
    optional={
        D.LINE: st.lists(st.sampled_from(["gas", "heating"]), min_size=1, unique=True),
        D.DISTRICT: st.lists(st.integers(1, 2), min_size=1, unique=True),
        D.STREET: st.lists(st.integers(1, 3), min_size=1, unique=True),
        D.COMMUNITY: st.lists(PLACE, min_size=1, unique=True),
    },
)
QUESTION = st.tuples(DIMENSIONS, ONLY, st.integers(-400, DAYS), st.integers(1, 500))
HISTORY = st.lists(st.one_of(CHANGE, st.just(("merged",)), st.just(("committed",))), min_size=1, max_size=25)


@pytest.fixture
def city(database: Database) -> Database:
    with database.writing() as session:
        City(session).found()
    return database


def grow(database: Database, plugins: Any, history: Any, *, merges: bool = True) -> None:
    """Lives through a history: some changes share a transaction; some merge what was written before."""
    left = list(history)
    while left:
        with database.writing() as session:
            city = City(session)
            while left:
                change, *numbers = left.pop(0)
                if change == "committed":
                    break
                if change == "merged":
                    if merges:
                        session.flush()
                        merge_some(session, plugins, at_once=3)
                    break
                city.change(change, *numbers)


def assert_as_counted(session: Any, question: Any, count: Counted, measures: Sequence[Measure] = MEASURES) -> None:
    """A question answered from rollups is answered as Python counts it."""
    dimensions, only, since, length = question
    start = FIRST + timedelta(days=since)
    window = Window(start, start + timedelta(days=length))
    kept = driven(kept_measures(MEASURES), session)
    assert set(kept) == set(MEASURES)
    scope = Scope.of(**{COLUMNS[d]: _kept_as(d, values) for d, values in only.items()})
    for measure in measures:
        can = supported(measure, family_of(measure))
        if not only.keys() <= can:
            continue
        grouping = Grouping(tuple(d for d in dimensions if d in can))
        found = driven(measured([measure], kept, window, grouping, scope), session)[measure]
        truth = count.figures(measure, grouping.dimensions, window, {d: set(values) for d, values in only.items()})
        assert found == truth, (measure.model.__name__, grouping, window, only)


def listed(session: Any, question: Any, count: Counted) -> None:
    """The rows that are listed for a number of a question are those that make it."""
    _, only, since, length = question
    start = FIRST + timedelta(days=since)
    window = Window(start, start + timedelta(days=length))
    scope = Scope.of(**{COLUMNS[d]: _kept_as(d, values) for d, values in only.items()})
    for measure in MEASURES:
        if only.keys() <= supported(measure, family_of(measure)):
            number = count.figures(measure, (), window, {d: set(values) for d, values in only.items()}).get((), 0)
            whole = sum(unpacked(number)) if measure.aggregate is Aggregate.HISTOGRAM else number
            assert drilled(session, measure, window, scope) == whole, (measure.model.__name__, window, only)


def drilled(session: Any, measure: Measure, window: Window, scope: Scope) -> float:
    """What the rows that are listed for a number add up to."""
    if measure.aggregate is Aggregate.DISTINCT:
        rows = driven(distinct_from_sets(measure, window, scope, None, MOST), session)
    else:
        rows = driven(listed_rows(amount(measure), window, scope, None, MOST), session)
    return sum(row.fields["amount"] for row in rows)


def _kept_as(dimension: D, values: Any) -> Any:
    return [str(value) for value in values] if dimension is D.ROUND else values


@settings(max_examples=tries(12, 40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORY, questions=st.lists(QUESTION, min_size=3, max_size=6))
def test_rollups_equal_what_python_counts_after_any_history(
    city: Database, composition: Composition, history: Any, questions: Any
) -> None:
    with city.writing() as session:
        City(session).emptied()
    grow(city, composition.plugins, history)
    with city.reading() as session:
        count = Counted(session)
        for question in questions:
            assert_as_counted(session, question, count)
        listed(session, questions[0], count)
    assert list(verify(city, composition.plugins)) == []


BY = ((), (D.STREET,), (D.COMMUNITY,), (D.LINE, D.STREET), (D.COMMUNITY, D.MONTH))
NARROWED: dict[D, list[Any]] = {
    D.LINE: ["gas"],
    D.DISTRICT: [1],
    D.STREET: [2, 3],
    D.COMMUNITY: [1, 4],
    D.ROUND: [1],
}
LIVED_IN = [
    ("visit", 1, 1, 1, 5, 1, 3, 1),
    ("knock", 1, 1, 1),
    ("knock", 1, 3, 1),
    ("hazard", 1, 1, 1, 6, 1),
    ("case", 1, 1, 3, 8, 0, 1, 1),
    ("visit", 2, 1, 4, 40, 1, 3, 1),
    ("knock", 2, 4, 1),
    ("visit", 3, 3, 3, 41, 1, 2, 2),
    ("committed",),
]


@pytest.mark.parametrize("are_merged", [True, False], ids=["merged", "pending"])
def test_whatever_it_is_grouped_by_it_can_be_narrowed_by_any_place_line_and_round(
    city: Database, composition: Composition, are_merged: bool
) -> None:
    grow(city, composition.plugins, LIVED_IN)
    if are_merged:
        merge(city, composition.plugins)
    with city.reading() as session:
        count = Counted(session)
        for by in BY:
            for one, other in combinations_with_replacement(NARROWED, 2):
                question = by, {d: NARROWED[d] for d in (one, other)}, -30, 120
                assert_as_counted(session, question, count, (figures.VISITS, figures.COMMUNITIES, figures.HOUSEHOLDS))


def test_a_household_that_moves_is_counted_once_where_it_lives_at_every_step_of_a_merge(
    city: Database, composition: Composition
) -> None:
    """What it is taken from and what it comes to may be merged one after the other, in either order."""
    grow(city, composition.plugins, LIVED_IN)
    merge(city, composition.plugins)
    for moved in (4, 1):
        grow(city, composition.plugins, [("rehoused", 1, moved), ("committed",)])
        is_left = True
        while is_left:
            with city.reading() as session:
                count = Counted(session)
                for by in ((), (D.DISTRICT,), (D.STREET,), (D.COMMUNITY,), (D.COMMUNITY, D.MONTH)):
                    for only in ({}, {D.DISTRICT: [1]}, {D.COMMUNITY: [4]}):
                        assert_as_counted(session, (by, only, -30, 120), count, (figures.HOUSEHOLDS,))
            with city.writing() as session:
                is_left = merge_some(session, composition.plugins, at_once=1) > 0
    assert list(verify(city, composition.plugins)) == []


def test_a_community_that_moved_lies_where_it_lies_today_merged_or_not(
    city: Database, composition: Composition
) -> None:
    """Its case was merged in one district; that it moved to another, and then was withdrawn, is still pending."""
    grow(
        city, composition.plugins, [("case", 1, 2, 5, 10, 0, 0, 1), ("committed",), *[("merged",)] * 9, ("moved", 5, 2)]
    )
    question: Any = ([D.DISTRICT, D.COMMUNITY], {}, -100, 400)
    for change in ([], [("gone", 1, 1), ("committed",)]):
        grow(city, composition.plugins, change)
        with city.reading() as session:
            assert_as_counted(session, question, Counted(session))


@settings(max_examples=tries(4, 10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORY)
def test_a_rebuild_makes_the_same_rollups_as_the_writes_did(
    city: Database, composition: Composition, history: Any
) -> None:
    with city.writing() as session:
        City(session).emptied()
    grow(city, composition.plugins, history)
    merge(city, composition.plugins)
    before = cells(city)
    rebuild(city, composition.plugins)
    assert cells(city) == before
    assert list(verify(city, composition.plugins)) == []


def cells(database: Database) -> dict[Any, Any]:
    """Every cell that is not nothing."""
    with database.reading() as session:
        rows = session.execute(select(*RollupCell.__table__.c)).all()
    return {tuple(row[:6]): tuple(row[6:]) for row in rows if row.n or any(row.parts or ())}


def test_a_merge_writes_only_the_sets_that_are_others_now(
    postgres_database: Database, composition: Composition
) -> None:
    """That a household was met once more, on another day of a month, is told by that day and that month alone."""
    with postgres_database.writing() as session:
        City(session).found()
    grow(postgres_database, composition.plugins, LIVED_IN)
    merge(postgres_database, composition.plugins)
    before = versions(postgres_database)
    grow(postgres_database, composition.plugins, [("visit", 4, 1, 1, 9, 1, 3, 1), ("knock", 4, 1, 1), ("committed",)])
    merge(postgres_database, composition.plugins)
    written = {
        period for (period, key), version in versions(postgres_database).items() if before.get((period, key)) != version
    }
    assert written == {20221229, 202212}
    assert list(verify(postgres_database, composition.plugins)) == []


def versions(database: Database) -> dict[Any, str]:
    """Where PostgreSQL keeps each set of all rounds: elsewhere once it was written anew."""
    sets = text(
        "SELECT period, (measure, grain, place, line)::text, ctid::text FROM rollup_set WHERE tag = '' AND grain NOT LIKE '_r%'"
    )
    with database.reading() as session:
        return {(period, key): version for period, key, version in session.execute(sets)}


def test_what_is_rolled_back_was_never_counted(city: Database, composition: Composition) -> None:
    with city.writing() as session:
        City(session).visit(1, 0, 1, 5, 1, 3, 1)
        session.rollback()
    with city.reading() as session:
        assert session.scalars(select(RollupDelta)).all() == []
    assert list(verify(city, composition.plugins)) == []


def test_a_bulk_load_is_counted_at_its_end(city: Database, composition: Composition) -> None:
    with city.writing() as session, rollups_suspended(session.connection(), composition.plugins):
        loading = City(session)
        for key in range(1, 5):
            loading.visit(key, key % 4, key, key * 9, 1, 3, 1)
            loading.case(key, key % 4, key, key * 9, 0, 1, 1)
        assert session.scalars(select(RollupDelta)).all() == []
    assert list(verify(city, composition.plugins)) == []
    with city.writing() as session:
        City(session).visit(1, 0, 1, 5, 2, 3, 1)  # the triggers are back
    with city.reading() as session:
        assert_as_counted(session, ((), {}, 0, 100), Counted(session))


def test_verification_names_what_differs(city: Database, composition: Composition) -> None:
    with city.writing() as session:
        City(session).visit(1, 1, 1, 5, 1, 3, 1)
    merge(city, composition.plugins)
    with city.writing() as session:
        wrong = select(RollupCell).where(RollupCell.grain == "c", RollupCell.period == 202212)
        cell = session.scalars(wrong.order_by(RollupCell.measure)).first()
        assert cell is not None
        cell.n += 1
    (found, *others) = verify(city, composition.plugins)
    assert others == []
    assert "core.visits" in str(found)
    assert "202212" in str(found)
    assert "kept 2, counted 1" in str(found)
    assert list(verify(city, composition.plugins, only="core")) == [found]
    assert list(verify(city, composition.plugins, only="gas")) == []
    rebuild(city, composition.plugins)
    assert list(verify(city, composition.plugins)) == []


def test_verification_names_a_set_that_says_to_be_larger_than_it_is(city: Database, composition: Composition) -> None:
    with city.writing() as session:
        City(session).visit(1, 1, 1, 5, 1, 3, 1)
    merge(city, composition.plugins)
    with city.writing() as session:
        sizes = select(RollupSet).where(RollupSet.grain == "w*", RollupSet.period == 202212).order_by(RollupSet.measure)
        kept = session.scalars(sizes).all()[0]
        kept.n += 1
    (found,) = verify(city, composition.plugins)
    assert "202212" in str(found)
    assert "kept sizes (2, [0, 0, " in str(found)


def test_verification_names_a_community_whose_homes_are_not_all_there(city: Database, composition: Composition) -> None:
    grow(city, composition.plugins, LIVED_IN)
    merge(city, composition.plugins)
    with city.writing() as session:
        kept = session.scalars(select(RollupSet).where(RollupSet.period == EVER, RollupSet.place == 3)).one()
        kept.members, kept.n = written(BitMap()), 0
    (found,) = verify(city, composition.plugins)
    assert "core.households_served" in str(found)
    assert "place c* 3" in str(found)
    assert "kept 0 members, counted 1 members, differ [3]" in str(found)


def test_rows_that_are_truncated_are_no_longer_counted(postgres_database: Database, composition: Composition) -> None:
    with postgres_database.writing() as session:
        City(session).found()
        City(session).visit(1, 0, 1, 5, 1, 3, 1)
        City(session).case(1, 0, 1, 5, 0, 1, 1)
    merge(postgres_database, composition.plugins)
    with postgres_database.writing() as session:
        session.execute(text("TRUNCATE visit CASCADE"))
    assert list(verify(postgres_database, composition.plugins)) == []
