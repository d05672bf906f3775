"""Keeping the register of facilities."""

from __future__ import annotations

from typing import Any

import pytest

SEASIDE = "370203029014"
SHOWN = """{
  id name kind openedOn closedOn openingBatch isOpenAllDay hasThirdRestroom isSocialUnit
  hasMotherBabyRoom community { code } district { code }
}"""
ERRORS = "userErrors { field code message }"


def mutation(verb: str) -> str:
    name = f"{verb}SanitationFacility"
    kind = f"{name[0].upper()}{name[1:]}Input"
    inside = f"facility {SHOWN} {ERRORS}"
    return f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ {inside} }} }}"


@pytest.fixture
def act(client, places):
    """Carries out a mutation of facilities, each time under a new key."""
    used = iter(range(1000))

    def acted(verb: str, **given: Any) -> dict[str, Any]:
        variables = {"input": {"clientMutationId": f"facility-{next(used)}", **given}}
        return client.data(mutation(verb), variables)[f"{verb}SanitationFacility"]

    return acted


SECOND = {"number": 2, "name": "第二批", "kind": "PUBLIC_TOILET", "announcedOn": "2023-08-01", "target": 2}


def toilet(**more: Any) -> dict[str, Any]:
    given = {"kind": "PUBLIC_TOILET", "name": "海岸路公厕", "communityCode": SEASIDE}
    return given | {"openedOn": "2023-09-01"} | more


def test_a_toilet_is_registered_and_found_by_those_who_need_one(act, client):
    client.do("announceSanitationOpenings", "batch { id }", **SECOND)
    payload = act(
        "register",
        **toilet(name=" 海岸路公厕 ", isOpenAllDay=True, isSocialUnit=True, openingBatch=2),
    )

    assert payload == {
        "facility": {
            "id": "Facility_1",
            "name": "海岸路公厕",
            "kind": "PUBLIC_TOILET",
            "openedOn": "2023-09-01",
            "closedOn": None,
            "openingBatch": 2,
            "isOpenAllDay": True,
            "hasThirdRestroom": False,
            "isSocialUnit": True,
            "hasMotherBabyRoom": False,
            "community": {"code": SEASIDE},
            "district": {"code": "370203"},
        },
        "userErrors": [],
    }
    query = """
    { facilities(filter: { kinds: [PUBLIC_TOILET], isOpenAllDay: true }, first: 10) {
      totalCount nodes { id } } }
    """
    found = client.data(query)["facilities"]
    assert found == {"totalCount": 1, "nodes": [{"id": "Facility_1"}]}


def test_other_facilities_are_registered_too(act):
    given = toilet(kind="WASTE_STATION", name="海岸路投放点", isOpenAllDay=True)

    facility = act("register", **given)["facility"]

    assert (facility["kind"], facility["isOpenAllDay"]) == ("WASTE_STATION", True)


def test_registering_again_with_the_same_key_registers_nothing_new(client, places, row_counts):
    variables = {"input": {"clientMutationId": "same", **toilet()}}
    first = client(mutation("register"), variables)
    before = row_counts()

    assert client(mutation("register"), variables) == first
    assert row_counts() == before


UNREGISTERED = [
    ({"communityCode": "370203029013"}, "communityCode", "NOT_FOUND"),
    ({"communityCode": "370203029999"}, "communityCode", "INVALID"),
    ({"name": "  "}, "name", "REQUIRED"),
    ({"name": "厕" * 81}, "name", "TOO_LONG"),
    ({"name": "公厕\x00"}, "name", "INVALID"),
    ({"name": "老公厕 A"}, "name", "DUPLICATE"),
    ({"name": "老公厕　ａ"}, "name", "DUPLICATE"),
    ({"openedOn": "2023-09-09"}, "openedOn", "OUT_OF_RANGE"),
    ({"openingBatch": 0}, "openingBatch", "OUT_OF_RANGE"),
    ({"openingBatch": 100}, "openingBatch", "OUT_OF_RANGE"),
    ({"openingBatch": 7}, "openingBatch", "NOT_FOUND"),
    ({"openingBatch": 2, "kind": "MOTHER_BABY_ROOM"}, "openingBatch", "INVALID"),
    ({"kind": "FIRST_AID_POINT", "hasThirdRestroom": True}, "hasThirdRestroom", "INVALID"),
    ({"kind": "WASTE_STATION", "isSocialUnit": True}, "isSocialUnit", "INVALID"),
    ({"kind": "WASTE_STATION", "hasMotherBabyRoom": True}, "hasMotherBabyRoom", "INVALID"),
]


def test_a_facility_that_cannot_be_is_not_registered(act, client, row_counts, subtests):
    act("register", **toilet(name="老公厕 A"))
    client.do("announceSanitationOpenings", "batch { id }", **SECOND)
    before = row_counts()

    for wrong, field, code in UNREGISTERED:
        with subtests.test(f"{field}: {code}"):
            payload = act("register", **toilet(**wrong))

            (error,) = payload["userErrors"]
            assert payload["facility"] is None
            assert (error["field"], error["code"]) == (["input", field], code)

    assert row_counts() == before


def test_a_form_is_told_of_every_mistake_in_a_registration(act):
    payload = act("register", **toilet(name="", openedOn="2030-01-01", openingBatch=-1))

    assert [error["field"][-1] for error in payload["userErrors"]] == [
        "name",
        "openedOn",
        "openingBatch",
    ]


