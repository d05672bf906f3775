"""Rules that the bureau may change from a day on: what holds when, who may change what, and what is refused."""

from __future__ import annotations

from datetime import date
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from core import (
    CountRule,
    Curve,
    CurveRule,
    DayRule,
    MonthDay,
    NumberRule,
    Rulebook,
    ServiceLine,
    Steps,
    StepsRule,
    hookimpl,
    rulebook,
)
from core.app import Composition
from core.plugin_manager import PluginConflict, Plugins, given
from core.policy.role import Role
from core.rules.services import import_rules
from core.testing.fixtures import NOW

HOW = ("d", "示例")
LIMIT = NumberRule("water.limit", "Limit", "限值", "°C", "How warm.", 18.0, "sample", least=10, most=30)
CYCLE = CountRule("water.cycle", "Cycle", "周期", "months", "How often.", 12, "sample", least=1, most=60)
FIRST = DayRule("water.first", "First day", "起始日", "day", "When.", MonthDay(11, 16), "sample")
TIERS = StepsRule("water.tiers", "Tiers", "分档", "share", "How much.", Steps(((16, 0.5), (18, 0.0))), "sample", most=1)
SUPPLY = CurveRule("water.supply", "Curve", "曲线", "°C", "How hot.", Curve(((-10, 60), (10, 40))), "sample", most=90)
RULES = """query($on: Date, $lines: [ServiceLineKey!]) { rules(on: $on, lines: $lines) {
  rule { key kind unit line { key } shippedValue { number } }
  value { number dayOfYear points { at value } }
  change { id reason validFrom value { number } rule { key } } } }"""


@pytest.fixture(scope="session")
def composition() -> Composition:
    water = ModuleType("made_water")
    water.__file__ = None
    water.service_line = hookimpl(lambda: ServiceLine("water", "Water", "供水", "Brings water."))  # type: ignore[attr-defined]
    water.register_rules = hookimpl(lambda: [LIMIT, CYCLE, FIRST, TIERS, SUPPLY])  # type: ignore[attr-defined]
    return Composition.of(Plugins(given({"water": water}), strict=True))


@pytest.fixture
def decide(client: Any) -> Any:
    def decided(rule: Any, since: str, **value: Any) -> Any:
        return client.do("setRule", "change { id }", key=rule.key, validFrom=since, reason="市政府通知", **value)

    return decided


def values(data: Any) -> dict[str, Any]:
    """What the water line's rules say, by their keys."""
    told = {one["rule"]["key"]: one["value"] for one in data["rules"]}
    return {
        key: value["number"] or value["dayOfYear"] or [(point["at"], point["value"]) for point in value["points"]]
        for key, value in told.items()
        if key.startswith("water.")
    }


def test_until_somebody_decides_what_is_shipped_holds(judged):
    assert values(judged(RULES)) == {
        "water.limit": 18.0,
        "water.cycle": 12.0,
        "water.first": "11-16",
        "water.tiers": [(16.0, 0.5), (18.0, 0.0)],
        "water.supply": [(-10.0, 60.0), (10.0, 40.0)],
    }


def test_a_decision_holds_from_its_day_on_and_not_before(decide, judged, database):
    decide(LIMIT, "2023-10-01", number=20)
    decide(LIMIT, "2023-12-01", number=21.5)
    on = {day: values(judged(RULES, {"on": day}))["water.limit"] for day in ("2023-09-30", "2023-10-01", "2024-01-01")}
    assert on == {"2023-09-30": 18.0, "2023-10-01": 20.0, "2024-01-01": 21.5}
    with database.reading() as session:
        book = rulebook(session)
    assert [book.on(date(2023, month, 1))[LIMIT] for month in (9, 10, 12)] == [18.0, 20.0, 21.5]


