"""Households are registered at the first knock, and found again at the next."""

from __future__ import annotations

import pytest

from tests.core.conftest import CLOUDS, SEASIDE

LISTED = """
query ($filter: HouseholdFilter) {
  households(first: 9, filter: $filter) { nodes { id community { code } building unit room priorityTags } }
}
"""


def door(room: str = "101", **more):
    return {"building": "3号楼", "unit": "1单元", "room": room} | more


@pytest.fixture
def knocked(visited):
    """A heating visit that came to these doors."""
    return lambda *doors, **more: visited(line="heating", homes=[{"household": given} for given in doors], **more)


def test_a_door_is_registered_once_however_often_somebody_knocks(knocked, judged):
    knocked(door(), door("102"))
    knocked(door(" 101 "), visit={"visitedOn": "2023-09-06"})
    knocked(door(), community=CLOUDS)

    found = judged(LISTED)["households"]["nodes"]
    assert [(home["id"], home["community"]["code"]) for home in found] == [
        ("Household_1", SEASIDE),
        ("Household_2", SEASIDE),
        ("Household_3", CLOUDS),
    ]
    assert [home["room"] for home in found] == ["101", "102", "101"]
    assert found[0] == door(id="Household_1", community={"code": SEASIDE}, priorityTags=[])


def test_a_door_is_one_however_it_is_written(knocked, judged):
    knocked(door("501A"))
    knocked(door("５０１ａ", building="３号楼"), visit={"visitedOn": "2023-09-06"})
    knocked(door("501a", unit="1 单元"), visit={"visitedOn": "2023-09-07"})

    found = judged(LISTED)["households"]["nodes"]
    assert [(home["building"], home["room"]) for home in found] == [("3号楼", "501A")]


def test_tags_stay_where_nothing_is_told_and_are_replaced_where_something_is(knocked, judged):
    def tags() -> list[str]:
        (home,) = judged(LISTED)["households"]["nodes"]
        return home["priorityTags"]

    knocked(door(priorityTags=["RENTAL", "ELDERLY", "ELDERLY"]))
    assert tags() == ["ELDERLY", "RENTAL"]
    knocked(door())
    assert tags() == ["ELDERLY", "RENTAL"]
    knocked(door(priorityTags=["ELDERLY", "SPECIAL"]))
    assert tags() == ["ELDERLY", "SPECIAL"]
    knocked(door(priorityTags=[]))
    assert tags() == []


def test_households_are_found_by_community_and_by_tag(knocked, judged):
    knocked(door("1", priorityTags=["RENTAL", "ELDERLY"]), door("2", priorityTags=["ELDERLY"]), door("3"))
    knocked(door("4", priorityTags=["SPECIAL"]), community=CLOUDS)

    def homes(**given) -> list[str]:
        return [home["id"].rpartition("_")[2] for home in judged(LISTED, {"filter": given})["households"]["nodes"]]

    assert homes(priorityTags=["ELDERLY", "RENTAL"]) == ["1", "2"]
    assert homes(priorityTags=[]) == []
    assert homes(communityCodes=[CLOUDS]) == ["4"]
    assert homes(communityCodes=[SEASIDE], priorityTags=["SPECIAL", "RENTAL"]) == ["1"]


@pytest.mark.parametrize("field", ["building", "unit", "room"])
@pytest.mark.parametrize(("text", "code"), [("", "REQUIRED"), ("长" * 41, "TOO_LONG"), ("a\0", "INVALID")])
def test_a_door_without_a_proper_name_is_refused(field, text, code, client, places, row_counts):
    before = row_counts()

    answer = client.act(
        "recordHeatingVisit",
        "visit { id }",
        visit={"communityCode": SEASIDE, "visitedOn": "2023-09-05", "personTimes": {}},
        homes=[{"household": door() | {field: text}}],
    )

    (error,) = answer["userErrors"]
    assert (error["field"], error["code"]) == (["input", "homes", "0", "household", field], code)
    assert row_counts() == before
