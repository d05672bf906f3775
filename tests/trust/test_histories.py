"""Many clients add to the same cases and read them while the server is killed again and again: whatever each of them saw
is explained by one order for each case (catalogue C09).

`OPERATIONS=50000 CLIENTS=32 KILLS=20 uv run pytest -n 0 tests/trust/test_histories.py` is the long version.
"""

from __future__ import annotations

import json
import os
import random
import threading
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from core.database import Database
from tests.effort import tries
from tests.trust.histories import Append, Outcome, Read, anomalies
from tests.trust.served import KILLED, Launcher, Serving, built_place, kill

OPERATIONS = int(os.environ.get("OPERATIONS", tries(240, 4000)))
CLIENTS = int(os.environ.get("CLIENTS", tries(8, 32)))
KILLS = int(os.environ.get("KILLS", tries(1, 4)))
LONGEST = 95
"""How long a list may become: a page has a hundred."""
REPORT = "mutation($input: ReportCaseInput!) { reportCase(input: $input) { case { id } userErrors { message } } }"
URGE = "mutation($input: UrgeCaseInput!) { urgeCase(input: $input) { case { version } userErrors { code } } }"
READ = "query($id: ID!) { node(id: $id) { ... on Case { version timeline(first: 100) { nodes { action reason } } } } }"
Done = Append | Read


class GivenUp(Exception):
    """It took too long; by promise, nothing of it is kept."""


