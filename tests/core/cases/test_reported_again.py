"""Closed falsely: the same problem is reported again at the same place soon after a case of it was closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from core.app import Lastmeter
from core.metrics.upkeep.verify import verify
from core.people.models import Unit
from core.policy.role import Role
from core.testing.loop import COMMUNITY, JPEG, OTHER_COMMUNITY, DrivenCase

PLACE = "3号楼后"
RATE = """{ metrics(keys: ["core.false_closure_rate"], window: {from: "2023-09-01", to: "2024-01-01"}, first: 1) {
  nodes { numerator denominator value } } }"""


@pytest.fixture
def again(client: Any, town: Any) -> Callable[..., DrivenCase]:
    return lambda **more: DrivenCase(client, town).reported(**({"place": PLACE} | more))


@pytest.fixture
def closed(case: DrivenCase, clock: Any) -> DrivenCase:
    """At a place, some days ago."""
    case.closed(place=PLACE)
    clock.advance(days=5)
    return case


def pointed_at(case: DrivenCase) -> str | None:
    found = case.read("reportedAgain { id }")["reportedAgain"]
    return found["id"] if found else None


def test_a_closed_case_points_at_the_first_that_reports_its_problem_again(closed, again) -> None:
    first = again()
    again()
    assert pointed_at(closed) == first.id


def test_a_closing_was_false_whoever_says_so_and_whatever_they_may_see(closed, again, acting) -> None:
    resident = acting(Role.RESIDENT)
    given = {"line": "sanitation", "categoryCode": "E01-11", "communityCode": COMMUNITY, "title": "又有积存渣土"}
    told = resident.do("reportCase", "case { id }", **given, place=PLACE, source="ONLINE")
    assert closed.read("reportedAgain { title }")["reportedAgain"] == {"title": "又有积存渣土"}, told


@pytest.mark.parametrize(
    "other",
    [
        {"place": "4号楼"},
        {"place": None},
        {"categoryCode": "E01-10"},
        {"communityCode": OTHER_COMMUNITY},
    ],
    ids=str,
)
def test_another_place_category_or_community_is_another_problem(closed, again, other) -> None:
    again(**other)
    assert pointed_at(closed) is None


def test_after_thirty_days_it_is_a_new_problem(closed, again, clock) -> None:
    clock.advance(days=25, seconds=1)
    again()
    assert pointed_at(closed) is None


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("rejectCase", {"outcome": "UNFOUNDED", "reason": "未发现"}),
        ("cancelCase", {"reason": "误报"}),
    ],
)
def test_what_proves_to_be_no_problem_leaves_the_closing_as_good_as_it_was(closed, again, name, given) -> None:
    one = again()
    one.do(name, **given)
    assert pointed_at(closed) is None


def test_of_two_reports_merged_into_one_the_other_counts(closed, again, judged) -> None:
    one, other = again(), again()
    one.do("mergeCase", intoCaseId=other.id, reason="同一问题")
    assert pointed_at(closed) == other.id
    assert judged(RATE)["metrics"]["nodes"] == [{"numerator": 1, "denominator": 1, "value": 1}]
    other.do("cancelCase", reason="误报")
    assert judged(RATE)["metrics"]["nodes"] == [{"numerator": 0, "denominator": 1, "value": 0}]


def test_a_case_that_is_opened_again_is_no_longer_closed_falsely(closed, again, judged) -> None:
    again()
    closed.do("reopenCase", reason="又出现了")
    assert pointed_at(closed) is None
    assert judged(RATE)["metrics"]["nodes"] == [{"numerator": 0, "denominator": 0, "value": None}]


def test_a_part_of_a_case_is_no_new_report(case, client, town, clock) -> None:
    whole = DrivenCase(client, town).accepted(place=PLACE)
    case.closed(place=PLACE)
    clock.advance(days=5)
    whole.do("splitCase", parts=[{"title": "北侧"}])
    assert pointed_at(case) is None


def test_nor_is_the_formal_case_of_a_complaint_that_was_reported_before(client, town, database, clock) -> None:
    with database.writing() as session:
        session.execute(update(Unit).values(line=None))
    enforced = {"line": "enforcement", "categoryCode": "E01-36", "place": PLACE}
    complaint, closed = DrivenCase(client, town).accepted(**enforced), DrivenCase(client, town).closed(**enforced)
    clock.advance(days=5)
    complaint.do("convertCase", filingNumber="城执立字〔2023〕1号")
    assert pointed_at(closed) is None


def test_photos_nearby_say_that_the_place_is_the_same(case, again, clock) -> None:
    case.handled()
    shown(case, 36.08700)
    case.do("startCaseCheck")
    case.do("checkCase", result="PASSED")
    case.do("closeCase", closeConditionMet=True)
    clock.advance(days=5)
    far, near = again(place=None), again(place=None)
    shown(far, 36.08800)
    assert pointed_at(case) is None
    shown(near, 36.08730)
    assert pointed_at(case) == near.id


def test_rollups_follow(closed, again, lastmeter: Lastmeter) -> None:
    again().do("cancelCase", reason="误报")
    again()
    assert [str(one) for one in verify(lastmeter.database, lastmeter.composition.plugins)] == []


def shown(case: DrivenCase, latitude: float) -> None:
    photo = {"attachmentId": case.photo(), "kind": "BEFORE", "takenAt": "2023-09-08T01:00:00Z"}
    case.do("addCaseEvidence", **photo, latitude=latitude, longitude=120.38)


def test_nor_is_it_when_somebody_photographs_it_who_does_not_see_the_complaint(
    client, town, database, viewer, clock
) -> None:
    """The complaint is in the hands of another unit of the line."""
    with database.writing() as session:
        session.execute(update(Unit).values(line=None))
    enforced = {"line": "enforcement", "categoryCode": "E01-36", "place": PLACE}
    complaint = DrivenCase(client, town).accepted(**enforced)
    before = DrivenCase(client, town).closed(**enforced)
    clock.advance(days=1)
    complaint.do("convertCase", filingNumber="立字1号")
    formal = DrivenCase(client, town).left(complaint.read("conversions { id version status }")["conversions"][0])
    formal.do("dispatchCase", unitId=f"Unit_{town.other_unit}")
    post = town.officers["OTHER_HANDLER"]
    handler = client.acting(viewer(Role.HANDLER, officer_id=post, unit_id=town.other_unit))
    sent = handler.http.post("/attachments", content=JPEG, headers={"content-type": "image/jpeg"} | handler.headers)
    taken = {"kind": "NEAR", "takenAt": "2023-09-09T01:00:00Z", "latitude": 36.1, "longitude": 120.3}
    formal.do("addCaseEvidence", by=handler, attachmentId=sent.json()["id"], **taken)
    assert pointed_at(before) is None
