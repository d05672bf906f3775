"""What is paid back to homes that were too cold, by the tiers of each day."""

from __future__ import annotations

from .conftest import DOOR, NEXT_DOOR

REFUNDS = """{ heatingRefunds(season: "2022-2023", first: 5) { totalCount
  nodes { household { room } coldDays refundDays lowestCelsius } } }"""


def test_the_coldest_reading_of_each_day_counts_by_the_tiers(measure, judged):
    for celsius, day in ((17.9, "2022-12-01"), (15.9, "2022-12-02"), (18.0, "2022-12-03"), (16.0, "2022-12-04")):
        measure(celsius, day)
    measure(17.0, "2022-12-02", room="BEDROOM")
    measure(17.0, "2022-12-01", NEXT_DOOR)
    measure(14.0, "2022-12-02", NEXT_DOOR, windowsClosed2h=False)
    measure(14.0, "2022-01-01", NEXT_DOOR)
    assert judged(REFUNDS)["heatingRefunds"] == {
        "totalCount": 2,
        "nodes": [
            {"household": {"room": "501"}, "coldDays": 3, "refundDays": 2.0, "lowestCelsius": 15.9},
            {"household": {"room": "502"}, "coldDays": 1, "refundDays": 0.5, "lowestCelsius": 17.0},
        ],
    }


def test_a_reading_keeps_the_share_of_its_day_when_the_tiers_change(measure, do, judged, clock):
    measure(17.0, "2022-12-01")
    points = [{"at": -20, "value": 0.8}, {"at": 18, "value": 0}]
    with clock.back_on("2022-12-01"):
        do("setRule", "change { id }", key="heating.refund_share", validFrom="2022-12-01", points=points, reason="r")
    measure(17.0, "2022-12-01", NEXT_DOOR)
    readings = judged("{ heatingReadings(first: 5) { nodes { household { room } refundShare isWarm } } }")
    assert [(one["household"]["room"], one["refundShare"]) for one in readings["heatingReadings"]["nodes"]] == [
        ("502", 0.8),
        ("501", 0.5),
    ]


def test_nothing_is_paid_back_for_a_reading_that_does_not_count(measure, judged):
    measure(10.0, "2022-12-01", DOOR, atCentre=False)
    readings = judged("{ heatingReadings(first: 5) { nodes { refundShare isValid isWarm atCentre } } }")
    assert readings["heatingReadings"]["nodes"] == [
        {"refundShare": None, "isValid": False, "isWarm": False, "atCentre": False}
    ]
    assert judged(REFUNDS)["heatingRefunds"]["totalCount"] == 0
