"""The figures of the heating line, against numbers counted by hand."""

from __future__ import annotations

import pytest

from .conftest import COAST, DOOR, HILL, reading

QUERY = """query($keys: [String!]!, $window: DateWindow!, $by: [MetricDimension!]!) {
  metrics(keys: $keys, window: $window, groupBy: $by, first: 50) { nodes {
    metric { key unit isRate line { key } } line { key } district { code } street { code } community { code } month
    value numerator denominator sampleSize } }
}"""
WINTER = {"from": "2022-12-01", "to": "2023-02-01"}


@pytest.fixture
def figures(judged):
    def ask(key, window=WINTER, by=()):
        data = judged(QUERY, {"keys": [f"heating.{key}"], "window": window, "by": list(by)})
        return data["metrics"]["nodes"]

    return ask


def numbers(nodes):
    return [(one["value"], one["numerator"], one["denominator"]) for one in nodes]


def test_calls_are_counted_by_day_and_month(do, figures):
    for day in ("2022-11-30", "2022-12-01", "2023-01-31", "2023-02-01"):
        for code in (COAST, HILL):
            do(
                "recordHeatingCall",
                "call { id }",
                communityCode=code,
                topic="LEAK",
                calledAt=f"{day}T23:59:59+08:00",
                isPlaceKnown=code == COAST,
            )
    (whole,) = figures("calls")
    assert (whole["value"], whole["metric"]["unit"]) == (4, "calls")
    months = [(one["month"], one["value"]) for one in figures("calls", by=["MONTH"])]
    assert months == [("2022-12", 2), ("2023-01", 2)]


@pytest.mark.parametrize("by", ["COMMUNITY", "STREET", "DISTRICT"])
def test_a_call_from_nobody_knows_where_is_in_no_place(do, figures, by) -> None:
    """The hotline's default community must not seem colder than it is."""
    given = {"topic": "LEAK", "calledAt": "2022-12-01T12:00:00+08:00"}
    do("recordHeatingCall", "call { id }", **given, communityCode=COAST)
    for _ in range(3):
        do("recordHeatingCall", "call { id }", **given, communityCode=HILL, isPlaceKnown=False)
    length = {"COMMUNITY": 12, "STREET": 9, "DISTRICT": 6}[by]
    found = {(one[by.lower()] or {"code": None})["code"]: one["value"] for one in figures("calls", by=[by])}
    assert found == {COAST[:length]: 1, None: 3}
    both = [(one["district"], one[by.lower()], one["value"]) for one in figures("calls", by=sorted({"DISTRICT", by}))]
    assert (None, None, 3) in both
    assert len(both) == 2
    assert [one["value"] for one in figures("calls")] == [4]


def test_the_figures_are_those_of_the_heating_line(measure, figures):
    measure(18.5, "2022-12-01")
    (one,) = figures("compliance_rate", by=["LINE"])
    assert (one["line"], one["value"]) == ({"key": "heating"}, 1.0)


def test_readings_rate_and_mean_are_of_what_was_measured(measure, figures):
    measure(17.9, "2022-12-01")
    measure(18.0, "2022-12-02")
    measure(20.35, "2023-01-31")
    measure(25.0, "2022-12-03", height1m=False)
    measure(10.0, "2023-02-01")
    assert numbers(figures("readings_taken")) == [(4, 4, None)]
    assert numbers(figures("compliance_rate")) == [(2 / 3, 2, 3)]
    (mean,) = figures("average_temperature")
    assert mean["value"] == pytest.approx(18.75)
    assert mean["numerator"] == pytest.approx(56.25)
    assert (mean["denominator"], mean["sampleSize"]) == (3, 3)
    assert mean["metric"] == {
        "key": "heating.average_temperature",
        "unit": "°C",
        "isRate": False,
        "line": {"key": "heating"},
    }


def test_without_valid_readings_there_is_no_rate_and_no_mean(measure, figures):
    measure(25.0, "2022-12-03", windowsClosed2h=False)
    assert numbers(figures("readings_taken")) == [(1, 1, None)]
    assert numbers(figures("compliance_rate")) == [(None, 0, 0)]
    assert numbers(figures("average_temperature")) == [(None, 0, 0)]


def test_a_home_is_remediated_once_however_many_plans_it_had(measure, do, figures):
    homes = [measure(15.0, "2022-12-01", DOOR | {"room": room}) for room in ("1", "2", "3")]
    for home, causes in (
        (homes[0], ["OTHER"]),
        (homes[0], ["INSULATION"]),
        (homes[1], ["OTHER"]),
        (homes[2], ["OTHER"]),
    ):
        opened = do(
            "openHeatingRemediation",
            "remediation { id }",
            householdId=home,
            heatingClass="BELOW_STANDARD",
            causes=causes,
            openedOn="2022-12-05",
        )
        do(
            "recordHeatingMeasure",
            "remediation { id }",
            remediationId=opened["remediation"]["id"],
            kind="OTHER",
            doneOn="2022-12-06",
        )
    for home, day in ((homes[0], "2022-12-07"), (homes[1], "2023-02-01")):
        do(
            "recordHeatingReading",
            "reading { id }",
            householdId=home,
            reading=reading(19.0, day),
        )
    assert numbers(figures("households_taken_on")) == [(3, 3, None)]
    assert numbers(figures("households_remediated")) == [(1, 1, None)]
    later = {"from": "2022-12-01", "to": "2023-02-02"}
    assert numbers(figures("households_remediated", later)) == [(2, 2, None)]


def test_the_figures_of_a_community_are_its_own(do, client, measure):
    measure(18.5, "2022-12-01")
    do(
        "recordHeatingCall",
        "call { id }",
        communityCode=HILL,
        topic="LEAK",
        calledAt="2022-12-01T08:00:00+08:00",
    )
    data = client.data("""{ communities(first: 3) { nodes { code
      metrics(keys: ["heating.calls", "heating.compliance_rate"]) { value } } } }""")
    assert [(one["code"], [m["value"] for m in one["metrics"]]) for one in data["communities"]["nodes"]] == [
        (COAST, [0, 1.0]),
        (HILL, [1, None]),
        ("370203029016", [0, None]),
    ]


def test_calls_of_unknown_place_make_no_community_worse(do, client, figures):
    """The hotline's default community stands for a place that nobody knows."""
    calls = (({}, 2), ({"isPlaceKnown": False}, 3), ({"isPlaceKnown": False, "address": "12 Shore Rd"}, 1))
    for more, times in calls:
        for _ in range(times):
            sent = {"communityCode": COAST, "topic": "LEAK", "calledAt": "2022-12-02T08:00:00+08:00"}
            do("recordHeatingCall", "call { id }", **sent | more)
    assert numbers(figures("calls")) == [(6, 6, None)]
    ((_, counted, _),) = numbers(figures("calls_per_thousand"))
    assert counted == 2
