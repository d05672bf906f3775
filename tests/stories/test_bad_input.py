"""What cannot have been so is refused, or kept and flagged, in words that a field officer understands, in both languages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.policy.role import Role
from core.testing.loop import COMMUNITY
from tests.stories.conftest import DOOR, Story, visit
from tests.stories.test_heating_story import MEASURED, reading


@pytest.fixture
def told(row_counts: Any) -> Any:
    """Sends what must be refused; nothing may be written. Gives the field, and the message in each language."""

    def ask(by: Any, name: str, wanted: str, /, **given: Any) -> tuple[str, str, str]:
        before = row_counts()
        (english,) = by.act(name, wanted, **given)["userErrors"]
        (chinese,) = by.act(name, wanted, language="zh", **given)["userErrors"]
        assert english["field"] == chinese["field"]
        assert row_counts() == before
        return ".".join(english["field"]), english["message"], chinese["message"]

    return ask


def test_a_home_of_95_degrees_is_refused(story_of, told) -> None:
    story: Story = story_of("heating")
    home = {"household": DOOR, "readings": [reading(95, "2023-03-08")]}
    sent = {"visit": visit("2023-03-08"), "homes": [home]}
    assert told(story.by(Role.FIELD_OFFICER), "recordHeatingVisit", "visit { id }", **sent) == (
        "input.homes.0.readings.0.celsius",
        "celsius is 95.0; a home can have -20.0 to 60.0. Measure again.",
        "温度 95.0 超出范围，应为 -20.0 至 60.0，请重新测量。",
    )


@pytest.mark.parametrize(
    ("day", "how", "flaw"),
    [
        ("2023-07-08", {}, "OUT_OF_SEASON"),
        ("2023-03-08", {"windowsClosed2h": False}, "WINDOWS_OPEN"),
        ("2023-03-08", {"atCentre": False}, "OFF_CENTRE"),
        ("2023-03-08", {"height1m": False}, "WRONG_HEIGHT"),
        ("2023-07-08", {"height1m": False, "windowsClosed2h": False}, "OUT_OF_SEASON"),
        ("2023-03-08", {}, None),
    ],
)
def test_a_reading_that_does_not_count_is_kept_and_says_why(story_of, day, how, flaw) -> None:
    """A reading from July is no mistake of the thermometer: it is kept, opens no case, and is in no rate."""
    story: Story = story_of("heating")
    home = {"household": DOOR, "readings": [reading(15, day, **how)]}
    wanted = MEASURED.replace("isValid isWarm", "isValid flaw")
    payload = story.by(Role.FIELD_OFFICER).do("recordHeatingVisit", wanted, visit=visit(day), homes=[home])
    (shown,) = payload["visit"]["report"]["homes"][0]["readings"]
    assert shown == {"isValid": flaw is None, "flaw": flaw}
    assert len(payload["visit"]["cases"]) == (flaw is None)
    rate = story.figures("heating.compliance_rate", of=("2023-01-01", "2024-01-01"))
    assert rate == {"heating.compliance_rate": (0, int(flaw is None))}


def test_an_inspection_before_the_household_had_gas_is_refused(story_of, told) -> None:
    story: Story = story_of("gas")
    officer = story.by(Role.FIELD_OFFICER)
    opened = {"communityCode": COMMUNITY, "household": DOOR, "kind": "URBAN", "openedOn": "2023-05-10"}
    officer.do("registerGasUser", "user { dueOn }", **opened)
    sent = {"visit": visit("2023-05-09"), "inspections": [{"household": DOOR}]}
    assert told(officer, "recordGasVisit", "visit { id }", **sent) == (
        "input.inspections.0.household",
        "This household has gas since 2023-05-10; it cannot have been inspected on 2023-05-09. Check the door.",
        "该户 2023-05-10 才通气，不能在 2023-05-09 安检，请核对门牌。",
    )


def test_a_hazard_closed_before_it_was_found_is_refused(story_of, told) -> None:
    story: Story = story_of("gas")
    hazard = {"grade": "GENERAL", "owner": "USER", "kind": "OLD_HOSE"}
    wanted = "visit { report { ... on GasVisitReport { inspections { hazards { id } } } } }"
    payload = story.by(Role.FIELD_OFFICER).do(
        "recordGasVisit", wanted, visit=visit("2023-09-05"), inspections=[{"household": DOOR, "hazards": [hazard]}]
    )
    found = payload["visit"]["report"]["inspections"][0]["hazards"][0]["id"]
    sent = {"hazardId": found, "rectifiedOn": "2023-09-04", "recheckedOn": "2023-09-08"}
    assert told(story.by(Role.CHECKER), "recheckGasHazard", "hazard { id }", **sent) == (
        "input.rectifiedOn",
        "The hazard was found on 2023-09-05; 2023-09-04 comes too early.",
        "隐患于 2023-09-05 发现，2023-09-04 过早。",
    )


START = """mutation($window: DateWindow!) { startEnforcementDrive(input: {
  clientMutationId: "endless", name: "地锁专项整治", kind: GROUND_LOCK, window: $window, communityCodes: ["370203029014"]
}) { drive { id } userErrors { message } } }"""


@pytest.mark.parametrize("window", [{"from": "2023-09-08"}, {"from": "2023-09-08", "to": None}])
def test_a_drive_without_end_is_refused(story_of, row_counts, window) -> None:
    story: Story = story_of("enforcement")
    before = row_counts()
    answer = story.by(Role.LINE_LEAD)(START, {"window": window})
    assert answer.get("data") is None
    assert "to" in answer["errors"][0]["message"]
    assert row_counts() == before


def test_a_drive_that_ends_before_it_begins_is_refused(story_of, told) -> None:
    story: Story = story_of("enforcement")
    sent = {
        "name": "地锁专项整治",
        "kind": "GROUND_LOCK",
        "window": {"from": "2023-09-08", "to": "2023-09-01"},
        "communityCodes": [COMMUNITY],
    }
    assert told(story.by(Role.LINE_LEAD), "startEnforcementDrive", "drive { id }", **sent) == (
        "input.window.to",
        "The window ends on 2023-09-01, before it begins on 2023-09-08; `to` is the day after the last.",
        "日期范围的截止日 2023-09-01 不晚于起始日 2023-09-08；to 为最后一天的次日。",
    )


def test_a_facility_in_a_retired_community_is_refused(story_of, neighbours, told) -> None:
    story: Story = story_of("sanitation")
    (gone, *_) = neighbours(retired_on=date(2023, 1, 1))
    sent = {"kind": "PUBLIC_TOILET", "name": "旧社区公厕", "communityCode": gone, "openedOn": "2022-05-01"}
    assert told(story.by(Role.FIELD_OFFICER), "registerSanitationFacility", "facility { id }", **sent) == (
        "input.communityCode",
        f"{gone}社区 left the register on 2023-01-01; name the community that it became.",
        f"{gone}社区 已于 2023-01-01 撤销，请使用合并后的社区。",
    )