def test_said_again_for_the_same_day_the_last_holds_and_both_are_kept(decide, judged, client):
    decide(CYCLE, "2023-10-01", number=60)
    decide(CYCLE, "2023-10-01", number=6)
    assert values(judged(RULES, {"on": "2023-10-01"}))["water.cycle"] == 6
    changes = client.data("{ ruleChanges(first: 5) { nodes { rule { key } value { number } reason validFrom } } }")
    assert [change["value"]["number"] for change in changes["ruleChanges"]["nodes"]] == [6.0, 60.0]
    assert changes["ruleChanges"]["nodes"][0] == {
        "rule": {"key": "water.cycle"},
        "value": {"number": 6.0},
        "reason": "市政府通知",
        "validFrom": "2023-10-01",
    }


def test_each_kind_of_rule_can_be_decided(decide, judged):
    decide(FIRST, "2023-09-08", dayOfYear="11-01")
    decide(TIERS, "2023-09-08", points=[{"at": 14, "value": 1}, {"at": 18, "value": 0}])
    decide(SUPPLY, "2023-09-08", points=[{"at": 0, "value": 50}])
    told = values(judged(RULES, {"on": "2023-09-08"}))
    assert (told["water.first"], told["water.tiers"], told["water.supply"]) == (
        "11-01",
        [(14.0, 1.0), (18.0, 0.0)],
        [(0.0, 50.0)],
    )


@pytest.mark.parametrize(
    ("rule", "value", "field", "code"),
    [
        (LIMIT, {"number": 9.9}, ["number"], "OUT_OF_RANGE"),
        (LIMIT, {"dayOfYear": "11-16"}, ["number"], "REQUIRED"),
        (CYCLE, {"number": 1.5}, ["number"], "INVALID"),
        (CYCLE, {"number": 61}, ["number"], "OUT_OF_RANGE"),
        (FIRST, {"dayOfYear": "02-29"}, ["dayOfYear"], "INVALID"),
        (FIRST, {"dayOfYear": "16.11."}, ["dayOfYear"], "INVALID"),
        (TIERS, {"points": []}, ["points"], "OUT_OF_RANGE"),
        (TIERS, {"points": [{"at": 18, "value": 0}, {"at": 16, "value": 1}]}, ["points", "1", "at"], "INVALID"),
        (TIERS, {"points": [{"at": 16, "value": 1.1}]}, ["points", "0", "value"], "OUT_OF_RANGE"),
    ],
)
def test_what_a_rule_cannot_say_is_refused_at_its_field(client, row_counts, rule, value, field, code):
    before = row_counts()
    payload = client.act("setRule", "change { id }", key=rule.key, validFrom="2023-10-01", reason="r", **value)
    assert payload["change"] is None
    assert [(error["field"], error["code"]) for error in payload["userErrors"]] == [(["input", *field], code)]
    assert row_counts() == before


def test_a_rule_that_nobody_declared_is_refused_with_the_nearest(client):
    payload = client.act("setRule", "change { id }", key="water.limits", validFrom="2023-10-01", reason="r", number=1)
    (error,) = payload["userErrors"]
    assert (error["field"], error["code"]) == (["input", "key"], "NOT_FOUND")
    assert "There is: water.limit," in error["message"]


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (
            "2023-09-07",
            "2023-09-07 has passed, and what was told of it stays as it was told; let the rule hold from today, "
            "2023-09-08, on.",
        ),
        ("2026-09-09", "2026-09-09 is too far ahead; a rule can hold from 2023-09-08 to 2025-09-01 on."),
    ],
)
def test_a_day_that_has_passed_or_is_too_far_ahead_is_refused(client, row_counts, day, message):
    before = row_counts()
    payload = client.act("setRule", "change { id }", key="water.limit", validFrom=day, reason="r", number=20)
    assert payload["userErrors"] == [{"field": ["input", "validFrom"], "code": "OUT_OF_RANGE", "message": message}]
    assert row_counts() == before


HEAD = "key,valid_from,value,reason\n"


