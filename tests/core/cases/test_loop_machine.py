"""Random people do random things with cases at random times, through the public endpoint; a small model watches
(catalogue C08).

`LOOP_RUNS=500 LOOP_STEPS=50 pytest tests/core/cases/test_loop_machine.py` is the nightly version.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core.cases.models import CaseStatus
from core.cases.transitions import TRANSITIONS, CaseAction
from core.policy.role import Role
from core.testing.loop import COMMUNITY
from tests.effort import tries

RUNS, STEPS = int(os.environ.get("LOOP_RUNS", tries(50, 500))), int(os.environ.get("LOOP_STEPS", "20"))
ZONE = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)
HOLIDAYS = {(9, 29), (10, 2), (10, 3), (10, 4), (10, 5), (10, 6), (1, 1), *((2, day) for day in range(9, 18))}
SHIFTED = {(10, 7), (10, 8), (2, 4), (2, 18)}
"""Of autumn 2023 and the winter after it."""
FIVE_DAYS = 5 * 480
WANTED = """id version status outcome slaState deadline handledMinutes returnCount reworkCount reopenCount extensionCount
suspensionCount timeline(first: 100) { nodes { action fromStatus toStatus } }"""
ROLES = (Role.ACCEPTOR, Role.DISPATCHER, Role.HANDLER, Role.CHECKER, Role.LINE_LEAD, Role.FIELD_OFFICER, Role.DIRECTOR)
MAY = {
    CaseAction.REQUEST_VERIFICATION: {"ACCEPTOR", "LINE_LEAD"},
    CaseAction.VERIFY: {"FIELD_OFFICER", "ACCEPTOR", "CHECKER", "LINE_LEAD"},
    CaseAction.FILE: {"ACCEPTOR", "LINE_LEAD"},
    CaseAction.REJECT: {"ACCEPTOR", "LINE_LEAD"},
    CaseAction.DISPATCH: {"DISPATCHER", "LINE_LEAD"},
    CaseAction.RETURN: {"HANDLER", "LINE_LEAD"},
    CaseAction.ACCEPT: {"HANDLER", "LINE_LEAD"},
    CaseAction.EXTEND: {"DISPATCHER", "LINE_LEAD"},
    CaseAction.SUSPEND: {"DISPATCHER", "LINE_LEAD"},
    CaseAction.RESUME: {"DISPATCHER", "LINE_LEAD"},
    CaseAction.HANDLE: {"HANDLER", "LINE_LEAD"},
    CaseAction.START_CHECK: {"CHECKER"},
    CaseAction.CHECK: {"CHECKER"},
    CaseAction.CLOSE: {"ACCEPTOR", "LINE_LEAD"},
    CaseAction.REOPEN: {"ACCEPTOR", "LINE_LEAD", "DIRECTOR"},
    CaseAction.CANCEL: {"ACCEPTOR", "LINE_LEAD"},
}
"""Written again, apart from the policy table."""


START = datetime(2023, 9, 11, tzinfo=ZONE)
DAYS = 200


def _works(at: int) -> bool:
    local = START + at * MINUTE
    day = (local.month, local.day)
    is_work_day = day in SHIFTED if local.weekday() >= 5 else day not in HOLIDAYS
    return is_work_day and (8 <= local.hour < 12 or 14 <= local.hour < 18)


WORK = [_works(at) for at in range(DAYS * 1440)]
"""Every minute from the start, work or not: looked up one by one."""


def minute_of(moment: datetime) -> int:
    return round((moment - START) / MINUTE)


class Model:
    """One case, as simple as it can be told: a status, a few numbers, and the minutes that its clock counted."""

    def __init__(self, now: datetime) -> None:
        self.status = "REPORTED"
        self.verified: str | None = None
        self.passed = False
        self.unit: str | None = None
        self.former: str | None = None
        self.counts = dict.fromkeys(("return", "rework", "reopen", "extension", "suspension"), 0)
        self.left: int | None = None
        self.used = 0
        self.running = False
        self.until: datetime | None = None
        self.sent: datetime | None = None
        self.closed: datetime | None = None
        self.handled_late: bool | None = None
        self.steps = 1
        self.now = now

    def pass_time(self, to: datetime) -> None:
        """Minute by minute."""
        until = minute_of(self.until) if self.until is not None else None
        for minute in range(minute_of(self.now), minute_of(to)):
            if until is not None and minute >= until:
                self.running = True
            if self.running and WORK[minute]:
                self.left = (self.left or 0) - 1
                self.used += 1
        if until is not None and minute_of(to) >= until:
            self.running = True
        self.now = to

    @property
    def is_paused(self) -> bool:
        return not self.running and self.status in {"FILED", "SUSPENDED"} and self.left is not None

    def work_minutes(self, since: datetime) -> int:
        return sum(WORK[minute_of(since) : minute_of(self.now)])

    def deadline(self) -> datetime:
        """Minute by minute from now: the end of the one that uses up what is left."""
        minute = minute_of(self.now)
        if self.until is not None:
            minute = max(minute, minute_of(self.until))
        left = self.left or 0
        while left > 0:
            left -= WORK[minute]
            minute += 1
        return START + minute * MINUTE


class Loop(RuleBasedStateMachine):
    """What the endpoint says must be what the model says, after every step and at every moment."""

    client: Any
    clock: Any
    town: Any
    make: Any

    @initialize(start=st.integers(0, 20 * 24 * 60))
    def report(self, start: int) -> None:
        self.clock.now = START + start * MINUTE
        self.clients = {role.name: self.people[role] for role in ROLES}
        made = self.client.do(
            "reportCase",
            "case { id version }",
            line=self.town.line,
            categoryCode="E01-11",
            communityCode=COMMUNITY,
            title="积存渣土",
            source="PATROL",
        )["case"]
        self.id, self.version = made["id"], made["version"]
        self.model = Model(self.clock.now)

    people: dict[Role, Any]

    # ------------------------------------------------------------- time

    @rule(minutes=st.sampled_from((1, 7, 61, 240, 481, 1440, 3 * 1440, 9 * 1440)))
    @precondition(lambda self: (self.clock.now - START).days < 60)
    def wait(self, minutes: int) -> None:
        self.clock.now += minutes * MINUTE
        self.model.pass_time(self.clock.now)

    # ------------------------------------------------------------- actions

    def attempt(self, action: CaseAction, role: str, is_possible: bool, **given: Any) -> bool:
        """Does it as somebody; whether it may be done, the model has said."""
        model = self.model
        name = TRANSITIONS[action].mutation
        expected = role in MAY[action] and is_possible and model.status in {s.name for s in TRANSITIONS[action].sources}
        if role == "HANDLER" and model.unit != "unit":
            expected = False
        payload = self.clients[role].act(name, "case { id version }", caseId=self.id, version=self.version, **given)
        assert (payload["userErrors"] == []) == expected, (action, role, vars(model), payload["userErrors"])
        if expected:
            self.version += 1
            # Who hands a case on to others' hands sees it no more.
            is_gone = action is CaseAction.RETURN and role == "HANDLER"
            assert payload["case"] == (None if is_gone else {"id": self.id, "version": self.version})
            model.steps += 1
        else:
            assert payload["case"] is None
        return expected

    role = st.sampled_from([role.name for role in ROLES])

    @rule(role=role)
    def request_verification(self, role: str) -> None:
        if self.attempt(CaseAction.REQUEST_VERIFICATION, role, True):
            self.model.status = "VERIFYING"

    @rule(role=role, result=st.sampled_from(("EXISTS", "EXISTS", "NOT_EXISTS", "UNABLE")))
    def verify(self, role: str, result: str) -> None:
        if self.attempt(CaseAction.VERIFY, role, True, result=result):
            self.model.status, self.model.verified = "REPORTED", result

    @rule(role=role)
    def file(self, role: str) -> None:
        if self.attempt(CaseAction.FILE, role, self.model.verified != "NOT_EXISTS"):
            self.model.status = "FILED"

    @rule(role=role, unit=st.sampled_from(("unit", "unit", "other_unit")))
    def dispatch(self, role: str, unit: str) -> None:
        model = self.model
        if self.attempt(CaseAction.DISPATCH, role, True, unitId=f"Unit_{getattr(self.town, unit)}"):
            if model.left is None or model.former != unit:
                model.left, model.used = FIVE_DAYS, 0
            model.status, model.unit, model.former, model.running = "DISPATCHED", unit, None, True
            model.sent, model.until = model.now, None

    @rule(role=role)
    def send_back(self, role: str) -> None:
        model = self.model
        in_time = model.sent is not None and model.work_minutes(model.sent) <= 2 * 480
        at_the_border = model.sent is not None and model.work_minutes(model.sent) == 2 * 480
        if at_the_border:
            return  # the border lies inside a break or a night: every minute of it is still in time or already late
        if self.attempt(CaseAction.RETURN, role, in_time, reason="不归我管"):
            model.status, model.running, model.former, model.unit = "FILED", False, model.unit, None
            model.counts["return"] += 1

    @rule(role=role)
    def accept(self, role: str) -> None:
        officer = "HANDLER" if self.model.unit == "unit" else "OTHER_HANDLER"
        if self.attempt(CaseAction.ACCEPT, role, True, officerId=self.town.id(officer)):
            self.model.status = "IN_PROGRESS"

    @property
    def is_late(self) -> bool:
        return self.has_passed(lambda: self.read("deadline"))

    def has_passed(self, read: Callable[[], dict[str, Any]]) -> bool:
        """The deadline: all minutes are used, and another one has begun."""
        if self.model.left is None or self.model.left > 0:
            return False
        return datetime.fromisoformat(read()["deadline"]) < self.clock.now

    @rule(role=role)
    def extend(self, role: str) -> None:
        if self.attempt(
            CaseAction.EXTEND, role, not self.is_late and self.model.counts["extension"] < 2, reason="等材料"
        ):
            self.model.left = (self.model.left or 0) + FIVE_DAYS
            self.model.counts["extension"] += 1

    @rule(role=role, minutes=st.sampled_from((30, 600, 3 * 1440, 20 * 1440)))
    def suspend(self, role: str, minutes: int) -> None:
        until = self.clock.now + minutes * MINUTE
        possible = not self.is_late and self.model.counts["suspension"] < 1
        if self.attempt(CaseAction.SUSPEND, role, possible, until=until.isoformat(), reason="等规划"):
            self.model.status, self.model.running, self.model.until = "SUSPENDED", False, until
            self.model.counts["suspension"] += 1

    @rule(role=role)
    def resume(self, role: str) -> None:
        if self.attempt(CaseAction.RESUME, role, True):
            self.model.status, self.model.running, self.model.until = "IN_PROGRESS", True, None

    @rule(role=role)
    def handle(self, role: str) -> None:
        model = self.model
        late = self.is_late
        if self.attempt(CaseAction.HANDLE, role, True, note="已清运"):
            model.status, model.running, model.passed, model.handled_late = "HANDLED", False, False, late

    @rule(role=role)
    def start_check(self, role: str) -> None:
        if self.attempt(CaseAction.START_CHECK, role, True):
            self.model.status = "CHECKING"

    @rule(role=role, result=st.sampled_from(("PASSED", "PASSED", "NOT_PASSED", "UNABLE")))
    def check(self, role: str, result: str) -> None:
        model = self.model
        if self.attempt(CaseAction.CHECK, role, True, result=result, note="看过"):
            model.passed = result == "PASSED"
            model.status = "IN_PROGRESS" if result == "NOT_PASSED" else "HANDLED"
            if result == "NOT_PASSED":
                model.running, model.handled_late = True, None
                model.counts["rework"] += 1

    @rule(role=role)
    def close(self, role: str) -> None:
        if self.attempt(CaseAction.CLOSE, role, self.model.passed, closeConditionMet=True):
            self.model.status, self.model.closed = "CLOSED", self.model.now

    @rule(role=role)
    def reopen(self, role: str) -> None:
        model = self.model
        soon = model.closed is not None and model.now - model.closed <= timedelta(days=30)
        if self.attempt(CaseAction.REOPEN, role, soon, reason="又有了"):
            model.status, model.running, model.passed, model.closed = "IN_PROGRESS", True, False, None
            model.left, model.used, model.handled_late = FIVE_DAYS, 0, None
            model.counts["reopen"] += 1

    @rule(role=role, cancels=st.booleans())
    def end(self, role: str, cancels: bool) -> None:
        if self.model.steps < 6:
            return  # else most runs would end before they began
        if cancels:
            if self.attempt(CaseAction.CANCEL, role, True, reason="误报"):
                self.model.status, self.model.running = "CANCELLED", False
        elif self.attempt(CaseAction.REJECT, role, True, outcome="UNFOUNDED", reason="不属实"):
            self.model.status, self.model.running = "REJECTED", False

    @rule(
        steps=st.integers(1, 6),
        unit=st.sampled_from(("unit", "unit", "other_unit")),
        minutes=st.sampled_from((1, 90, 1700)),
    )
    def go_on(self, steps: int, unit: str, minutes: int) -> None:
        """The straight way, by those who may: else most runs would never come far."""
        for _ in range(steps):
            match self.model.status:
                case "REPORTED" if self.model.verified == "NOT_EXISTS":
                    return
                case "REPORTED":
                    self.file("ACCEPTOR")
                case "VERIFYING":
                    self.verify("CHECKER", "EXISTS")
                case "FILED":
                    self.dispatch("DISPATCHER", unit)
                case "DISPATCHED":
                    self.accept("LINE_LEAD")
                case "SUSPENDED":
                    self.resume("DISPATCHER")
                case "IN_PROGRESS":
                    self.handle("LINE_LEAD")
                case "HANDLED" if not self.model.passed:
                    self.start_check("CHECKER")
                case "HANDLED":
                    self.close("ACCEPTOR")
                case "CHECKING":
                    self.check("CHECKER", "NOT_PASSED" if minutes == 90 else "PASSED")
                case _:
                    return
            self.clock.now += minutes * MINUTE
            self.model.pass_time(self.clock.now)

    @rule()
    def somebody_with_an_old_version_is_told(self) -> None:
        payload = self.client.act("resumeCase", "case { id }", caseId=self.id, version=self.version + 1)
        assert [error["code"] for error in payload["userErrors"]] == ["CONFLICT"]

    # ------------------------------------------------------------- what must always hold

    def read(self, wanted: str = WANTED) -> dict[str, Any]:
        data = self.client.data(
            f"query($id: ID!) {{ node(id: $id) {{ ... on Case {{ {wanted} }} }} }}", {"id": self.id}
        )
        found: dict[str, Any] = data["node"]
        return found

    @invariant()
    def the_case_is_as_the_model_has_it(self) -> None:
        if not hasattr(self, "model"):
            return
        case, model = self.read(), self.model
        assert (case["status"], case["version"]) == (model.status, self.version)
        assert {name: case[f"{name}Count"] for name in model.counts} == model.counts
        self._history_equals_state(case)
        if model.handled_late is not None:
            assert case["handledMinutes"] == model.used
        assert case["slaState"] == self._state(case), vars(model)
        if (model.running or model.until is not None) and (model.left or 0) > 0:
            assert datetime.fromisoformat(case["deadline"]) == model.deadline(), vars(model)

    def _history_equals_state(self, case: dict[str, Any]) -> None:
        steps = case["timeline"]["nodes"]
        assert len(steps) == self.model.steps == case["version"]
        assert [step["fromStatus"] for step in steps] == [None, *(step["toStatus"] for step in steps[:-1])]
        assert steps[-1]["toStatus"] == case["status"]
        for step in steps:
            transition = TRANSITIONS[CaseAction[step["action"]]]
            targets = transition.targets or (CaseStatus[step["fromStatus"]],)
            assert CaseStatus[step["toStatus"]] in targets

    def _state(self, case: dict[str, Any]) -> str | None:
        """What the counted minutes say."""
        model = self.model
        if model.handled_late is not None:
            return "MISSED" if model.handled_late else "MET"
        if model.left is None or model.status in {"CANCELLED", "REJECTED"}:
            return None
        if model.is_paused and (model.until is None or model.now < model.until):
            return "PAUSED"
        if self.has_passed(lambda: case):
            return "OVERDUE"
        return "DUE_SOON" if model.left <= 480 else "ON_TRACK"


@pytest.fixture
def people(client, town, viewer) -> dict[Role, Any]:
    return {role: client.acting(town.viewer(viewer, role)) for role in ROLES}


@pytest.mark.timeout(300 + RUNS * STEPS // 10)
def test_only_legal_steps_and_right_clocks_whatever_people_do(client, clock, town, people) -> None:
    machine = type("LoopOfThisTest", (Loop,), {"client": client, "clock": clock, "town": town, "people": people})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize="LOOP_RUNS" not in os.environ,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
