"""Heating: calls gather to a hot spot, a home is cold, gets a plan of its own, and is let go when readings prove it warm."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from core.policy.role import Role
from core.testing.loop import COMMUNITY, OTHER_COMMUNITY
from tests.stories.conftest import DOOR, Story, visit

WINTER = ("2023-11-16", "2024-04-06")
FIGURES = (
    "heating.calls",
    "heating.compliance_rate",
    "heating.households_taken_on",
    "heating.households_remediated",
    "heating.remediation_rate",
    "heating.temperature_gain",
    "core.satisfaction_rate",
)
HOTSPOTS = """{ heatingHotspots(season: "2023-2024", first: 3) {
  nodes { community { code } calls callers isHot topics { topic count } } } }"""
MEASURED = """visit { cases { id version priority title detail { ... on HeatingCaseDetail { heatingClass } } }
  report { ... on HeatingVisitReport { homes { household { id } readings { isValid isWarm } } } } }"""
REMEDIATION = "remediation { id isProven provenOn temperatureGain before { celsius } after { celsius } }"
UNPROVEN = [
    "No valid readings since the fix, with none too cold after them, prove that the home is warm; measure it, on "
    "several days where it was warm only at times."
]


def call(by: Any, community: str, room: int, **more: Any) -> None:
    household = {"building": "3号楼", "unit": "2单元", "room": f"{room}"}
    given = {"communityCode": community, "household": household, "topic": "NOT_WARM"}
    by.do("recordHeatingCall", "call { id }", **given | {"calledAt": "2023-11-30T19:00:00+08:00"} | more)


def reading(celsius: float, day: str, **more: Any) -> dict[str, Any]:
    how = {"room": "LIVING_ROOM", "windowsClosed2h": True, "height1m": True}
    return {"celsius": celsius, "takenAt": f"{day}T09:30:00+08:00"} | how | more


def test_a_cold_home_is_let_go_when_three_days_prove_it_warm(story_of, neighbours, clock) -> None:
    story: Story = story_of("heating")
    acceptor, officer, handler = story.by(Role.ACCEPTOR), story.by(Role.FIELD_OFFICER), story.by(Role.HANDLER)
    others = [OTHER_COMMUNITY, *neighbours()]

    # In the first cold days people call the hotline: many of one community, one again and again, many who say not where.
    clock.now = datetime(2023, 12, 1, 2, tzinfo=UTC)
    for room in range(501, 507):
        call(acceptor, COMMUNITY, room)
    for community in others:
        call(acceptor, community, 101)
    for _ in range(9):
        call(acceptor, OTHER_COMMUNITY, 101)
        call(acceptor, others[-1], 0, household=None, isPlaceKnown=False)
    lead = story.by(Role.LINE_LEAD)
    hottest, *rest = lead.data(HOTSPOTS)["heatingHotspots"]["nodes"]
    assert hottest == {
        "community": {"code": COMMUNITY},
        "calls": 6,
        "callers": 6,
        "isHot": True,
        "topics": [{"topic": "NOT_WARM", "count": 6}],
    }
    assert [(spot["callers"], spot["isHot"]) for spot in rest] == [(1, False), (1, False)]
    best = lead.data('{ nextBestVisits(lines: ["heating"], first: 1) { nodes { community { code } } } }')
    assert best["nextBestVisits"]["nodes"] == [{"community": {"code": COMMUNITY}}]

    # An officer had found the home warm at the start of the season; now it is not.
    for day, celsius in (("2023-11-20", 18.6), ("2023-12-01", 16.2)):
        payload = officer.do(
            "recordHeatingVisit",
            MEASURED,
            visit=visit(day),
            homes=[
                {
                    "household": DOOR,
                    "readings": [reading(celsius, day), reading(21, day, windowsClosed2h=False, room="BEDROOM")],
                }
            ],
        )
    (home,) = payload["visit"]["report"]["homes"]
    assert home["readings"] == [{"isValid": True, "isWarm": False}, {"isValid": False, "isWarm": True}]
    (found,) = payload["visit"]["cases"]
    assert (found["title"], found["priority"]) == ("室温16.2℃，低于18℃", "P2")
    assert found["detail"] == {"heatingClass": "UNSTABLE"}
    assert story.figures(*FIGURES, of=WINTER) == {
        "heating.calls": (31, None),
        "heating.compliance_rate": (1, 2),
        "heating.households_taken_on": (0, None),
        "heating.households_remediated": (0, None),
        "heating.remediation_rate": (0, 0),
        "heating.temperature_gain": (0, 0),
        "core.satisfaction_rate": (0, 0),
    }

    # Filed, sent, taken on; the cause is found, the household agrees to a plan, the pipes are rebalanced.
    case = story.case(found)
    case.do("fileCase")
    story.in_hand(case)
    opened = handler.do(
        "openHeatingRemediation",
        f"{REMEDIATION[:-1]} case {{ id }} }}",
        householdId=home["household"]["id"],
        heatingClass="UNSTABLE",
        causes=["HYDRAULIC"],
        measures=["REBALANCE"],
        openedOn="2023-12-01",
        isAgreed=True,
    )["remediation"]
    assert opened["case"] == {"id": case.id}
    clock.advance(days=1)
    done = {"remediationId": opened["id"], "kind": "REBALANCE", "doneOn": "2023-12-02"}
    assert handler.do("recordHeatingMeasure", REMEDIATION, **done)["remediation"]["isProven"] is False
    story.handled_and_checked(case, "已完成水力平衡调节")

    # Nobody can close it on the handler's word: three days must prove it, and a window left open proves nothing.
    assert case.allowed(acceptor)["CLOSE"] == ["HEATING_NOT_PROVEN"]
    for day, celsius, is_closed in (("03", 18.4, True), ("04", 18.1, True), ("05", 19.5, False), ("06", 18.3, True)):
        assert case.refusals("closeCase", closeConditionMet=True) == UNPROVEN
        clock.advance(days=1)
        officer.do(
            "recordHeatingReading",
            "reading { isValid }",
            householdId=home["household"]["id"],
            reading=reading(celsius, f"2023-12-{day}", windowsClosed2h=is_closed),
        )
    assert case.do("closeCase", closeConditionMet=True)["outcome"] == "RESOLVED"
    case.do("recordCaseFeedback", isSatisfied=True, comment="家里暖和了")

    proven = officer.data(
        f"query($id: ID!) {{ node(id: $id) {{ ... on HeatingRemediation {REMEDIATION[12:]} }} }}", {"id": opened["id"]}
    )
    assert proven["node"] == {
        "id": opened["id"],
        "isProven": True,
        "provenOn": "2023-12-06",
        "temperatureGain": 2.1,
        "before": {"celsius": 16.2},
        "after": {"celsius": 18.3},
    }
    after = story.figures(*FIGURES, of=WINTER)
    (gain, homes) = after.pop("heating.temperature_gain")
    assert (round(gain or 0, 3), homes) == (2.1, 1)
    assert after == {
        "heating.calls": (31, None),
        "heating.compliance_rate": (4, 5),
        "heating.households_taken_on": (1, None),
        "heating.households_remediated": (1, None),
        "heating.remediation_rate": (1, 1),
        "core.satisfaction_rate": (1, 1),
    }
    who = story.trail()
    assert ("HANDLER", "open_heating_remediation") in who
    assert ("CHECKER", "check_case") in who
    assert [role for role, operation in who if operation == "close_case"] == ["ACCEPTOR"]
