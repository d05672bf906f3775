"""With the demo of core and the line: figures are what the rows say, many rows cost what few do, and nobody waits."""

from __future__ import annotations

import re
from datetime import date

import pytest

from core.app import Composition
from core.engine.document import RequestError
from core.metrics.upkeep.verify import verify
from core.plugin_manager import Plugins
from core.testing.counting import counted
from core.testing.judge import answered
from core.testing.samples import Samples

WINDOWS = {"everything": (date(2021, 6, 1), date(2023, 10, 1)), "a month": (date(2022, 3, 1), date(2022, 4, 1))}
FIGURES = """query($keys: [String!]!, $from: Date!, $to: Date!) {
  metrics(keys: $keys, window: { from: $from, to: $to }, first: 100) {
    nodes { metric { key } value numerator denominator } } }"""
CATALOGUE = (
    "{ metricCatalogue { key label labelZh unit unitZh description formula line { key } dimensions countedBy } }"
)
FEW, MANY = 5, 50
LONGEST = 3.0
"""Seconds that an answer may take beside its statements: on PostgreSQL nobody else of the process is served meanwhile.
Building it takes a few hundredths, more on a machine that has other things to do; who waits for a network takes longer."""


@pytest.fixture(scope="module")
def composition(plugin) -> Composition:
    return Composition.of(Plugins([plugin], strict=True))


def test_it_is_listed_with_its_plugin(key, plugin, demo_client):
    listed = demo_client.data(
        "{ serviceLines { key plugin { name status problems provides { queries mutations metrics } } } }"
    )
    (found,) = (line["plugin"] for line in listed["serviceLines"] if line["key"] == key)
    assert (found["name"], found["status"], found["problems"]) == (key, "ACTIVE", [])
    assert found["provides"] == {kind: plugin.provides[kind] for kind in ("queries", "mutations", "metrics")}


def test_its_figures_declare_themselves(key, plugin, demo_client):
    listed = {one["key"]: one for one in demo_client.data(CATALOGUE)["metricCatalogue"]}
    assert plugin.metrics, "a line that counts nothing cannot be compared with others"
    for metric in plugin.metrics:
        told = listed[metric.key]
        assert told["line"]["key"] == key
        assert all(told[name] for name in ("label", "unit", "description", "formula", "dimensions")), told
        assert not told["labelZh"].isascii(), f"{metric.key}: its name in Chinese"
        assert not re.search("[A-Za-z]{2}", told["unitZh"]), f"{metric.key}: its unit in Chinese, as unit_zh says it"


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
def test_its_figures_are_what_the_rows_say(plugin, demo, demo_client, window):
    """One after another, for a question may hold only so many; beside each a figure of core."""
    since, until = window
    with demo.database.reading() as session:
        for metric in plugin.metrics:
            sent = {"keys": ["core.visits", metric.key], "from": str(since), "to": str(until)}
            found = {one["metric"]["key"]: one for one in demo_client.data(FIGURES, sent)["metrics"]["nodes"]}
            numerator, denominator = counted(session, metric, since, until)
            assert found[metric.key]["numerator"] == pytest.approx(numerator), metric.key
            assert found[metric.key]["denominator"] == pytest.approx(denominator), metric.key
            assert found["core.visits"]["value"] > 0


def test_what_is_kept_of_its_figures_is_what_the_rows_say(key, demo):
    assert list(map(str, verify(demo.database, demo.composition.plugins, only=key))) == []


def test_the_demo_has_something_to_count(plugin, demo):
    with demo.database.reading() as session:
        empty = [one.key for one in plugin.metrics if not counted(session, one, *WINDOWS["everything"])[0]]
    assert len(empty) < len(plugin.metrics) / 2, f"let load_demo add rows for {', '.join(empty)}"


@pytest.fixture(scope="module")
def asked(demo, demo_client, added):
    """Asks the compiled engine for so many rows of a root field with all that they show, or less where that is too much."""

    def ask(name, first):
        for depth in (2, 1):
            question = Samples(added.alone).question(name, first, depth)
            try:
                return None if question is None else answered(demo_client.http, demo, question)
            except RequestError as refused:
                if "could hold more than" not in str(refused):
                    raise
        raise AssertionError(f"{name}: {first} rows are too many")

    return ask


def test_statements_do_not_grow_with_the_rows_and_nobody_else_waits(added, asked):
    for name in added.queries:
        few, many = asked(name, FEW), asked(name, MANY)
        if few is None or many is None:
            continue
        for one in (few, many):
            assert "errors" not in one.answer, (name, one.answer["errors"])
            assert one.trace.left_to_core == [], f"{name}: declare what has a resolver of its own"
            assert one.own_seconds < LONGEST, f"{name} keeps everybody waiting for {one.own_seconds:.1f} s"
        grown = len(many.trace.statements) - len(few.trace.statements)
        assert grown < (MANY - FEW) // 3, f"{name}: {grown} statements more for {MANY - FEW} rows more"
