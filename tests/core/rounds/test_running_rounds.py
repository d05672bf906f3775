"""Rounds are planned, opened, changed while they run, and closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.places.models import Community, District, Street
from core.policy.policy import Grant, Reach
from core.policy.role import Role

A, B, C, GONE = "370203029014", "370203029015", "370202001001", "370203029099"
ROUND = "round { id month status lines { key } completeness { expected done } }"
PLAN = {"month": "2023-09", "lines": ["gas", "heating"], "communityCodes": [A, B]}


@pytest.fixture
def places(database: Any) -> None:
    with database.writing() as session:
        north, south = District(code="370203", name="市北区"), District(code="370202", name="市南区")
        street = Street(code="370203029", name="兴隆路街道", district=north)
        other = Street(code="370202001", name="香港中路街道", district=south)
        for code, place in ((A, street), (B, street), (C, other)):
            session.add(Community(code=code, name=code[-3:], street=place, district=place.district))
        former = {"is_active": False, "retired_on": date(2023, 1, 1)}
        session.add(Community(code=GONE, name="旧", street=street, district=north, **former))


@pytest.fixture
def plan(client: Any, places: None) -> Any:
    return lambda **more: client.do("planRound", ROUND, **PLAN | more)["round"]


@pytest.fixture
def visit(client: Any, places: None) -> Any:
    def made(code: str, line: str, day: str) -> None:
        sent = {"communityCode": code, "visitedOn": day, "personTimes": {"staff": 1}}
        client.do(f"record{line.capitalize()}Visit", "visit { id }", visit=sent)

    return made


def refused(payload: dict[str, Any]) -> list[tuple[list[str], str]]:
    assert payload["round"] is None
    return [(error["field"], error["code"]) for error in payload["userErrors"]]


def test_a_month_is_planned_for_lines_and_communities(plan):
    assert plan() == {
        "id": "Round_1",
        "month": "2023-09",
        "status": "PLANNED",
        "lines": [{"key": "gas"}, {"key": "heating"}],
        "completeness": {"expected": 4, "done": 0},
    }


def test_whole_districts_and_all_lines_can_be_planned(plan):
    made = plan(lines=None, communityCodes=[C, A], districtCodes=["370203"])
    assert [line["key"] for line in made["lines"]] == ["enforcement", "gas", "heating", "sanitation"]
    assert made["completeness"] == {"expected": 3 * 4, "done": 0}


def test_visits_that_were_made_before_anybody_planned_count(plan, visit):
    visit(A, "gas", "2023-09-01")
    visit(A, "sanitation", "2023-09-01")
    visit(B, "heating", "2023-08-31")
    assert plan()["completeness"] == {"expected": 4, "done": 1}


def test_a_round_runs_from_its_planning_to_its_closing(plan, client, visit):
    made = plan()["id"]
    assert client.do("openRound", ROUND, roundId=made)["round"]["status"] == "OPEN"
    added = client.do("addRoundCommunities", ROUND, roundId=made, communityCodes=[C, B])["round"]
    assert added["completeness"]["expected"] == 6
    dropped = client.do("dropRoundCommunities", ROUND, roundId=made, communityCodes=[B])["round"]
    assert dropped["completeness"]["expected"] == 4
    for code in (A, C):
        for line in ("gas", "heating"):
            visit(code, line, "2023-09-07")
    assert client.do("closeRound", ROUND, roundId=made)["round"] == {
        "id": made,
        "month": "2023-09",
        "status": "CLOSED",
        "lines": [{"key": "gas"}, {"key": "heating"}],
        "completeness": {"expected": 4, "done": 4},
    }


def test_a_round_with_gaps_is_closed_when_its_month_is_over(plan, client, visit, clock):
    made = plan()["id"]
    client.do("openRound", ROUND, roundId=made)
    visit(A, "gas", "2023-09-07")
    payload = client.act("closeRound", ROUND, roundId=made)
    assert payload["userErrors"][0]["message"] == "3 visits are missing, and the month goes on until 2023-09-30."
    clock.advance(days=23)
    assert client.do("closeRound", ROUND, roundId=made)["round"]["completeness"] == {"expected": 4, "done": 1}
    visit(B, "gas", "2023-09-30")  # told late by a phone
    data = client.data('{ round(month: "2023-09") { completeness { done } } }')
    assert data["round"]["completeness"] == {"done": 2}


def test_a_community_that_was_visited_cannot_be_dropped_nor_one_that_is_not_there(plan, client, visit):
    made = plan()["id"]
    visit(A, "gas", "2023-09-07")
    for code, told in ((A, "014 was visited in this round"), (C, "001 is not in the round of 2023-09")):
        payload = client.act("dropRoundCommunities", ROUND, roundId=made, communityCodes=[B, code])
        assert payload["userErrors"][0]["field"] == ["input", "communityCodes", "1"]
        assert told in payload["userErrors"][0]["message"]
    data = client.data('{ round(month: "2023-09") { completeness { expected } } }')
    assert data["round"]["completeness"] == {"expected": 4}


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"month": "1999-12"}, ["month"], "OUT_OF_RANGE"),
        ({"month": "2024-10"}, ["month"], "OUT_OF_RANGE"),
        ({"lines": ["gas", "water"]}, ["lines", "1"], "NOT_FOUND"),
        ({"lines": []}, ["lines"], "REQUIRED"),
        ({"communityCodes": []}, ["communityCodes"], "REQUIRED"),
        ({"communityCodes": [A, GONE]}, ["communityCodes", "1"], "INVALID"),
        ({"districtCodes": ["370203", "370299"]}, ["districtCodes", "1"], "NOT_FOUND"),
    ],
)
def test_a_round_that_cannot_be_is_refused(client, places, row_counts, change, field, code):
    before = row_counts()
    assert refused(client.act("planRound", ROUND, **PLAN | change)) == [(["input", *field], code)]
    assert row_counts() == before


def test_a_month_is_planned_once(plan, client):
    plan()
    assert refused(client.act("planRound", ROUND, **PLAN)) == [(["input", "month"], "DUPLICATE")]


def test_a_round_is_not_opened_before_its_month_nor_twice(plan, client):
    later, now = plan(month="2023-10")["id"], plan()["id"]
    assert refused(client.act("openRound", ROUND, roundId=later)) == [(["input", "roundId"], "NOT_ALLOWED")]
    assert refused(client.act("closeRound", ROUND, roundId=now)) == [(["input", "roundId"], "NOT_ALLOWED")]
    client.do("openRound", ROUND, roundId=now)
    assert refused(client.act("openRound", ROUND, roundId=now)) == [(["input", "roundId"], "NOT_ALLOWED")]


def test_who_only_visits_does_not_plan(client, places, viewer):
    officer = client.acting(viewer(Role.FIELD_OFFICER))
    assert [code for _, code in refused(officer.act("planRound", ROUND, **PLAN))] == ["FORBIDDEN"]


def test_who_answers_for_one_line_or_district_plans_for_no_other(client, places, viewer, database, row_counts):
    """What lines do together is planned by who answers for all of them: the director, or who leads them."""
    with database.reading() as session:
        north = session.query(District.id).filter_by(code="370203").scalar()
    lead = client.acting(viewer(Role.LINE_LEAD, lines=frozenset({"gas"})))
    leader = client.acting(viewer(Role.DISTRICT_LEADER, district_ids=frozenset({north})))
    before = row_counts()
    for by, given in ((lead, {}), (lead, {"lines": None}), (leader, {"communityCodes": [A, C]})):
        assert refused(by.act("planRound", ROUND, **PLAN | given)) == [(["input"], "FORBIDDEN")]
    assert row_counts() == before
    own = leader.do("planRound", ROUND, **PLAN)["round"]["id"]
    assert refused(leader.act("addRoundCommunities", ROUND, roundId=own, communityCodes=[C])) == [
        (["input"], "FORBIDDEN")
    ]
    client.do("addRoundCommunities", ROUND, roundId=own, communityCodes=[C])
    for by in (lead, leader):
        assert refused(by.act("openRound", ROUND, roundId=own)) == [(["input"], "FORBIDDEN")]
    client.do("openRound", ROUND, roundId=own)
    both = client.acting(viewer(Role.LINE_LEAD, lines=frozenset({"gas", "heating"})))
    both.do("dropRoundCommunities", ROUND, roundId=own, communityCodes=[C])
    assert refused(lead.act("closeRound", ROUND, roundId=own)) == [(["input"], "FORBIDDEN")]


def test_what_was_visited_stays_in_a_round_whoever_looks(client, places, plan, visit, viewer, database):
    """A leader of one district sees the visits of that one only."""
    made = plan(communityCodes=[A, C])["id"]
    client.do("openRound", ROUND, roundId=made)
    for code in (A, C):
        visit(code, "gas", "2023-09-05"), visit(code, "heating", "2023-09-05")
    grants = {"round.plan": Grant(Reach.ALL), "visit.read": Grant(Reach.DISTRICT), "place.read": Grant(Reach.ALL)}
    with database.reading() as session:
        north = session.query(District.id).filter_by(code="370203").scalar()
    planner = client.acting(replace(viewer(Role.DIRECTOR, district_ids=frozenset({north})), grants=grants))
    stays = planner.act("dropRoundCommunities", ROUND, roundId=made, communityCodes=[C])
    assert refused(stays) == [(["input", "communityCodes", "0"], "NOT_ALLOWED")]
    assert planner.do("closeRound", ROUND, roundId=made)["round"]["status"] == "CLOSED"
