"""Where to go next: communities ranked by what core and the lines say, each with its reasons."""

from __future__ import annotations

from typing import Any

import pytest

from core.places.models import Community, District, Street

A, B, C = "370203029014", "370203029015", "370202001001"
NEXT = """query($month: Month, $lines: [ServiceLineKey!], $districts: [String!], $first: Int!, $after: String) {
  nextBestVisits(month: $month, lines: $lines, districtCodes: $districts, first: $first, after: $after) { totalCount
    nodes { community { code } score reasons { key labelZh line { key } amount unit points } }
    pageInfo { hasNextPage hasPreviousPage endCursor } } }"""


@pytest.fixture
def places(database: Any) -> None:
    with database.writing() as session:
        north, south = District(code="370203", name="市北区"), District(code="370202", name="市南区")
        street = Street(code="370203029", name="兴隆路街道", district=north)
        other = Street(code="370202001", name="香港中路街道", district=south)
        for code, place, households in ((A, street, 1000), (B, street, 2000), (C, other, None)):
            session.add(
                Community(code=code, name=code[-3:], households=households, street=place, district=place.district)
            )


@pytest.fixture
def visit(client: Any, places: None) -> Any:
    def made(code: str, line: str, day: str, **more: Any) -> None:
        sent = {"communityCode": code, "visitedOn": day, "personTimes": {"staff": 1}}
        client.do(f"record{line.capitalize()}Visit", "visit { id }", visit=sent, **more)

    return made


@pytest.fixture
def ranking(judged: Any, places: None) -> Any:
    """Score and reasons of each community, in the order of the ranking."""

    def ask(**more: Any) -> list[tuple[str, float, list[tuple[str, str | None, float | None, float]]]]:
        nodes = judged(NEXT, {"first": 10} | more)["nextBestVisits"]["nodes"]
        return [
            (
                node["community"]["code"],
                node["score"],
                [
                    (why["key"], why["line"] and why["line"]["key"], why["amount"], why["points"])
                    for why in node["reasons"]
                ],
            )
            for node in nodes
        ]

    return ask


def missing(line: str) -> tuple[str, str, float, float]:
    return ("core.line_missing", line, 1.0, 10.0)


NEVER = ("core.long_absence", None, None, 20.0)
FOUR = [missing(line) for line in ("enforcement", "gas", "heating", "sanitation")]


def test_where_nobody_ever_was_everything_is_missing(ranking):
    assert ranking() == [(code, 60.0, [NEVER, *FOUR]) for code in (A, B, C)]


def test_who_was_there_this_month_is_not_missing_and_the_absence_begins_anew(ranking, visit):
    visit(A, "gas", "2023-09-05")
    visit(B, "gas", "2023-08-31")
    found = {code: (score, reasons) for code, score, reasons in ranking()}
    assert list(found) == [C, B, A]
    assert found[B] == (40.889, [*FOUR, ("core.long_absence", None, 8.0, 0.889)])
    assert found[A] == (30.333, [FOUR[0], FOUR[2], FOUR[3], ("core.long_absence", None, 3.0, 0.333)])


def test_a_round_that_is_planned_says_what_is_missing(client, ranking, places):
    client.do("planRound", "round { id }", month="2023-09", lines=["gas", "heating"], communityCodes=[B])
    assert [(code, [why[1] for why in reasons]) for code, _, reasons in ranking()] == [
        (B, [None, "gas", "heating"]),
        (A, [None]),
        (C, [None]),
    ]
    assert [(code, len(reasons)) for code, _, reasons in ranking(month="2023-10")] == [(A, 5), (B, 5), (C, 5)]


