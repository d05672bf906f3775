"""Recording calls of the season."""

from __future__ import annotations

from sqlalchemy import func, select

from core.households.models import Household
from plugins.heating.models import HeatingCall

from .conftest import COAST, DOOR

CALL = """call {
  season community { code } household { building unit room } isPlaceKnown topic calledAt note
}"""


def call(**more):
    return {
        "communityCode": COAST,
        "topic": "NOT_WARM",
        "calledAt": "2022-12-05T07:30:00+08:00",
    } | more


def test_a_call_is_recorded_with_its_season_and_its_door(do):
    assert do("recordHeatingCall", CALL, **call(household=DOOR, note=" 整夜不热 "))["call"] == {
        "season": "2022-2023",
        "community": {"code": COAST},
        "household": DOOR,
        "isPlaceKnown": True,
        "topic": "NOT_WARM",
        "calledAt": "2022-12-04T23:30:00Z",
        "note": "整夜不热",
    }


def test_the_day_of_a_call_is_a_day_in_qingdao(do):
    last = do("recordHeatingCall", CALL, **call(calledAt="2023-04-05T15:59:59Z"))
    assert last["call"]["season"] == "2022-2023"


def test_a_call_sent_again_is_one_call(do, database):
    first = do("recordHeatingCall", CALL, clientMutationId="again", **call(household=DOOR))
    assert do("recordHeatingCall", CALL, clientMutationId="again", **call(household=DOOR)) == first
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(HeatingCall)) == 1


def test_a_wrong_call_is_refused_at_its_field_and_nothing_is_written(act, database):
    for given, field, code in (
        (call(calledAt="2023-04-05T16:00:00Z"), "calledAt", "OUT_OF_RANGE"),
        (call(calledAt="2022-07-01T10:00:00+08:00"), "calledAt", "OUT_OF_RANGE"),
        (call(calledAt="2023-12-01T10:00:00+08:00"), "calledAt", "OUT_OF_RANGE"),
        (call(calledAt="1980-12-01T10:00:00+08:00"), "calledAt", "OUT_OF_RANGE"),
        (call(communityCode="370203999999"), "communityCode", "NOT_FOUND"),
        (call(note="长" * 501), "note", "TOO_LONG"),
        (call(note="a\0"), "note", "INVALID"),
        (call(household=DOOR, isPlaceKnown=False), "isPlaceKnown", "INVALID"),
        (call(household=DOOR | {"room": ""}), "household.room", "REQUIRED"),
    ):
        payload = act("recordHeatingCall", "call { id }", **given)
        assert payload["call"] is None
        told = [(".".join(error["field"]), error["code"]) for error in payload["userErrors"]]
        assert told == [(f"input.{field}", code)]
    with database.reading() as session:
        for model in (HeatingCall, Household):
            assert session.scalar(select(func.count()).select_from(model)) == 0
