"""Gas visits: doors, what was looked at behind them, and what was wrong."""

from __future__ import annotations

import pytest

from .conftest import COAST, DOOR, GONE, HAZARD, NEXT_DOOR, door, visit

WHOLE = """visit {
  line { key } community { code } visitedOn
  report { ... on GasVisitReport { publicityTalks inspections {
    household { room priorityTags } inspectedOn isEntered noEntryReason isNoticeLeft isSigned
    items { item result }
    hazards { grade owner kind note foundOn dueOn isOverdue noticeNumber noticedOn isGasCutOff cutOffOn isOpen }
  } } }
  cases { title priority status category { code } resolutionMode detail { ... on GasCaseDetail { hazards { kind } } } }
}"""
FULL = visit(
    "2023-09-05",
    door(
        HAZARD | {"note": "胶管龟裂", "noticeNumber": "燃改〔2023〕00001号"},
        {"grade": "MAJOR", "owner": "OPERATOR", "kind": "LEAK", "isGasCutOff": True},
        {"grade": "MINOR", "owner": "USER", "kind": "OTHER"},
        household=DOOR | {"priorityTags": ["ELDERLY", "RENTAL"]},
        isSigned=True,
        items=[{"item": "HOSE", "result": "FAILED"}, {"item": "FLUE", "result": "NOT_THERE"}],
    ),
    door(household=NEXT_DOOR, noEntryReason="ABSENT", isNoticeLeft=True),
    publicityTalks=12,
    problems=[
        {"categoryCode": "P01-11", "title": "井盖归位", "isSolvedOnSite": True},
    ],
)


def hazard(grade, kind, owner="USER", **more):
    return {
        "grade": grade,
        "owner": owner,
        "kind": kind,
        "note": None,
        "foundOn": "2023-09-05",
        "dueOn": None,
        "isOverdue": False,
        "noticeNumber": None,
        "noticedOn": None,
        "isGasCutOff": False,
        "cutOffOn": None,
        "isOpen": True,
    } | more


def test_a_visit_is_recorded_with_everything_behind_its_doors(do):
    assert do("recordGasVisit", WHOLE, **FULL)["visit"] == {
        "line": {"key": "gas"},
        "community": {"code": COAST},
        "visitedOn": "2023-09-05",
        "report": {
            "publicityTalks": 12,
            "inspections": [
                {
                    "household": {"room": "501", "priorityTags": ["ELDERLY", "RENTAL"]},
                    "inspectedOn": "2023-09-05",
                    "isEntered": True,
                    "noEntryReason": None,
                    "isNoticeLeft": False,
                    "isSigned": True,
                    "items": [{"item": "FLUE", "result": "NOT_THERE"}, {"item": "HOSE", "result": "FAILED"}],
                    "hazards": [
                        hazard(
                            "GENERAL",
                            "OLD_HOSE",
                            note="胶管龟裂",
                            dueOn="2023-10-05",
                            noticeNumber="燃改〔2023〕00001号",
                            noticedOn="2023-09-05",
                        ),
                        hazard(
                            "MAJOR",
                            "LEAK",
                            "OPERATOR",
                            dueOn="2023-09-12",
                            isGasCutOff=True,
                            cutOffOn="2023-09-05",
                        ),
                        hazard("MINOR", "OTHER"),
                    ],
                },
                {
                    "household": {"room": "502", "priorityTags": []},
                    "inspectedOn": "2023-09-05",
                    "isEntered": False,
                    "noEntryReason": "ABSENT",
                    "isNoticeLeft": True,
                    "isSigned": False,
                    "items": [],
                    "hazards": [],
                },
            ],
        },
        "cases": [
            {
                "title": "井盖归位",
                "priority": "P3",
                "status": "CLOSED",
                "category": {"code": "P01-11"},
                "resolutionMode": "ON_SITE",
                "detail": None,
            },
            {
                "title": "软管超期老化",
                "priority": "P2",
                "status": "REPORTED",
                "category": {"code": "G01-99"},
                "resolutionMode": None,
                "detail": {"hazards": [{"kind": "OLD_HOSE"}]},
            },
            {
                "title": "燃气泄漏",
                "priority": "P1",
                "status": "REPORTED",
                "category": {"code": "G01-99"},
                "resolutionMode": None,
                "detail": {"hazards": [{"kind": "LEAK"}]},
            },
        ],
    }


def test_a_visit_sent_again_changes_nothing_and_answers_the_same(do, row_counts):
    first = do("recordGasVisit", WHOLE, clientMutationId="again", **FULL)
    before = row_counts()
    assert do("recordGasVisit", WHOLE, clientMutationId="again", **FULL) == first
    assert row_counts() == before


