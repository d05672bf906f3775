"""Recording heating visits, and temperatures measured by appointment."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from core.cases.models import Case
from core.households.models import Household, HouseholdVisit
from core.policy.role import Role
from core.visits.models import Visit
from plugins.heating.models import HeatingHomeVisit, HeatingReading, HeatingVisitReport

from .conftest import COAST, DOOR, HILL, NEXT_DOOR, reading, visit

WHOLE = """visit {
  line { key } community { code } visitedOn
  personTimes { total staff residents volunteers }
  materials { topic count }
  report { __typename ... on HeatingVisitReport {
    consultations
    visit { visitedOn }
    homes { household { building unit room priorityTags } isEntered noEntryReason
      readings { celsius takenAt room windowsClosed2h height1m isValid season } }
  } }
  cases {
    title place status resolutionMode priority category { code }
    detail { __typename ... on HeatingCaseDetail {
      heatingClass causes latestReading { celsius takenAt isValid } } }
  }
}"""
TABLES = (Visit, HeatingVisitReport, HeatingHomeVisit, HeatingReading, Household, HouseholdVisit, Case)

FULL = visit(
    "2022-12-05",
    {
        "household": DOOR | {"priorityTags": ["ELDERLY"]},
        "readings": [
            reading(16.5, "2022-12-05"),
            reading(19.25, "2022-12-05", room="BEDROOM", height1m=False),
        ],
    },
    {"household": NEXT_DOOR, "noEntryReason": "ABSENT"},
    visit={
        "personTimes": {"staff": 4, "residents": 9, "volunteers": 1},
        "materials": [{"topic": "HEATING_SERVICE", "count": 60}],
    },
    consultations=12,
    problems=[
        {"categoryCode": "H01-98", "title": "清洗过滤器", "isSolvedOnSite": True},
        {"categoryCode": "P01-92", "title": "管道保温破损", "isSolvedOnSite": False},
    ],
)


def rows(database) -> dict[str, int]:
    with database.reading() as session:
        return {model.__tablename__: session.scalar(select(func.count()).select_from(model)) or 0 for model in TABLES}


NOTHING = {model.__tablename__: 0 for model in TABLES}


def test_a_visit_is_recorded_with_its_doors_temperatures_fixes_and_cases(do):
    assert do("recordHeatingVisit", WHOLE, **FULL) == {
        "clientMutationId": "key-1",
        "userErrors": [],
        "visit": {
            "line": {"key": "heating"},
            "community": {"code": "370203029014"},
            "visitedOn": "2022-12-05",
            "personTimes": {"total": 14, "staff": 4, "residents": 9, "volunteers": 1},
            "materials": [{"topic": "HEATING_SERVICE", "count": 60}],
            "report": {
                "__typename": "HeatingVisitReport",
                "consultations": 12,
                "visit": {"visitedOn": "2022-12-05"},
                "homes": [
                    {
                        "household": DOOR | {"priorityTags": ["ELDERLY"]},
                        "isEntered": True,
                        "noEntryReason": None,
                        "readings": [
                            {
                                "celsius": 16.5,
                                "takenAt": "2022-12-05T12:00:00Z",
                                "room": "LIVING_ROOM",
                                "windowsClosed2h": True,
                                "height1m": True,
                                "isValid": True,
                                "season": "2022-2023",
                            },
                            {
                                "celsius": 19.25,
                                "takenAt": "2022-12-05T12:00:00Z",
                                "room": "BEDROOM",
                                "windowsClosed2h": True,
                                "height1m": False,
                                "isValid": False,
                                "season": "2022-2023",
                            },
                        ],
                    },
                    {
                        "household": NEXT_DOOR | {"priorityTags": []},
                        "isEntered": False,
                        "noEntryReason": "ABSENT",
                        "readings": [],
                    },
                ],
            },
            "cases": [
                {
                    "title": "清洗过滤器",
                    "place": None,
                    "status": "CLOSED",
                    "resolutionMode": "ON_SITE",
                    "priority": "P3",
                    "category": {"code": "H01-98"},
                    "detail": None,
                },
                {
                    "title": "管道保温破损",
                    "place": None,
                    "status": "REPORTED",
                    "resolutionMode": None,
                    "priority": "P3",
                    "category": {"code": "P01-92"},
                    "detail": None,
                },
                {
                    "title": "室温16.5℃，低于18℃",
                    "place": "3号楼",
                    "status": "REPORTED",
                    "resolutionMode": None,
                    "priority": "P2",
                    "category": {"code": "H01-99"},
                    "detail": {
                        "__typename": "HeatingCaseDetail",
                        "heatingClass": "BELOW_STANDARD",
                        "causes": [],
                        "latestReading": {
                            "celsius": 19.25,
                            "takenAt": "2022-12-05T12:00:00Z",
                            "isValid": False,
                        },
                    },
                },
            ],
        },
    }


def test_a_visit_sent_again_changes_nothing_and_answers_the_same(do, database):
    first = do("recordHeatingVisit", WHOLE, clientMutationId="again", **FULL)
    before = rows(database)
    assert do("recordHeatingVisit", WHOLE, clientMutationId="again", **FULL) == first
    assert rows(database) == before
    assert before == {
        "visit": 1,
        "heating_visit_report": 1,
        "heating_home_visit": 2,
        "heating_reading": 2,
        "household": 2,
        "household_visit": 2,
        "case": 3,
    }


def _home(**more):
    return {"household": DOOR, "readings": [reading(20.0, "2022-12-05", **more)]}


def _problem(**more):
    return {"categoryCode": "P01-92", "title": "管道", "isSolvedOnSite": False} | more


REFUSED = [
    (visit("2022-12-05", community="370203999999"), ["visit", "communityCode"], "NOT_FOUND"),
    (visit("2022-12-05", community="3702"), ["visit", "communityCode"], "INVALID"),
    (visit("2023-09-09"), ["visit", "visitedOn"], "OUT_OF_RANGE"),
    (
        visit("2022-12-05", visit={"personTimes": {"staff": -1}}),
        ["visit", "personTimes", "staff"],
        "OUT_OF_RANGE",
    ),
    (visit("2022-12-05", visit={"summary": "长" * 2001}), ["visit", "summary"], "TOO_LONG"),
    (visit("2022-12-05", visit={"summary": "a\0b"}), ["visit", "summary"], "INVALID"),
    (visit("2022-12-05", consultations=-1), ["consultations"], "OUT_OF_RANGE"),
    (visit("2022-12-05", consultations=2_000_000), ["consultations"], "OUT_OF_RANGE"),
    (
        visit("2022-12-05", problems=[_problem(), _problem(categoryCode="G01-99")]),
        ["problems", "1", "categoryCode"],
        "NOT_FOUND",
    ),
    (
        visit("2022-12-05", problems=[_problem(title="题" * 121)]),
        ["problems", "0", "title"],
        "TOO_LONG",
    ),
    (
        visit("2022-12-05", problems=[_problem(title="\0")]),
        ["problems", "0", "title"],
        "INVALID",
    ),
    (
        visit("2022-12-05", _home(celsius=60.1)),
        ["homes", "0", "readings", "0", "celsius"],
        "OUT_OF_RANGE",
    ),
    (
        visit("2022-12-05", _home(celsius=-20.5)),
        ["homes", "0", "readings", "0", "celsius"],
        "OUT_OF_RANGE",
    ),
    (
        visit("2022-12-05", _home(takenAt="2022-12-06T00:00:00+08:00")),
        ["homes", "0", "readings", "0", "takenAt"],
        "INVALID",
    ),
    (
        visit("2023-09-08", _home(takenAt="2023-09-08T10:00:01+08:00")),
        ["homes", "0", "readings", "0", "takenAt"],
        "OUT_OF_RANGE",
    ),
    (
        visit("2022-12-05", _home() | {"noEntryReason": "REFUSED"}),
        ["homes", "0", "readings"],
        "INVALID",
    ),
    (
        visit("2022-12-05", _home(), {"household": DOOR}),
        ["homes", "1", "household"],
        "DUPLICATE",
    ),
    (
        visit("2022-12-05", {"household": DOOR | {"room": "  "}}),
        ["homes", "0", "household", "room"],
        "REQUIRED",
    ),
    (
        visit("2022-12-05", {"household": DOOR, "readings": [reading(20, "2022-12-05")] * 21}),
        ["homes", "0", "readings"],
        "TOO_LONG",
    ),
    (
        visit("2022-12-05", *({"household": DOOR | {"room": f"{n}"}} for n in range(101))),
        ["homes"],
        "TOO_LONG",
    ),
]


def test_a_wrong_visit_is_refused_at_its_field_and_nothing_is_written(act, database):
    for given, field, code in REFUSED:
        payload = act("recordHeatingVisit", "visit { id }", **given)
        assert payload["visit"] is None
        told = [(error["field"], error["code"]) for error in payload["userErrors"]]
        assert told == [(["input", *field], code)]
    assert rows(database) == NOTHING


def test_a_refusal_says_how_to_mend_it_in_both_languages(act):
    wrong = visit("2022-12-05", _home(celsius=61))
    english = act("recordHeatingVisit", "visit { id }", **wrong)
    chinese = act("recordHeatingVisit", "visit { id }", language="zh", **wrong)
    assert english["userErrors"][0]["message"] == ("celsius is 61.0; a home can have -20.0 to 60.0. Measure again.")
    assert chinese["userErrors"][0]["message"] == "温度 61.0 超出范围，应为 -20.0 至 60.0，请重新测量。"


def test_a_reading_counts_by_the_measuring_rule_and_in_the_season_only(do):
    days = {
        "2022-11-15": False,
        "2022-11-16": True,
        "2023-04-05": True,
        "2023-04-06": False,
    }
    for day, is_valid in days.items():
        home = {"household": DOOR | {"room": day}, "readings": [reading(15, day)]}
        payload = do("recordHeatingVisit", WHOLE, **visit(day, home))
        (home,) = payload["visit"]["report"]["homes"]
        assert [r["isValid"] for r in home["readings"]] == [is_valid]
        opened = [case["category"]["code"] for case in payload["visit"]["cases"]]
        assert opened == (["H01-99"] if is_valid else [])


def test_a_reading_with_open_windows_or_at_another_height_does_not_count(do):
    wrong = [
        reading(15, "2022-12-05", windowsClosed2h=False),
        reading(15, "2022-12-05", height1m=False, room="BEDROOM"),
    ]
    payload = do("recordHeatingVisit", WHOLE, **visit("2022-12-05", {"household": DOOR, "readings": wrong}))
    (home,) = payload["visit"]["report"]["homes"]
    assert [r["isValid"] for r in home["readings"]] == [False, False]
    assert payload["visit"]["cases"] == []


def test_a_home_has_one_open_case_that_shows_its_newest_temperature(measure, client):
    measure(15.0, "2022-12-05")
    measure(16.0, "2022-12-20")
    measure(15.5, "2022-12-12")
    cases = client.data("""{ cases(first: 5) { nodes {
        title detail { ... on HeatingCaseDetail { latestReading { celsius takenAt } } } } } }""")
    assert cases["cases"]["nodes"] == [
        {
            "title": "室温15℃，低于18℃",
            "detail": {"latestReading": {"celsius": 16.0, "takenAt": "2022-12-20T12:00:00Z"}},
        }
    ]


def test_a_home_that_was_warm_on_another_day_of_the_season_is_unstable(measure, client):
    measure(19.0, "2022-04-01")
    measure(17.0, "2022-12-05", DOOR | {"room": "601"})
    measure(18.0, "2022-12-05")
    measure(17.5, "2022-12-20")
    cases = client.data("""{ cases(first: 5) { nodes {
        place detail { ... on HeatingCaseDetail { heatingClass } } } } }""")
    assert cases["cases"]["nodes"] == [
        {"place": "3号楼", "detail": {"heatingClass": "UNSTABLE"}},
        {"place": "3号楼", "detail": {"heatingClass": "BELOW_STANDARD"}},
    ]


def test_a_home_can_be_measured_by_appointment_without_a_visit(measure, do, client):
    home = measure(15.0, "2022-12-05")
    payload = do(
        "recordHeatingReading",
        "reading { celsius isValid household { id } }",
        householdId=home,
        reading=reading(17.25, "2022-12-09"),
    )
    assert payload["reading"] == {"celsius": 17.25, "isValid": True, "household": {"id": home}}
    cases = client.data("""{ visits(first: 5) { totalCount } cases(first: 5) { nodes {
        detail { ... on HeatingCaseDetail { latestReading { celsius } } } } } }""")
    assert cases == {
        "visits": {"totalCount": 1},
        "cases": {"nodes": [{"detail": {"latestReading": {"celsius": 17.25}}}]},
    }


def test_a_home_that_is_measured_too_cold_by_appointment_is_a_case_as_by_a_visit(measure, do, judged):
    """It was kept, and nobody was asked to do anything about it."""
    home = measure(19.0, "2022-12-05")
    for hour, celsius, more in ((7, 17.9, {"windowsClosed2h": False}), (8, 16.5, {}), (9, 15.0, {})):
        taken = reading(celsius, "2022-12-09", takenAt=f"2022-12-09T{hour:02}:00:00+08:00", **more)
        do("recordHeatingReading", "reading { id }", householdId=home, reading=taken)
    query = """{ cases(first: 5) { nodes { title source place reportedAt visit { id } community { code } line { key }
      detail { ... on HeatingCaseDetail { heatingClass latestReading { celsius } } } } } }"""
    assert judged(query)["cases"]["nodes"] == [
        {
            "title": "室温16.5℃，低于18℃",
            "source": "PATROL",
            "place": DOOR["building"],
            "reportedAt": "2022-12-09T15:59:59Z",
            "visit": None,
            "community": {"code": COAST},
            "line": {"key": "heating"},
            "detail": {"heatingClass": "UNSTABLE", "latestReading": {"celsius": 15.0}},
        }
    ]


@pytest.mark.parametrize("celsius", [19.0, 16.5])
def test_a_room_has_one_temperature_at_one_moment(measure, act, do, judged, celsius):
    """Told twice it would count twice, and of two that differ nobody knows which is true."""
    home = measure(19.0, "2022-12-05")
    first, bedroom = reading(celsius, "2022-12-05"), reading(celsius, "2022-12-05", room="BEDROOM")
    refused = act("recordHeatingReading", "reading { id }", householdId=home, reading=first)
    assert [(one["field"], one["code"]) for one in refused["userErrors"]] == [
        (["input", "reading", "takenAt"], "DUPLICATE")
    ]
    twice = {"household": {**DOOR, "room": "999"}, "readings": [bedroom, bedroom]}
    refused = act("recordHeatingVisit", "visit { id }", **visit("2022-12-05", twice, community=HILL))
    assert [(one["field"], one["code"]) for one in refused["userErrors"]] == [
        (["input", "homes", "0", "readings", "1", "takenAt"], "DUPLICATE")
    ]
    do("recordHeatingReading", "reading { id }", householdId=home, reading=bedroom)
    rate = """{ metrics(keys: ["heating.readings_taken"], window: { from: "2022-12-01", to: "2023-01-01" }, first: 1) {
      nodes { value } } }"""
    assert judged(rate)["metrics"]["nodes"] == [{"value": 2.0}]


def test_a_wrong_measurement_by_appointment_is_refused(measure, act, database):
    home = measure(19.0, "2022-12-05")
    for household, celsius, field, code in (
        ("Household_999", 20, ["householdId"], "NOT_FOUND"),
        ("Case_1", 20, ["householdId"], "INVALID"),
        (home, 99, ["reading", "celsius"], "OUT_OF_RANGE"),
    ):
        payload = act(
            "recordHeatingReading",
            "reading { id }",
            householdId=household,
            reading=reading(celsius, "2022-12-09"),
        )
        assert payload["reading"] is None
        told = [(error["field"], error["code"]) for error in payload["userErrors"]]
        assert told == [(["input", *field], code)]
    assert rows(database)["heating_reading"] == 1


def test_a_program_adds_to_what_is_known_of_a_home_though_it_reads_none(client, viewer, places, judged):
    """The second time it was an error: what it may not see was not there, and was to be made anew."""
    program = client.acting(viewer(Role.MACHINE, lines=frozenset({"heating"})))
    for celsius, day in ((15.0, "2022-12-05"), (15.5, "2022-12-07")):
        home = {"household": DOOR, "readings": [reading(celsius, day)]}
        program.do("recordHeatingVisit", "visit { id }", **visit(day, home))
    called = {"communityCode": COAST, "topic": "NOT_WARM", "calledAt": "2022-12-08T07:30:00+08:00", "household": DOOR}
    program.do("recordHeatingCall", "call { id }", **called)
    acceptor = client.acting(viewer(Role.ACCEPTOR, lines=frozenset({"gas"}), district_ids=frozenset({99})))
    acceptor.do("recordHeatingCall", "call { id }", **called)

    query = """{ households(first: 5) { totalCount } heatingCalls(first: 5) { totalCount }
      cases(first: 5) { nodes { detail { ... on HeatingCaseDetail { latestReading { celsius } } } } } }"""
    assert judged(query) == {
        "households": {"totalCount": 1},
        "heatingCalls": {"totalCount": 2},
        "cases": {"nodes": [{"detail": {"latestReading": {"celsius": 15.5}}}]},
    }
