"""What a viewer sees: the same on every way to a row, in lists, counts, by id, and below other rows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import aliased

from core.cases.models import Case, CasePriority, CaseSource, CaseStatus
from core.households.models import Household
from core.people.models import Officer, OfficerRole, Unit, UnitKind
from core.places.models import Community, District, Street
from core.policy.narrowing import criteria_of
from core.policy.role import Role
from core.visits.models import Visit, VisitStatus

DAY = date(2023, 9, 5)
NORTH, SOUTH = frozenset({1}), frozenset({2})
GAS, HEATING = frozenset({"gas"}), frozenset({"heating"})


@pytest.fixture(autouse=True)
def rows(database):
    """Two districts, each with a community, a gas and a heating visit, and a case of each; case 1 is officer 1's."""
    with database.writing() as session:
        session.add(Unit(id=1, name="燃气公司", kind=UnitKind.UTILITY))
        session.add(Officer(id=1, name="燃气岗", role=OfficerRole.HANDLER, unit_id=1))
        for key in (1, 2):
            district = District(id=key, code=f"37020{key}", name=f"{key}区")
            street = Street(id=key, code=f"37020{key}001", name=f"{key}街道", district=district)
            community = Community(
                id=key, code=f"37020{key}001001", name=f"{key}社区", street=street, district=district, households=10
            )
            session.add_all(
                [community, Household(id=key, community=community, building="1号楼", unit="2单元", room="3")]
            )
        session.flush()
        for key, (district, line) in enumerate(((1, "gas"), (1, "heating"), (2, "gas"), (2, "heating")), start=1):
            session.add(_visit(key, district, line))
            session.flush()
            session.add(_case(key, district, line))


def _visit(key, district, line):
    place = {"community_id": district, "district_id": district}
    when = {"visited_on": DAY, "recorded_at": datetime(2023, 9, 5, tzinfo=UTC)}
    return Visit(id=key, line=line, status=VisitStatus.DONE, **place, **when)


def _case(key, district, line):
    return Case(
        id=key,
        number=f"N{key}",
        line=line,
        category_code={"gas": "E05-02", "heating": "E05-04"}[line],
        community_id=district,
        district_id=district,
        title="管道",
        source=CaseSource.VISIT,
        priority=CasePriority.P3,
        visit_id=key,
        status=CaseStatus.REPORTED,
        assignee_id=1 if key == 1 else None,
        reported_at=datetime(2023, 9, 5, tzinfo=UTC),
        reported_on=DAY,
    )


SEEN = {
    "the director sees every line and district": (Role.DIRECTOR, {}, {1, 2, 3, 4}),
    "a line lead sees the line in every district": (Role.LINE_LEAD, {"lines": GAS, "district_ids": NORTH}, {1, 3}),
    "a district leader sees every line of the district": (
        Role.DISTRICT_LEADER,
        {"lines": GAS, "district_ids": SOUTH},
        {3, 4},
    ),
    "a dispatcher sees the line in the district": (Role.DISPATCHER, {"lines": HEATING, "district_ids": SOUTH}, {4}),
    "a dispatcher without limits sees everything": (Role.DISPATCHER, {}, {1, 2, 3, 4}),
    "no line is no case": (Role.LINE_LEAD, {"lines": frozenset()}, set()),
    "a handler sees what is assigned": (Role.HANDLER, {"officer_id": 1}, {1}),
    "a handler without a post sees nothing": (Role.HANDLER, {}, set()),
    "the public sees no case": (Role.ANONYMOUS, {}, set()),
    "who keeps the system running sees no case": (Role.SYSTEM_ADMIN, {}, set()),
}


@pytest.mark.parametrize(("role", "limits", "expected"), SEEN.values(), ids=SEEN)
def test_cases_are_found_on_every_way_or_on_none(client, viewer, role, limits, expected):
    query = """{
      cases(first: 100) { totalCount nodes { id } }
      nodes(ids: ["Case_1", "Case_2", "Case_3", "Case_4"]) { id }
      visits(first: 100) { nodes { id cases { id } } }
      board: cases(first: 100) { nodes { id visit { id cases { id } } } }
    }"""
    data = client.acting(viewer(role, **limits)).data(query)
    ids = {f"Case_{key}" for key in expected}
    assert data["cases"]["totalCount"] == len(ids)
    assert {node["id"] for node in data["cases"]["nodes"]} == ids
    assert {node["id"] for node in data["nodes"] if node} == ids
    below = {case["id"] for node in data["visits"]["nodes"] for case in node["cases"]}
    assert below <= ids
    for node in data["board"]["nodes"]:
        assert node["visit"] is None or {case["id"] for case in node["visit"]["cases"]} <= ids