def test_a_facility_offers_something_else_from_now_on_and_keeps_the_rest(act):
    act("register", **toilet(hasThirdRestroom=True))

    opened = act("update", facilityId="Facility_1", isOpenAllDay=True)["facility"]
    changed = act("update", facilityId="Facility_1", hasThirdRestroom=False)["facility"]

    assert (opened["isOpenAllDay"], opened["hasThirdRestroom"]) == (True, True)
    assert (changed["isOpenAllDay"], changed["hasThirdRestroom"]) == (True, False)


def test_a_facility_is_closed_for_good(act):
    act("register", **toilet())

    payload = act("close", facilityId="Facility_1", closedOn="2023-09-08")

    assert payload["userErrors"] == []
    assert payload["facility"]["closedOn"] == "2023-09-08"


UNCHANGED = [
    ("update", {"facilityId": "Facility_9", "isOpenAllDay": True}, ["facilityId"], "NOT_FOUND"),
    ("update", {"facilityId": "Visit_1", "isOpenAllDay": True}, ["facilityId"], "INVALID"),
    ("update", {"facilityId": "Facility_1"}, [], "REQUIRED"),
    ("update", {"facilityId": "Facility_1", "isSocialUnit": None}, [], "REQUIRED"),
    (
        "update",
        {"facilityId": "Facility_2", "hasThirdRestroom": True},
        ["hasThirdRestroom"],
        "INVALID",
    ),
    ("update", {"facilityId": "Facility_3", "isOpenAllDay": True}, ["facilityId"], "NOT_ALLOWED"),
    ("close", {"facilityId": "Facility_1", "closedOn": "2023-08-31"}, ["closedOn"], "INVALID"),
    ("close", {"facilityId": "Facility_1", "closedOn": "2023-09-09"}, ["closedOn"], "OUT_OF_RANGE"),
    (
        "close",
        {"facilityId": "Facility_3", "closedOn": "2023-09-07"},
        ["facilityId"],
        "NOT_ALLOWED",
    ),
]


def test_a_change_that_cannot_be_is_refused(act, client, subtests):
    act("register", **toilet())
    act("register", **toilet(kind="FIRST_AID_POINT", name="急救箱"))
    act("register", **toilet(name="旧公厕"))
    act("close", facilityId="Facility_3", closedOn="2023-09-02")
    everything = f"{{ facilities(first: 10) {{ nodes {SHOWN} }} }}"
    before = client.data(everything)

    for verb, given, field, code in UNCHANGED:
        with subtests.test(f"{verb} {given}"):
            payload = act(verb, **given)

            (error,) = payload["userErrors"]
            assert payload["facility"] is None
            assert (error["field"], error["code"]) == (["input", *field], code)

    assert client.data(everything) == before


def test_a_facility_cannot_be_put_into_a_community_that_left_the_register_however_old_it_is(client, places):
    payload = client.act(
        "registerSanitationFacility",
        "facility { id }",
        **toilet(communityCode="370203029999", openedOn="2021-01-01"),
    )
    (error,) = payload["userErrors"]
    assert error["field"] == ["input", "communityCode"]
    assert error["message"] == "旧社区 left the register on 2022-01-01; name the community that it became."


BATCHES = """{ sanitationOpeningBatches(first: 5) { nodes {
  number name kind announcedOn target opened stillOpen isReached } } }"""


def test_an_opening_in_batches_is_counted_from_the_register(client, places, judged):
    client.do("announceSanitationOpenings", "batch { id }", **SECOND)
    items = [
        {"clientMutationId": f"k{at}", **toilet(name=name, openingBatch=batch)}
        for at, (name, batch) in enumerate((("一", 2), ("二", 2), ("三", None), ("四", 9)))
    ]
    results = client.do("registerSanitationFacilities", "results { facility { id } userErrors { code } }", items=items)
    assert [one["facility"] is not None for one in results["results"]] == [True, True, True, False]
    told = {
        "number": 2,
        "name": "第二批",
        "kind": "PUBLIC_TOILET",
        "announcedOn": "2023-08-01",
        "target": 2,
        "opened": 2,
        "stillOpen": 2,
        "isReached": True,
    }
    assert judged(BATCHES)["sanitationOpeningBatches"]["nodes"] == [told]
    client.do("closeSanitationFacility", "facility { id }", facilityId="Facility_1", closedOn="2023-09-08")
    assert judged(BATCHES)["sanitationOpeningBatches"]["nodes"] == [told | {"stillOpen": 1}]


def test_a_batch_that_cannot_be_is_not_announced(client, places, row_counts):
    client.do("announceSanitationOpenings", "batch { id }", **SECOND)
    before, third = row_counts(), SECOND | {"number": 3, "name": "第三批"}
    for wrong, field, code in (
        ({"number": 2}, "number", "DUPLICATE"),
        ({"number": 0}, "number", "OUT_OF_RANGE"),
        ({"name": ""}, "name", "REQUIRED"),
        ({"name": " 第二批"}, "name", "DUPLICATE"),
        ({"announcedOn": "2023-09-09"}, "announcedOn", "OUT_OF_RANGE"),
        ({"target": 0}, "target", "OUT_OF_RANGE"),
    ):
        payload = client.act("announceSanitationOpenings", "batch { id }", **third | wrong)
        assert [(error["field"], error["code"]) for error in payload["userErrors"]] == [(["input", field], code)]
    assert row_counts() == before