def test_overdue_priority_households_speak_for_the_gas_line(visit, ranking):
    for room, tags, day in (
        ("1", ["ELDERLY", "RENTAL"], "2022-01-10"),
        ("2", ["RENTAL"], "2022-01-10"),
        ("3", [], "2022-01-10"),
    ):
        home = {"building": "1", "unit": "1", "room": room, "priorityTags": tags}
        visit(B, "gas", day, inspections=[{"household": home}])
    visit(B, "gas", "2023-09-05")
    (first, *_) = ranking(lines=["gas"])
    assert first == (A, 30.0, [NEVER, missing("gas")])
    overdue = ("gas.priority_overdue", "gas", 2.0, 10.0)
    assert dict((code, reasons) for code, _, reasons in ranking(lines=["gas"]))[B] == [
        overdue,
        ("core.long_absence", None, 3.0, 0.333),
    ]
    heating = dict((code, reasons) for code, _, reasons in ranking(lines=["heating"]))
    assert overdue not in heating[B]


def test_many_callers_speak_for_the_heating_line_but_not_one_household_that_calls_often(client, ranking, places):
    def call(code: str, day: int, **more: Any) -> None:
        sent = {"communityCode": code, "topic": "NOT_WARM", "calledAt": f"2023-01-{day:02}T08:00:00+08:00"}
        client.do("recordHeatingCall", "call { id }", **sent | more)

    for day in range(1, 7):
        call(B, day)
        call(A, day, household={"building": "1", "unit": "1", "room": "1"})
        call(C, day)
    found = {code: reasons for code, _, reasons in ranking(lines=["heating"])}
    assert ("heating.many_callers", "heating", 3.0, 7.5) in found[B]
    for code in (A, C):
        assert [key for key, *_ in found[code]] == ["core.long_absence", "core.line_missing"]


def test_a_call_of_the_same_day_a_year_ago_no_longer_speaks_for_anything(client, ranking, places, clock):
    def reasons_of_b() -> list[str]:
        return [key for code, _, reasons in ranking(lines=["heating"]) if code == B for key, *_ in reasons]

    for hour in range(10, 16):
        called = {"communityCode": B, "topic": "NOT_WARM", "calledAt": f"2023-01-06T{hour}:00:00+08:00"}
        client.do("recordHeatingCall", "call { id }", **called)
    clock.advance(days=119)
    assert "heating.many_callers" in reasons_of_b()
    clock.advance(days=1)
    assert "heating.many_callers" not in reasons_of_b()


def test_what_a_reason_weighs_the_rules_say(client, ranking, places):
    client.do("setRule", "change { id }", key="core.visit_gap_weight", validFrom="2023-09-08", number=0, reason="r")
    client.do("setRule", "change { id }", key="core.visit_days_weight", validFrom="2023-09-08", number=7.5, reason="r")
    assert ranking() == [(code, 7.5, [("core.long_absence", None, None, 7.5)]) for code in (A, B, C)]


def test_the_ranking_is_paged_and_narrowed_to_districts(visit, judged, places):
    visit(A, "gas", "2023-09-05")
    seen, after = [], None
    while True:
        page = judged(NEXT, {"first": 1, "after": after})["nextBestVisits"]
        seen += [node["community"]["code"] for node in page["nodes"]]
        assert (page["totalCount"], page["pageInfo"]["hasPreviousPage"]) == (3, after is not None)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == [B, C, A]
    page = judged(NEXT, {"first": 5, "districts": ["370202"]})["nextBestVisits"]
    assert (page["totalCount"], [node["community"]["code"] for node in page["nodes"]]) == (1, [C])


def test_it_costs_the_same_however_many_communities_there_are(statements, database, places):
    asked = {"first": 100}
    few = statements(NEXT, asked)
    with database.writing() as session:
        district = District(code="370211", name="黄岛区")
        street = Street(code="370211001", name="某街道", district=district)
        session.add_all(
            Community(code=f"37021100{n:04}", name=f"{n}", street=street, district=district) for n in range(60)
        )
    assert statements(NEXT, asked) == few


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"lines": ["water"]}, "There is no service line 'water'"),
        ({"districts": ["999999"]}, "There is no district with the code '999999'"),
        ({"first": 0}, "a page holds 1 to 100"),
    ],
)
def test_a_question_that_cannot_be_is_refused(client, places, change, told):
    answer = client(NEXT, {"first": 5} | change)
    assert told in answer["errors"][0]["message"]
