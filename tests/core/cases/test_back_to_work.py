"""What went back to work was not solved: nothing that proved it before proves it any more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update

from core.standards.models import CaseStandard
from core.testing.loop import JPEG, DrivenCase

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
        "It went back to work on 2023-09-11; what residents said before, on 2023-09-10, confirms nothing.",
    )
    case.evidenced(taken_at=f"{clock.now:%Y-%m-%dT%H:%M:%SZ}", content=ANOTHER)
    signed(case, "2023-09-11")
    case.do("closeCase", closeConditionMet=True)


def signed(case: DrivenCase, day: str) -> None:
    case.do("confirmHardCase", confirmedOn=day, note="逐户走访")
    for signature in ("LINE_LEAD", "DISTRICT_LEADER"):
        case.do("signHardCase", signature=signature)
