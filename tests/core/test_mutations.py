"""Mutations: one transaction, one key, and refusals that say what to do (catalogue C04, C06)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import select

from core.mutations import MutationKey, fingerprint
from core.policy.role import Role
from core.visits.inputs import MaterialInput, PersonTimesInput, VisitInput
from tests.core.conftest import told

RECORD = "recordSanitationVisit"
WANTED = "visit { id visitedOn personTimes { total } cases { number } }"
PROBLEM = {"categoryCode": "E01-11", "title": "渣土", "isSolvedOnSite": False}


@pytest.fixture
def record(client, places):
    return lambda key="k", language="en", **more: client.act(
        RECORD, WANTED, language=language, clientMutationId=key, **{"visit": told(), "problems": [PROBLEM]} | more
    )


def test_a_key_sent_again_with_the_same_input_answers_the_same_and_writes_nothing(record, row_counts, clock):
    first = record()
    written = row_counts()
    clock.advance(days=9)

    assert record() == first
    assert row_counts() == written
    assert first["clientMutationId"] == "k"


def test_a_key_sent_again_may_ask_for_other_fields(record, client):
    visit = record()["visit"]["id"]

    again = client.do(RECORD, "visit { id community { name } }", clientMutationId="k", visit=told(), problems=[PROBLEM])

    assert again["visit"] == {"id": visit, "community": {"name": "海岸路社区"}}


def test_a_key_sent_again_with_other_input_is_refused(record, row_counts):
    record()
    written = row_counts()

    answer = record(visit=told(personTimes={"staff": 2}))

    (error,) = answer["userErrors"]
    assert (error["field"], error["code"]) == (["input", "clientMutationId"], "KEY_REUSED")
    assert "choose a new one" in error["message"]
    assert answer["visit"] is None
    assert row_counts() == written


def test_a_key_is_not_shared_by_two_mutations(record, client):
    record()

    answer = client.act("recordGasVisit", "visit { id }", clientMutationId="k", visit=told())

    assert [error["code"] for error in answer["userErrors"]] == ["KEY_REUSED"]


def test_nor_by_two_whose_inputs_look_alike(client, places, row_counts):
    reported = {
        "line": "sanitation",
        "categoryCode": "E01-11",
        "communityCode": "370203029014",
        "title": "渣土",
        "source": "ONLINE",
    }
    case = client.do("reportCase", "case { id version }", **reported)["case"]
    step = {"clientMutationId": "k", "caseId": case["id"], "reason": "误报"}
    client.do("requestCaseVerification", "case { id }", **step, version=case["version"])
    before = row_counts()

    answer = client.act("cancelCase", "case { id }", **step, version=case["version"])

    assert [(error["field"], error["code"]) for error in answer["userErrors"]] == [
        (["input", "clientMutationId"], "KEY_REUSED")
    ]
    assert row_counts() == before


def test_a_refused_input_writes_nothing_and_its_key_is_free_for_the_mended_one(record, row_counts):
    before = row_counts()
    refused = record(problems=[PROBLEM, PROBLEM | {"title": ""}])
    assert refused["visit"] is None
    assert row_counts() == before

    assert record()["userErrors"] == []


def test_a_new_key_is_a_new_visit(record):
    assert record("a")["visit"]["id"] != record("b")["visit"]["id"]


def test_two_that_send_one_key_at_the_same_moment_have_one_effect_and_one_answer(record, row_counts, database):
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: record(), range(8)))

    assert answers == answers[:1] * 8
    assert row_counts()["visit"] == 1
    with database.reading() as session:
        assert session.scalars(select(MutationKey.key)).all() == ["k"]


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("zh", "2023-09-09 是将来的日期，今天是 2023-09-08。"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "2023-09-09 是将来的日期，今天是 2023-09-08。"),
        ("en", "2023-09-09 lies in the future; today is 2023-09-08. Record what has happened."),
        ("en-US,en;q=0.9,zh;q=0.1", "2023-09-09 lies in the future; today is 2023-09-08. Record what has happened."),
        ("fr, zh;q=0.8, en;q=0.7", "2023-09-09 是将来的日期，今天是 2023-09-08。"),
        ("en;q=0.5, zh;q=0.9", "2023-09-09 是将来的日期，今天是 2023-09-08。"),
        ("", "2023-09-09 lies in the future; today is 2023-09-08. Record what has happened."),
    ],
)
def test_refusals_speak_the_language_that_is_asked_for(language, message, record):
    (error,) = record(language=language, visit=told("2023-09-09"))["userErrors"]
    assert error["message"] == message


def test_several_mutations_of_one_document_are_done_one_after_the_other_each_for_itself(client, places, row_counts):
    query = """mutation ($a: RecordSanitationVisitInput!, $b: RecordSanitationVisitInput!, $c: RecordGasVisitInput!) {
      a: recordSanitationVisit(input: $a) { visit { id } userErrors { code } }
      b: recordSanitationVisit(input: $b) { visit { id } userErrors { code } }
      c: recordGasVisit(input: $c) { visit { id } userErrors { code } }
    }"""
    good, bad = {"visit": told()}, {"visit": told("2023-09-09")}
    keyed = {name: {"clientMutationId": name} for name in "abc"}

    found = client.data(query, {"a": keyed["a"] | good, "b": keyed["b"] | bad, "c": keyed["c"] | good})

    assert [found[name]["visit"] is not None for name in "abc"] == [True, False, True]
    assert [[error["code"] for error in found[name]["userErrors"]] for name in "abc"] == [[], ["OUT_OF_RANGE"], []]
    assert row_counts()["visit"] == 2


@pytest.mark.parametrize("key", ["", "k" * 256, "a\nb", "a\0"])
def test_a_key_that_is_none_is_refused(key, record, row_counts):
    before = row_counts()
    (error,) = record(key)["userErrors"]
    assert (error["field"], error["code"]) == (["input", "clientMutationId"], "INVALID")
    assert row_counts() == before


def visit(**more) -> VisitInput:
    given = {"community_code": "1", "visited_on": date(2023, 9, 5), "person_times": PersonTimesInput(), "summary": None}
    return VisitInput(**given | more)


def test_a_fingerprint_is_of_the_values_and_of_nothing_else():
    assert fingerprint(visit()) == fingerprint(visit(person_times=PersonTimesInput(staff=0)))
    assert fingerprint(visit()) != fingerprint(visit(person_times=PersonTimesInput(staff=1)))
    one, other = MaterialInput(topic="A", count=1), MaterialInput(topic="B", count=1)
    assert fingerprint(visit(materials=[one, other])) != fingerprint(visit(materials=[other, one]))


def test_c05_a_key_of_another_actor_is_neither_used_up_nor_answered(client, viewer, places, row_counts):
    answers = [
        client.acting(viewer(Role.DEMO, actor=actor)).do(
            "recordSanitationVisit", "visit { id }", clientMutationId="k", visit=told()
        )
        for actor in ("account 1", "account 2", "account 1")
    ]
    assert answers[0] == answers[2] != answers[1]
    assert row_counts()["visit"] == 2
