"""The table is the truth: mutations, the schema, the documentation and refusals follow it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.app import Composition
from core.cases.models import CaseAction, CaseStatus
from core.cases.told import told
from core.cases.transitions import FROM, TABLE, TRANSITIONS
from core.policy.role import Role
from core.testing.loop import DrivenCase
from tests.core.cases.situations import INPUTS, REACH, A

ROOT = Path(__file__).parents[3]
MORE = {
    A.REQUEST_VERIFICATION: {},
    A.VERIFY: {"result": "EXISTS"},
    A.DISPATCH: {"unitId": "Unit_1"},
    A.ACCEPT: {"officerId": "Officer_1"},
    A.HAND_OVER: {"officerId": "Officer_1", "reason": "调离"},
    A.RESUME: {},
    A.ATTACH: {"attachmentId": "Attachment_1", "kind": "AFTER", "takenAt": "2023-09-08T01:00:00Z"},
    A.URGE: {"kind": "LEADER", "level": 1, "note": "尽快"},
}


def test_every_action_stands_in_the_table_once_and_has_a_mutation(composition: Composition) -> None:
    mutation = composition.schema._schema.mutation_type
    assert mutation is not None
    assert [transition.action for transition in TABLE] == [*dict.fromkeys(t.action for t in TABLE)]
    assert set(TRANSITIONS) == set(CaseAction)
    for transition in TABLE:
        field = mutation.fields[transition.mutation].extensions["strawberry-definition"]
        assert field.policy == transition.operation, transition.mutation


def test_the_page_about_the_life_of_a_case_is_what_the_table_says(composition: Composition) -> None:
    assert (ROOT / "docs" / "cases.md").read_text(encoding="utf-8") == told(composition.plugins), "run `lastmeter docs`"


@pytest.mark.parametrize("status", REACH, ids=lambda status: status.name)
def test_what_the_status_does_not_allow_is_refused_and_named(case: DrivenCase, status: CaseStatus, row_counts) -> None:
    REACH[status](case)
    assert case.status == status.name
    before = row_counts()
    allowed = {transition.action for transition in FROM[status]}
    assert set(case.allowed()) == {action.name for action in allowed}
    for transition in TABLE:
        if transition.action in allowed or transition.action is A.REPORT:
            continue
        given = (INPUTS | MORE)[transition.action]
        refused = case.act(transition.mutation, **given)
        listed = ", ".join(source.name for source in transition.sources)
        assert refused["userErrors"] == [
            {
                "field": ["input", "caseId"],
                "code": "NOT_ALLOWED",
                "message": f"The case is {status.name}; {transition.action.name} is possible when it is {listed}.",
            }
        ]
    assert row_counts() == before


def test_who_may_not_is_told_beforehand_and_refused(case: DrivenCase, acting) -> None:
    case.handled()
    handler = acting(Role.HANDLER)
    assert case.allowed(handler)["START_CHECK"] == ["FORBIDDEN", "HANDLER_CANNOT_CHECK"]
    refused = case.act("startCaseCheck", by=handler)["userErrors"]
    assert [error["code"] for error in refused] == ["FORBIDDEN"]
    assert "case.check" in refused[0]["message"]


def test_a_handler_of_another_unit_does_not_reach_the_case(case: DrivenCase, client, viewer) -> None:
    case.dispatched()
    other = client.acting(
        viewer(Role.HANDLER, unit_id=case.town.other_unit, officer_id=case.town.officers["OTHER_HANDLER"])
    )
    assert case.act("acceptCase", by=other, officerId=case.town.id("HANDLER"))["userErrors"][0]["code"] == "NOT_FOUND"


def test_a_stale_version_is_told_how_the_case_stands_now(case: DrivenCase) -> None:
    case.accepted()
    stale = case.version
    case.do("handleCase", note="已清运")
    refused = case.act("handleCase", version=stale, note="再来一次")
    assert refused["case"] is None
    assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [("CONFLICT", ["input", "version"])]
    assert refused["userErrors"][0]["message"] == (
        f"Somebody changed it meanwhile: it is HANDLED and its version is {stale + 1}, not {stale}; the last action was "
        "HANDLE at 2023-09-08T02:00:00Z. Read it again, then decide."
    )


def test_what_may_be_done_with_a_page_of_cases_takes_one_more_statement(case: DrivenCase, statements) -> None:
    for _ in range(5):
        case.handled()
    query = """query($n: Int!) { cases(first: $n) { nodes {
      id allowedTransitions { action isAllowed blockers { code message } } } } }"""
    assert statements(query, {"n": 1}) == statements(query, {"n": 5}) == 2