def test_a_visit_that_may_not_be_seen_is_null_where_its_case_may(client, viewer):
    handler = client.acting(viewer(Role.HANDLER, officer_id=1))
    assert handler.data("{ cases(first: 9) { nodes { id visit { id } } } }")["cases"]["nodes"] == [
        {"id": "Case_1", "visit": None}
    ]


def test_an_action_on_a_case_that_may_not_be_seen_finds_none_and_one_beyond_the_role_is_forbidden(client, viewer):
    act = {"visitId": "CommunityVisit_1", "version": 1, "note": "已清理"}
    south = client.acting(viewer(Role.FIELD_OFFICER, lines=GAS, district_ids=SOUTH))
    refused = south.act("resolveCaseOnSite", "case { id }", caseId="Case_1", **act)
    unknown = south.act("resolveCaseOnSite", "case { id }", caseId="Case_99", **act)
    assert refused["userErrors"] == unknown["userErrors"]
    assert refused["userErrors"][0]["code"] == "NOT_FOUND"
    auditor = client.acting(viewer(Role.AUDITOR))
    refused = auditor.act("resolveCaseOnSite", "case { id }", caseId="Case_1", **act)
    assert [error["code"] for error in refused["userErrors"]] == ["FORBIDDEN"]


def test_figures_that_a_role_may_not_ask_for_are_refused_by_name(client, viewer):
    admin = client.acting(viewer(Role.SYSTEM_ADMIN))
    answer = admin("{ metricCatalogue { key } }")
    assert answer["data"] is None
    assert answer["errors"][0]["extensions"]["reason"] == "FORBIDDEN"
    assert "statistics.read" in answer["errors"][0]["message"]


def test_doors_are_masked_unless_the_policy_shows_them(client, viewer):
    query = "{ households(first: 9) { nodes { id building unit room } } }"
    north = {"id": "Household_1", "building": "1号楼", "unit": "***", "room": "***"}
    officer = client.acting(viewer(Role.FIELD_OFFICER, district_ids=NORTH))
    assert officer.data(query)["households"]["nodes"] == [north]
    assert client.acting(viewer(Role.DIRECTOR)).data(query)["households"]["nodes"] == []


def test_who_asks_first_does_not_decide_what_the_next_one_sees(client, viewer):
    """Plans are kept by the text of the query; the viewer's kind is part of the key, the viewer's limits are bound."""
    query = "{ cases(first: 9) { nodes { id } } }"
    for districts, expected in ((NORTH, ["Case_1"]), (SOUTH, ["Case_3"]), (NORTH, ["Case_1"])):
        dispatcher = client.acting(viewer(Role.DISPATCHER, lines=GAS, district_ids=districts))
        assert [node["id"] for node in dispatcher.data(query)["cases"]["nodes"]] == expected


def test_a_session_with_a_viewer_reads_only_what_the_viewer_may_see_however_it_is_asked(database, viewer):
    dispatcher = viewer(Role.DISPATCHER, lines=GAS, district_ids=SOUTH)
    other = aliased(Case)
    with database.reading(dispatcher) as session:
        assert session.scalars(select(Case.id)).all() == [3]
        assert session.scalars(select(other.id)).all() == [3]
        assert session.scalar(select(func.count()).select_from(Case)) == 1
        assert session.get(Case, 1) is None
        assert [case.id for community in session.scalars(select(Visit)) for case in community.cases] == [3]
    with database.reading(viewer(Role.DISPATCHER, lines=HEATING)) as session:
        assert session.scalars(select(Case.id)).all() == [2, 4]
    with database.reading() as session:
        assert session.scalars(select(Case.id)).all() == [1, 2, 3, 4]


def test_viewers_who_are_alike_share_the_conditions_and_each_sees_what_is_theirs(database, viewer):
    north, south = (viewer(Role.DISPATCHER, lines=GAS, district_ids=districts) for districts in (NORTH, SOUTH))
    with database.reading(north) as here, database.reading(south) as there:
        kept = criteria_of.cache_info().currsize
        for _ in range(2):  # in turns: the second time from what was compiled for the other
            assert here.scalars(select(Case.id)).all() == [1]
            assert there.scalars(select(Case.id).where(Case.line == "gas")).all() == [3]
            assert here.get(Case, 3) is None
            assert there.get(Case, 3).id == 3
    assert criteria_of.cache_info().currsize <= kept + 1


def test_what_is_loaded_later_is_narrowed_once(database, viewer):
    told: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: told.append(given[2]))
    with database.reading(viewer(Role.DISPATCHER, lines=GAS, district_ids=SOUTH)) as session:
        (visit,) = session.scalars(select(Visit))
        assert [case.id for case in visit.cases] == [3]
    conditions = told[-1].partition("WHERE")[2]
    assert conditions.count(".line") == conditions.count(".district_id") == 1, conditions
