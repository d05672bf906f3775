"""Sanitation: a campaign clears over several visits, bins that overflow are a case of hours, a toilet opens as announced."""

from __future__ import annotations

from typing import Any

from core.policy.role import Role
from core.testing.loop import COMMUNITY, OTHER_COMMUNITY
from tests.stories.conftest import Story, visit

SEPTEMBER = ("2023-09-01", "2023-10-01")
FIGURES = (
    "sanitation.five_clean_found",
    "sanitation.five_clean_cleared",
    "sanitation.clear_rate",
    "sanitation.sorting_talk_households",
    "sanitation.toilets_all_day",
    "sanitation.toilets_third_restroom",
    "core.on_time_handling_rate",
    "core.on_site_rate",
)
CAMPAIGN = """{ sanitationCampaigns(first: 1) { nodes {
  communitiesPlanned communitiesCovered visits targetSpots found cleared volumeCubicMeters leftOver } } }"""
TOTALS = """{ sanitationFiveCleans(window: { from: "2023-09-01", to: "2023-10-01" }) {
  kind found cleared volumeCubicMeters } }"""
CASES = "visit { cases { id version status title } }"


def clean(kind: str, found: int, cleared: int, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "found": found, "cleared": cleared} | more


def test_a_campaign_clears_over_several_visits_and_what_overflows_is_gone_in_hours(story_of, clock) -> None:
    story: Story = story_of("sanitation")
    lead, officer, acceptor = story.by(Role.LINE_LEAD), story.by(Role.FIELD_OFFICER), story.by(Role.ACCEPTOR)
    nothing = dict.fromkeys(FIGURES, (0, None)) | {
        "sanitation.clear_rate": (0, 0),
        "core.on_time_handling_rate": (0, 0),
        "core.on_site_rate": (0, 0),
    }
    assert story.figures(*FIGURES, of=SEPTEMBER) == nothing

    # The lead plans: two communities, two kinds, twenty spots.
    lead.do(
        "startSanitationCampaign",
        "campaign { id }",
        name="九月楼道与死角清零",
        kinds=["STAIRWELL", "DEAD_CORNER"],
        window={"from": "2023-09-01", "to": "2023-10-01"},
        communityCodes=[COMMUNITY, OTHER_COMMUNITY],
        targetSpots=20,
    )

    # The first visit cannot clear all; it talks about sorting, and sweeps one spot that nobody had planned.
    officer.do(
        "recordSanitationVisit",
        CASES,
        visit=visit("2023-09-05", materials=[{"topic": "WASTE_SORTING", "count": 60}]),
        sortingTalkHouseholds=42,
        focusAreas=["OLD_ESTATE"],
        fiveCleans=[
            clean("STAIRWELL", 9, 5, place="3号楼", volumeCubicMeters=1.5),
            clean("DEAD_CORNER", 2, 2, place="车棚后", volumeCubicMeters=0.75),
            clean("YARD", 1, 1),
        ],
        problems=[{"categoryCode": "E01-10", "title": "垃圾落地", "isSolvedOnSite": True}],
    )
    assert lead.data(CAMPAIGN)["sanitationCampaigns"]["nodes"] == [
        {
            "communitiesPlanned": 2,
            "communitiesCovered": 1,
            "visits": 1,
            "targetSpots": 20,
            "found": 11,
            "cleared": 7,
            "volumeCubicMeters": 2.25,
            "leftOver": 4,
        }
    ]

    # The second clears the rest, and finds bins that overflow: too much for hands, so it is a case.
    payload = officer.do(
        "recordSanitationVisit",
        CASES,
        visit=visit("2023-09-08"),
        fiveCleans=[clean("STAIRWELL", 4, 4, place="3号楼", volumeCubicMeters=0.4)],
        problems=[
            {"categoryCode": "E01-92", "title": "垃圾桶满溢", "isSolvedOnSite": False, "volumeCubicMeters": 2.5},
        ],
    )
    assert lead.data(CAMPAIGN)["sanitationCampaigns"]["nodes"] == [
        {
            "communitiesPlanned": 2,
            "communitiesCovered": 1,
            "visits": 2,
            "targetSpots": 20,
            "found": 15,
            "cleared": 11,
            "volumeCubicMeters": 2.65,
            "leftOver": 0,
        }
    ]
    (found,) = payload["visit"]["cases"]
    case = story.case(found)
    case.do("fileCase")
    story.in_hand(case)
    standard = """standard { limit { amount unit } closeCondition } deadline slaState
      detail { ... on SanitationCaseDetail { volumeCubicMeters } }"""
    assert case.read(standard) == {
        "standard": {"limit": {"amount": 4, "unit": "WORK_HOUR"}, "closeCondition": "垃圾已清除"},
        "deadline": "2023-09-08T08:00:00Z",
        "slaState": "DUE_SOON",
        "detail": {"volumeCubicMeters": 2.5},
    }
    clock.advance(hours=5)
    story.handled_and_checked(case, "已清运2.5立方米")
    closed = case.do("closeCase", by=acceptor, closeConditionMet=True)
    assert (closed["slaState"], closed["outcome"]) == ("MET", "RESOLVED")

    # A batch of toilets was announced; one of two opens, all day and with a third restroom.
    announced = {
        "number": 1,
        "name": "第一批便民公厕",
        "kind": "PUBLIC_TOILET",
        "announcedOn": "2023-09-01",
        "target": 1,
    }
    lead.do("announceSanitationOpenings", "batch { id }", **announced)
    officer.do(
        "registerSanitationFacility",
        "facility { id }",
        kind="PUBLIC_TOILET",
        name="兴隆路公厕",
        communityCode=COMMUNITY,
        openedOn="2023-09-08",
        openingBatch=1,
        isOpenAllDay=True,
        hasThirdRestroom=True,
    )
    opened = lead.data("{ sanitationOpeningBatches(first: 1) { nodes { target opened isReached } } }")
    assert opened["sanitationOpeningBatches"]["nodes"] == [{"target": 1, "opened": 1, "isReached": True}]

    # What was cleared adds up, by kind and in the figures; what a toilet offers is counted under each.
    kinds = {one.pop("kind"): one for one in lead.data(TOTALS)["sanitationFiveCleans"]}
    assert {kind: one for kind, one in kinds.items() if one["found"]} == {
        "STAIRWELL": {"found": 13, "cleared": 9, "volumeCubicMeters": 1.9},
        "DEAD_CORNER": {"found": 2, "cleared": 2, "volumeCubicMeters": 0.75},
        "YARD": {"found": 1, "cleared": 1, "volumeCubicMeters": 0.0},
    }
    assert story.figures(*FIGURES, of=SEPTEMBER) == {
        "sanitation.five_clean_found": (16, None),
        "sanitation.five_clean_cleared": (12, None),
        "sanitation.clear_rate": (12, 16),
        "sanitation.sorting_talk_households": (42, None),
        "sanitation.toilets_all_day": (1, None),
        "sanitation.toilets_third_restroom": (1, None),
        "core.on_time_handling_rate": (1, 1),
        "core.on_site_rate": (1, 2),
    }
    who = story.trail()
    assert [role for role, operation in who if operation == "start_sanitation_campaign"] == ["LINE_LEAD"]
    assert [role for role, operation in who if operation == "close_case"] == ["ACCEPTOR"]
