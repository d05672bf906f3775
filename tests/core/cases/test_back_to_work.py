"""What went back to work was not solved: nothing that proved it before proves it any more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update

from core.standards.models import CaseStandard
from core.testing.loop import COMMUNITY, JPEG, DrivenCase

ANOTHER = JPEG + b" of another day"
HARD = """backToWorkAt hardCase { confirmedOn confirmation lineLeadSignedAt districtLeaderSignedAt }
  timeline(last: 20) { nodes { action } }"""


@pytest.fixture
def photographed(case: DrivenCase, database) -> DrivenCase:
    """Handled and checked, by a standard that asks for a photo, with one."""
    case.accepted()
    with database.writing() as session:
        session.execute(update(CaseStandard).values(requires_photo=True))
    case.evidenced().do("handleCase", note="已清运")
    case.do("startCaseCheck")
    return case


def reworked(case: DrivenCase) -> None:
    case.do("checkCase", result="NOT_PASSED", note="仍有渣土")


def reopened(case: DrivenCase) -> None:
    case.do("checkCase", result="PASSED")
    case.do("closeCase", closeConditionMet=True)
    case.do("reopenCase", reason="居民反映未解决")


@pytest.mark.parametrize("back", [reworked, reopened])
def test_a_photo_from_before_shows_nothing_any_more(
    photographed: DrivenCase, clock, back: Callable[[DrivenCase], None]
) -> None:
    assert photographed.read("backToWorkAt") == {"backToWorkAt": None}
    clock.advance(hours=1)
    back(photographed)
    moment = f"{clock.now:%Y-%m-%dT%H:%M:%SZ}"
    assert photographed.read("backToWorkAt") == {"backToWorkAt": moment}
    assert photographed.allowed()["HANDLE"] == ["PHOTO_MISSING"]
    photographed.evidenced(content=ANOTHER)
    assert photographed.allowed()["HANDLE"] == ["PHOTO_MISSING"], "sent now, but taken before"
    photographed.evidenced(taken_at=moment, content=ANOTHER + b", or rather of this one")
    assert photographed.allowed()["HANDLE"] == []
    photographed.do("handleCase", note="再次清运")
    photographed.do("startCaseCheck")
    photographed.do("checkCase", result="PASSED")
    photographed.do("closeCase", closeConditionMet=True)


def test_work_that_a_check_sent_back_was_not_finished_before_it(case: DrivenCase, clock) -> None:
    case.handled().do("startCaseCheck")
    clock.advance(hours=5)
    reworked(case)
    clock.advance(hours=1)
    (refused,) = case.act("handleCase", note="已清运", finishedAt="2023-09-08T06:59:59Z")["userErrors"]
    assert (refused["code"], refused["field"]) == ("OUT_OF_RANGE", ["input", "finishedAt"])
    case.do("handleCase", note="再次清运", finishedAt="2023-09-08T07:00:00Z")
    assert case.read("handledAt backToWorkAt") == dict.fromkeys(("handledAt", "backToWorkAt"), "2023-09-08T07:00:00Z")


def test_a_visit_from_before_does_not_solve_what_came_back(case: DrivenCase, client, clock) -> None:
    def visit(day: str) -> str:
        made = {"communityCode": COMMUNITY, "visitedOn": day, "personTimes": {"staff": 1}}
        found: str = client.do("recordSanitationVisit", "visit { id }", visit=made)["visit"]["id"]
        return found

    case.handled().do("startCaseCheck")
    clock.advance(days=3)
    reworked(case)
    case.do("returnCase", reason="不归我管")
    (refused,) = case.act("resolveCaseOnSite", visitId=visit("2023-09-10"), note="当场清理")["userErrors"]
    assert (refused["field"], refused["message"]) == (
        ["input", "visitId"],
        "The case went back to work on 2023-09-11; a visit before, on 2023-09-10, does not show that it is solved.",
    )
    case.do("resolveCaseOnSite", visitId=visit("2023-09-11"), note="当场清理")


def test_residents_confirm_nothing_before_it_was_reported(case: DrivenCase) -> None:
    case.checked().taken()
    (refused,) = case.act("confirmHardCase", confirmedOn="2023-09-07", note="走访", language="zh")["userErrors"]
    assert (refused["field"], refused["message"]) == (
        ["input", "confirmedOn"],
        "该案件于 2023-09-08 上报，此前（2023-09-07）的居民确认不能证明问题已解决。",
    )


def test_a_hard_case_that_came_back_is_proven_confirmed_and_signed_anew(case: DrivenCase, clock) -> None:
    case.accepted().taken().planned().evidenced().do("handleCase", note="完成")
    case.do("startCaseCheck")
    case.do("checkCase", result="PASSED")
    signed(case, "2023-09-08")
    case.do("closeCase", closeConditionMet=True)
    clock.advance(days=3)
    case.do("reopenCase", reason="又停气了")

    told = case.read(HARD)
    assert set(told["hardCase"].values()) == {None}
    actions = [step["action"] for step in told["timeline"]["nodes"]]
    assert [actions.count(said) for said in ("CONFIRM", "SIGN")] == [1, 2], "what was said stands in the history"

    case.do("handleCase", note="恢复")
    case.do("startCaseCheck")
    case.do("checkCase", result="PASSED")
    assert case.allowed()["CLOSE"] == ["PROOF_MISSING", "NOT_CONFIRMED", "NOT_SIGNED"]
    (early,) = case.act("confirmHardCase", confirmedOn="2023-09-10", note="走访")["userErrors"]
    assert (early["field"], early["message"]) == (
        ["input", "confirmedOn"],
        "The case went back to work on 2023-09-11; what residents said before, on 2023-09-10, does not show that it is solved.",
    )
    case.evidenced(taken_at=f"{clock.now:%Y-%m-%dT%H:%M:%SZ}", content=ANOTHER)
    signed(case, "2023-09-11")
    case.do("closeCase", closeConditionMet=True)


def signed(case: DrivenCase, day: str) -> None:
    case.do("confirmHardCase", confirmedOn=day, note="逐户走访")
    for signature in ("LINE_LEAD", "DISTRICT_LEADER"):
        case.do("signHardCase", signature=signature)
