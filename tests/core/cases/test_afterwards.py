"""After a case: residents, appeals, urging, and the look at the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from core.cases.acting import Acting
from core.cases.models import CaseUrging
from core.cases.services.urging import Escalated, escalate
from core.events.models import Event
from core.policy.role import Role
from core.policy.viewer import Viewer
from core.settings import CaseRules
from core.testing.loop import DrivenCase


@pytest.fixture
def look(database, clock):
    def looked() -> Escalated:
        with database.writing() as session:
            return escalate(Acting(session, Viewer(Role.MACHINE), clock.now, ZoneInfo("Asia/Shanghai")))

    return looked


def test_a_resident_who_is_not_satisfied_opens_the_case_again(case: DrivenCase) -> None:
    case.closed()
    opened = case.do("recordCaseFeedback", isSatisfied=False, comment="还在")
    assert opened["status"] == "IN_PROGRESS"
    told = case.read(
        "reopenCount outcome feedback { isSatisfied comment } timeline(last: 2) { nodes { action reason } }"
    )
    assert told["reopenCount"] == 1
    assert told["feedback"] == [{"isSatisfied": False, "comment": "还在"}]
    assert [step["action"] for step in told["timeline"]["nodes"]] == ["FEEDBACK", "REOPEN"]


def test_where_it_cannot_be_opened_again_somebody_is_asked_to(case: DrivenCase, lastmeter, clock) -> None:
    lastmeter.settings = lastmeter.settings.model_copy(update={"rules": CaseRules(reopen_days=0)})
    case.closed()
    clock.advance(days=2)
    stays = case.do("recordCaseFeedback", isSatisfied=False, comment="还在")
    assert stays["status"] == "CLOSED"
    assert case.read("reopenAskedAt") == {"reopenAskedAt": "2023-09-10T02:00:00Z"}
    case.do("recordCaseFeedback", isSatisfied=True, comment="已处理")
    assert case.read("reopenAskedAt isSatisfied") == {"reopenAskedAt": None, "isSatisfied": True}


def test_a_satisfied_resident_leaves_it_closed(case: DrivenCase) -> None:
    assert case.closed().do("recordCaseFeedback", isSatisfied=True)["status"] == "CLOSED"
    assert case.read("feedback { isSatisfied }")["feedback"] == [{"isSatisfied": True}]


def test_an_appeal_is_judged_by_two_and_one_no_is_enough(case: DrivenCase, clock) -> None:
    case.accepted()
    clock.advance(days=10)
    case.do("handleCase", note="迟了")
    case.do("startCaseCheck")
    case.do("checkCase", result="PASSED")
    case.do("closeCase", closeConditionMet=True)
    case.do("appealCase", reason="下雨")
    case.do("reviewCaseAppeal", isAllowed=False, reason="当日无雨")
    assert case.allowed()["REVIEW_APPEAL"] == ["NO_APPEAL"]
    assert case.read("isExempt appeal { reason firstIsAllowed secondIsAllowed }") == {
        "isExempt": False,
        "appeal": {"reason": "下雨", "firstIsAllowed": False, "secondIsAllowed": None},
    }


def test_the_same_person_does_not_judge_an_appeal_twice(case: DrivenCase, clock, acting) -> None:
    case.accepted()
    clock.advance(days=10)
    case.do("handleCase", note="迟了")
    case.do("startCaseCheck")
    case.do("checkCase", result="PASSED")
    case.do("closeCase", closeConditionMet=True)
    case.do("appealCase", reason="下雨")
    dispatcher = acting(Role.DISPATCHER)
    case.do("reviewCaseAppeal", by=dispatcher, isAllowed=True, reason="同意")
    assert case.refusals("reviewCaseAppeal", by=dispatcher, isAllowed=True, reason="同意") == [
        "Two people look at an appeal; you were the first."
    ]
    case.do("reviewCaseAppeal", by=acting(Role.LINE_LEAD), isAllowed=True, reason="同意")
    assert case.read("isExempt")["isExempt"]


def closed_late(case: DrivenCase, clock) -> None:
    clock.advance(days=10)
    case.do("handleCase", note="迟了")
    case.do("startCaseCheck")
    case.do("checkCase", result="PASSED")
    case.do("closeCase", closeConditionMet=True)


def test_what_excused_being_late_once_excuses_nothing_after_it_was_opened_again(case: DrivenCase, clock) -> None:
    closed_late(case.accepted(), clock)
    case.do("appealCase", reason="下雨")
    case.do("reviewCaseAppeal", isAllowed=True, reason="同意")
    case.do("reopenCase", reason="又有了")
    assert case.read("appeal { reason }") == {"appeal": None}
    closed_late(case, clock)
    assert case.allowed() | {"APPEAL": [], "REVIEW_APPEAL": ["NO_APPEAL"]} == case.allowed()
    case.do("appealCase", reason="台风")
    for _ in range(2):
        case.do("reviewCaseAppeal", isAllowed=True, reason="同意")
    told = case.read("slaState appeal { reason } timeline(last: 30) { nodes { action } }")
    assert (told["slaState"], told["appeal"]) == ("EXEMPT", {"reason": "台风"})
    actions = [step["action"] for step in told["timeline"]["nodes"]]
    assert [actions.count(said) for said in ("APPEAL", "REVIEW_APPEAL")] == [2, 3], "what was said stays in the history"


def test_a_leader_urges_and_the_unit_answers(case: DrivenCase, acting) -> None:
    case.accepted()
    case.do("urgeCase", by=acting(Role.DISTRICT_LEADER), kind="LEADER", level=2, note="本周内办结")
    case.do("answerCaseUrging", by=acting(Role.HANDLER), answer="周四前完成")
    assert case.read("urgings { kind level note answer raisedBy { role } }")["urgings"] == [
        {
            "kind": "LEADER",
            "level": 2,
            "note": "本周内办结",
            "answer": "周四前完成",
            "raisedBy": {"role": "DISTRICT_LEADER"},
        }
    ]


def test_leaders_urge_as_often_as_they_want_to(case: DrivenCase, acting) -> None:
    case.accepted()
    for role, note in (
        (Role.DISTRICT_LEADER, "本周内办结"),
        (Role.DIRECTOR, "本周内办结"),
        (Role.DIRECTOR, "今天办结"),
    ):
        case.do("urgeCase", by=acting(role), kind="LEADER", level=1, note=note)
    case.do("answerCaseUrging", by=acting(Role.HANDLER), answer="今天完成")
    assert [urging["answer"] for urging in case.read("urgings { answer }")["urgings"]] == ["今天完成"] * 3


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"kind": "OVERDUE", "level": 1, "note": "快"}, "INVALID", ["input", "kind"]),
        ({"kind": "LEADER", "level": 0, "note": "快"}, "OUT_OF_RANGE", ["input", "level"]),
        ({"kind": "LEADER", "level": 1, "note": " "}, "REQUIRED", ["input", "note"]),
    ],
)
def test_urging_that_makes_no_sense_is_refused(case, given, code, field) -> None:
    refused = case.accepted().act("urgeCase", **given)["userErrors"]
    assert [(error["code"], error["field"]) for error in refused] == [(code, field)]


def test_the_clock_reminds_once_and_urges_level_by_level(case: DrivenCase, clock, look) -> None:
    case.accepted()
    assert look() == Escalated()
    clock.now = datetime(2023, 9, 14, 3, tzinfo=UTC)
    assert look() == Escalated(reminded=1)
    assert look() == Escalated()
    clock.now = datetime(2023, 9, 15, 3, tzinfo=UTC)
    assert look() == Escalated(urged=1)
    clock.now = datetime(2023, 9, 18, 3, tzinfo=UTC)
    assert look() == Escalated(urged=2)
    assert look() == Escalated()
    assert [urging["level"] for urging in case.read("urgings { level }")["urgings"]] == [0, 1, 2, 3]


def test_a_new_deadline_is_urged_anew(case: DrivenCase, clock, look) -> None:
    case.accepted()
    clock.now = datetime(2023, 9, 19, 3, tzinfo=UTC)
    assert look() == Escalated(urged=3)
    case.do("handleCase", note="完成")
    assert look() == Escalated()
    case.do("startCaseCheck")
    case.do("checkCase", result="PASSED")
    case.do("closeCase", closeConditionMet=True)
    case.do("reopenCase", reason="又有了")
    clock.advance(days=30)
    assert look() == Escalated(urged=3)


@pytest.mark.parametrize("handled_on", [14, 19], ids=["with time left", "too late"])
def test_what_a_check_sends_back_is_urged_anew(case: DrivenCase, clock, look, handled_on: int) -> None:
    """Whether time is left or not: it was not solved after all, and somebody else waits for it again."""
    case.accepted()
    clock.now = datetime(2023, 9, handled_on, 4, tzinfo=UTC)
    look()
    case.do("handleCase", note="完成")
    case.do("startCaseCheck")
    before = len(case.read("urgings { level }")["urgings"])
    clock.advance(hours=2)  # a break, in which no work time counts
    case.do("checkCase", result="NOT_PASSED", note="仍有渣土")
    clock.advance(days=30)
    assert look() == Escalated(urged=3)
    assert look() == Escalated()
    assert len(case.read("urgings { level }")["urgings"]) == before + 3


def test_two_looks_that_do_not_see_each_other_urge_once(case: DrivenCase, clock, look, database) -> None:
    """The second began before the first was kept, and comes a second later: the rows themselves let in one of each level."""
    case.accepted()
    clock.now = datetime(2023, 9, 19, 3, tzinfo=UTC)
    assert look() == Escalated(urged=3)
    with database.writing() as session:
        first = session.scalars(select(CaseUrging).where(CaseUrging.level == 1)).one()
        same = {column.name: getattr(first, column.name) for column in CaseUrging.__table__.c if column.name != "id"}
        session.add(CaseUrging(**same | {"raised_at": clock.now + timedelta(seconds=1)}))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def test_what_was_set_aside_is_taken_up_when_its_day_has_come(case: DrivenCase, clock, look) -> None:
    case.accepted().do("suspendCase", until="2023-09-12T00:00:00Z", reason="等规划")
    assert look() == Escalated()
    clock.now = datetime(2023, 9, 12, 0, 0, tzinfo=UTC)
    assert look() == Escalated(resumed=1)
    assert case.read("status timeline(last: 1) { nodes { action actor { id } } }") == {
        "status": "IN_PROGRESS",
        "timeline": {"nodes": [{"action": "RESUME", "actor": None}]},
    }


def test_every_step_is_told_once_with_what_it_changed(case: DrivenCase, database) -> None:
    case.closed()
    with database.reading() as session:
        events = session.execute(select(Event.kind, Event.payload).order_by(Event.id)).all()
        urgings = session.scalar(select(func.count()).select_from(CaseUrging))
    kinds = ["report", "file", "dispatch", "accept", "handle", "start_check", "check", "close"]
    assert [event.kind for event in events] == [f"case.{kind}" for kind in kinds]
    assert events[1].payload == (
        f'{{"after":"FILED","before":"REPORTED","district":{case.town.district},"line":"sanitation","version":2}}'
    )
    assert urgings == 0
