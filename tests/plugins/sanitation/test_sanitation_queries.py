"""Asking what the sanitation line did."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from core.database import Database
from core.visits.models import Visit, VisitStatus

SEASIDE, CLOUDS = "370203029014", "370202001001"
# The contract of clients, as it stands.
CONTRACT = """
query Sanitation($window: DateWindow!) {
  sanitationFiveCleans(window: $window) { kind found cleared clearRate }
  facilities(filter: { kinds: [PUBLIC_TOILET], isOpenAllDay: true }, first: 10) {
    totalCount
    nodes { id name kind community { name } isOpenAllDay hasThirdRestroom isSocialUnit }
  }
}
"""
FIVE_CLEANS = """
query ($window: DateWindow!, $districts: [String!], $communities: [String!]) {
  sanitationFiveCleans(
    window: $window, districtCodes: $districts, communityCodes: $communities
  ) { kind found cleared clearRate volumeCubicMeters communities }
}
"""
FOCUS_AREAS = """
query ($window: DateWindow!, $districts: [String!]) {
  sanitationFocusAreas(window: $window, districtCodes: $districts) { area visits communities }
}
"""
TASKS = """
query ($filter: SanitationFiveCleanTaskFilter, $order: [SanitationFiveCleanTaskOrder!]) {
  sanitationFiveCleanTasks(filter: $filter, orderBy: $order, first: 20) {
    totalCount
    nodes { id kind place found cleared isCleared volumeCubicMeters cleanedOn
      community { name district { code } } visit { visitedOn report { __typename } } }
  }
}
"""
RECURRENCES = """
query ($window: DateWindow!, $atLeast: Int!, $districts: [String!], $first: Int, $after: String) {
  sanitationRecurrences(
    window: $window, atLeast: $atLeast, districtCodes: $districts, first: $first, after: $after
  ) {
    totalCount
    nodes { community { code } kind times found cleared lastFoundOn }
    pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}
"""
WEEK = {"from": "2023-09-01", "to": "2023-09-08"}
ALWAYS = {"from": "2021-01-01", "to": "2024-01-01"}


def clean(kind: str, found: int, cleared: int, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "found": found, "cleared": cleared, **more}


@pytest.fixture
def work(visited: Callable[..., Any], database: Database) -> None:
    """Four visits, and one that was called off afterwards."""
    visited(
        "2023-08-31",
        fiveCleans=[
            clean("STAIRWELL", 4, 4, place="1号楼", volumeCubicMeters=0.5),
            clean("DEAD_CORNER", 3, 2, place="车棚旁"),
        ],
        focusAreas=["OLD_ESTATE"],
    )
    visited(
        "2023-09-01",
        fiveCleans=[clean("DEAD_CORNER", 5, 5, volumeCubicMeters=2.25), clean("YARD", 0, 0)],
        focusAreas=["OLD_ESTATE", "MARKET"],
    )
    visited(
        "2023-09-07",
        CLOUDS,
        fiveCleans=[clean("DEAD_CORNER", 1, 0, place="Block A 楼后"), clean("STAIRWELL", 2, 1)],
        focusAreas=["OLD_ESTATE"],
    )
    visited("2023-09-08", fiveCleans=[clean("DEAD_CORNER", 2, 2)])
    off = visited("2023-09-06", CLOUDS, fiveCleans=[clean("YARD", 9, 9)], focusAreas=["MARKET"])
    key = int(off["id"].rpartition("_")[2])
    with database.writing() as session:
        session.execute(update(Visit).where(Visit.id == key).values(status=VisitStatus.CANCELLED))


def test_the_contract_of_clients_is_answered(judged, work):
    answer = judged(CONTRACT, {"window": WEEK})

    assert answer == {
        "sanitationFiveCleans": [
            {"kind": "STAIRWELL", "found": 2, "cleared": 1, "clearRate": 0.5},
            {"kind": "ROOFTOP", "found": 0, "cleared": 0, "clearRate": None},
            {"kind": "YARD", "found": 0, "cleared": 0, "clearRate": None},
            {"kind": "BACK_LANE", "found": 0, "cleared": 0, "clearRate": None},
            {"kind": "DEAD_CORNER", "found": 6, "cleared": 5, "clearRate": 5 / 6},
        ],
        "facilities": {"totalCount": 0, "nodes": []},
    }


def test_the_five_cleanings_tell_volume_and_communities_of_visits_made(judged, work):
    totals = judged(FIVE_CLEANS, {"window": ALWAYS})["sanitationFiveCleans"]

    found = {total["kind"]: (total["volumeCubicMeters"], total["communities"]) for total in totals}
    assert found == {
        "STAIRWELL": (0.5, 2),
        "ROOFTOP": (0, 0),
        "YARD": (0, 0),
        "BACK_LANE": (0, 0),
        "DEAD_CORNER": (2.25, 2),
    }


@pytest.mark.parametrize(
    "narrowed",
    [{"districts": ["370202"]}, {"communities": [CLOUDS]}],
    ids=["district", "community"],
)
def test_the_five_cleanings_can_be_told_of_some_places_only(judged, work, narrowed):
    totals = judged(FIVE_CLEANS, {"window": ALWAYS, **narrowed})["sanitationFiveCleans"]

    assert [(total["found"], total["cleared"]) for total in totals] == [
        (2, 1),
        (0, 0),
        (0, 0),
        (0, 0),
        (1, 0),
    ]


def test_focus_areas_count_visits_and_different_communities(judged, work):
    areas = judged(FOCUS_AREAS, {"window": ALWAYS})["sanitationFocusAreas"]
    south = judged(FOCUS_AREAS, {"window": ALWAYS, "districts": ["370202"]})["sanitationFocusAreas"]

    assert [(area["area"], area["visits"], area["communities"]) for area in areas] == [
        ("BACK_LANE", 0, 0),
        ("OLD_ESTATE", 3, 2),
        ("URBAN_VILLAGE", 0, 0),
        ("MARKET", 1, 1),
        ("COLLECTION_POINT", 0, 0),
    ]
    assert [area["visits"] for area in south] == [0, 1, 0, 0, 0]


@pytest.mark.parametrize("field", ["sanitationFiveCleans", "sanitationFocusAreas"])
def test_a_window_that_ends_before_it_begins_is_refused(client, field):
    inside = "kind" if field == "sanitationFiveCleans" else "area"
    query = f'{{ {field}(window: {{ from: "2023-09-08", to: "2023-09-08" }}) {{ {inside} }} }}'

    answer = client(query)

    assert answer["data"] == {field: None}
    assert [error["path"] for error in answer["errors"]] == [[field]]
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_tasks_come_the_latest_first_with_where_they_belong(judged, work):
    tasks = judged(TASKS)["sanitationFiveCleanTasks"]

    assert tasks["totalCount"] == 8
    assert [task["id"] for task in tasks["nodes"]] == [
        f"SanitationFiveCleanTask_{key}" for key in (7, 6, 5, 8, 4, 3, 2, 1)
    ]
    assert tasks["nodes"][2] == {
        "id": "SanitationFiveCleanTask_5",
        "kind": "DEAD_CORNER",
        "place": "Block A 楼后",
        "found": 1,
        "cleared": 0,
        "isCleared": False,
        "volumeCubicMeters": None,
        "cleanedOn": "2023-09-07",
        "community": {"name": "云霄路社区", "district": {"code": "370202"}},
        "visit": {
            "visitedOn": "2023-09-07",
            "report": {"__typename": "SanitationVisitReport"},
        },
    }


FILTERS = [
    ({"window": WEEK}, [3, 4, 5, 6, 8]),
    ({"kinds": ["STAIRWELL", "YARD"]}, [1, 4, 6, 8]),
    ({"isCleared": False}, [2, 5, 6]),
    ({"isCleared": True, "kinds": ["DEAD_CORNER"]}, [3, 7]),
    ({"search": "楼"}, [1, 5]),
    ({"search": "车棚"}, [2]),
    ({"search": "block a"}, [5]),
    ({"search": "%"}, []),
    ({"communityCodes": [SEASIDE]}, [1, 2, 3, 4, 7]),
    ({"communityCodes": [SEASIDE, CLOUDS], "window": WEEK}, [3, 4, 5, 6, 8]),
    ({"districtCodes": ["370202"]}, [5, 6, 8]),
    ({"districtCodes": []}, []),
    ({}, [1, 2, 3, 4, 5, 6, 7, 8]),
]


def test_tasks_can_be_narrowed(judged, work, subtests):
    for given, keys in FILTERS:
        with subtests.test(str(given)):
            tasks = judged(TASKS, {"filter": given})["sanitationFiveCleanTasks"]

            found = [int(task["id"].rpartition("_")[2]) for task in tasks["nodes"]]
            assert (sorted(found), tasks["totalCount"]) == (keys, len(keys))


def test_a_search_for_nothing_is_refused(client, work):
    answer = client(TASKS, {"filter": {"search": " "}})

    assert answer["data"] == {"sanitationFiveCleanTasks": None}
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


ORDERS = [
    ("CLEANED_ON", "ASC", [1, 2, 3, 4, 8, 5, 6, 7]),
    ("CLEANED_ON", "DESC", [7, 6, 5, 8, 4, 3, 2, 1]),
    ("FOUND", "ASC", [4, 5, 6, 7, 2, 1, 3, 8]),
    ("FOUND", "DESC", [8, 3, 1, 2, 7, 6, 5, 4]),
]


def test_tasks_come_in_every_order_page_by_page(judged, work, subtests):
    page = """
    query ($order: [SanitationFiveCleanTaskOrder!], $after: String) {
      sanitationFiveCleanTasks(orderBy: $order, first: 3, after: $after) {
        nodes { id } pageInfo { hasNextPage endCursor }
      }
    }
    """
    for field, direction, keys in ORDERS:
        with subtests.test(f"{field} {direction}"):
            given: dict[str, Any] = {"order": [{"field": field, "direction": direction}]}
            found: list[int] = []
            more = True
            while more:
                part = judged(page, given)["sanitationFiveCleanTasks"]
                found += [int(task["id"].rpartition("_")[2]) for task in part["nodes"]]
                more, given["after"] = part["pageInfo"].values()
            assert found == keys


def test_a_task_is_found_again_by_its_id(judged, work):
    query = """
    { node(id: "SanitationFiveCleanTask_2") { ... on SanitationFiveCleanTask { place found } } }
    """

    assert judged(query) == {"node": {"place": "车棚旁", "found": 3}}


def test_rubbish_that_comes_back_is_told_with_its_place(judged, work):
    given = {"window": ALWAYS, "atLeast": 2, "first": 10}

    found = judged(RECURRENCES, given)["sanitationRecurrences"]
    south = judged(RECURRENCES, given | {"districts": ["370202"]})["sanitationRecurrences"]

    assert found["nodes"] == [
        {
            "community": {"code": SEASIDE},
            "kind": "DEAD_CORNER",
            "times": 3,
            "found": 10,
            "cleared": 9,
            "lastFoundOn": "2023-09-08",
        }
    ]
    assert south["totalCount"] == 0


def test_recurrences_are_what_counting_by_hand_gives_on_whatever_pages(judged, visited):
    chance = random.Random(5)
    counted: dict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
    for number in range(16):
        day, community = f"{date(2023, 8, 1) + timedelta(number)}", chance.choice([SEASIDE, CLOUDS])
        kinds = chance.sample(["STAIRWELL", "ROOFTOP", "YARD", "DEAD_CORNER"], 2)
        given = [(kind, chance.randint(0, 3)) for kind in kinds]
        visited(day, community, fiveCleans=[clean(kind, found, found // 2) for kind, found in given])
        for kind, found in given:
            if found:
                counted[community, kind].append((found, found // 2, day))
    expected = sorted(
        (-len(times), -sum(found for found, _, _ in times), community != SEASIDE, kind)
        for (community, kind), times in counted.items()
        if len(times) >= 2
    )
    assert len(expected) > 4

    asked: dict[str, Any] = {"window": ALWAYS, "atLeast": 2, "first": 2}
    nodes: list[dict[str, Any]] = []
    while True:
        page = judged(RECURRENCES, asked)["sanitationRecurrences"]
        assert page["totalCount"] == len(expected)
        assert page["pageInfo"]["hasPreviousPage"] == bool(nodes)
        nodes += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        asked["after"] = page["pageInfo"]["endCursor"]

    assert expected == [
        (-node["times"], -node["found"], node["community"]["code"] != SEASIDE, node["kind"]) for node in nodes
    ]
    for node in nodes:
        times = counted[node["community"]["code"], node["kind"]]
        assert node["cleared"] == sum(cleared for _, cleared, _ in times)
        assert node["lastFoundOn"] == max(day for _, _, day in times)


WRONG = [
    ({"window": {"from": "2023-09-08", "to": "2023-09-01"}}, ["window", "to"]),
    ({"atLeast": 1}, ["atLeast"]),
    ({"atLeast": 1001}, ["atLeast"]),
    ({"first": None}, ["first"]),
    ({"first": 101}, ["first"]),
    ({"after": "nonsense"}, ["after"]),
]


def test_recurrences_refuse_what_cannot_be_asked(client, work, subtests):
    for wrong, field in WRONG:
        with subtests.test(str(wrong)):
            given = {"window": ALWAYS, "atLeast": 2, "first": 10, **wrong}

            answer = client(RECURRENCES, given)

            assert answer["data"] == {"sanitationRecurrences": None}
            assert answer["errors"][0]["extensions"]["field"] == field


def test_the_number_of_statements_does_not_grow_with_the_rows(statements, visited, subtests):
    report = """
    { visits(first: 50) { nodes { report { ... on SanitationVisitReport {
      sortingTalkHouseholds focusAreas fiveCleans { kind found community { name } } } } } } }
    """
    asked = [
        (CONTRACT, {"window": ALWAYS}),
        (FIVE_CLEANS, {"window": ALWAYS, "districts": ["370203"]}),
        (FOCUS_AREAS, {"window": ALWAYS}),
        (TASKS, {}),
        (RECURRENCES, {"window": ALWAYS, "atLeast": 2, "first": 10}),
        (report, {}),
    ]
    some = [clean("YARD", 2, 1), clean("DEAD_CORNER", 1, 1)]
    for day in (1, 2):
        visited(f"2023-09-0{day}", fiveCleans=some, focusAreas=["MARKET"])
    before = [statements(*query) for query in asked]
    for day in (3, 4, 5):
        visited(f"2023-09-0{day}", CLOUDS, fiveCleans=some, focusAreas=["MARKET"])

    assert [statements(*query) for query in asked] == before == [4, 3, 2, 2, 2, 1]


def test_the_names_alone_of_the_five_cleanings_need_no_rows(judged, statements, work):
    query = '{ sanitationFiveCleans(window: { from: "2023-01-01", to: "2024-01-01" }) { kind } }'

    kinds = judged(query)["sanitationFiveCleans"]

    assert [total["kind"] for total in kinds] == ["STAIRWELL", "ROOFTOP", "YARD", "BACK_LANE", "DEAD_CORNER"]
    assert statements(query) == 0
