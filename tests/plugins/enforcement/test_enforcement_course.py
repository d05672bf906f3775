"""The course of a violation: warned, ordered, penalised, removed."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import DomainError
from core.database import Database
from plugins.enforcement.models import EnforcementViolation, ViolationStage
from plugins.enforcement.services.course import COURSE, Step, advance
from tests.plugins.enforcement.conftest import seen

STEP = """
mutation ($input: %sEnforcementViolationInput!) {
  %sEnforcementViolation(input: $input) {
    clientMutationId
    violation {
      version stage firstSeenOn warnedOn orderedOn noticeNumber penalisedOn penaltyNumber removedOn
      case { status }
    }
    userErrors { field code message }
  }
}
"""
WARN, ORDER, PENALISE, REMOVE = (STEP % (verb, verb.lower()) for verb in ("Warn", "Order", "Penalise", "Remove"))
NOTICE, PENALTY = "青城管责改字〔2023〕第0001号", "青城管罚决字〔2023〕第0001号"


@pytest.fixture
def violation(recorded: Any) -> str:
    """Seen on 1 September; today is the 8th."""
    visit = recorded(seen("ILLEGAL_BUILDING"), on="2023-09-01")
    return str(visit["report"]["violations"][0]["id"])


@pytest.fixture
def step(client: Any, violation: str) -> Any:
    """Takes a step and gives the violation back."""

    def take(mutation: str, version: int, **sent: Any) -> Any:
        base = {"clientMutationId": f"step-{version}", "violationId": violation, "version": version}
        ((_, payload),) = client.data(mutation, {"input": {**base, **sent}}).items()
        assert payload["userErrors"] == []
        return payload["violation"]

    return take


def test_a_violation_can_go_the_whole_way(step: Any) -> None:
    step(WARN, 1, warnedOn="2023-09-01")
    step(ORDER, 2, orderedOn="2023-09-03", noticeNumber=NOTICE)
    step(PENALISE, 3, penalisedOn="2023-09-06", penaltyNumber=f" {PENALTY} ")
    assert step(REMOVE, 4, removedOn="2023-09-08") == {
        "version": 5,
        "stage": "REMOVED",
        "firstSeenOn": "2023-09-01",
        "warnedOn": "2023-09-01",
        "orderedOn": "2023-09-03",
        "noticeNumber": NOTICE,
        "penalisedOn": "2023-09-06",
        "penaltyNumber": PENALTY,
        "removedOn": "2023-09-08",
        "case": {"status": "REPORTED"},
    }


def test_steps_may_be_left_out(step: Any) -> None:
    assert step(PENALISE, 1, penalisedOn="2023-09-02", penaltyNumber=PENALTY)["stage"] == "PENALISED"
    removed = step(REMOVE, 2, removedOn="2023-09-02")
    assert (removed["stage"], removed["warnedOn"], removed["orderedOn"]) == ("REMOVED", None, None)


def test_a_step_sent_again_is_not_taken_twice(client: Any, violation: str) -> None:
    sent = {"clientMutationId": "a", "violationId": violation, "version": 1}
    first = client.data(WARN, {"input": {**sent, "warnedOn": "2023-09-02"}})
    assert client.data(WARN, {"input": {**sent, "warnedOn": "2023-09-02"}}) == first
    assert first["warnEnforcementViolation"]["violation"]["version"] == 2


def test_a_step_after_a_later_one_is_refused(step: Any, refusals: Any, violation: str) -> None:
    step(ORDER, 1, orderedOn="2023-09-03", noticeNumber=NOTICE)
    sent = {"violationId": violation, "version": 2, "warnedOn": "2023-09-04"}
    assert refusals(WARN, sent) == [
        (
            "input.violationId",
            "NOT_ALLOWED",
            "The violation was ordered to be put right on 2023-09-03; it can no longer be warned about.",
        )
    ]
    assert refusals(WARN, sent, language="zh") == [
        ("input.violationId", "NOT_ALLOWED", "该违法行为已于 2023-09-03 责令改正，不能再警告。")
    ]


def test_a_violation_corrected_on_the_spot_takes_no_step(recorded: Any, refusals: Any) -> None:
    visit = recorded(seen("DOG_WASTE", corrected=True), on="2023-09-01")
    gone = visit["report"]["violations"][0]["id"]
    assert refusals(REMOVE, {"violationId": gone, "version": 1, "removedOn": "2023-09-02"}) == [
        (
            "input.violationId",
            "NOT_ALLOWED",
            "The violation was removed on 2023-09-01; it can no longer be removed.",
        )
    ]


def test_days_cannot_run_backwards_or_ahead(refusals: Any, violation: str) -> None:
    sent = {"violationId": violation, "version": 1}
    assert refusals(WARN, {**sent, "warnedOn": "2023-08-31"}) == [
        (
            "input.warnedOn",
            "OUT_OF_RANGE",
            "The violation was first seen on 2023-09-01; it cannot have been warned about on 2023-08-31.",
        )
    ]
    assert refusals(REMOVE, {**sent, "removedOn": "2023-09-09"}) == [
        (
            "input.removedOn",
            "OUT_OF_RANGE",
            "2023-09-09 lies in the future; today is 2023-09-08. Record what has happened.",
        )
    ]


def test_a_document_needs_its_number(refusals: Any, violation: str) -> None:
    sent = {"violationId": violation, "version": 1, "penalisedOn": "2023-09-09"}
    told = refusals(PENALISE, {**sent, "penaltyNumber": " "})
    assert [error[:2] for error in told] == [
        ("input.penalisedOn", "OUT_OF_RANGE"),
        ("input.penaltyNumber", "REQUIRED"),
    ]
    sent = {"violationId": violation, "version": 1, "orderedOn": "2023-09-08"}
    assert refusals(ORDER, {**sent, "noticeNumber": "号" * 61}) == [
        (
            "input.noticeNumber",
            "TOO_LONG",
            "noticeNumber has 61 characters; at most 60 are kept.",
        )
    ]


def test_an_older_version_is_refused(step: Any, refusals: Any, violation: str) -> None:
    step(WARN, 1, warnedOn="2023-09-01")
    sent = {"violationId": violation, "version": 1, "removedOn": "2023-09-02"}
    assert refusals(REMOVE, sent) == [
        (
            "input.version",
            "CONFLICT",
            "It was changed meanwhile: its version is 2, not 1. Read it again, then decide.",
        )
    ]


def test_what_is_no_violation_is_refused(refusals: Any) -> None:
    sent = {"version": 1, "removedOn": "2023-09-02"}
    assert refusals(REMOVE, {**sent, "violationId": "EnforcementViolation_99"}) == [
        ("input.violationId", "NOT_FOUND", "There is no EnforcementViolation with this id.")
    ]
    assert refusals(REMOVE, {**sent, "violationId": "Case_1"}) == [
        (
            "input.violationId",
            "INVALID",
            "'Case_1' is no id of an EnforcementViolation; take it from the object's id field.",
        )
    ]


def test_of_two_people_at_one_violation_one_is_refused(client: Any, violation: str) -> None:
    base = {"violationId": violation, "version": 1}
    sent = [
        (WARN, {"clientMutationId": "warn", **base, "warnedOn": "2023-09-02"}),
        (REMOVE, {"clientMutationId": "remove", **base, "removedOn": "2023-09-02"}),
    ]
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda one: client.data(one[0], {"input": one[1]}), sent))
    told = [[error["code"] for error in payload["userErrors"]] for (payload,) in map(dict.values, answers)]
    assert sorted(told) == [[], ["CONFLICT"]]


def test_every_pair_of_steps_on_every_day_keeps_its_order(database: Database, violation: str) -> None:
    """All pairs of steps on three days before today and two that cannot be, against the rule."""
    first, today = date(2023, 9, 1), date(2023, 9, 3)
    days = [first + timedelta(days=at) for at in range(-1, 4)]
    steps = list(itertools.product(COURSE[1:], days))
    taken = 0
    with database.writing() as session:
        for (step, day), (after, later) in itertools.product(steps, repeat=2):
            is_first = first <= day <= today
            is_second = is_first and COURSE.index(after) > COURSE.index(step) and day <= later <= today
            nested = session.begin_nested()
            assert _refused(session, violation, 1, step, day, today) == (None if is_first else step.day)
            if is_first:
                refused = _refused(session, violation, 2, after, later, today)
                assert (refused is None) is is_second
                assert refused in {None, after.day, "violation_id"}
                taken += is_second
            nested.rollback()
    assert taken == 36  # 6 pairs of steps, 6 pairs of days


def _refused(session: Session, violation: str, version: int, step: Step, day: date, today: date) -> str | None:
    """The field that is refused, if one is."""
    draft = SimpleNamespace(violation_id=violation, version=version)
    number = "第1号" if step.number else None
    try:
        advance(session, draft, step.stage, day=day, today=today, number=number)
    except DomainError as refusal:
        return refusal.field[0]
    return None


def test_the_database_keeps_the_rule_too(database: Database, violation: str) -> None:
    for columns in (
        {"warned_on": date(2023, 8, 31), "stage": ViolationStage.WARNED},
        {"ordered_on": date(2023, 9, 2), "stage": ViolationStage.ORDERED},
        {"penalty_number": PENALTY},
        {"stage": ViolationStage.REMOVED},
    ):
        with pytest.raises(IntegrityError):
            _write(database, violation, columns)


def _write(database: Database, violation: str, columns: dict[str, Any]) -> None:
    with database.writing() as session:
        row = session.get_one(EnforcementViolation, int(violation.partition("_")[2]))
        for name, value in columns.items():
            setattr(row, name, value)
