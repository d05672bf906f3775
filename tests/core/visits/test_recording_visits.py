"""Recording a visit: the part that all lines share."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from core.places.models import District
from core.policy.role import Role
from core.rounds.models import Round, RoundLine, RoundStatus
from core.visits.models import LastVisit, Visit
from tests.core.conftest import CLOUDS, GONE, LINES, SEASIDE, told

LASTS = f'{{ community(code: "{SEASIDE}") {{ lastVisits {{ line {{ key }} visitedOn }} }} }}'


def lasts(judged: Any) -> dict[str, str]:
    return {last["line"]["key"]: last["visitedOn"] for last in judged(LASTS)["community"]["lastVisits"]}


@pytest.mark.parametrize("line", LINES)
def test_visits_are_recorded_by_their_line_in_the_own_district_only(client, places, viewer, row_counts, database, line):
    """Else a line could count visits, and what they solved, for another one that cannot see it."""
    with database.reading() as session:
        north, south = (
            session.scalars(select(District.id).where(District.code == code)).one() for code in ("370203", "370202")
        )
    other = next(key for key in LINES if key != line)
    before, record = row_counts(), f"record{line.title()}Visit"
    for lines, district in ((other, north), (line, south)):
        by = client.acting(viewer(Role.FIELD_OFFICER, lines=frozenset({lines}), district_ids=frozenset({district})))
        (refused,) = by.act(record, "visit { id }", visit=told())["userErrors"]
        assert (refused["code"], refused["field"]) == ("FORBIDDEN", ["input", "visit"])
        item = {"clientMutationId": "one", "visit": told()}
        (result,) = by.do(f"{record}s", "results { userErrors { code } }", items=[item])["results"]
        assert result == {"userErrors": [{"code": "FORBIDDEN"}]}
    assert row_counts() == before
    by = client.acting(viewer(Role.FIELD_OFFICER, lines=frozenset({line}), district_ids=frozenset({north})))
    assert by.do(record, "visit { id }", visit=told())["visit"] is not None


def test_what_was_told_is_answered(client, places, judged):
    visit = told(
        personTimes={"staff": 6, "residents": 14, "volunteers": 5},
        materials=[{"topic": "WASTE_SORTING", "count": 120}, {"topic": "GAS_SAFETY", "count": 1}],
        summary="  清理楼道\n两处。 ",
    )
    client.do("recordSanitationVisit", "visit { id }", visit=visit)

    found = judged(
        """{ visits(first: 2) { totalCount nodes {
          version line { key } community { code } visitedOn status leader { name } summary recordedAt
          personTimes { total staff residents volunteers } materials { topic count } cases { id }
        } } }"""
    )["visits"]

    assert found == {
        "totalCount": 1,
        "nodes": [
            {
                "version": 1,
                "line": {"key": "sanitation"},
                "community": {"code": SEASIDE},
                "visitedOn": "2023-09-05",
                "status": "DONE",
                "leader": None,
                "summary": "清理楼道\n两处。",
                "recordedAt": "2023-09-08T02:00:00Z",
                "personTimes": {"total": 25, "staff": 6, "residents": 14, "volunteers": 5},
                "materials": [{"topic": "GAS_SAFETY", "count": 1}, {"topic": "WASTE_SORTING", "count": 120}],
                "cases": [],
            }
        ],
    }


@pytest.mark.parametrize("line", LINES)
def test_every_line_records_with_nothing_but_what_all_share(line, visited, judged):
    visited(line=line)

    (visit,) = judged("{ visits(first: 9) { nodes { line { key } personTimes { total } summary } } }")["visits"][
        "nodes"
    ]
    assert visit == {"line": {"key": line}, "personTimes": {"total": 1}, "summary": None}


def test_the_last_visit_of_each_line_is_the_latest_however_they_are_told(visited, judged):
    visited("2023-09-01")
    visited("2023-09-05")
    visited("2023-08-01")
    visited("2023-07-07", line="gas")
    visited("2023-09-06", community=CLOUDS)

    assert lasts(judged) == {"gas": "2023-07-07", "sanitation": "2023-09-05"}


def test_a_community_that_nobody_visited_has_no_last_visit(places, judged):
    assert lasts(judged) == {}


def test_a_refused_visit_leaves_the_last_visit_as_it_was(visited, client, judged):
    visited("2023-09-01")

    client.act(
        "recordSanitationVisit",
        "visit { id }",
        visit=told("2023-09-05"),
        problems=[{"categoryCode": "X", "title": "t", "isSolvedOnSite": True}],
    )

    assert lasts(judged) == {"sanitation": "2023-09-01"}


@pytest.fixture
def round_of_september(database) -> int:
    """A round in which sanitation takes part, and gas does not."""
    with database.writing() as session:
        made = Round(month="2023-09", status=RoundStatus.OPEN, lines=[RoundLine(line="sanitation")])
        session.add(made)
        session.flush()
        return made.id


@pytest.mark.parametrize(
    ("on", "line", "is_attached"),
    [
        ("2023-09-01", "sanitation", True),
        ("2023-08-31", "sanitation", False),
        ("2023-09-01", "gas", False),
    ],
)
def test_a_visit_belongs_to_the_round_of_its_month_if_its_line_takes_part(
    on, line, is_attached, database, visited, round_of_september
):
    visited(on, line=line)

    with database.reading() as session:
        attached = session.scalars(select(Visit.round_id)).one()
    assert attached == (round_of_september if is_attached else None)


REFUSED = {
    "a community that never was": ({"communityCode": "370203029015"}, "communityCode", "NOT_FOUND", "370203029015"),
    "a code of 11 digits": ({"communityCode": "37020302901"}, "communityCode", "INVALID", "12-digit"),
    "a code in full-width digits": (
        {"communityCode": "３７０２０３０２９０１４"},
        "communityCode",
        "INVALID",
        "12-digit",
    ),
    "a community on the day it was retired": (
        {"communityCode": GONE, "visitedOn": "2022-01-01"},
        "communityCode",
        "INVALID",
        "left the register on 2022-01-01",
    ),
    "tomorrow": ({"visitedOn": "2023-09-09"}, "visitedOn", "OUT_OF_RANGE", "today is 2023-09-08"),
    "the last century": ({"visitedOn": "1999-12-31"}, "visitedOn", "OUT_OF_RANGE", "before 2000-01-01"),
    "minus one staff": ({"personTimes": {"staff": -1}}, "personTimes.staff", "OUT_OF_RANGE", "0 to 100000"),
    "10⁹ residents": ({"personTimes": {"residents": 10**9}}, "personTimes.residents", "OUT_OF_RANGE", "0 to 100000"),
    "100,001 volunteers": ({"personTimes": {"volunteers": 100_001}}, "personTimes.volunteers", "OUT_OF_RANGE", "0 to"),
    "no pieces": ({"materials": [{"topic": "A", "count": 0}]}, "materials.0.count", "OUT_OF_RANGE", "1 to 10000000"),
    "pieces without end": (
        {"materials": [{"topic": "A", "count": 10_000_001}]},
        "materials.0.count",
        "OUT_OF_RANGE",
        "",
    ),
    "no topic": ({"materials": [{"topic": " ", "count": 1}]}, "materials.0.topic", "REQUIRED", "write something"),
    "a long topic": ({"materials": [{"topic": "A" * 61, "count": 1}]}, "materials.0.topic", "TOO_LONG", "at most 60"),
    "a topic twice": (
        {"materials": [{"topic": "A", "count": 1}, {"topic": " A", "count": 2}]},
        "materials.1.topic",
        "DUPLICATE",
        "add it up",
    ),
    "101 topics": (
        {"materials": [{"topic": f"T{at}", "count": 1} for at in range(101)]},
        "materials",
        "TOO_LONG",
        "at most 100",
    ),
    "a long summary": ({"summary": "长" * 2001}, "summary", "TOO_LONG", "at most 2000"),
    "a NUL": ({"summary": "a\0b"}, "summary", "INVALID", "(U+0000) at position 2"),
    "what turns others round": ({"summary": "清运\u202e处5"}, "summary", "INVALID", "(U+202E) at position 3"),
    "an escape": ({"summary": "\x1b[31m"}, "summary", "INVALID", "(U+001B)"),
}


@pytest.mark.parametrize(("more", "field", "code", "mend"), REFUSED.values(), ids=REFUSED)
def test_a_visit_is_refused_by_the_name_of_its_field_and_nothing_is_written(
    more, field, code, mend, client, places, row_counts
):
    before = row_counts()

    answer = client.act("recordSanitationVisit", "visit { id }", visit=told() | more)

    (error,) = answer["userErrors"]
    assert error["field"] == ["input", "visit", *field.split(".")]
    assert error["code"] == code
    assert mend in error["message"]
    assert answer["visit"] is None
    assert row_counts() == before


def test_all_that_is_wrong_is_told_at_once(client, places):
    visit = told("2023-09-09", "1", personTimes={"staff": -1}, materials=[{"topic": "A", "count": 0}], summary="\0")

    answer = client.act("recordSanitationVisit", "visit { id }", visit=visit)

    assert [".".join(error["field"][2:]) for error in answer["userErrors"]] == [
        "communityCode",
        "visitedOn",
        "personTimes.staff",
        "materials.0.count",
        "summary",
    ]


def test_limits_themselves_are_taken(client, places):
    visit = told(
        "2000-01-01",
        GONE,
        personTimes={"staff": 0, "residents": 100_000, "volunteers": 100_000},
        materials=[{"topic": "长" * 60, "count": 10_000_000}],
        summary="长" * 2000,
    )

    recorded = client.do("recordSanitationVisit", "visit { personTimes { total } summary }", visit=visit)
    assert recorded["visit"] == {"personTimes": {"total": 200_000}, "summary": "长" * 2000}


def test_today_is_the_bureau_s_day(client, places, clock):
    """On the evening of the 8th in UTC it is the 9th in Qingdao."""
    clock.advance(hours=15)
    recorded = client.do("recordSanitationVisit", "visit { visitedOn }", visit=told("2023-09-09"))
    assert recorded["visit"] == {"visitedOn": "2023-09-09"}


def test_a_visit_on_the_last_day_before_a_community_was_retired_is_taken(visited, database):
    visited("2021-12-31", community=GONE)

    with database.reading() as session:
        assert session.scalars(select(LastVisit.visited_on)).all() == [date(2021, 12, 31)]
