"""A case goes into the hands of another officer of its unit (移交)."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from core.people.models import Officer
from core.policy.role import Role
from core.testing.loop import DrivenCase

HISTORY = "timeline(last: 1) { nodes { action reason actor { id } fromStatus toStatus } }"


@pytest.mark.parametrize("status", ["IN_PROGRESS", "SUSPENDED"])
def test_who_leaves_hands_over_and_the_history_says_from_whom_to_whom_and_why(
    case: DrivenCase, acting, clock, status: str
) -> None:
    case.accepted()
    if status == "SUSPENDED":
        case.do("suspendCase", until="2023-10-01T00:00:00Z", reason="等规划")
    before = case.read("deadline acceptedAt stageDeadline")
    clock.advance(hours=1)
    handed = case.do("handOverCase", by=acting(Role.HANDLER), officerId=case.town.id("HANDLER_2"), reason="调离岗位")
    assert handed["status"] == status
    assert (
        case.read("assignee { id } deadline acceptedAt stageDeadline")
        == {"assignee": {"id": case.town.id("HANDLER_2")}} | before
    )
    assert case.read(HISTORY)["timeline"]["nodes"] == [
        {
            "action": "HAND_OVER",
            "reason": "HANDLER → HANDLER_2: 调离岗位",
            "actor": {"id": case.town.id("HANDLER")},
            "fromStatus": status,
            "toStatus": status,
        }
    ]


def test_it_stays_with_the_unit_and_goes_to_somebody_else_who_is_there(case: DrivenCase, vacated, row_counts) -> None:
    case.accepted()
    vacated(case.town.officers["HANDLER_2"])
    before = row_counts()
    for officer, message in (
        ("OTHER_HANDLER", "OTHER_HANDLER is not of the unit that the case was sent to; name somebody who is."),
        ("HANDLER", "HANDLER has it already; name somebody else of the unit."),
        ("HANDLER_2", "HANDLER_2 is a post that nobody holds: its accounts are out of use. Name somebody else."),
    ):
        (refused,) = case.act("handOverCase", officerId=case.town.id(officer), reason="调离")["userErrors"]
        assert (refused["field"], refused["code"], refused["message"]) == (["input", "officerId"], "INVALID", message)
    (refused,) = case.act("handOverCase", officerId=case.town.id("ACCEPTOR"), reason=" ", language="zh")["userErrors"][
        1:
    ]
    assert (refused["field"], refused["code"]) == (["input", "reason"], "REQUIRED")
    assert row_counts() == before


def test_a_case_without_an_officer_is_not_handed_over_but_taken_on(case: DrivenCase) -> None:
    assert "HAND_OVER" not in case.dispatched().allowed()
    assert case.act("handOverCase", officerId=case.town.id("HANDLER"), reason="调离")["case"] is None


def test_who_is_of_the_unit_or_leads_the_line_hands_over(case: DrivenCase, acting) -> None:
    case.accepted()
    may = [role for role in (Role.HANDLER, Role.LINE_LEAD, Role.DISPATCHER, Role.ACCEPTOR, Role.CHECKER, Role.DIRECTOR)]
    told = {role.name: case.allowed(acting(role))["HAND_OVER"] for role in may}
    assert [name for name, blockers in told.items() if not blockers] == ["HANDLER", "LINE_LEAD"]


def test_what_nobody_can_do_any_more_is_not_given_to_them(case: DrivenCase, vacated) -> None:
    case.dispatched()
    vacated(case.town.officers["HANDLER"])
    (refused,) = case.act("acceptCase", officerId=case.town.id("HANDLER"))["userErrors"]
    assert (refused["field"], refused["code"]) == (["input", "officerId"], "INVALID")
    vacated(case.town.officers["HANDLER_2"], but=1)
    case.do("acceptCase", officerId=case.town.id("HANDLER_2"))


def test_whoever_has_it_now_is_not_who_checks_it(case: DrivenCase, database, client, viewer) -> None:
    """Nor who handled it: the one who takes over stands beside the one who said that it is done."""
    case.accepted().do("handOverCase", officerId=case.town.id("HANDLER_2"), reason="调离")
    case.do("handleCase", note="已清运")
    with database.writing() as session:
        session.execute(update(Officer).values(unit_id=None))
    taker = viewer(
        Role.CHECKER,
        officer_id=case.town.officers["HANDLER_2"],
        lines=frozenset({case.town.line}),
        district_ids=frozenset({case.town.district}),
    )
    assert case.allowed(client.acting(taker))["START_CHECK"] == ["HANDLER_CANNOT_CHECK"]
