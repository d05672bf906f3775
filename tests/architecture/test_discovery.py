"""The door: what is refused, what is put aside, and that both say who."""

from __future__ import annotations

import random
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
import strawberry
from graphql import validate_schema

from core import Blocker, CaseAction, Category, Conversion, Metric, Policy, ServiceLine, count, hookimpl
from core.plugin_manager import Plugin, PluginConflict, Plugins, discover, given
from core.schema import compose, sdl
from core.visits.models import Visit
from tests.effort import tries


def plugin(name: str, **hooks: Any) -> ModuleType:
    module = ModuleType(f"made_{name}")
    for hook, value in hooks.items():
        setattr(module, hook, hookimpl(_returning(value), specname=hook))
    return module


def _returning(value: Any) -> Any:
    return lambda: value


def line(key: str, *codes: str) -> ServiceLine:
    return ServiceLine(key, key.title(), key, key, tuple(Category(code, code, code) for code in codes))


def figure(key: str) -> Metric:
    return Metric(key, "l", "标", "u", "d", "f", count(Visit, "visited_on"))


def test_two_lines_with_one_category_are_refused_and_both_named() -> None:
    water, wind = plugin("water", service_line=line("water", "X-1")), plugin("wind", service_line=line("wind", "X-1"))
    with pytest.raises(PluginConflict, match="category 'X-1' is claimed by water and by wind"):
        Plugins(given({"water": water, "wind": wind}), strict=True)


def test_two_plugins_with_one_metric_are_refused_and_both_named() -> None:
    water = plugin("water", register_metrics=[figure("water.a")])
    wind = plugin("wind", register_metrics=[figure("water.a")])
    with pytest.raises(PluginConflict, match=r"metric 'water\.a' is claimed by water and by wind"):
        Plugins(given({"water": water, "wind": wind}), strict=True)


def part(name: str) -> type:
    return type(
        name, (), {"__annotations__": {"leaks": int}, "leaks": strawberry.field(description="Leaks here (漏).")}
    )


def test_two_plugins_with_one_root_field_are_refused_and_both_named() -> None:
    water, wind = plugin("water", register_queries=[part("A")]), plugin("wind", register_queries=[part("B")])
    with pytest.raises(PluginConflict, match=r"root field 'leaks' is claimed by water and by wind\. Rename one"):
        Plugins(given({"water": water, "wind": wind}), strict=True)


def shown(name: str) -> type:
    """A GraphQL type, made anew."""
    fields = {"__annotations__": {"depth": int}, "depth": strawberry.field(description="How deep (深度).")}
    return strawberry.type(type(name, (), fields), description="Something (物).")


def cold(action: CaseAction) -> Blocker:
    return Blocker(action, "RAIN_COLD", "Cold.", "凉。", lambda case: case.id > 0)


CLAIMED: dict[str, Callable[[], dict[str, Any]]] = {
    "category 'X-1'": lambda: {"service_line": None},
    "metric 'tea.a'": lambda: {"register_metrics": [figure("tea.a")]},
    "operation 'tea.pour'": lambda: {"register_policies": [Policy("tea.pour", "Pour (倒).", line_lead="L")]},
    "blocker 'TEA_COLD'": lambda: {
        "register_blockers": [Blocker(CaseAction.CLOSE, "TEA_COLD", "Cold.", "凉。", lambda case: case.id > 0)]
    },
    "conversion of complaints 'a conversion'": lambda: {"register_conversions": [Conversion("tea", lambda *_: None)]},
    "GraphQL type 'TeaCup'": lambda: {"register_types": [shown("TeaCup")]},
    "root field 'leaks'": lambda: {"register_queries": [part("TeaQueries")]},
}


@pytest.mark.parametrize(("what", "hooks"), CLAIMED.items(), ids=CLAIMED)
def test_e02_what_two_plugins_claim_neither_has_and_both_are_named(
    what: str, hooks: Callable[[], dict[str, Any]]
) -> None:
    def made(name: str) -> ModuleType:
        return plugin(
            name, **{hook: line(name, "X-1") if hook == "service_line" else of for hook, of in hooks().items()}
        )

    plugins = Plugins(given({"rain": made("rain"), "wind": made("wind")}))

    assert [active.name for active in plugins.active] == ["core"]
    told = f"The {what} is claimed by rain and by wind. Rename one of them."
    assert [aside.problems for aside in plugins.all] == [[told], [told]]


