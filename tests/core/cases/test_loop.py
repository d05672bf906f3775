"""A case from report to verified close, and the ways back."""

from __future__ import annotations

import json
from pathlib import Path

from core.policy.role import Role
from core.testing.loop import DrivenCase

TIMELINE = "timeline(first: 50) { nodes { action fromStatus toStatus reason actor { role } } }"


def test_each_post_does_its_part_and_the_history_tells_of_it(case: DrivenCase, acting) -> None:
    acceptor, dispatcher = acting(Role.ACCEPTOR), acting(Role.DISPATCHER)
    handler, checker = acting(Role.HANDLER), acting(Role.CHECKER)
    case.client = acceptor
    case.reported()
    case.do("requestCaseVerification", reason="请看现场")
    case.do("verifyCase", by=checker, result="EXISTS", note="属实")
    case.do("fileCase")
    case.do("dispatchCase", by=dispatcher, unitId=f"Unit_{case.town.unit}")
    case.do("acceptCase", by=handler, officerId=case.town.id("HANDLER"))
    case.do("handleCase", by=handler, note="已清运")
    case.do("startCaseCheck", by=checker)
    case.do("checkCase", by=checker, result="PASSED")
    closed = case.do("closeCase", closeConditionMet=True)

    assert (closed["status"], closed["stage"], closed["outcome"]) == ("CLOSED", "EVALUATION", "RESOLVED")
    assert closed["slaState"] == "MET"
    steps = case.read(TIMELINE)["timeline"]["nodes"]
    assert [(step["action"], step["toStatus"]) for step in steps] == [
        ("REPORT", "REPORTED"),
        ("REQUEST_VERIFICATION", "VERIFYING"),
        ("VERIFY", "REPORTED"),
        ("FILE", "FILED"),
        ("DISPATCH", "DISPATCHED"),
        ("ACCEPT", "IN_PROGRESS"),
        ("HANDLE", "HANDLED"),
        ("START_CHECK", "CHECKING"),
        ("CHECK", "HANDLED"),
        ("CLOSE", "CLOSED"),
    ]
    assert [step["fromStatus"] for step in steps[1:]] == [step["toStatus"] for step in steps[:-1]]
    assert steps[6]["actor"]["role"] == "HANDLER"


def test_the_document_that_clients_send_closes_a_checked_case(case: DrivenCase) -> None:
    folder = Path(__file__).parents[2] / "contract" / "documents"
    given = json.loads((folder / "04_close_case.json").read_text())["input"]
    case.checked()
    text = (folder / "04_close_case.graphql").read_text()
    payload = case.client.data(text, {"input": given | {"caseId": case.id, "version": case.version}})["closeCase"]
    assert payload["userErrors"] == []
    assert (payload["case"]["status"], payload["case"]["closedAt"]) == ("CLOSED", "2023-09-08T02:00:00Z")
    assert [step["action"] for step in payload["case"]["timeline"]["nodes"]] == ["CHECK", "CLOSE"]
