"""Whether a case is in time: right at any moment, in what is shown, what is filtered and what is sorted."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from core.cases.models import Case, CasePriority, CaseSource, CaseStatus
from core.cases.sla import SlaState
from core.places.models import Community
from core.testing.loop import DrivenCase
from tests.shared_data import SHARED, needs

BOSTON = SHARED / "boston_heat_2011_2015.csv"
BY_STATE = """query($states: [SlaState!]) { cases(filter: { slaStates: $states }, first: 100) {
  totalCount nodes { id slaState } } }"""


def found(judged, *states: str) -> list[str]:
    data = judged(BY_STATE, {"states": list(states)})["cases"]
    assert {node["slaState"] for node in data["nodes"]} <= set(states)
    assert data["totalCount"] == len(data["nodes"])
    return [node["id"] for node in data["nodes"]]


def state(case: DrivenCase, judged) -> str | None:
    """As it is shown; each filter must agree."""
    shown = case.read("slaState")["slaState"]
    for word in SlaState:
        assert (case.id in found(judged, word.name)) == (word.name == shown)
    return shown


def test_the_clock_alone_turns_a_case_yellow_and_red(case, clock, judged) -> None:
    """Five work days from Friday ten o'clock: the yellow card is due on Thursday, the deadline on Friday."""
    case.filed()
    assert state(case, judged) is None
    case.do("dispatchCase", unitId=f"Unit_{case.town.unit}")
    case.do("acceptCase", officerId=case.town.id("HANDLER"))
    assert case.read("deadline") == {"deadline": "2023-09-15T02:00:00Z"}
    for moment, expected in (
        ("2023-09-14T01:59:59+00:00", "ON_TRACK"),
        ("2023-09-14T02:00:00+00:00", "DUE_SOON"),
        ("2023-09-15T02:00:00+00:00", "DUE_SOON"),
        ("2023-09-15T02:00:01+00:00", "OVERDUE"),
    ):
        clock.now = datetime.fromisoformat(moment)
        assert state(case, judged) == expected, moment


def test_in_time_or_not_is_what_the_unit_confirmed(case, clock, judged) -> None:
    case.accepted()
    clock.advance(days=3)
    case.do("handleCase", note="已清运")
    clock.advance(days=30)
    assert state(case, judged) == "MET"


def test_too_late_stays_too_late_and_an_appeal_excuses_it(case, clock, judged) -> None:
    case.accepted()
    clock.advance(days=10)
    case.do("handleCase", note="已清运")
    assert state(case, judged) == "MISSED"
    case.do("startCaseCheck")
    case.do("checkCase", result="PASSED")
    case.do("closeCase", closeConditionMet=True)
    case.do("appealCase", reason="连续降雨")
    case.do("reviewCaseAppeal", isAllowed=True, reason="同意")
    assert state(case, judged) == "MISSED"
    case.do("reviewCaseAppeal", isAllowed=True, reason="同意")
    assert state(case, judged) == "EXEMPT"
    facts = case.read("isExempt deadline unitConfirmedAt")
    assert facts["isExempt"]
    assert facts["unitConfirmedAt"] > facts["deadline"]


def test_what_is_set_aside_goes_on_by_itself(case, clock, judged) -> None:
    case.accepted()
    clock.advance(days=3)
    case.do("suspendCase", until="2023-10-09T00:00:00Z", reason="等规划")
    assert state(case, judged) == "PAUSED"
    clock.now = datetime(2023, 10, 8, 23, 59, tzinfo=UTC)
    assert state(case, judged) == "PAUSED"
    clock.now = datetime(2023, 10, 9, 0, 0, tzinfo=UTC)
    assert state(case, judged) == "ON_TRACK"
    clock.now = datetime(2023, 10, 13, 2, 0, 1, tzinfo=UTC)
    assert state(case, judged) == "OVERDUE"
    case.do("resumeCase")
    assert state(case, judged) == "OVERDUE"


PENDING = """{ metrics(keys: ["core.overdue_pending_rate"], window: { from: "2023-09-01", to: "2023-10-21" }, first: 1) {
  nodes { numerator denominator } } }"""


