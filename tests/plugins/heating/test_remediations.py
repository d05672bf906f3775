"""One household, one plan: opened for causes, mended by measures, proven by readings."""

from __future__ import annotations

from sqlalchemy import func, select

from plugins.heating.models import HeatingMeasure, HeatingRemediation, HeatingRemediationCause

from .conftest import DOOR, NEXT_DOOR

FIELDS = """
  id season household { room } heatingClass causes measures { kind doneOn } isAgreed openedOn
  case { title detail { ... on HeatingCaseDetail { heatingClass causes } } }
  before { celsius } after { celsius } temperatureGain isProven provenOn
"""
WHOLE = f"remediation {{ {FIELDS} }}"


def plan(home, **more):
    return {
        "householdId": home,
        "heatingClass": "BELOW_STANDARD",
        "causes": ["FILTER_CLOGGED"],
        "measures": ["CLEAN_FILTER"],
        "openedOn": "2022-12-06",
    } | more


def test_a_cold_home_is_taken_on_mended_and_proven(measure, do, client):
    home = measure(16.2, "2022-12-05")
    opened = do("openHeatingRemediation", WHOLE, **plan(home, isAgreed=True))["remediation"]
    start = {
        "id": opened["id"],
        "season": "2022-2023",
        "household": {"room": "501"},
        "heatingClass": "BELOW_STANDARD",
        "causes": ["FILTER_CLOGGED"],
        "measures": [{"kind": "CLEAN_FILTER", "doneOn": None}],
        "isAgreed": True,
        "openedOn": "2022-12-06",
        "case": {
            "title": "室温16.2℃，低于18℃",
            "detail": {"heatingClass": "BELOW_STANDARD", "causes": ["FILTER_CLOGGED"]},
        },
        "before": {"celsius": 16.2},
        "after": None,
        "temperatureGain": None,
        "isProven": False,
        "provenOn": None,
    }
    assert opened == start
    done = {"kind": "CLEAN_FILTER", "doneOn": "2022-12-08"}
    mended = do("recordHeatingMeasure", WHOLE, remediationId=opened["id"], **done)["remediation"]
    assert mended == start | {"measures": [done]}
    measure(17.5, "2022-12-09")
    measure(18.3, "2022-12-10")
    measure(25.0, "2022-12-12")
    query = f"query($id: ID!) {{ node(id: $id) {{ ... on HeatingRemediation {{ {FIELDS} }} }} }}"
    assert client.data(query, {"id": opened["id"]})["node"] == start | {
        "measures": [done],
        "after": {"celsius": 18.3},
        "temperatureGain": 2.1,
        "isProven": True,
        "provenOn": "2022-12-10",
    }
    again = do("openHeatingRemediation", WHOLE, **plan(home, openedOn="2022-12-13"))
    assert again["remediation"]["id"] != opened["id"]


def test_an_unstable_home_is_proven_on_the_third_warm_day(measure, do, client):
    home = measure(17.0, "2022-12-05")
    opened = do("openHeatingRemediation", WHOLE, **plan(home, heatingClass="UNSTABLE"))
    key = opened["remediation"]["id"]
    do(
        "recordHeatingMeasure",
        WHOLE,
        remediationId=key,
        kind="CLEAN_FILTER",
        doneOn="2022-12-06",
    )
    found = []
    for celsius, day in ((19.0, "07"), (19.5, "08"), (17.0, "09"), (18.0, "10"), (18.0, "11"), (18.5, "12")):
        measure(celsius, f"2022-12-{day}")
        found.append(
            client.data(
                """query($id: ID!) { node(id: $id) { ... on HeatingRemediation {
                  isProven provenOn temperatureGain after { celsius } } } }""",
                {"id": key},
            )["node"]
        )
    assert [one["isProven"] for one in found] == [False, False, False, False, False, True]
    assert [one["temperatureGain"] for one in found] == [2.0, 2.5, 0.0, 1.0, 1.0, 1.5]
    assert (found[-1]["provenOn"], found[-1]["after"]) == ("2022-12-12", {"celsius": 18.5})


def test_readings_that_arrive_late_prove_a_measure_that_was_told_later(measure, do):
    home = measure(16.0, "2022-12-05")
    measure(20.0, "2022-12-20")
    opened = do("openHeatingRemediation", WHOLE, **plan(home))["remediation"]
    assert opened["isProven"] is False
    proven = do(
        "recordHeatingMeasure",
        WHOLE,
        remediationId=opened["id"],
        kind="CLEAN_FILTER",
        doneOn="2022-12-19",
    )["remediation"]
    assert (proven["isProven"], proven["provenOn"]) == (True, "2022-12-20")
    assert (proven["before"], proven["after"]) == ({"celsius": 16.0}, {"celsius": 20.0})
    assert proven["temperatureGain"] == 4.0


