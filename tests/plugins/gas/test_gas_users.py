"""Who uses gas, with what, and when the next inspection is due."""

from __future__ import annotations

import pytest

from core.policy.role import Role

from .conftest import CLOUDS, COAST, DOOR, GONE, HILL, NEXT_DOOR, door, visit

USER = """user { kind openedOn lastInspectedOn dueOn failedAttempts household { room }
  devices { kind installedOn expiresOn isExpired replacedOn } }"""
DUE = """query($filter: GasDueFilter, $order: [GasUserOrder!]) {
  gasInspectionsDue(first: 20, filter: $filter, orderBy: $order) { totalCount
    nodes { household { room community { code } } dueOn isOverdue failedAttempts lastNoEntryReason kind } } }"""


def register(do, opened="2023-01-10", household=DOOR, kind="URBAN", community=COAST, **more):
    sent = {"communityCode": community, "household": household, "kind": kind, "openedOn": opened} | more
    return do("registerGasUser", USER, **sent)["user"]


@pytest.fixture
def due(judged):
    def ask(order=None, **filter):
        data = judged(DUE, {"filter": filter, "order": order})["gasInspectionsDue"]
        return [(one["household"]["room"], one["dueOn"]) for one in data["nodes"]]

    return ask


def test_a_user_is_registered_with_what_burns_and_carries_gas(do):
    devices = [
        {"kind": "STOVE", "installedOn": "2015-09-08"},
        {"kind": "RUBBER_HOSE", "installedOn": "2022-03-31"},
        {"kind": "METER", "installedOn": "2013-09-09"},
    ]
    assert register(do, devices=devices) == {
        "kind": "URBAN",
        "openedOn": "2023-01-10",
        "lastInspectedOn": None,
        "dueOn": "2023-01-10",
        "failedAttempts": 0,
        "household": {"room": "501"},
        "devices": [
            {
                "kind": "STOVE",
                "installedOn": "2015-09-08",
                "expiresOn": "2023-09-08",
                "isExpired": True,
                "replacedOn": None,
            },
            {
                "kind": "RUBBER_HOSE",
                "installedOn": "2022-03-31",
                "expiresOn": "2023-09-30",
                "isExpired": False,
                "replacedOn": None,
            },
            {
                "kind": "METER",
                "installedOn": "2013-09-09",
                "expiresOn": "2023-09-09",
                "isExpired": False,
                "replacedOn": None,
            },
        ],
    }


def test_a_user_counts_since_the_day_it_was_given_gas_as_last_corrected(do, inspect, judged):
    figure = """query($to: Date!) { metrics(keys: ["gas.due_coverage"], window: {from: "2000-01-01", to: $to}, first: 1) {
      nodes { denominator } } }"""

    def users(until):
        return judged(figure, {"to": until})["metrics"]["nodes"][0]["denominator"]

    register(do, opened="2020-01-10")
    register(do, opened="2023-01-10")
    inspect("2023-05-01", household=NEXT_DOOR)
    assert (users("2021-01-01"), users("2023-02-01"), users("2023-06-01")) == (0, 1, 2)
    register(do, opened="2020-01-10", household=NEXT_DOOR)
    assert (users("2021-01-01"), users("2023-02-01")) == (1, 2)


def test_a_newer_device_replaces_the_older_and_steel_replaces_rubber(do, inspect, judged):
    register(do, devices=[{"kind": "RUBBER_HOSE", "installedOn": "2021-01-01"}])
    for day, devices in (
        ("2023-05-01", [{"kind": "RUBBER_HOSE", "installedOn": "2021-01-01"}]),
        ("2023-06-01", [{"kind": "STEEL_BELLOWS", "installedOn": "2023-05-20"}]),
        ("2023-07-01", [{"kind": "RUBBER_HOSE", "installedOn": "2020-01-01"}]),
    ):
        inspect(day, devices=devices)
    found = judged("{ gasDevices(first: 5) { nodes { kind replacedOn isExpired household { room } } } }")["gasDevices"]
    assert found["nodes"] == [
        {"kind": "RUBBER_HOSE", "replacedOn": "2023-05-20", "isExpired": False, "household": {"room": "501"}},
        {"kind": "STEEL_BELLOWS", "replacedOn": None, "isExpired": False, "household": {"room": "501"}},
    ]


def test_an_old_stove_that_stands_beside_a_new_one_is_not_forgotten(do, inspect, judged):
    old, new = ({"kind": "STOVE", "installedOn": f"{year}-01-01"} for year in (2010, 2022))
    query = "{ gasDevices(first: 5) { nodes { installedOn isExpired replacedOn } } }"
    told = [
        {"installedOn": "2010-01-01", "isExpired": True, "replacedOn": None},
        {"installedOn": "2022-01-01", "isExpired": False, "replacedOn": None},
    ]
    for day, devices in (("2023-05-01", [new, old]), ("2023-06-01", [old, new])):
        inspect(day, devices=devices)
        assert judged(query)["gasDevices"]["nodes"] == told
    inspect("2023-07-01", devices=[new])
    told[0] |= {"isExpired": False, "replacedOn": "2022-01-01"}
    assert judged(query)["gasDevices"]["nodes"] == told