def test_what_is_overdue_is_pending_in_the_figures_too(case, client, town, clock, judged) -> None:
    """One goes on by itself after it was set aside, one was sent back and waits for a unit without an end."""
    sent_back = DrivenCase(client, town)
    sent_back.dispatched().do("returnCase", reason="不属本单位")
    case.accepted()
    clock.advance(days=3)
    case.do("suspendCase", until="2023-10-09T00:00:00Z", reason="等规划")
    clock.now = datetime.fromisoformat("2023-10-20T00:00:00+00:00")
    assert (case.read("slaState status"), sent_back.read("slaState")) == (
        {"slaState": "OVERDUE", "status": "SUSPENDED"},
        {"slaState": "PAUSED"},
    )
    assert judged(PENDING)["metrics"]["nodes"] == [{"numerator": 1, "denominator": 2}]


def test_sent_back_it_stands_and_the_same_unit_goes_on_with_the_rest(case, clock, judged) -> None:
    case.accepted()
    clock.advance(hours=4)  # two of them are a break
    case.do("returnCase", reason="不归我管")
    assert state(case, judged) == "PAUSED"
    clock.advance(days=11)
    case.do("dispatchCase", unitId=f"Unit_{case.town.unit}")
    # 38 of 40 hours are left; it goes on on Tuesday the 19th at 14:00
    assert case.read("deadline returnCount") == {"deadline": "2023-09-26T02:00:00Z", "returnCount": 1}


def test_another_unit_begins_anew(case, clock) -> None:
    case.accepted()
    clock.advance(hours=4)
    case.do("returnCase", reason="不归我管")
    clock.advance(days=11)
    case.do("dispatchCase", unitId=f"Unit_{case.town.other_unit}")
    assert case.read("deadline") == {"deadline": "2023-09-26T04:00:00Z"}


def both(case: DrivenCase) -> tuple[str, str]:
    found = case.read("deadline closingDeadline")
    return found["deadline"], found["closingDeadline"]


def test_what_goes_back_to_work_is_not_due_as_a_whole_before_its_handling_is(case, clock) -> None:
    """The clock of its handling stood while it waited for the check; that of the whole did not."""
    case.handled()
    assert both(case) == ("2023-09-15T02:00:00Z", "2023-09-15T03:00:00Z")
    clock.advance(days=12)
    case.do("startCaseCheck")
    assert both(case) == ("2023-09-15T02:00:00Z", "2023-09-15T03:00:00Z"), "a slow check puts nothing off"
    case.do("checkCase", result="NOT_PASSED", note="没清干净")
    assert both(case) == ("2023-09-27T02:00:00Z", "2023-09-27T03:00:00Z")
    case.do("extendCase", reason="等材料")
    assert both(case) == ("2023-10-10T02:00:00Z", "2023-10-10T03:00:00Z")


def test_nor_is_what_another_unit_begins_anew(case, clock) -> None:
    case.accepted()
    clock.advance(days=3)
    case.do("returnCase", reason="不归我管")
    case.do("dispatchCase", unitId=f"Unit_{case.town.other_unit}")
    assert both(case) == ("2023-09-18T02:00:00Z", "2023-09-18T03:00:00Z")


def test_what_was_sent_late_is_due_as_a_whole_when_it_was(case, clock) -> None:
    """What the dispatcher lost is told by that, and the unit has its whole limit."""
    case.filed()
    clock.advance(days=4)
    case.do("dispatchCase", unitId=f"Unit_{case.town.unit}")
    assert both(case) == ("2023-09-19T02:00:00Z", "2023-09-15T03:00:00Z")
    case.do("returnCase", reason="不归我管")
    case.do("dispatchCase", unitId=f"Unit_{case.town.unit}")
    assert both(case) == ("2023-09-19T02:00:00Z", "2023-09-15T03:00:00Z")


def test_what_is_opened_again_has_both_limits_anew(case, clock) -> None:
    case.closed()
    clock.advance(days=12)
    case.do("reopenCase", reason="又有了")
    assert both(case) == ("2023-09-27T02:00:00Z", "2023-09-27T03:00:00Z")


def test_more_time_is_the_original_limit_on_the_current_deadline(case, clock) -> None:
    case.accepted()
    case.do("extendCase", reason="等材料")
    assert case.read("deadline extensionCount") == {"deadline": "2023-09-22T02:00:00Z", "extensionCount": 1}