def asked(url: str, query: str, variables: dict[str, Any]) -> dict[str, Any]:
    """The data; KILLED where nobody answers, or no more."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    try:
        with urlopen(Request(url, body, {"content-type": "application/json"}), timeout=60) as response:
            answer: Any = json.load(response)
    except HTTPError as refused:
        raise (GivenUp if refused.code == 503 else AssertionError(refused.read())) from None
    if "errors" in answer:
        assert answer["errors"][0]["extensions"]["code"] == "DEADLINE_EXCEEDED", answer
        raise GivenUp
    data: dict[str, Any] = answer["data"]
    return data


def seen(url: str, case: str) -> tuple[int, tuple[str, ...]]:
    found = asked(url, READ, {"id": case})["node"]
    return found["version"], tuple(step["reason"] for step in found["timeline"]["nodes"] if step["action"] == "URGE")


@dataclass
class Somebody:
    """One client: reads a case, adds to what it saw; what was cut off is sent again when there is a server again."""

    name: str
    cases: list[str]
    chance: random.Random
    history: dict[str, list[Done]] = field(default_factory=lambda: defaultdict(list))
    number: int = 0
    cut_off: tuple[dict[str, Any], float] | None = None

    def work(self, url: str, operations: int) -> None:
        try:
            for _ in range(operations):
                with suppress(GivenUp):
                    self._act(url)
        except KILLED:
            return

    def _act(self, url: str) -> None:
        if self.cut_off is not None:
            if self.chance.random() < 0.7:
                self._add(url, *self.cut_off)
                return
            self.give_up()
        case, began = self.chance.choice(self.cases), time.monotonic()
        version, found = seen(url, case)
        self.history[case].append(Read(found, began, time.monotonic()))
        if len(found) < LONGEST:
            self.number += 1
            key = f"{self.name}-{self.number}"
            given = {
                "clientMutationId": key,
                "caseId": case,
                "version": version,
                "kind": "LEADER",
                "level": 5,
                "note": key,
            }
            self._add(url, given, time.monotonic())

    def give_up(self) -> None:
        """Nobody knows whether what was cut off was done."""
        if self.cut_off is not None:
            given, began = self.cut_off
            self._note(given, Append(given["note"], began, Outcome.UNKNOWN))
            self.cut_off = None

    def _add(self, url: str, given: dict[str, Any], began: float) -> None:
        self.cut_off = given, began
        try:
            errors = asked(url, URGE, {"input": given})["urgeCase"]["userErrors"]
        except GivenUp:
            errors = [{"code": "CONFLICT"}]
        self.cut_off = None
        assert [error["code"] for error in errors] in ([], ["CONFLICT"]), errors
        outcome = Outcome.REFUSED if errors else Outcome.DONE
        self._note(given, Append(given["note"], began, outcome, time.monotonic()))

    def _note(self, given: dict[str, Any], done: Append) -> None:
        self.history[given["caseId"]].append(done)


def operations(clients: list[Somebody]) -> int:
    return sum(len(done) for one in clients for done in list(one.history.values()))


def reported(url: str, number: int) -> str:
    given = {
        "clientMutationId": f"case-{number}",
        "line": "sanitation",
        "categoryCode": "E01-11",
        "title": "楼后积存渣土",
    }
    given |= {"communityCode": "370202001001", "source": "HOTLINE_12345"}
    case: str = asked(url, REPORT, {"input": given})["reportCase"]["case"]["id"]
    return case


def work_until_killed(serving: Serving, clients: list[Somebody], each: int, seconds: float) -> None:
    with serving as (process, url):
        threads = [threading.Thread(target=one.work, args=(url, 10_000)) for one in clients]
        enough = operations(clients) + 2 * each * len(clients)
        for thread in threads:
            thread.start()
        while operations(clients) < enough:
            assert any(thread.is_alive() for thread in threads), "nobody is answered"
            time.sleep(0.02)
        time.sleep(seconds)
        kill(process)
        for thread in threads:
            thread.join()


def work_to_the_end(url: str, clients: list[Somebody], each: int) -> None:
    threads = [threading.Thread(target=one.work, args=(url, each)) for one in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.timeout(300 + OPERATIONS)
def test_c09_one_order_explains_what_everybody_did_and_saw(
    database: Database, launcher: Launcher, tmp_path: Path
) -> None:
    built_place(database)
    chance = random.Random(1)
    each = OPERATIONS // 2 // CLIENTS // (KILLS + 1) + 1
    with launcher.serving(database, tmp_path) as (_, url):
        cases = [reported(url, number) for number in range(max(3, OPERATIONS // 120))]
    clients = [Somebody(f"client-{number}", cases, random.Random(number)) for number in range(CLIENTS)]
    for _ in range(KILLS):
        work_until_killed(launcher.serving(database, tmp_path), clients, each, chance.uniform(0, 0.1))
    with launcher.serving(database, tmp_path) as (_, url):
        work_to_the_end(url, clients, each)
        final = {case: seen(url, case)[1] for case in cases}

    for one in clients:
        one.give_up()
    histories = {case: [done for one in clients for done in one.history[case]] for case in cases}
    everything = [done for history in histories.values() for done in history]
    outcomes = [done.outcome.value for done in everything if isinstance(done, Append)]
    print(len(everything), "operations:", {outcome: outcomes.count(outcome) for outcome in sorted(set(outcomes))})
    assert len(everything) >= OPERATIONS
    assert outcomes.count("done") > OPERATIONS / 20
    found = {case: list(anomalies(history, final[case])) for case, history in histories.items()}
    assert not any(found.values()), found


DONE, REFUSED, UNKNOWN = Outcome.DONE, Outcome.REFUSED, Outcome.UNKNOWN


def test_what_one_order_explains_is_no_anomaly() -> None:
    history = [
        Append("a", 0, DONE, 4),
        Read((), 1, 2),
        Read(("a",), 1, 3),
        Append("b", 5, UNKNOWN),
        Append("c", 5, REFUSED, 6),
        Read(("a",), 7, 8),
        Read(("a", "b"), 7, 8),
    ]
    assert list(anomalies(history, ["a", "b"])) == []
    assert list(anomalies([Append("a", 0, UNKNOWN)], [])) == []


@pytest.mark.parametrize(
    ("history", "final", "told"),
    [
        ([Append("a", 0, DONE, 1)], [], "a was done, and is not there"),
        ([Append("a", 0, REFUSED, 1)], ["a"], "a was refused, and is there"),
        ([Append("a", 0, UNKNOWN)], ["a", "a"], "something was done twice"),
        ([], ["a"], "a was done by nobody"),
        ([Append("a", 0, DONE, 1), Read((), 2, 3)], ["a"], "although 1 was reached before"),
        ([Append("a", 2, DONE, 3), Read(("a",), 0, 1)], ["a"], "although 1 was reached before"),
        ([Append("b", 0, DONE, 1), Append("a", 2, DONE, 3)], ["a", "b"], "although 2 was reached before"),
        ([Append("a", 0, DONE, 9), Read(("a",), 1, 2), Read((), 3, 4)], ["a"], "although 1 was reached before"),
        ([Append("a", 0, DONE, 9), Append("b", 0, DONE, 9), Read(("b",), 1, 9)], ["a", "b"], "never was so"),
    ],
)
def test_what_no_order_explains_is_told(history: list[Done], final: list[str], told: str) -> None:
    assert any(told in anomaly for anomaly in anomalies(history, final))