def test_devices_are_found_by_the_end_of_their_life(do, judged):
    for room, day in (("1", "2015-01-01"), ("2", "2016-01-01"), ("3", "2021-01-01")):
        register(do, household=DOOR | {"room": room}, devices=[{"kind": "STOVE", "installedOn": day}])
    query = (
        "query($f: GasDeviceFilter) { gasDevices(first: 5, filter: $f) { totalCount nodes { household { room } } } }"
    )
    given = {"kinds": ["STOVE"], "isInUse": True, "expiresBy": "2024-01-01", "districtCodes": ["370203"]}
    found = judged(query, {"f": given})["gasDevices"]
    assert [one["household"]["room"] for one in found["nodes"]] == ["1", "2"]
    assert judged(query, {"f": given | {"communityCodes": [HILL]}})["gasDevices"]["totalCount"] == 0


def test_the_life_of_a_device_is_what_the_rules_had_when_it_was_installed(do, clock):
    with clock.back_on("2023-01-01"):
        do("setRule", "change { id }", key="gas.life_stove", validFrom="2023-01-01", number=120, reason="新国标")
    devices = [{"kind": "STOVE", "installedOn": "2022-12-31"}]
    assert [one["expiresOn"] for one in register(do, devices=devices)["devices"]] == ["2030-12-31"]
    devices = [{"kind": "STOVE", "installedOn": "2023-01-01"}]
    assert [one["expiresOn"] for one in register(do, devices=devices)["devices"]] == ["2030-12-31", "2033-01-01"]


@pytest.mark.parametrize(
    ("kind", "due_on"), [("URBAN", "2024-08-31"), ("RURAL", "2024-02-29"), ("NON_RESIDENT", "2024-02-29")]
)
def test_who_was_let_in_is_due_again_after_the_cycle_of_the_kind(do, inspect, due, kind, due_on):
    register(do, kind=kind)
    assert due() == [("501", "2023-01-10")]
    inspect("2023-08-31")
    assert due() == [("501", due_on)]


def test_another_cycle_holds_for_inspections_from_its_day_on(do, inspect, due, clock):
    with clock.back_on("2023-08-15"):
        do("setRule", "change { id }", key="gas.cycle_urban", validFrom="2023-09-01", number=6, reason="条例修订")
    inspect("2023-08-31")
    inspect("2023-09-01", household=NEXT_DOOR)
    assert due() == [("502", "2024-03-01"), ("501", "2024-08-31")]


def test_a_door_that_stayed_closed_stays_due_and_comes_first_the_next_time(do, judged, inspect, due):
    inspect("2022-09-01")
    inspect("2022-09-01", household=NEXT_DOOR)
    inspect("2023-09-01", household=NEXT_DOOR, noEntryReason="ABSENT")
    inspect("2023-09-02", household=NEXT_DOOR, noEntryReason="REFUSED")
    inspect("2023-09-02", household=DOOR | {"room": "601"}, noEntryReason="VACANT")
    first = [{"field": "FAILED_ATTEMPTS", "direction": "DESC"}, {"field": "DUE_ON", "direction": "ASC"}]
    assert due(order=first) == [("502", "2023-09-01"), ("501", "2023-09-01"), ("601", "2023-09-02")]
    assert due(comesFirst=True) == [("502", "2023-09-01")]
    inspect("2023-09-03", household=NEXT_DOOR)
    assert due(comesFirst=True) == []


def test_what_is_told_late_does_not_undo_what_was_found_since(inspect, judged):
    inspect("2023-09-01")
    inspect("2023-08-01", noEntryReason="REFUSED")
    (one,) = judged(DUE, {})["gasInspectionsDue"]["nodes"]
    assert (one["dueOn"], one["failedAttempts"], one["lastNoEntryReason"]) == ("2024-09-01", 0, None)


@pytest.mark.parametrize(
    ("attempts", "failed", "reason"),
    [
        ([("2023-09-05", "ABSENT"), ("2023-09-01", None)], 1, "ABSENT"),
        ([("2023-09-05", "REFUSED"), ("2023-09-04", "VACANT"), ("2023-09-03", "ABSENT")], 1, "REFUSED"),
        ([("2023-09-05", "ABSENT"), ("2023-09-03", None), ("2023-09-04", "REFUSED")], 2, "ABSENT"),
    ],
)
def test_doors_count_in_the_order_of_their_days_however_late_they_are_told(inspect, judged, attempts, failed, reason):
    for day, why in attempts:
        inspect(day, noEntryReason=why)
    (one,) = judged(DUE, {})["gasInspectionsDue"]["nodes"]
    assert (one["failedAttempts"], one["lastNoEntryReason"]) == (failed, reason)