@pytest.mark.parametrize(
    ("reach", "end", "given"),
    [
        (DrivenCase.checked, "closeCase", {"closeConditionMet": True}),
        (DrivenCase.dispatched, "returnCase", {"reason": "不归我管"}),
        (DrivenCase.accepted, "mergeCase", {"reason": "同一处"}),
    ],
)
def test_what_has_ended_has_no_stage_that_is_due(case, client, town, reach, end, given) -> None:
    other = DrivenCase(client, town).reported()
    reach(case).do(end, **given | ({"intoCaseId": other.id} if end == "mergeCase" else {}))
    if end == "returnCase":
        assert case.read("stageDeadline") == {"stageDeadline": "2023-09-08T02:15:00Z"}
        case.do("cancelCase", reason="误报")
    assert case.read("stageDeadline") == {"stageDeadline": None}


def test_the_order_by_urgency_puts_red_before_yellow_before_green_before_the_rest(case, clock, judged, client) -> None:
    ids = {}
    for name, day in (("green", "2023-09-19"), ("yellow", "2023-09-13"), ("red", "2023-09-08")):
        clock.now = datetime.fromisoformat(f"{day}T02:00:00+00:00")
        ids[DrivenCase(client, case.town).accepted().id] = name
    clock.now = datetime(2023, 9, 19, 3, 0, tzinfo=UTC)
    ids[DrivenCase(client, case.town).handled().id] = "handled"
    ids[DrivenCase(client, case.town).reported().id] = "reported"
    query = "{ cases(first: 10, orderBy: [{ field: DUE_AT }]) { nodes { id slaState } } }"
    nodes = judged(query)["cases"]["nodes"]
    assert [(ids[node["id"]], node["slaState"]) for node in nodes] == [
        ("red", "OVERDUE"),
        ("yellow", "DUE_SOON"),
        ("green", "ON_TRACK"),
        ("handled", "MET"),
        ("reported", None),
    ]


@needs(BOSTON)
def test_bostons_heat_complaints_are_late_exactly_where_boston_says_so(town, database, client, clock) -> None:
    """4,758 real complaints; those without a target were never late to Boston, and have no state with us."""
    with BOSTON.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with database.writing() as session:
        community = session.scalars(select(Community.id)).first()
        session.execute(insert(Case), [_boston(number, row, community, town) for number, row in enumerate(rows, 1)])
    clock.now = datetime(2018, 1, 15, tzinfo=UTC) - timedelta(seconds=1)
    states = _all_states(client)
    assert len(rows) == len(states) > 4_000
    late = {"OVERDUE", "MISSED"}
    wrong = [
        row["CASE_ENQUIRY_ID"]
        for number, row in enumerate(rows, 1)
        if (states[f"Case_{number}"] in late) != (row["OnTime_Status"] == "OVERDUE")
    ]
    assert wrong == []
    assert [states[f"Case_{number}"] for number, row in enumerate(rows, 1) if row["target_dt"] == "NA"] == [None] * sum(
        row["target_dt"] == "NA" for row in rows
    )


def _boston(number: int, row: dict[str, str], community: int, town) -> dict[str, object]:
    opened, target, closed = (_moment(row[name]) for name in ("open_dt", "target_dt", "closed_dt"))
    return {
        "id": number,
        "number": row["CASE_ENQUIRY_ID"],
        "line": town.line,
        "category_code": "E01-11",
        "community_id": community,
        "district_id": town.district,
        "title": "Heat",
        "source": CaseSource.HOTLINE_12345,
        "priority": CasePriority.P3,
        "status": CaseStatus.CLOSED if closed else CaseStatus.IN_PROGRESS,
        "reported_at": opened,
        "reported_on": opened.date(),
        "deadline": target,
        "due_at": None if closed else target,
        "due_soon_at": None if closed or target is None else target - timedelta(days=1),
        "unit_confirmed_at": closed,
        "is_late": closed > target if closed and target else None,
        "closed_at": closed,
    }


def _moment(text: str) -> datetime | None:
    return None if text == "NA" else datetime.fromisoformat(text).replace(tzinfo=UTC)


def _all_states(client) -> dict[str, str | None]:
    states, after = {}, None
    while True:
        query = """query($after: String) { cases(first: 100, after: $after) {
          nodes { id slaState } pageInfo { hasNextPage endCursor } } }"""
        page = client.data(query, {"after": after})["cases"]
        states |= {node["id"]: node["slaState"] for node in page["nodes"]}
        if not page["pageInfo"]["hasNextPage"]:
            return states
        after = page["pageInfo"]["endCursor"]
