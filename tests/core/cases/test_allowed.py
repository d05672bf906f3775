"""What clients are told before they try is what happens when they do: whoever asks, however the case stands."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from core.cases.models import Case, CaseAction
from core.cases.transitions import TRANSITIONS
from core.engine import readers
from core.engine.readers import drive
from core.people.models import Officer, OfficerRole
from core.policy.role import Role
from core.testing.client import Client
from core.testing.loop import COMMUNITY, DrivenCase
from tests.core.cases.situations import INPUTS, PAIRS, A, Situation
from tests.effort import tries

ROLES = (
    *(Role.DEMO, Role.RESIDENT, Role.FIELD_OFFICER, Role.ACCEPTOR, Role.DISPATCHER, Role.HANDLER),
    *(Role.CHECKER, Role.LINE_LEAD, Role.DISTRICT_LEADER, Role.DIRECTOR),
)
SITUATIONS = {guard.code: (action, guard.code.lower()) for action, guard in PAIRS}
"""One for each guard: somewhere each of them stands."""


class Undone(Exception):
    """What was done is taken back before it is kept."""


class Trial:
    """Tries every action that a case has as somebody, and takes back what was done."""

    def __init__(self, case: DrivenCase, now: Any) -> None:
        self.case = case
        self.day, self.until = f"{now:%Y-%m-%d}", (now + timedelta(days=5)).isoformat()
        self.other = DrivenCase(case.client, case.town).reported(place="别处")
        self.visit = case.client.do(
            "recordSanitationVisit",
            "visit { id }",
            visit={"communityCode": COMMUNITY, "visitedOn": self.day, "personTimes": {"staff": 1}},
        )["visit"]["id"]
        self.batch, self.steps = self._batch(), self._steps() or [{}]

    def _batch(self) -> int:
        """The last that was opened, which may be closed again; one of its own where there was none."""
        if not self.case.client.data("{ hardCaseBatches { number } }")["hardCaseBatches"]:
            self.case.client.do("openHardCaseBatch", "batch { number }", name="另一批")
        number: int = self.case.client.data("{ hardCaseBatches { number } }")["hardCaseBatches"][-1]["number"]
        return number

    def _steps(self) -> list[dict[str, Any]]:
        """Each measure of its plan, said to be done."""
        is_hard = self.case.read("hardCase { acceptedOn }")["hardCase"] is not None
        measures = self.case.measures() if is_hard else []
        return [{"measuresDone": [{"id": measure, "on": self.day}]} for measure in measures]

    def inputs(self, action: CaseAction) -> Sequence[dict[str, Any]]:
        """What may be sent where nothing but the case can stand in the way; none where it takes more than that."""
        town = self.case.town
        given: dict[CaseAction, Sequence[dict[str, Any]]] = {
            A.REQUEST_VERIFICATION: [{}],
            A.VERIFY: [{"result": "EXISTS"}],
            A.DISPATCH: [{"unitId": f"Unit_{town.unit}"}],
            A.ACCEPT: [{"officerId": town.id("HANDLER")}],
            A.HAND_OVER: [{"officerId": town.id("HANDLER_2"), "reason": "调离"}],
            A.RESUME: [{}],
            A.RESOLVE_ON_SITE: [{"visitId": self.visit, "note": "当场清理"}],
            A.SUSPEND: [{"until": self.until, "reason": "等规划"}],
            A.MERGE: [{"intoCaseId": self.other.id, "reason": "重复"}],
            A.MARK_HARD: [
                {
                    "batch": self.batch,
                    "districtLeaderId": town.id("DISTRICT_LEADER"),
                    "lineLeadId": town.id("LINE_LEAD"),
                    "responsibleOfficerId": town.id("HANDLER"),
                    "reason": "难",
                }
            ],
            A.HAND_OVER_HARD: [{"responsibleOfficerId": town.id("HANDLER_2"), "reason": "调离"}],
            A.PLAN: [{"analysis": "涉及多个部门"}],
            A.CONFIRM: [{"confirmedOn": self.day, "note": "走访"}],
            A.SIGN: [{"signature": "LINE_LEAD"}, {"signature": "DISTRICT_LEADER"}],
            A.URGE: [{"kind": "LEADER", "level": 1, "note": "尽快"}],
            A.ADVANCE: self.steps,
            A.ATTACH: [],
        }
        return given[action] if action in given else [INPUTS[action]]

    def disagreements(self, client: Client) -> Iterator[str]:
        """Actions of which something else is told than what happens."""
        told = self.case.allowed(client)
        for name, blockers in told.items():
            inputs = self.inputs(A[name])
            done = [self.is_done(client, A[name], given) for given in inputs]
            if inputs and any(done) == bool(blockers):
                yield f"{name}: told {blockers or 'that it may be done'}, done {done}"

    def is_done(self, client: Client, action: CaseAction, given: dict[str, Any]) -> bool:
        mutation = TRANSITIONS[action].mutation
        stem = mutation[0].upper() + mutation[1:]
        query = f"mutation($input: {stem}Input!) {{ {mutation}(input: $input) {{ userErrors {{ message }} }} }}"
        key = f"{mutation}-{client.headers['authorization']}-{given.get('signature')}-{given.get('measuresDone')}"
        sent = {"clientMutationId": key, "caseId": self.case.id, "version": self.case.version} | given
        with undone(self.case) as was_done:
            answer = client(query, {"input": sent})
        assert was_done or answer["data"][mutation]["userErrors"] != []
        return bool(was_done)


@contextmanager
def undone(case: DrivenCase) -> Iterator[list[bool]]:
    """What changes the case meanwhile is noted, and not kept."""
    key, found = int(case.id.partition("_")[2]), list[bool]()

    def undo(session: Session) -> None:
        if session.in_nested_transaction():
            return
        version = session.connection().scalar(select(Case.version).where(Case.id == key))
        if version != case.version:
            found.append(True)
            raise Undone

    event.listen(Session, "before_commit", undo)
    try:
        yield found
    finally:
        event.remove(Session, "before_commit", undo)


@pytest.fixture
def people(client: Client, case: DrivenCase, viewer, database) -> dict[str, Client]:
    """Everybody of the town, others of the same posts, and who leads another line."""
    town = case.town
    with database.writing() as session:
        another = Officer(name="另一岗位", role=OfficerRole.LINE_LEAD, line=town.line, district_id=town.district)
        session.add(another)
        session.flush()
        post = another.id

    def other(role: Role, **more: Any) -> Client:
        given = {"lines": frozenset({town.line}), "district_ids": frozenset({town.district})}
        return client.acting(viewer(role, officer_id=post, **(given | more)))

    return {role.name: client.acting(town.viewer(viewer, role)) for role in ROLES} | {
        "another line lead": other(Role.LINE_LEAD),
        "another leader": other(Role.DISTRICT_LEADER),
        "a checker of the unit": other(Role.CHECKER, unit_id=town.unit),
        "the lead of another line": other(Role.LINE_LEAD, lines=frozenset({"gas"})),
    }


@pytest.fixture
def askers(people: dict[str, Client], request: pytest.FixtureRequest) -> dict[str, Client]:
    """Some of them in each situation, so that all are somewhere; for the night, all everywhere."""
    chosen = Random(request.node.name).sample(sorted(people), tries(2, len(people)))
    return {who: people[who] for who in chosen}


def test_an_action_undone_is_undone(case: DrivenCase, clock, people) -> None:
    trial = Trial(case.reported(), clock.now)
    assert trial.is_done(people["ACCEPTOR"], A.FILE, {})
    assert not trial.is_done(people["HANDLER"], A.FILE, {})
    assert case.read("status version") == {"status": "REPORTED", "version": case.version}


@pytest.mark.parametrize(("action", "name"), SITUATIONS.values(), ids=SITUATIONS)
def test_what_is_told_is_what_happens(situation: Situation, askers, action: CaseAction, name: str) -> None:
    getattr(situation, name)(action)
    agree(situation.case, situation.clock, askers)


def suspended(case: DrivenCase, clock: Any) -> None:
    case.accepted().do("suspendCase", until="2023-09-20T00:00:00Z", reason="等规划")


def lapsed(case: DrivenCase, clock: Any) -> None:
    """Its pause is over, and nobody has looked yet."""
    suspended(case, clock)
    clock.advance(days=30)


def given_back(case: DrivenCase, clock: Any) -> None:
    case.accepted().do("returnCase", reason="不归我管")


def sent_back(case: DrivenCase, clock: Any) -> None:
    """By a check, when its time was over."""
    case.accepted()
    clock.advance(days=12)
    case.do("handleCase", note="迟了")
    case.do("startCaseCheck")
    case.do("checkCase", result="NOT_PASSED", note="没清干净")


def opened_again(case: DrivenCase, clock: Any) -> None:
    case.closed().do("reopenCase", reason="又有了")


def looked_at(case: DrivenCase, clock: Any) -> None:
    case.reported().do("requestCaseVerification")


def urged(case: DrivenCase, clock: Any) -> None:
    case.dispatched().do("urgeCase", kind="LEADER", level=1, note="尽快")


def hard_and_checked(case: DrivenCase, clock: Any) -> None:
    """Nothing is missing."""
    case.checked().taken().planned().evidenced().do("confirmHardCase", confirmedOn="2023-09-08", note="走访")
    for signature in ("LINE_LEAD", "DISTRICT_LEADER"):
        case.do("signHardCase", signature=signature)


def asked_to_be_excused(case: DrivenCase, clock: Any) -> None:
    sent_back(case, clock)
    case.do("handleCase", note="再清")
    case.do("startCaseCheck")
    case.do("checkCase", result="PASSED")
    case.do("closeCase", closeConditionMet=True)
    case.do("appealCase", reason="下雨")


COURSES = [
    *(suspended, lapsed, given_back, sent_back, opened_again, looked_at, urged, hard_and_checked, asked_to_be_excused)
]


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.__name__)
def test_so_it_is_however_it_came_to_stand_there(case: DrivenCase, clock, askers, course) -> None:
    course(case, clock)
    agree(case, clock, askers)


def agree(case: DrivenCase, clock: Any, people: dict[str, Client]) -> None:
    case.version = case.read("version")["version"]
    trial = Trial(case, clock.now)
    found = {who: said for who, client in people.items() if (said := seen(trial, client))}
    assert found == {}


def seen(trial: Trial, client: Client) -> list[str]:
    """Who does not see the case is told nothing."""
    query = "query($id: ID!) { node(id: $id) { id } }"
    return [*trial.disagreements(client)] if client.data(query, {"id": trial.case.id})["node"] else []


BY_KEY = re.compile(r"SEARCH .* USING .*\((rowid|\w+_id|category_code)=\?.*\)")
FEW = re.compile(r"(SCAN json_each|SCAN hard_case_batch|SEARCH rule_change)\b.*")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_stands_in_the_way_is_looked_up_by_keys(case: DrivenCase, database, monkeypatch) -> None:
    """SQLite looked through all closed cases for those that a case came from: half a second for twenty cases of the demo."""
    asked: list[tuple[str, Any]] = []

    def noting(asking: Any, fetch: Any) -> Any:
        def noted(sql: str, values: Any, worn: str) -> Any:
            asked.append((sql, values))
            return fetch(sql, values, worn)

        return drive(asking, noted)

    monkeypatch.setattr(readers, "drive", noting)
    case.reported().allowed(case.client)
    sql, values = max(asked, key=lambda one: len(one[0]))
    with closing(sqlite3.connect(database.url.database)) as connection:
        steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    ways = [step for step in steps if step.startswith(("SCAN", "SEARCH"))]
    assert len(ways) > 40
    assert [way for way in ways if not BY_KEY.fullmatch(way) and not FEW.match(way)] == []