@pytest.fixture
def take_in(database, composition, tmp_path):
    """The file of an installation that begins: what it says, and how many there are."""

    def taken(*rows: str) -> Any:
        file = tmp_path / "rules.csv"
        file.write_text(HEAD + "\n".join(rows))
        with database.writing() as session:
            return import_rules(session, composition.plugins.rules, file, NOW, NOW.date())

    return taken


def test_who_sets_an_installation_up_says_what_has_held_there(take_in, judged):
    rows = (
        "water.limit,2020-01-01,20,市政府通知",
        "water.first,2020-01-01,11-01,条例",
        "water.tiers,2021-01-01,14:1 18:0,办法",
    )
    assert take_in(*rows).added == 3
    told = values(judged(RULES, {"on": "2021-06-01"}))
    assert (told["water.limit"], told["water.first"]) == (20, "11-01")
    assert told["water.tiers"] == [(14.0, 1.0), (18.0, 0.0)]
    again = take_in(*rows, "water.limit,2022-01-01,21,市政府通知")
    assert (again.added, again.unchanged) == (1, 3)


def test_a_file_of_rules_tells_what_is_wrong_with_each_row(take_in):
    report = take_in(
        "water.limits,2020-01-01,20,r",
        "water.limit,1999-12-31,20,r",
        "water.limit,2020-01-01,31,r",
        "water.cycle,2020-01-01,twelve,r",
        "water.supply,2020-01-01,-10:60 10,r",
        "water.first,2020-01-01,11-01,",
        "water.limit,2020-02-01,20,r",
        "water.limit,2020-02-01,21,r",
    )
    assert [line.partition(":")[0] for line in report.refused] == [
        "line 2, key",
        "line 3, valid_from",
        "line 4, value",
        "line 5, value",
        "line 6, value",
        "line 7, reason",
        "line 9, valid_from",
    ]
    assert "There is: water.limit" in report.refused[0]


def test_the_lead_of_another_line_may_not_change_it(client, viewer, row_counts):
    before = row_counts()
    for lines, codes in (({"gas"}, ["FORBIDDEN"]), ({"water"}, [])):
        lead = client.acting(viewer(Role.LINE_LEAD, lines=frozenset(lines)))
        payload = lead.act("setRule", "change { id }", key="water.limit", validFrom="2023-10-01", reason="r", number=20)
        assert [error["code"] for error in payload["userErrors"]] == codes
    assert row_counts() == before | {"rule_change": 1, "mutation_key": 1}


def test_two_plugins_with_one_rule_are_refused_and_both_named():
    one, two = ModuleType("made_one"), ModuleType("made_two")
    for module in (one, two):
        module.register_rules = hookimpl(lambda: [LIMIT])  # type: ignore[attr-defined]
    with pytest.raises(PluginConflict, match=r"rule 'water\.limit' is claimed by rain and by wind"):
        Plugins(given({"wind": one, "rain": two}), strict=True)


@pytest.mark.parametrize(
    ("values", "place", "expected"),
    [
        (Steps(((16, 0.5), (18, 0.0))), 10, 0.5),
        (Steps(((16, 0.5), (18, 0.0))), 17.999, 0.5),
        (Steps(((16, 0.5), (18, 0.0))), 18, 0.0),
        (Curve(((-10, 60), (10, 40))), -20, 60),
        (Curve(((-10, 60), (10, 40))), 0, 50),
        (Curve(((-10, 60), (10, 40))), 5, 45),
        (Curve(((-10, 60), (10, 40))), 11, 40),
        (Curve(((3, 7),)), 99, 7),
    ],
)
def test_values_between_points(values, place, expected):
    assert values.at(place) == expected


@for_all(st.lists(st.tuples(st.integers(-30, 30), st.integers(0, 90)), min_size=1, unique_by=lambda point: point[0]))
def test_what_is_kept_is_what_is_read(points):
    curve = Curve(tuple((float(place), float(value)) for place, value in sorted(points)))
    assert SUPPLY.read(SUPPLY.kept(curve)) == curve


def test_an_empty_book_is_what_is_shipped():
    assert Rulebook().on(date(2023, 9, 8))[CYCLE] == 12
