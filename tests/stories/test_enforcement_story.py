"""Enforcement: a complaint becomes a formal case, which goes from warning to removal; the complaint closes after it."""

from __future__ import annotations

from datetime import UTC, datetime

from core.policy.role import Role
from core.testing.loop import COMMUNITY, DrivenCase
from tests.stories.conftest import Story, visit

YEAR = ("2023-01-01", "2024-01-01")
FIGURES = (
    "enforcement.violations_found",
    "enforcement.violations_removed",
    "enforcement.corrected_rate",
    "enforcement.complaints_converted",
)
PLACE = "5号楼楼顶"
VIOLATION = "id version stage orderDueAt penaltyDueAt removalDueAt dueAt isOverdue respondent { name } case { id }"
SEEN = f"visit {{ cases {{ id }} report {{ ... on EnforcementVisitReport {{ violations {{ {VIOLATION} }} }} }} }}"
OVERDUE = "{ enforcementViolations(filter: { isOverdue: true }, first: 5) { nodes { stage } } }"
REPEATED = """{ enforcementRepeatPlaces(window: { from: "2023-01-01", to: "2024-01-01" }, first: 5) {
  nodes { place community { code } caseCount openCaseCount } } }"""


def seen(**more: object) -> dict[str, object]:
    return {"kind": "ILLEGAL_BUILDING", "place": PLACE, "isCorrectedOnSite": False} | more


def test_a_complaint_is_let_go_after_what_it_was_about_is_removed(story_of, clock) -> None:
    story: Story = story_of("enforcement")
    acceptor, dispatcher = story.by(Role.ACCEPTOR), story.by(Role.DISPATCHER)
    officer, handler, lead = story.by(Role.FIELD_OFFICER), story.by(Role.HANDLER), story.by(Role.LINE_LEAD)

    # At the same spot something was built before, twice.
    for day in ("2023-03-01", "2023-06-01"):
        officer.do(
            "recordEnforcementVisit", "visit { id }", visit=visit(day), violations=[seen(isCorrectedOnSite=True)]
        )
    assert lead.data(REPEATED)["enforcementRepeatPlaces"]["nodes"] == []
    before = story.figures(*FIGURES, of=YEAR)
    assert before == {
        "enforcement.violations_found": (2, None),
        "enforcement.violations_removed": (2, None),
        "enforcement.corrected_rate": (2, 2),
        "enforcement.complaints_converted": (0, None),
    }

    # Friday: a neighbour calls; the unit finds that it is more than a complaint, and files a formal case.
    complaint = DrivenCase(acceptor, story.town)
    complaint.reported(categoryCode="E01-01", title="楼顶又在搭彩钢房", place=PLACE)
    complaint.do("fileCase", standard="1")
    story.in_hand(complaint)
    complaint.do("convertCase", by=handler, filingNumber="青城管立字〔2023〕7号", standard="2")
    (made,) = complaint.read("conversions { id version status complaint { id } }")["conversions"]
    assert (made["status"], made["complaint"]) == ("FILED", {"id": complaint.id})
    formal = story.case(made)
    formal.do("dispatchCase", by=dispatcher, unitId=f"Unit_{story.town.unit}")
    formal.do("acceptCase", by=handler, officerId=story.town.id("HANDLER"))

    # An officer goes there: what is seen belongs to the formal case, and each step has its limit.
    payload = officer.do(
        "recordEnforcementVisit",
        SEEN,
        visit=visit("2023-09-08"),
        violations=[seen(caseId=formal.id, respondent="王某")],
    )
    assert payload["visit"]["cases"] == [], "no second case"
    (violation,) = payload["visit"]["report"]["violations"]
    assert violation["case"] == {"id": formal.id}
    assert (
        (violation["orderDueAt"], violation["penaltyDueAt"], violation["removalDueAt"])
        == (
            "2023-09-08T08:00:00Z",  # four hours of work: until 16:00
            "2023-09-19T02:00:00Z",  # seven days of work
            "2023-10-12T02:00:00Z",  # twenty: the National Day holidays do not count, the weekend that makes up for them does
        )
    )
    assert violation["dueAt"] == violation["orderDueAt"]

    def step(verb: str, **given: str) -> dict[str, object]:
        sent = {"violationId": violation["id"], "version": violation["version"]} | given
        violation.update(handler.do(f"{verb}EnforcementViolation", f"violation {{ {VIOLATION} }}", **sent)["violation"])
        return violation

    # A warning is no order: at five the order is overdue, and the lead sees it.
    assert step("warn", warnedOn="2023-09-08")["isOverdue"] is False
    clock.now = datetime(2023, 9, 8, 9, tzinfo=UTC)
    assert lead.data(OVERDUE)["enforcementViolations"]["nodes"] == [{"stage": "WARNED"}]
    ordered = step("order", orderedOn="2023-09-08", noticeNumber="青城管责改字〔2023〕12号")
    assert (ordered["dueAt"], ordered["isOverdue"]) == (violation["penaltyDueAt"], False)
    clock.now = datetime(2023, 9, 15, 2, tzinfo=UTC)
    fined = step("penalise", penalisedOn="2023-09-15", penaltyNumber="青城管罚决字〔2023〕9号")
    assert (fined["dueAt"], fined["respondent"]) == (violation["removalDueAt"], {"name": "王某"})
    who_is_it = "query($id: ID!) { node(id: $id) { ... on EnforcementViolation { stage respondent { name } } } }"
    for stranger in (acceptor, story.by(Role.AUDITOR)):
        shown = stranger.data(who_is_it, {"id": violation["id"]})["node"]
        assert shown == {"stage": "PENALISED", "respondent": None}, "not everybody who reads the case reads a name"

    # The complaint is answered, but it cannot close before the building is gone.
    story.handled_and_checked(complaint, "已立案查处")
    assert complaint.allowed(acceptor)["CLOSE"] == ["CONVERSION_OPEN"]
    assert complaint.refusals("closeCase", closeConditionMet=True) == [
        "The formal case that it was turned into is still open."
    ]
    assert story.figures(*FIGURES, of=YEAR) == {
        "enforcement.violations_found": (3, None),
        "enforcement.violations_removed": (2, None),
        "enforcement.corrected_rate": (2, 3),
        "enforcement.complaints_converted": (1, None),
    }
    clock.now = datetime(2023, 9, 25, 2, tzinfo=UTC)
    removed = step("remove", removedOn="2023-09-25")
    assert (removed["stage"], removed["dueAt"], removed["isOverdue"]) == ("REMOVED", None, False)
    story.handled_and_checked(formal, "已依法拆除")
    formal.do("closeCase", closeConditionMet=True)
    assert complaint.do("closeCase", closeConditionMet=True)["outcome"] == "RESOLVED"

    # The spot comes back: three matters, of which one was a complaint and a formal case.
    assert lead.data(REPEATED)["enforcementRepeatPlaces"]["nodes"] == [
        {"place": PLACE, "community": {"code": COMMUNITY}, "caseCount": 3, "openCaseCount": 0}
    ]
    assert story.figures(*FIGURES, of=YEAR) == {
        "enforcement.violations_found": (3, None),
        "enforcement.violations_removed": (3, None),
        "enforcement.corrected_rate": (3, 3),
        "enforcement.complaints_converted": (1, None),
    }
    who = story.trail()
    assert [role for role, operation in who if operation == "close_case"] == ["ACCEPTOR", "ACCEPTOR"]
    assert [role for role, operation in who if operation == "remove_enforcement_violation"] == ["HANDLER"]