def test_the_due_list_is_narrowed_by_day_kind_place_and_priority(do, inspect, due):
    for room, community, kind, tags, opened in (
        ("1", COAST, "URBAN", ["ELDERLY"], "2023-01-01"),
        ("2", HILL, "URBAN", [], "2023-02-01"),
        ("3", CLOUDS, "NON_RESIDENT", ["RENTAL"], "2023-03-01"),
        ("4", COAST, "RURAL", ["OLD_HOUSE"], "2023-09-08"),
    ):
        register(do, opened, DOOR | {"room": room, "priorityTags": tags}, kind, community)
    assert [room for room, _ in due()] == ["1", "2", "3", "4"]
    for given, rooms in (
        ({"priorityTags": ["ELDERLY", "RENTAL"]}, ["1", "3"]),
        ({"districtCodes": ["370203"], "priorityTags": ["ELDERLY", "RENTAL", "OLD_HOUSE"]}, ["1", "4"]),
        ({"kinds": ["NON_RESIDENT", "RURAL"]}, ["3", "4"]),
        ({"communityCodes": [HILL]}, ["2"]),
        ({"dueBy": "2023-02-01"}, ["1", "2"]),
        ({"isOverdue": False}, ["4"]),
        ({"isOverdue": True, "kinds": ["URBAN"]}, ["1", "2"]),
    ):
        assert [room for room, _ in due(**given)] == rooms, given


def test_an_inspection_before_the_household_had_gas_is_refused_in_words_that_help(do, act, row_counts):
    register(do, "2023-05-10")
    before = row_counts()
    for language, told in (
        ("en", "This household has gas since 2023-05-10; it cannot have been inspected on 2023-05-09. Check the door."),
        ("zh", "该户 2023-05-10 才通气，不能在 2023-05-09 安检，请核对门牌。"),
    ):
        payload = act("recordGasVisit", "visit { id }", language=language, **visit("2023-05-09", door()))
        (error,) = payload["userErrors"]
        assert error["field"] == ["input", "inspections", "0", "household"]
        assert error["message"] == told
    assert row_counts() == before


def test_registered_again_what_was_wrong_is_corrected(do, inspect, act):
    register(do, "2023-05-10")
    inspect("2023-06-01")
    again = register(do, "2023-04-10", kind="RURAL")
    assert (again["openedOn"], again["kind"], again["dueOn"]) == ("2023-04-10", "RURAL", "2023-12-01")
    sent = {"communityCode": COAST, "household": DOOR, "kind": "RURAL", "openedOn": "2023-06-02"}
    payload = act("registerGasUser", "user { id }", **sent)
    assert [(error["field"], error["code"]) for error in payload["userErrors"]] == [(["input", "openedOn"], "INVALID")]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"openedOn": "2023-09-09"}, ["openedOn"]),
        ({"communityCode": GONE}, ["communityCode"]),
        ({"household": DOOR | {"unit": " "}}, ["household", "unit"]),
        ({"devices": [{"kind": "STOVE", "installedOn": "2023-09-09"}]}, ["devices", "0", "installedOn"]),
        ({"devices": [{"kind": "STOVE", "installedOn": "1979-12-31"}]}, ["devices", "0", "installedOn"]),
    ],
)
def test_a_user_that_cannot_be_is_refused(act, row_counts, change, field):
    before = row_counts()
    sent = {"communityCode": COAST, "household": DOOR, "kind": "URBAN", "openedOn": "2023-01-10"} | change
    payload = act("registerGasUser", "user { id }", **sent)
    assert payload["user"] is None
    assert [error["field"] for error in payload["userErrors"]] == [["input", *field]]
    assert row_counts() == before


def test_a_program_adds_to_what_is_known_of_a_home_though_it_reads_none(do, client, viewer, judged):
    """The second time it was an error: what it may not see was not there, and was to be made anew."""
    register(do, devices=[{"kind": "STOVE", "installedOn": "2015-09-08"}])
    program = client.acting(viewer(Role.MACHINE, lines=frozenset({"gas"})))
    absent = {"household": DOOR | {"priorityTags": ["ELDERLY"]}, "noEntryReason": "ABSENT"}
    for day in ("2023-02-01", "2023-03-01"):
        program.do("recordGasVisit", "visit { id }", **visit(day, absent))
    register(program.do, devices=[{"kind": "STOVE", "installedOn": "2023-01-11"}])

    query = """{ gasInspectionsDue(first: 5) {
      nodes { failedAttempts household { priorityTags } devices { installedOn replacedOn } } } }"""
    assert judged(query)["gasInspectionsDue"]["nodes"] == [
        {
            "failedAttempts": 2,
            "household": {"priorityTags": ["ELDERLY"]},
            "devices": [
                {"installedOn": "2015-09-08", "replacedOn": "2023-01-11"},
                {"installedOn": "2023-01-11", "replacedOn": None},
            ],
        }
    ]
    assert program.data(query)["gasInspectionsDue"]["nodes"] == []
