"""Gas: an inspection finds a leak, the gas goes off, and the case stays until somebody else has seen that it is gone."""

from __future__ import annotations

from core.policy.role import Role
from core.testing.loop import COMMUNITY
from tests.stories.conftest import DOOR, NEXT_DOOR, Story, visit

YEAR = ("2023-01-01", "2024-01-01")
FIGURES = (
    "gas.entry_rate",
    "gas.due_coverage",
    "gas.priority_coverage",
    "gas.hazards_found",
    "gas.rectification_rate",
    "gas.on_time_rectification_rate",
    "gas.major_open",
)
INSPECTED = """visit { report { ... on GasVisitReport { inspections { isEntered noEntryReason isNoticeLeft
    hazards { id version grade dueOn isGasCutOff } } } }
  cases { id version priority title } }"""
DUE = """{ gasInspectionsDue(first: 5, filter: { isOverdue: true }, orderBy: [{ field: FAILED_ATTEMPTS, direction: DESC }]) {
  nodes { dueOn lastNoEntryReason failedAttempts household { room } } } }"""
HAZARD = "hazard { id version rectifiedOn recheckedOn isGasCutOff failedChecks }"


def test_a_leak_is_let_go_when_somebody_else_has_seen_it_gone(story_of, clock) -> None:
    story: Story = story_of("gas")
    officer, handler, checker = story.by(Role.FIELD_OFFICER), story.by(Role.HANDLER), story.by(Role.CHECKER)

    # Two doors have had gas for long and were never inspected; one of them is looked after first.
    for door in (DOOR | {"priorityTags": ["ELDERLY"]}, NEXT_DOOR):
        officer.do(
            "registerGasUser",
            "user { dueOn }",
            communityCode=COMMUNITY,
            household=door,
            kind="URBAN",
            openedOn="2022-01-10",
        )
    best = story.by(Role.LINE_LEAD).data(
        '{ nextBestVisits(lines: ["gas"], first: 1) { nodes { community { code } reasons { key amount } } } }'
    )["nextBestVisits"]["nodes"]
    assert best[0]["community"] == {"code": COMMUNITY}
    assert {"key": "gas.priority_overdue", "amount": 1} in best[0]["reasons"]
    assert story.figures(*FIGURES, of=YEAR) == {
        "gas.entry_rate": (0, 0),
        "gas.due_coverage": (0, 2),
        "gas.priority_coverage": (0, 1),
        "gas.hazards_found": (0, None),
        "gas.rectification_rate": (0, 0),
        "gas.on_time_rectification_rate": (0, 0),
        "gas.major_open": (0, None),
    }

    # Behind one door gas escapes, and is cut off at once; the next one lets nobody in, and gets a note.
    leak = {"grade": "MAJOR", "owner": "OPERATOR", "kind": "LEAK", "isGasCutOff": True}
    payload = officer.do(
        "recordGasVisit",
        INSPECTED,
        visit=visit("2023-09-08"),
        inspections=[
            {
                "household": DOOR,
                "isSigned": True,
                "items": [{"item": "TIGHTNESS", "result": "FAILED"}, {"item": "ALARM", "result": "NOT_THERE"}],
                "hazards": [leak],
            },
            {"household": NEXT_DOOR, "noEntryReason": "REFUSED", "isNoticeLeft": True},
        ],
    )
    inside, outside = payload["visit"]["report"]["inspections"]
    (hazard,) = inside["hazards"]
    assert (hazard["grade"], hazard["dueOn"], hazard["isGasCutOff"]) == ("MAJOR", "2023-09-15", True)
    assert (outside["isEntered"], outside["noEntryReason"], outside["isNoticeLeft"]) == (False, "REFUSED", True)
    (found,) = payload["visit"]["cases"]
    assert (found["title"], found["priority"]) == ("燃气泄漏", "P1")
    assert officer.data(DUE)["gasInspectionsDue"]["nodes"] == [
        {"dueOn": "2022-01-10", "lastNoEntryReason": "REFUSED", "failedAttempts": 1, "household": {"room": "***"}}
    ]
    officer.do("giveGasNotice", HAZARD, hazardId=hazard["id"], noticeNumber="燃隐改〔2023〕001", noticedOn="2023-09-08")

    # Filed as grade one, sent to the gas company, mended, and the case checked: but nobody has looked at the hazard.
    case = story.case(found)
    case.do("fileCase", standard="2")
    story.in_hand(case)
    clock.advance(days=3)
    handler.do("rectifyGasHazard", HAZARD, hazardId=hazard["id"], rectifiedOn="2023-09-10")
    story.handled_and_checked(case, "已更换阀门")
    assert case.allowed(story.by(Role.ACCEPTOR))["CLOSE"] == ["GAS_HAZARD_NOT_RECHECKED"]
    assert case.refusals("closeCase", closeConditionMet=True) == [
        "Nobody has seen that its major and general hazards are gone; say so with recheckGasHazard."
    ]
    (told,) = case.act("closeCase", language="zh", closeConditionMet=True)["userErrors"]
    assert told["message"] == "尚有重大或一般隐患未复查，请先复查隐患。"
    looked = {"hazardId": hazard["id"], "recheckedOn": "2023-09-11"}
    (refused,) = handler.act("recheckGasHazard", HAZARD, **looked)["userErrors"]
    assert refused["code"] == "FORBIDDEN", "who mends does not say that it is mended"

    # The first look still smells gas; after the second mending it is gone, and the gas is on again.
    failed = checker.do("recheckGasHazard", HAZARD, isGone=False, **looked)["hazard"]
    assert (failed["rectifiedOn"], failed["failedChecks"]) == (None, 1)
    assert story.figures("gas.major_open", "gas.rectification_rate", of=YEAR) == {
        "gas.major_open": (1, None),
        "gas.rectification_rate": (0, 1),
    }
    clock.advance(days=1)
    handler.do("rectifyGasHazard", HAZARD, hazardId=hazard["id"], rectifiedOn="2023-09-12")
    checker.do("recheckGasHazard", HAZARD, hazardId=hazard["id"], recheckedOn="2023-09-12")
    back = checker.do("restoreGas", HAZARD, hazardId=hazard["id"], restoredOn="2023-09-12")["hazard"]
    assert (back["recheckedOn"], back["isGasCutOff"]) == ("2023-09-12", False)
    assert case.do("closeCase", closeConditionMet=True)["outcome"] == "RESOLVED"

    assert story.figures(*FIGURES, of=YEAR) == {
        "gas.entry_rate": (1, 2),
        "gas.due_coverage": (1, 2),
        "gas.priority_coverage": (1, 1),
        "gas.hazards_found": (1, None),
        "gas.rectification_rate": (1, 1),
        "gas.on_time_rectification_rate": (1, 1),
        "gas.major_open": (0, None),
    }
    who = story.trail()
    assert [role for role, operation in who if operation == "rectify_gas_hazard"] == ["HANDLER", "HANDLER"]
    assert [role for role, operation in who if operation == "recheck_gas_hazard"] == ["CHECKER", "CHECKER"]
