"""The contract of clients, and how much it costs."""

from __future__ import annotations

from pathlib import Path

from .conftest import CLOUDS, COAST, DOOR, HILL

PLAN = (Path(__file__).parents[2] / "contract/documents/09_gas.graphql").read_text(encoding="utf-8")


def test_the_contract_of_the_plan_is_answered(do, inspect, judged):
    for room, community, tags in (
        ("1", COAST, ["ELDERLY", "RENTAL"]),
        ("2", HILL, []),
        ("3", CLOUDS, ["OLD_HOUSE"]),
        ("4", COAST, ["OLD_HOUSE"]),
    ):
        inspect("2022-08-01", household=DOOR | {"room": room, "priorityTags": tags}, community=community)
    inspect("2023-08-01", household=DOOR | {"room": "4"}, noEntryReason="ABSENT")
    sent = {"name": "兴隆支路1号", "communityCode": COAST, "households": 40, "targetDueOn": "2023-12-31"}
    do("startGasConnectionProject", "project { id }", **sent)
    data = judged(PLAN, {"districtCodes": ["370203"], "first": 20})
    due = data["gasInspectionsDue"]
    assert due["totalCount"] == 2
    assert due["nodes"] == [
        {
            "household": {
                "id": node["household"]["id"],
                "building": "3号楼",
                "unit": "2单元",
                "room": room,
                "priorityTags": tags,
                "community": {"name": "海岸路社区"},
            },
            "lastInspectedOn": "2022-08-01",
            "dueOn": "2023-08-01",
            "isOverdue": True,
            "lastNoEntryReason": reason,
        }
        for node, (room, tags, reason) in zip(
            due["nodes"], (("1", ["ELDERLY", "RENTAL"], None), ("4", ["OLD_HOUSE"], "ABSENT")), strict=True
        )
    ]
    (project,) = data["gasConnectionProjects"]["nodes"]
    assert (project["stage"], project["target"]) == ("SURVEY", {"households": 40, "dueOn": "2023-12-31"})


def test_a_page_costs_the_same_however_long_it_is(do, inspect, statements):
    def cost():
        return statements(PLAN, {"districtCodes": ["370203"], "first": 20})

    inspect("2022-08-01", household=DOOR | {"priorityTags": ["ELDERLY"]})
    one = cost()
    for room in range(5):
        inspect("2022-08-01", household=DOOR | {"room": f"{room}", "priorityTags": ["RENTAL"]})
    assert cost() == one