DECLARED = {
    "category 'X-1'": {"service_line": line("rain", "X-1", "X-1")},
    "metric 'rain.a'": {"register_metrics": [figure("rain.a"), figure("rain.b"), figure("rain.a")]},
    "operation 'rain.pour'": {
        "register_policies": [Policy("rain.pour", f"{way} (倒).", line_lead="L") for way in "ab"]
    },
    "blocker 'RAIN_COLD of CLOSE'": {"register_blockers": [cold(CaseAction.CLOSE), cold(CaseAction.CLOSE)]},
    "conversion of complaints 'a conversion'": {"register_conversions": [Conversion("rain", print) for _ in "ab"]},
}


@pytest.mark.parametrize(("what", "hooks"), DECLARED.items(), ids=DECLARED)
def test_e02_what_a_plugin_declares_twice_within_itself_is_named_and_the_others_go_on(
    what: str, hooks: dict[str, Any]
) -> None:
    plugins = Plugins(given({"rain": plugin("rain", **hooks), "wind": plugin("wind")}))

    assert [active.name for active in plugins.active] == ["core", "wind"]
    told = f"The {what} is declared twice. Rename or remove one of them."
    assert [aside.problems for aside in plugins.all] == [[told], []]
    with pytest.raises(PluginConflict, match=f"Plugin rain .*: The {what} is declared twice"):
        Plugins(given({"rain": plugin("rain", **hooks)}), strict=True)


def test_one_blocker_may_stand_in_the_way_of_two_actions() -> None:
    both = [cold(CaseAction.CLOSE), cold(CaseAction.RESOLVE_ON_SITE)]
    assert Plugins(given({"rain": plugin("rain", register_blockers=both)}), strict=True).all[0].is_active


@pytest.mark.parametrize("seed", range(tries(3, 100)))
def test_e07_some_lines_in_whatever_order_make_one_valid_schema(seed: int) -> None:
    chance = random.Random(seed)
    lines = ["enforcement", "gas", "heating", "sanitation"]
    left_out = chance.sample(lines, chance.randint(0, 3))
    found = discover(left_out)

    first = compose(Plugins(found, strict=True))
    chance.shuffle(found)
    second = compose(Plugins(found, strict=True))

    assert validate_schema(first._schema) == []
    assert sdl(first) == sdl(second)
    assert not [field for field in first._schema.query_type.fields if field.startswith(tuple(left_out or "?"))]


def test_one_plugin_with_one_root_field_twice_is_refused() -> None:
    water = plugin("water", register_queries=[part("A"), part("B")])
    with pytest.raises(PluginConflict, match=r"Query\.leaks is defined by both .*\.A and .*\.B\. Rename one"):
        compose(Plugins(given({"water": water}), strict=True))


def test_a_misspelt_hook_puts_the_plugin_aside_and_names_it() -> None:
    module = ModuleType("made_water")
    module.register_metricz = hookimpl(lambda: [])  # type: ignore[attr-defined]
    plugins = Plugins(given({"water": module}))
    (water,) = plugins.all
    assert not water.is_active
    assert "register_metricz" in water.problems[0]
    assert [active.name for active in plugins.active] == ["core"]


def test_a_plugin_that_raises_is_put_aside_and_the_others_go_on() -> None:
    module = ModuleType("made_wind")

    def service_line() -> ServiceLine:
        raise SystemExit("bye")

    module.service_line = hookimpl(service_line)  # type: ignore[attr-defined]
    plugins = Plugins(given({"water": plugin("water", service_line=line("water")), "wind": module}))
    assert [active.name for active in plugins.active] == ["core", "water"]
    assert plugins.all[1].problems == ["SystemExit: bye"]


def test_strict_refuses_to_start_with_a_problem() -> None:
    broken = Plugin("wind", problems=["It cannot be imported: ImportError: no module named gust"])
    with pytest.raises(PluginConflict, match=r"Plugin wind .*no module named gust"):
        Plugins([broken], strict=True)


def test_a_line_must_be_registered_under_its_own_key() -> None:
    plugins = Plugins(given({"rain": plugin("rain", service_line=line("water"))}))
    assert "must be registered under its own key" in plugins.all[0].problems[0]


def test_e04_a_mutation_that_no_right_is_asked_for_refuses_to_build() -> None:
    def pour(self: Any) -> int:
        return 1

    made = type("Pouring", (), {"pour": strawberry.mutation(pour, description="Pour (倒).")})
    with pytest.raises(PluginConflict, match=r"Mutation\.pour: make it with `mutation` of core"):
        compose(Plugins(given({"water": plugin("water", register_mutations=[made])}), strict=True))


def test_a_description_that_is_missing_refuses_to_build() -> None:
    made = strawberry.type(type("A", (), {"__annotations__": {"silent": int}}), description="x")
    with pytest.raises(Exception, match=r"Query\.silent has no description"):
        compose(Plugins(given({"water": plugin("water", register_queries=[made])}), strict=True))
