"""Many items at once, as a phone sends them that was offline: each has its own result, none sinks the others."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
import strawberry
from sqlalchemy import select

from core import ActionInput, Context, Payload, Policy, action_input, by_id, hookimpl, mutation, payload, refer, several
from core.app import Composition
from core.checks import clean
from core.people.models import Unit as UnitRow
from core.people.models import UnitKind
from core.people.types import Unit
from core.plugin_manager import Plugins, given
from core.policy.role import Role

RESULTS = "results { clientMutationId unit { id name } userErrors { field code message } }"


@action_input
class FoundUnitInput(ActionInput):
    """A unit is founded."""

    name: str = strawberry.field(description="Its name.")
    fails: bool = strawberry.field(description="Whether there is a fault in our code.", default=False)


@payload
class FoundUnitPayload(Payload):
    """The unit."""

    unit: Unit | None = by_id("The unit; null when it was refused.")


class UnitMutations:
    @mutation("Found a unit.", "water.found")
    def found_unit(self, context: Context, input: FoundUnitInput) -> FoundUnitPayload:
        unit = UnitRow(name=clean(input.name, "name", 10), kind=UnitKind.UTILITY)
        context.session.add(unit)
        context.session.flush()
        if input.fails:
            raise ZeroDivisionError("what nobody thought of")
        return FoundUnitPayload(unit=refer(unit))

    found_units = several("FoundUnits", found_unit, "Found several units.")


@pytest.fixture(scope="session")
def composition() -> Composition:
    water = ModuleType("made_water")
    water.__file__ = None
    water.register_mutations = hookimpl(lambda: [UnitMutations])  # type: ignore[attr-defined]
    water.register_policies = hookimpl(lambda: [Policy("water.found", "Found units.", demo="*")])  # type: ignore[attr-defined]
    return Composition.of(Plugins(given({"water": water}), strict=True))


@pytest.fixture
def names(database: Any) -> Any:
    def read() -> list[str]:
        with database.reading() as session:
            return list(session.scalars(select(UnitRow.name).order_by(UnitRow.name)))

    return read


def item(key: str, name: str, **more: Any) -> dict[str, Any]:
    return {"clientMutationId": key, "name": name, **more}


def test_each_item_has_its_own_result_and_a_bad_one_does_not_sink_the_rest(client, names):
    items = [item("a", "first"), item("b", "far too long a name"), item("c", "third")]
    results = client.do("foundUnits", RESULTS, items=items)["results"]
    assert [(one["clientMutationId"], one["unit"] and one["unit"]["name"]) for one in results] == [
        ("a", "first"),
        ("b", None),
        ("c", "third"),
    ]
    (error,) = results[1]["userErrors"]
    assert (error["field"], error["code"]) == (["input", "items", "1", "name"], "TOO_LONG")
    assert names() == ["first", "third"]


def test_what_was_sent_before_is_not_done_again_alone_or_among_others(client, names):
    alone = client.do("foundUnit", "unit { id name }", clientMutationId="a", name="first")["unit"]
    for items in ([item("a", "first"), item("b", "second")], [item("b", "second"), item("a", "first")]):
        results = client.do("foundUnits", RESULTS, items=items)["results"]
        found = {one["clientMutationId"]: one["unit"] for one in results}
        assert found["a"] == alone
        assert found["b"]["name"] == "second"
    assert names() == ["first", "second"]


def test_an_item_that_was_refused_can_be_mended_and_sent_under_its_key(client, names):
    client.do("foundUnits", RESULTS, items=[item("a", "first"), item("b", "")])
    results = client.do("foundUnits", RESULTS, items=[item("a", "first"), item("b", "mended")])["results"]
    assert [one["userErrors"] for one in results] == [[], []]
    assert names() == ["first", "mended"]


def test_a_key_that_stands_twice_for_different_things_refuses_the_second(client, names):
    results = client.do("foundUnits", RESULTS, items=[item("a", "first"), item("a", "other")])["results"]
    assert [[error["code"] for error in one["userErrors"]] for one in results] == [[], ["KEY_REUSED"]]
    assert names() == ["first"]


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ([item("b", "none", fails=True)], "Something went wrong on our side, and this item was not kept."),
        ([item("b", "first")], "Something went wrong on our side, and this item was not kept."),
    ],
    ids=["a fault of the code", "a row that the database refuses"],
)
def test_a_fault_of_one_item_is_told_and_the_others_are_kept(client, names, items, told):
    results = client.do("foundUnits", RESULTS, items=[item("a", "first"), *items, item("c", "third")])["results"]
    (error,) = results[1]["userErrors"]
    assert (error["field"], error["code"]) == (["input", "items", "1"], "FAULT")
    assert error["message"].startswith(told)
    assert names() == ["first", "third"]


@pytest.mark.parametrize(("number", "code"), [(0, "REQUIRED"), (51, "TOO_LONG")])
def test_no_items_and_more_than_fifty_are_refused_as_a_whole(client, names, number, code):
    answer = client.act("foundUnits", RESULTS, items=[item(f"{n}", f"{n}") for n in range(number)])
    assert answer["results"] is None
    assert [(error["field"], error["code"]) for error in answer["userErrors"]] == [(["input", "items"], code)]
    assert names() == []


def test_who_may_not_do_one_may_not_do_many(client, viewer, names):
    answer = client.acting(viewer(Role.AUDITOR)).act("foundUnits", RESULTS, items=[item("a", "first")])
    assert answer["results"] is None
    assert [error["code"] for error in answer["userErrors"]] == ["FORBIDDEN"]
    assert names() == []
