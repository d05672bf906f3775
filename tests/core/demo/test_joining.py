"""A line that is installed after the demo joins it: `lastmeter demo --line wind`."""

from __future__ import annotations

from types import ModuleType

import pytest
from sqlalchemy import func, select

from core import Category, LimitUnit, ServiceLine, Standard, hookimpl
from core.cases.models import Case
from core.demo.courses import load_cases
from core.demo.joining import load_line_demo
from core.demo.load import load_demo
from core.demo.work import Problem, load_fixes, load_knocks, load_visits
from core.errors import CannotStart
from core.lines.services import remember
from core.metrics.upkeep.verify import verify
from core.people.models import Officer
from core.plugin_manager import Plugins, discover, given
from core.rounds.models import RoundLine
from core.visits.models import LastVisit, Visit
from tests.effort import only_thoroughly


def _line(key: str) -> ModuleType:
    """A line without tables of its own."""
    problems = [Problem(f"{key}-1", "Something")]

    def load(demo):
        visits = load_visits(demo, key, staff=3_000, residents=3_000, volunteers=10, materials={})
        load_fixes(demo, key, visits, 200, problems)
        load_knocks(demo, key, visits, entered=300, closed=20)
        load_cases(demo, key, [visit.community for visit in visits], problems, closed=30, still_open=10)

    module = ModuleType(f"made_{key}")
    category, standard = (
        Category(f"{key}-1", "Something", "某事"),
        Standard(f"{key}-1", "有", "无", 3, LimitUnit.WORK_DAY),
    )
    line = ServiceLine(key, key.title(), f"{key}线", key, (category,), (standard,))
    module.service_line = hookimpl(lambda: line, specname="service_line")  # type: ignore[attr-defined]
    module.load_demo = hookimpl(load)  # type: ignore[attr-defined]
    return module


def _numbers(database):
    with database.reading() as session:
        return {
            model.__tablename__: dict(session.execute(select(model.line, func.count()).group_by(model.line)).all())
            for model in (Visit, Case, RoundLine, LastVisit, Officer)
        }


def test_a_line_that_came_afterwards_joins_and_changes_nothing_of_the_others(database):
    rain, wind = _line("rain"), _line("wind")
    both = Plugins(given({"rain": rain, "wind": wind}), strict=True)
    with database.writing() as session:
        remember(session, both.lines)
    load_demo(database, Plugins(given({"rain": rain}), strict=True))
    told = _numbers(database)

    load_line_demo(database, both, "wind")

    now = _numbers(database)
    added = {table: counts.pop("wind") for table, counts in now.items()}
    assert now == told
    assert added["visit"] > 1_000
    assert added["case"] == 240
    assert added["round_line"] == now["round_line"]["rain"]
    assert added["officer"] == now["officer"]["rain"]
    assert list(verify(database, both)) == []
    with pytest.raises(CannotStart, match="Wind has visits here already"):
        load_line_demo(database, both, "wind")


@only_thoroughly
@pytest.mark.parametrize("key", ["enforcement", "gas", "heating", "sanitation"])
def test_each_of_our_lines_may_come_afterwards(database, key):
    base = "gas" if key == "enforcement" else "enforcement"
    ours = {plugin.name: plugin for plugin in discover()}
    load_demo(database, Plugins([ours[base]], strict=True))
    both = Plugins([ours[base], ours[key]], strict=True)

    load_line_demo(database, both, key)

    assert _numbers(database)["visit"][key] > 1_000
    assert list(verify(database, both)) == []


def test_it_does_not_mix_with_what_is_no_demo(database, visited):
    visited(line="gas")
    with pytest.raises(CannotStart, match="made-up rows would mix with real"):
        load_line_demo(database, Plugins(discover(), strict=True), "heating")


def test_an_unknown_line_is_told_with_those_there_are(database):
    with pytest.raises(CannotStart, match=r"No line 'water' .* There is: enforcement, gas, heating, sanitation"):
        load_line_demo(database, Plugins(discover(), strict=True), "water")