def test_a_measure_that_nobody_planned_is_added(measure, do):
    home = measure(16.0, "2022-12-05")
    opened = do("openHeatingRemediation", WHOLE, **plan(home, measures=[]))["remediation"]
    assert opened["measures"] == []
    for day in ("2022-12-07", "2022-12-09"):
        found = do(
            "recordHeatingMeasure",
            WHOLE,
            remediationId=opened["id"],
            kind="REBALANCE",
            doneOn=day,
        )["remediation"]
    assert found["measures"] == [
        {"kind": "REBALANCE", "doneOn": "2022-12-07"},
        {"kind": "REBALANCE", "doneOn": "2022-12-09"},
    ]


def test_in_summer_a_remediation_belongs_to_the_season_that_is_over(measure, do):
    home = measure(16.0, "2023-03-05")
    opened = do("openHeatingRemediation", WHOLE, **plan(home, openedOn="2023-07-01"))["remediation"]
    assert (opened["season"], opened["before"]) == ("2022-2023", {"celsius": 16.0})


def test_a_home_has_one_open_remediation_for_each_cause(measure, act, do):
    home, other = measure(16.0, "2022-12-05"), measure(16.0, "2022-12-05", NEXT_DOOR)
    first = do("openHeatingRemediation", WHOLE, **plan(home, causes=["HYDRAULIC", "INSULATION"]))
    refused = act("openHeatingRemediation", WHOLE, **plan(home, causes=["OTHER", "INSULATION"]))
    assert refused["remediation"] is None
    assert refused["userErrors"] == [
        {
            "field": ["input", "causes", "1"],
            "code": "DUPLICATE",
            "message": f"INSULATION stands in {first['remediation']['id']} already; "
            "add the measure there, or leave it out.",
        }
    ]
    do("openHeatingRemediation", WHOLE, **plan(home, causes=["OTHER"]))
    do("openHeatingRemediation", WHOLE, **plan(other, causes=["INSULATION"]))


def test_a_cause_that_is_named_twice_is_told_in_chinese_too(measure, act):
    given = plan(measure(16.0, "2022-12-05"), causes=["OTHER", "OTHER"])
    (error,) = act("openHeatingRemediation", WHOLE, language="zh", **given)["userErrors"]
    assert error["message"] == "OTHER 已在 本次输入 中，请在原整治中补充措施或去掉该原因。"


def test_a_wrong_remediation_is_refused_at_its_field_and_nothing_is_written(measure, act, database):
    home = measure(16.0, "2022-12-05")
    for given, field, code in (
        (plan("Household_77"), ["householdId"], "NOT_FOUND"),
        (plan("Community_1"), ["householdId"], "INVALID"),
        (plan(home, causes=[]), ["causes"], "REQUIRED"),
        (plan(home, causes=["OTHER", "OTHER"]), ["causes", "1"], "DUPLICATE"),
        (plan(home, measures=["OTHER"] * 21), ["measures"], "TOO_LONG"),
        (plan(home, openedOn="2023-09-09"), ["openedOn"], "OUT_OF_RANGE"),
        (plan(home, openedOn="1999-12-31"), ["openedOn"], "OUT_OF_RANGE"),
    ):
        payload = act("openHeatingRemediation", "remediation { id }", **given)
        assert payload["remediation"] is None
        told = [(error["field"], error["code"]) for error in payload["userErrors"]]
        assert told == [(["input", *field], code)]
    with database.reading() as session:
        for model in (HeatingRemediation, HeatingRemediationCause, HeatingMeasure):
            assert session.scalar(select(func.count()).select_from(model)) == 0


def test_the_earliest_day_that_is_taken_has_a_season(measure, do):
    home = measure(16.0, "2022-12-05")
    opened = do("openHeatingRemediation", WHOLE, **plan(home, openedOn="2000-01-01"))
    assert opened["remediation"]["season"] == "1999-2000"


def test_a_wrong_measure_is_refused_at_its_field(measure, act, do):
    home = measure(16.0, "2022-12-05")
    key = do("openHeatingRemediation", WHOLE, **plan(home))["remediation"]["id"]

    def refused(**more):
        given = {"remediationId": key, "kind": "CLEAN_FILTER", "doneOn": "2022-12-07"} | more
        payload = act("recordHeatingMeasure", "remediation { id }", **given)
        return [(error["field"][1], error["code"]) for error in payload["userErrors"]]

    assert refused(remediationId="HeatingRemediation_9") == [("remediationId", "NOT_FOUND")]
    assert refused(doneOn="2023-09-09") == [("doneOn", "OUT_OF_RANGE")]
    assert refused(doneOn="2022-12-05") == [("doneOn", "INVALID")]
    assert refused() == []
    measure(18.0, "2022-12-08")
    assert refused() == [("remediationId", "NOT_ALLOWED")]