def test_many_visits_come_at_once_and_a_bad_one_does_not_sink_the_rest(do, client):
    items = [
        {"clientMutationId": "one", **visit("2023-09-04", door())},
        {"clientMutationId": "two", **visit("2023-09-05", door(HAZARD, noEntryReason="REFUSED"))},
        {"clientMutationId": "three", **visit("2023-09-06", door(household=NEXT_DOOR))},
    ]
    wanted = "results { clientMutationId visit { visitedOn } userErrors { field code } }"
    results = do("recordGasVisits", wanted, items=items)["results"]
    assert [one["visit"] for one in results] == [{"visitedOn": "2023-09-04"}, None, {"visitedOn": "2023-09-06"}]
    assert results[1]["userErrors"] == [
        {"field": ["input", "items", "1", "inspections", "0", "hazards"], "code": "INVALID"}
    ]
    assert client.data("{ visits(first: 5) { totalCount } }") == {"visits": {"totalCount": 2}}


REFUSED = [
    (visit("2023-09-09", door()), ["visit", "visitedOn"], "OUT_OF_RANGE"),
    (visit("2023-09-05", door(), community=GONE), ["visit", "communityCode"], "INVALID"),
    (visit("2023-09-05", door(), publicityTalks=-1), ["publicityTalks"], "OUT_OF_RANGE"),
    (visit("2023-09-05", door(), door()), ["inspections", "1", "household"], "DUPLICATE"),
    (visit("2023-09-05", door(household=DOOR | {"room": ""})), ["inspections", "0", "household", "room"], "REQUIRED"),
    (visit("2023-09-05", door(noEntryReason="VACANT", isSigned=True)), ["inspections", "0", "isSigned"], "INVALID"),
    (
        visit("2023-09-05", door(noEntryReason="VACANT", items=[{"item": "HOSE", "result": "PASSED"}])),
        ["inspections", "0", "items"],
        "INVALID",
    ),
    (visit("2023-09-05", door(isNoticeLeft=True)), ["inspections", "0", "isNoticeLeft"], "INVALID"),
    (
        visit("2023-09-05", door(items=[{"item": "HOSE", "result": "PASSED"}] * 2)),
        ["inspections", "0", "items", "1", "item"],
        "DUPLICATE",
    ),
    (
        visit("2023-09-05", door(devices=[{"kind": "STOVE", "installedOn": "2023-09-06"}])),
        ["inspections", "0", "devices", "0", "installedOn"],
        "OUT_OF_RANGE",
    ),
    (
        visit("2023-09-05", door(*[HAZARD | {"noticeNumber": "1"}] * 2)),
        ["inspections", "0", "hazards", "1", "noticeNumber"],
        "DUPLICATE",
    ),
    (
        visit("2023-09-05", problems=[{"categoryCode": "H01-99", "title": "冷", "isSolvedOnSite": False}]),
        ["problems", "0", "categoryCode"],
        "NOT_FOUND",
    ),
]


@pytest.mark.parametrize(("sent", "field", "code"), REFUSED, ids=[".".join(field) for _, field, _ in REFUSED])
def test_a_wrong_visit_is_refused_at_its_field_and_nothing_is_written(act, row_counts, sent, field, code):
    before = row_counts()
    payload = act("recordGasVisit", "visit { id }", **sent)
    assert payload["visit"] is None
    assert [(error["field"], error["code"]) for error in payload["userErrors"]] == [(["input", *field], code)]
    assert row_counts() == before


def test_by_when_a_hazard_must_be_mended_the_rules_of_its_day_say(do, inspect, clock):
    with clock.back_on("2023-08-15"):
        for key, number in (("gas.days_general", 15), ("gas.days_major", 1)):
            do("setRule", "change { id }", key=key, validFrom="2023-09-01", number=number, reason="新规")
    hazards = [HAZARD, HAZARD | {"grade": "MAJOR"}, HAZARD | {"grade": "MINOR"}]
    found = {day: [one["dueOn"] for one in inspect(day, *hazards)["hazards"]] for day in ("2023-08-31", "2023-09-01")}
    assert found == {
        "2023-08-31": ["2023-09-30", "2023-09-07", None],
        "2023-09-01": ["2023-09-16", "2023-09-02", None],
    }


def test_a_door_that_stayed_closed_was_come_to_but_not_entered(do, client):
    """Also before anything is merged: the figure must not take one number of its family for another."""
    closed = door(household=NEXT_DOOR, noEntryReason="REFUSED")
    do("recordGasVisit", "visit { id }", **visit("2023-09-08", door(), closed))
    asked = """{ metrics(keys: ["gas.entry_rate"], window: { from: "2023-09-01", to: "2023-10-01" }, first: 1) {
      nodes { numerator denominator } } }"""
    assert client.data(asked)["metrics"]["nodes"] == [{"numerator": 1, "denominator": 2}]
