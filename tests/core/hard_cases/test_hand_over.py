"""Others answer for a hard case (难题移交): whoever leaves, its signatures can be given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.people.models import Officer, OfficerRole
from core.places.models import District
from core.policy.role import Role
from core.testing.loop import DrivenCase

NAMED = """hardCase { districtLeader { id } lineLead { id } responsibleOfficer { id }
  lineLeadSignedAt districtLeaderSignedAt confirmedOn }"""
HISTORY = "timeline(last: 1) { nodes { action reason actor { id } fromStatus toStatus } }"
POSTS = {
    "districtLeaderId": OfficerRole.DISTRICT_LEADER,
    "lineLeadId": OfficerRole.LINE_LEAD,
    "responsibleOfficerId": OfficerRole.HANDLER,
}


@pytest.fixture
def posted(database, town) -> Callable[..., str]:
    """Another post of the town, unless it is said where else."""

    def post(name: str, role: OfficerRole, **more: Any) -> str:
        with database.writing() as session:
            officer = Officer(name=name, role=role, **({"line": town.line, "district_id": town.district} | more))
            session.add(officer)
            session.flush()
            town.officers[name] = officer.id
        return town.id(name)

    return post


@pytest.fixture
def elsewhere(database) -> int:
    with database.writing() as session:
        district = District(code="370202", name="市南区")
        session.add(district)
        session.flush()
        return district.id


def passed(case: DrivenCase) -> DrivenCase:
    """Nothing is missing but signatures."""
    case.accepted(categoryCode="G01-98").taken().planned().evidenced().do("handleCase", note="完成")
    case.do("startCaseCheck")
    case.do("checkCase", result="PASSED")
    case.do("confirmHardCase", confirmedOn="2023-09-08", note="走访")
    return case


def test_who_takes_over_signs_and_the_history_says_from_whom_to_whom_and_why(
    case: DrivenCase, acting, client, viewer, posted
) -> None:
    passed(case)
    lead, leader = acting(Role.LINE_LEAD), acting(Role.DISTRICT_LEADER)
    for signature, by in (("LINE_LEAD", lead), ("DISTRICT_LEADER", leader)):
        case.do("signHardCase", by=by, signature=signature)
    new, officer = posted("新包案", OfficerRole.LINE_LEAD), posted("新责任人", OfficerRole.HANDLER)
    handed = case.do("handOverHardCase", by=leader, lineLeadId=new, responsibleOfficerId=officer, reason="原负责人退休")
    assert handed["status"] == "HANDLED"

    found = case.read(NAMED)["hardCase"]
    assert (found["lineLead"]["id"], found["responsibleOfficer"]["id"]) == (new, officer)
    assert found["districtLeader"]["id"] == case.town.id("DISTRICT_LEADER")
    assert (found["lineLeadSignedAt"], found["confirmedOn"]) == (None, "2023-09-08")
    assert found["districtLeaderSignedAt"] is not None, "who stays has signed"
    assert case.read(HISTORY)["timeline"]["nodes"] == [
        {
            "action": "HAND_OVER_HARD",
            "reason": "LINE_LEAD LINE_LEAD → 新包案; RESPONSIBLE_OFFICER HANDLER → 新责任人: 原负责人退休",
            "actor": {"id": case.town.id("DISTRICT_LEADER")},
            "fromStatus": "HANDLED",
            "toStatus": "HANDLED",
        }
    ]
    assert (case.allowed()["CLOSE"], case.allowed(lead)["SIGN"]) == (["NOT_SIGNED"], ["NOT_NAMED"])
    taker = client.acting(
        viewer(
            Role.LINE_LEAD,
            officer_id=case.town.officers["新包案"],
            lines=frozenset({"gas"}),
            district_ids=frozenset({case.town.district}),
        )
    )
    case.do("signHardCase", by=taker, signature="LINE_LEAD")
    case.do("closeCase", closeConditionMet=True)


def test_it_is_handed_over_by_who_takes_hard_cases_on_and_while_it_is_open(case: DrivenCase, acting) -> None:
    case.accepted(categoryCode="G01-98").taken()
    told = {
        role.name: case.allowed(acting(role))["HAND_OVER_HARD"]
        for role in (Role.LINE_LEAD, Role.DISTRICT_LEADER, Role.DIRECTOR, Role.HANDLER, Role.DISPATCHER, Role.ACCEPTOR)
    }
    assert [name for name, blockers in told.items() if not blockers] == ["LINE_LEAD", "DISTRICT_LEADER", "DIRECTOR"]


def test_it_goes_to_somebody_else_of_whom_something_is_said(case: DrivenCase, row_counts) -> None:
    case.accepted(categoryCode="G01-98").taken()
    before = row_counts()
    (refused,) = case.act("handOverHardCase", reason="退休")["userErrors"]
    assert (refused["field"], refused["code"], refused["message"]) == (
        ["input", "districtLeaderId"],
        "REQUIRED",
        "Name at least one of the three who answers for it from now on.",
    )
    refused = case.act("handOverHardCase", lineLeadId=case.town.id("LINE_LEAD"), reason="")["userErrors"]
    assert [(error["field"][1], error["code"], error["message"]) for error in refused] == [
        ("lineLeadId", "INVALID", "LINE_LEAD is named already; name somebody else, or leave it out."),
        ("reason", "REQUIRED", "reason is empty; write something."),
    ]
    assert row_counts() == before


@pytest.mark.parametrize("field", POSTS)
@pytest.mark.parametrize("where", ["another line", "another district", "nowhere any more"])
@pytest.mark.parametrize("when", ["taken", "handed over"])
def test_who_is_named_is_of_its_line_and_district_and_still_there(
    case: DrivenCase, posted, elsewhere, vacated, row_counts, field: str, where: str, when: str
) -> None:
    """A leader reaches all lines of a district, and a lead all districts of a line: nobody else does."""
    if (field, where) in {("districtLeaderId", "another line"), ("lineLeadId", "another district")}:
        return
    more = {"another line": {"line": "heating"}, "another district": {"district_id": elsewhere}}.get(where, {})
    officer = posted("新岗位", POSTS[field], **more)
    if where == "nowhere any more":
        vacated(case.town.officers["新岗位"])
    case.accepted(categoryCode="G01-98")
    named = {field: officer, "reason": "退休"}
    if when == "taken":
        case.client.do("openHardCaseBatch", "batch { number }", name="难题")
        others = {"districtLeaderId": "DISTRICT_LEADER", "lineLeadId": "LINE_LEAD", "responsibleOfficerId": "HANDLER"}
        named = {"batch": 1} | {name: case.town.id(post) for name, post in others.items()} | named
    else:
        case.taken()
    before = row_counts()
    refused = case.act("takeHardCase" if when == "taken" else "handOverHardCase", **named)["userErrors"]
    assert [(error["field"], error["code"]) for error in refused] == [(["input", field], "INVALID")]
    assert row_counts() == before


def test_who_answers_for_every_line_and_district_may_be_named(case: DrivenCase, posted) -> None:
    case.accepted(categoryCode="G01-98").taken()
    everywhere = {"line": None, "district_id": None}
    named = {field: posted(f"全市{field}", role, **everywhere) for field, role in POSTS.items()}
    case.do("handOverHardCase", **named, reason="调整分工")
    assert {key: value["id"] for key, value in case.read(NAMED)["hardCase"].items() if isinstance(value, dict)} == {
        field.removesuffix("Id"): officer for field, officer in named.items()
    }