BOARD = """query($n: Int!) { cases(first: $n, filter: { lines: ["heating"] }, orderBy: [{ field: REPORTED_AT }]) { nodes {
  detail { ... on HeatingCaseDetail { latestReading { household { room } }
    remediations { season openedOn isProven measures { kind } case { title } } } } } } }"""


def test_a_case_tells_what_is_done_for_its_home_and_was_in_other_seasons(measure, do, judged):
    home = measure(16.2, "2022-01-05")
    do("openHeatingRemediation", WHOLE, **plan(home, openedOn="2022-01-06"))
    do("recordHeatingMeasure", WHOLE, remediationId="HeatingRemediation_1", kind="CLEAN_FILTER", doneOn="2022-01-07")
    measure(19.0, "2022-01-08")
    measure(15.0, "2022-12-05")
    measure(15.0, "2022-12-05", NEXT_DOOR)
    do("openHeatingRemediation", WHOLE, **plan(home, openedOn="2022-12-06", measures=[]))
    began = {"title": "室温16.2℃，低于18℃"}
    both = [
        {
            "season": "2021-2022",
            "openedOn": "2022-01-06",
            "isProven": True,
            "measures": [{"kind": "CLEAN_FILTER"}],
            "case": began,
        },
        {"season": "2022-2023", "openedOn": "2022-12-06", "isProven": False, "measures": [], "case": began},
    ]
    found = judged(BOARD, {"n": 9})["cases"]["nodes"]
    assert {case["detail"]["latestReading"]["household"]["room"]: case["detail"]["remediations"] for case in found} == {
        "501": both,
        "502": [],
    }


def test_what_is_done_for_the_homes_of_many_cases_takes_no_more_statements(measure, do, statements):
    for room in range(601, 607):
        do("openHeatingRemediation", WHOLE, **plan(measure(16.0, "2022-12-05", DOOR | {"room": str(room)})))
    assert statements(BOARD, {"n": 6}) == statements(BOARD, {"n": 1})


PROOF = (
    "query($id: ID!) { node(id: $id) { ... on HeatingRemediation { provenOn after { celsius } case { id status } } } }"
)


def mended(do, home, **more):
    """Taken on and mended on the sixth of December; gives its id."""
    opened = do("openHeatingRemediation", "remediation { id }", **plan(home, **more))["remediation"]["id"]
    done = {"remediationId": opened, "kind": "CLEAN_FILTER", "doneOn": "2022-12-06"}
    do("recordHeatingMeasure", "remediation { id }", **done)
    return opened


def test_a_cold_reading_that_is_told_late_takes_the_proof_back(measure, do, client):
    home = measure(17.0, "2022-12-05")
    opened = mended(do, home, heatingClass="UNSTABLE")
    for day in ("07", "08", "10"):
        measure(19.0, f"2022-12-{day}")
    assert client.data(PROOF, {"id": opened})["node"]["provenOn"] == "2022-12-10"
    measure(16.0, "2022-12-11")
    assert client.data(PROOF, {"id": opened})["node"]["provenOn"] == "2022-12-10", "what came after is another story"
    measure(16.5, "2022-12-09")
    assert client.data(PROOF, {"id": opened})["node"]["provenOn"] is None
    for day in ("12", "13", "14"):
        measure(19.0, f"2022-12-{day}")
    assert client.data(PROOF, {"id": opened})["node"]["provenOn"] == "2022-12-14"


def test_a_proof_is_not_taken_back_where_somebody_is_at_its_cause_again(measure, do, client):
    home = measure(17.0, "2022-12-05")
    first = mended(do, home)
    measure(19.0, "2022-12-08")
    second = do("openHeatingRemediation", "remediation { id }", **plan(home, openedOn="2022-12-09"))["remediation"][
        "id"
    ]
    measure(16.0, "2022-12-08", takenAt="2022-12-08T21:00:00+08:00")
    proven = [client.data(PROOF, {"id": key})["node"]["provenOn"] for key in (first, second)]
    assert proven == ["2022-12-08", None]


def test_what_is_under_way_for_a_home_belongs_to_the_case_that_is_opened_about_it(measure, do, client):
    home = measure(19.0, "2022-12-05")
    opened = do("openHeatingRemediation", WHOLE, **plan(home, heatingClass="UNSTABLE", causes=["INSULATION"]))[
        "remediation"
    ]
    assert opened["case"] is None
    measure(15.0, "2022-12-08")
    case = client.data(
        f"query($id: ID!) {{ node(id: $id) {{ ... on HeatingRemediation {{ {FIELDS} }} }} }}", {"id": opened["id"]}
    )
    assert case["node"]["case"]["detail"] == {"heatingClass": "UNSTABLE", "causes": ["INSULATION"]}
