"""Two people at the same moment: one wins, the other is told; nothing is lost and nothing happens twice
(catalogue C07, D15).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text

from core.app import Composition, assemble
from core.database import Database
from core.testing.fixtures import Clock, client_of, settings_of
from core.testing.loop import DrivenCase


def at_once(case: DrivenCase, *tries: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """All with the version that everybody saw, started together."""
    barrier, version = Barrier(len(tries)), case.version

    def run(number: int) -> dict[str, Any]:
        name, given = tries[number]
        mine = DrivenCase(case.client, case.town, case.id, version)
        barrier.wait()
        return mine.act(name, clientMutationId=f"{case.id}-{number}", **given)

    with ThreadPoolExecutor(len(tries)) as pool:
        return list(pool.map(run, range(len(tries))))


def codes(payloads: list[dict[str, Any]]) -> list[str]:
    return sorted(payload["userErrors"][0]["code"] if payload["userErrors"] else "DONE" for payload in payloads)


def test_of_two_one_wins_and_the_other_is_told(case: DrivenCase) -> None:
    for _ in range(5):
        case.accepted()
        made = at_once(case, ("handleCase", {"note": "甲"}), ("returnCase", {"reason": "乙"}))
        assert codes(made) == ["CONFLICT", "DONE"]
        told = next(payload for payload in made if payload["userErrors"])
        won = next(payload for payload in made if payload["case"] is not None)
        assert won["case"]["status"] in told["userErrors"][0]["message"]
        steps = case.read("version timeline(last: 2) { nodes { action } }")
        assert steps["version"] == case.version + 1
        assert steps["timeline"]["nodes"][0]["action"] == "ACCEPT"


def test_of_eight_that_give_more_time_one_does(case: DrivenCase) -> None:
    case.accepted()
    made = at_once(case, *(("extendCase", {"reason": f"{number}"}) for number in range(8)))
    assert codes(made) == ["CONFLICT"] * 7 + ["DONE"]
    assert case.read("extensionCount")["extensionCount"] == 1


def test_the_same_request_sent_twice_at_once_is_done_once_and_answered_twice(case: DrivenCase) -> None:
    case.accepted()
    given = {"note": "已清运", "clientMutationId": "one-and-the-same"}
    mine = [DrivenCase(case.client, case.town, case.id, case.version) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda one: one.act("handleCase", **given), mine))
    assert made[0] == made[1]
    assert made[0]["case"]["status"] == "HANDLED"
    actions = case.read("timeline(first: 20) { nodes { action } }")["timeline"]["nodes"]
    assert [step["action"] for step in actions].count("HANDLE") == 1


def test_of_two_that_are_merged_into_each_other_at_once_one_stays_open(case: DrivenCase) -> None:
    """And nothing is merged into what is closed at that moment."""
    for number in range(5):
        other = DrivenCase(case.client, case.town).reported()
        third = DrivenCase(case.client, case.town).reported()
        case.reported()
        barrier = Barrier(3)
        tries = ((case, other), (other, case), (third, case))

        def merged(pair: tuple[DrivenCase, DrivenCase], barrier: Barrier = barrier) -> dict[str, Any]:
            one, into = pair
            barrier.wait()
            return one.act("mergeCase", intoCaseId=into.id, reason="同一处")

        with ThreadPoolExecutor(3) as pool:
            list(pool.map(merged, tries))
        found = [one.read("status duplicateOf { status }") for one, _ in tries]
        assert "REPORTED" in [one["status"] for one in found], number
        assert {one["duplicateOf"]["status"] for one in found if one["duplicateOf"]} == {"REPORTED"}, number


def test_of_two_batches_that_are_opened_at_once_under_one_name_one_is(client) -> None:
    names = ["第一批 A", "第一批 a"] * 2
    with ThreadPoolExecutor(len(names)) as pool:
        made = list(pool.map(lambda name: client.act("openHardCaseBatch", "batch { number }", name=name), names))
    assert sorted(error["code"] for payload in made for error in payload["userErrors"]) == ["DUPLICATE"] * 3
    assert len(client.data("{ hardCaseBatches { name } }")["hardCaseBatches"]) == 1


EXTEND = "mutation($input: ExtendCaseInput!) { extendCase(input: $input) { case { version } userErrors { code } } }"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_d15_who_waits_too_long_for_another_is_told_so_and_changes_nothing(
    case: DrivenCase, database: Database, composition: Composition
) -> None:
    case.accepted()
    given = {"clientMutationId": "k", "caseId": case.id, "version": case.version, "reason": "等材料"}
    with client_of(assemble(settings_of(database, wait_seconds=0.4), composition, Clock())) as hurried:
        with database.writing() as session:
            session.execute(text('SELECT FROM "case" FOR UPDATE'))
            told = hurried(EXTEND, {"input": given})
        assert (told["data"], told["errors"][0]["extensions"]) == (None, {"code": "DEADLINE_EXCEEDED"})
        assert hurried.data(EXTEND, {"input": given})["extendCase"]["case"]["version"] == case.version + 1
