"""A line that is installed after the demo joins it: `lastmeter demo --line heating`."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from core.cases.models import Case
from core.demo.joining import load_line_demo
from core.demo.load import load_demo
from core.errors import CannotStart
from core.metrics.upkeep.verify import verify
from core.plugin_manager import Plugins, discover
from core.visits.models import Visit
from tests.effort import tries


def _numbers(database):
    with database.reading() as session:
        return {
            model.__tablename__: dict(session.execute(select(model.line, func.count()).group_by(model.line)).all())
            for model in (Visit, Case)
        }


def _only(*names):
    return Plugins([plugin for plugin in discover() if plugin.name in names], strict=True)


@pytest.mark.parametrize("key", tries(["gas"], ["gas", "heating", "sanitation"]))
def test_a_line_that_came_afterwards_has_visits_and_cases_and_changes_nothing_of_the_others(database, key):
    load_demo(database, _only("enforcement"))
    told = _numbers(database)

    with_it = _only("enforcement", key)
    load_line_demo(database, with_it, key)

    now = _numbers(database)
    assert now["visit"].pop(key) > 1_000
    assert now["case"].pop(key) > 100
    assert now == told
    assert list(verify(database, with_it)) == []
    with pytest.raises(CannotStart, match="has visits here already"):
        load_line_demo(database, with_it, key)


def test_it_does_not_mix_with_what_is_no_demo(database, visited):
    visited(line="gas")
    with pytest.raises(CannotStart, match="made-up rows would mix with real"):
        load_line_demo(database, Plugins(discover(), strict=True), "heating")


def test_an_unknown_line_is_told_with_those_there_are(database):
    with pytest.raises(CannotStart, match=r"No line 'water' .* There is: enforcement, gas, heating, sanitation"):
        load_line_demo(database, Plugins(discover(), strict=True), "water")
