"""Hard cases: taken on by the leaders, planned, never let go, closed with proof."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from core.events.models import Event
from core.people.models import Unit
from core.policy.role import Role
from core.testing.loop import COMMUNITY, DrivenCase

DOCUMENT = (Path(__file__).parents[2] / "contract" / "documents" / "08_hard_cases.graphql").read_text()


def test_xinglong_branch_road_1_from_report_to_gas(case: DrivenCase, acting, clock, judged) -> None:
    """兴隆支路1号: 40 homes without a gas source nearby; two approvals, indoor pipes, the street's pipe, gas."""
    case.client = acting(Role.ACCEPTOR)
    lead, leader, handler = acting(Role.LINE_LEAD), acting(Role.DISTRICT_LEADER), acting(Role.HANDLER)
    checker, dispatcher = acting(Role.CHECKER), acting(Role.DISPATCHER)
    case.reported(
        line="gas",
        categoryCode="G01-98",
        title="兴隆支路1号40户居民未通管道燃气",
        place="兴隆支路1号",
        source="LEADER_INSTRUCTION",
    )
    case.do("fileCase")
    case.do("dispatchCase", by=dispatcher, unitId=f"Unit_{case.town.unit}")
    case.do("acceptCase", by=handler, officerId=case.town.id("HANDLER"))
    batch = acting(Role.DIRECTOR).do("openHardCaseBatch", "batch { number }", name="第一批难题")["batch"]["number"]
    case.do(
        "takeHardCase",
        by=leader,
        batch=batch,
        districtLeaderId=case.town.id("DISTRICT_LEADER"),
        lineLeadId=case.town.id("LINE_LEAD"),
        responsibleOfficerId=case.town.id("HANDLER"),
        reason="周边无气源，多年未通",
    )
    assert case.allowed(handler)["HANDLE"] == ["PLAN_MISSING"]
    case.do(
        "planHardCase",
        by=lead,
        analysis="周边无燃气气源，需规划审批和掘路审批后敷设市政管道。",
        agreedWithResidents=True,
        measures=[
            {"kind": "COORDINATION", "description": "协调规划、住建部门办理审批"},
            {"kind": "ENGINEERING", "description": "先行完成户内施工", "unitId": f"Unit_{case.town.unit}"},
            {"kind": "ENGINEERING", "description": "敷设市政燃气管道并通气"},
            {"kind": "MEDIA_EXPOSURE", "description": "媒体曝光"},
        ],
        approvals=[
            {"authority": "规划部门", "kind": "管线规划审批", "appliedOn": "2023-09-01"},
            {"authority": "住建部门", "kind": "掘路审批", "appliedOn": "2023-09-04"},
        ],
        milestones=[
            {"name": "户内施工完成", "plannedOn": "2023-10-10"},
            {"name": "市政管道完成", "plannedOn": "2023-11-10"},
            {"name": "通气", "plannedOn": "2023-11-20"},
        ],
    )
    clock.advance(days=60)
    plan = case.read("hardCase { plan { measures { id } approvals { id } milestones { id } } }")["hardCase"]["plan"]
    measures, approvals, milestones = (
        [row["id"] for row in plan[name]] for name in ("measures", "approvals", "milestones")
    )
    case.do(
        "advanceHardCase",
        by=handler,
        measuresDone=[{"id": measure, "on": "2023-11-01"} for measure in measures[:3]],
        approvalsGranted=[{"id": approval, "on": "2023-09-28"} for approval in approvals],
        milestonesReached=[{"id": milestone, "on": "2023-11-02"} for milestone in milestones],
    )
    assert case.allowed(handler)["HANDLE"] == ["MEASURES_OPEN"]
    case.do("advanceHardCase", by=lead, measuresWaived=[{"id": measures[3], "reason": "各方已达成一致"}])
    case.do("handleCase", by=handler, note="40户已通气")
    case.do("startCaseCheck", by=checker)
    case.do("checkCase", by=checker, result="PASSED")
    assert case.allowed()["CLOSE"] == ["PROOF_MISSING", "NOT_CONFIRMED", "NOT_SIGNED"]
    assert len(case.refusals("closeCase", closeConditionMet=True)) == 3

    case.evidenced()
    case.do("confirmHardCase", by=leader, confirmedOn="2023-11-05", note="逐户走访，40户确认通气")
    case.do("signHardCase", by=lead, signature="LINE_LEAD")
    assert case.allowed()["CLOSE"] == ["NOT_SIGNED"]
    case.do("signHardCase", by=leader, signature="DISTRICT_LEADER")
    closed = case.do("closeCase", closeConditionMet=True)
    assert (closed["status"], closed["outcome"], closed["slaState"]) == ("CLOSED", "RESOLVED", "MET")

    data = judged(DOCUMENT, {"batch": batch, "first": 10})
    (told,) = data["hardCases"]["nodes"]
    assert data["hardCaseBatches"] == [
        {"number": 1, "name": "第一批难题", "startedOn": "2023-09-08", "taken": 1, "solved": 1, "solveRate": 1.0}
    ]
    assert told["hardCase"]["plan"]["approvals"][0] == {
        "authority": "规划部门",
        "kind": "管线规划审批",
        "appliedOn": "2023-09-01",
        "grantedOn": "2023-09-28",
    }
    assert [m["doneOn"] for m in told["hardCase"]["plan"]["measures"]] == ["2023-11-01"] * 3 + [None]


def test_a_hard_case_is_never_withdrawn(case: DrivenCase) -> None:
    case.reported(categoryCode="G01-98").taken()
    for name, given in (
        ("cancelCase", {"reason": "算了"}),
        ("rejectCase", {"outcome": "NOT_OURS", "reason": "算了"}),
        ("mergeCase", {"intoCaseId": case.id, "reason": "算了"}),
    ):
        assert case.refusals(name, **given) == ["It is a hard case: it ends only when it is solved."]


def test_a_case_taken_on_after_it_was_handled_is_not_closed_without_its_plan(case: DrivenCase) -> None:
    case.checked(categoryCode="G01-98").taken().evidenced()
    case.do("confirmHardCase", confirmedOn="2023-09-08", note="走访")
    for signature in ("LINE_LEAD", "DISTRICT_LEADER"):
        case.do("signHardCase", signature=signature)
    assert case.allowed()["CLOSE"] == ["PLAN_MISSING"]
    case.do("planHardCase", measures=[{"kind": "ENGINEERING", "description": "施工"}])
    assert case.refusals("closeCase", closeConditionMet=True) == ["Measures of its plan are neither done nor waived."]
    case.do("advanceHardCase", measuresDone=[{"id": case.measures()[0], "on": "2023-09-08"}])
    case.do("closeCase", closeConditionMet=True)


def test_what_residents_do_not_confirm_goes_back_to_work(case: DrivenCase, clock) -> None:
    """It passed the check, and is not solved after all: somebody looks again, and it has a deadline again."""
    case.accepted(categoryCode="G01-98").taken().planned().do("handleCase", note="完成")
    case.do("startCaseCheck")
    case.do("checkCase", result="PASSED")
    assert case.allowed()["CLOSE"] == ["PROOF_MISSING", "NOT_CONFIRMED", "NOT_SIGNED"]
    clock.advance(days=1)
    case.do("startCaseCheck")
    back = case.do("checkCase", result="NOT_PASSED", note="居民反映仍未通气")
    assert (back["status"], back["slaState"]) == ("IN_PROGRESS", "ON_TRACK")


def test_leader_lead_and_officer_must_each_be_the_right_one(case: DrivenCase, row_counts) -> None:
    case.reported(categoryCode="G01-98")
    case.client.do("openHardCaseBatch", "batch { number }", name="难题")
    before = row_counts()
    handler = case.town.id("HANDLER")
    refused = case.act(
        "takeHardCase",
        batch=7,
        districtLeaderId=handler,
        lineLeadId=handler,
        responsibleOfficerId="Officer_999",
        reason="",
    )["userErrors"]
    assert [(error["field"][1], error["code"]) for error in refused] == [
        ("batch", "NOT_FOUND"),
        ("districtLeaderId", "INVALID"),
        ("lineLeadId", "INVALID"),
        ("responsibleOfficerId", "NOT_FOUND"),
        ("reason", "REQUIRED"),
    ]
    assert row_counts() == before


def test_a_closed_batch_takes_no_more(case: DrivenCase) -> None:
    number = case.client.do("openHardCaseBatch", "batch { number }", name="难题")["batch"]["number"]
    batch = case.client.do("closeHardCaseBatch", "batch { closedOn }", number=number)["batch"]
    assert batch == {"closedOn": "2023-09-08"}
    case.client.do("openHardCaseBatch", "batch { number }", name="又一批难题")
    case.reported(categoryCode="G01-98")
    with pytest.raises(AssertionError, match="was closed on 2023-09-08; open another one"):
        case.taken(number)


def test_a_batch_that_there_is_not_is_told_and_one_without_cases_is_empty(client, judged) -> None:
    query = "query($batch: Int) { hardCases(first: 5, filter: { batch: $batch }) { totalCount } }"
    client.do("openHardCaseBatch", "batch { number }", name="难题")
    assert judged(query, {"batch": 1})["hardCases"]["totalCount"] == 0
    for number in (0, 99):
        (error,) = client(query, {"batch": number})["errors"]
        assert error["message"] == f"There is no batch with the number '{number}'."
        assert error["extensions"]["field"] == ["filter", "batch"]


def test_a_batch_has_a_name_of_its_own_however_it_is_written(client, row_counts) -> None:
    client.do("openHardCaseBatch", "batch { number }", name="第1批 Spring É")
    client.do("closeHardCaseBatch", "batch { number }", number=1)
    before = row_counts()
    for name in ("第1批 Spring É", "  第1批 sPRING é ", "第１批　Ｓｐｒｉｎｇ É", "第1批  Spring E\u0301"):
        (english,) = client.act("openHardCaseBatch", "batch { number }", name=name)["userErrors"]
        (chinese,) = client.act("openHardCaseBatch", "batch { number }", name=name, language="zh")["userErrors"]
        assert (english["field"], english["code"]) == (["input", "name"], "DUPLICATE")
        assert english["message"] == (
            "Batch 1, of 2023-09-08, is named '第1批 Spring É' already; give this one a name of its own."
        )
        assert chinese["message"] == "2023-09-08 启动的第 1 批难题已名为“第1批 Spring É”，请另取名称。"
    assert row_counts() == before
    assert client.do("openHardCaseBatch", "batch { number }", name="第2批")["batch"] == {"number": 2}


@pytest.mark.parametrize("role", list(Role))
def test_a_batch_is_the_bureaus_and_no_single_lines_or_districts(client, acting, row_counts, role) -> None:
    """All lines and districts take their hard cases on in it."""
    client.do("openHardCaseBatch", "batch { number }", name="难题")
    before, may = row_counts(), role in (Role.DIRECTOR, Role.DEMO)
    tries = (("openHardCaseBatch", {"name": "又一批"}), ("closeHardCaseBatch", {"number": 1}))
    told = [acting(role).act(name, "batch { number }", **given) for name, given in tries]
    assert [payload is not None and payload["batch"] is not None for payload in told] == [may, may]
    assert (row_counts() == before) is not may


def test_a_batch_that_cannot_be_closed_is_told_at_its_number(client) -> None:
    client.do("openHardCaseBatch", "batch { number }", name="难题")
    client.do("closeHardCaseBatch", "batch { number }", number=1)
    for number, code in ((1, "NOT_ALLOWED"), (2, "NOT_FOUND")):
        (refused,) = client.act("closeHardCaseBatch", "batch { number }", number=number)["userErrors"]
        assert (refused["code"], refused["field"]) == (code, ["input", "number"])


def test_only_the_one_who_is_named_signs_and_once(case: DrivenCase, client, viewer, acting) -> None:
    case.accepted(categoryCode="G01-98").taken().planned().do("handleCase", note="完成")
    case.do("startCaseCheck")
    case.do("checkCase", result="PASSED")
    somebody = client.acting(
        viewer(Role.LINE_LEAD, officer_id=case.town.officers["ACCEPTOR"], lines=frozenset({"gas"}))
    )
    assert case.allowed(somebody)["SIGN"] == ["NOT_NAMED"]
    assert case.refusals("signHardCase", by=somebody, signature="LINE_LEAD") == [
        "Only those who are named on the hard case sign for it: its line lead and the leader of its district."
    ]
    lead, leader = acting(Role.LINE_LEAD), acting(Role.DISTRICT_LEADER)
    assert case.allowed(lead)["SIGN"] == []
    assert case.refusals("signHardCase", by=lead, signature="DISTRICT_LEADER") == [
        "Only the one who is named on the hard case signs for it."
    ]
    case.do("signHardCase", by=lead, signature="LINE_LEAD")
    assert case.act("signHardCase", signature="LINE_LEAD")["userErrors"][0]["code"] == "DUPLICATE"
    assert (case.allowed(lead)["SIGN"], case.allowed(leader)["SIGN"]) == (["SIGNED_ALREADY"], [])
    case.do("signHardCase", by=leader, signature="DISTRICT_LEADER")
    assert case.allowed()["SIGN"] == ["SIGNED_ALREADY"]


def test_a_step_of_a_plan_is_taken_once_and_not_before_its_time(case: DrivenCase, client, town) -> None:
    case.accepted(categoryCode="G01-98").taken().planned()
    case.do("planHardCase", approvals=[{"authority": "规划部门", "kind": "审批", "appliedOn": "2023-09-06"}])
    other = DrivenCase(client, town).accepted(categoryCode="G01-98").taken()
    other.do("planHardCase", milestones=[{"name": "通气"}])
    measure = case.measures()[0]
    approval = case.read("hardCase { plan { approvals { id } } }")["hardCase"]["plan"]["approvals"][0]["id"]
    refused = case.act(
        "advanceHardCase",
        measuresDone=[{"id": measure, "on": "2023-09-08"}, {"id": "PlanMeasure_99", "on": "2023-09-08"}],
        approvalsGranted=[{"id": approval, "on": "2023-09-01"}, {"id": approval, "on": "2023-10-01"}],
    )["userErrors"]
    assert [(error["code"], error["field"][1:]) for error in refused] == [
        ("DUPLICATE", ["measuresDone", "0", "id"]),
        ("NOT_FOUND", ["measuresDone", "1", "id"]),
        ("INVALID", ["approvalsGranted", "0", "on"]),
        ("OUT_OF_RANGE", ["approvalsGranted", "1", "on"]),
    ]
    assert other.refusals("advanceHardCase", measuresDone=[{"id": measure, "on": "2023-09-08"}]) == [
        "It belongs to the plan of another case."
    ]
    assert case.refusals("advanceHardCase") == ["Name at least one step that was taken."]


PROPOSALS = "{ hardCaseProposals { line place caseCount reason community { code } latestCase { id } } }"


def test_a_plan_to_which_nothing_is_added_stays_as_it_is(case: DrivenCase) -> None:
    case.accepted(categoryCode="G01-98").taken()
    (refused,) = case.act("planHardCase")["userErrors"]
    assert (refused["code"], refused["field"]) == ("REQUIRED", ["input", "measures"])
    assert case.read("version") == {"version": case.version}
    case.do("planHardCase", agreedWithResidents=True)


def test_what_is_planned_lies_within_ten_years(case: DrivenCase, row_counts) -> None:
    case.accepted(categoryCode="G01-98").taken()
    before = row_counts()
    refused = case.act(
        "planHardCase",
        measures=[{"kind": "ENGINEERING", "description": "施工", "dueOn": day} for day in ("2033-09-01", "9999-12-31")],
        milestones=[{"name": "通气", "plannedOn": day} for day in ("2000-01-01", "1999-12-31")],
    )["userErrors"]
    assert [(error["code"], error["field"][1:], error["message"]) for error in refused] == [
        ("OUT_OF_RANGE", [*place], f"{day} is no day to plan for; choose one from 2000-01-01 to 2033-09-01.")
        for place, day in (
            (("measures", "1", "dueOn"), "9999-12-31"),
            (("milestones", "1", "plannedOn"), "1999-12-31"),
        )
    ]
    assert row_counts() == before


def test_what_comes_back_three_times_in_ninety_days_is_proposed(case, client, town, clock, judged, database) -> None:
    def again(**more) -> DrivenCase:
        return DrivenCase(client, town).reported(categoryCode="P01-57", place="3号楼东侧", **more)

    again()
    clock.advance(days=60)
    again()
    clock.advance(days=20)
    unreal = again()
    unreal.do("rejectCase", outcome="UNFOUNDED", reason="不属实")
    assert judged(PROPOSALS)["hardCaseProposals"] == []
    last = again()
    assert judged(PROPOSALS)["hardCaseProposals"] == [
        {
            "line": "gas",
            "place": "3号楼东侧",
            "caseCount": 3,
            "reason": "3 cases at this place in 90 days.",
            "community": {"code": "370203029014"},
            "latestCase": {"id": last.id},
        }
    ]
    with database.reading() as session:
        told = session.scalars(select(Event.subject_id).where(Event.kind == "hard_case.proposed")).all()
    assert [f"Case_{key}" for key in told] == [unreal.id, last.id]
    last.taken()
    assert judged(PROPOSALS)["hardCaseProposals"] == []
    clock.advance(days=90)
    assert judged(PROPOSALS)["hardCaseProposals"] == []


def test_it_is_proposed_whoever_reports_the_third_and_whatever_they_may_see(
    case, client, town, viewer, database
) -> None:
    given = {"line": town.line, "categoryCode": "P01-57", "communityCode": COMMUNITY, "title": "管道锈蚀"}
    resident = client.acting(town.viewer(viewer, Role.RESIDENT))
    for by in (client, client, resident):
        by.do("reportCase", "case { id }", **given, place="3号楼东侧", source="ONLINE")
    with database.reading() as session:
        told = session.scalars(select(Event.subject_id).where(Event.kind == "hard_case.proposed")).all()
    assert told == [3]


def test_a_place_whose_hard_case_was_solved_is_proposed_when_trouble_comes_back_as_often_anew(
    case, client, town, clock, judged, database
) -> None:
    def again() -> DrivenCase:
        return DrivenCase(client, town).reported(categoryCode="P01-57", place="3号楼东侧")

    again(), again()
    case.checked(categoryCode="P01-57", place="3号楼东侧").taken().planned().evidenced()
    again()
    case.do("confirmHardCase", confirmedOn="2023-09-08", note="走访")
    for signature in ("LINE_LEAD", "DISTRICT_LEADER"):
        case.do("signHardCase", signature=signature)
    case.do("closeCase", closeConditionMet=True)
    assert judged(PROPOSALS)["hardCaseProposals"] == []
    clock.advance(days=1)
    again(), again()
    assert judged(PROPOSALS)["hardCaseProposals"] == []
    last = again()
    (proposal,) = judged(PROPOSALS)["hardCaseProposals"]
    assert (proposal["caseCount"], proposal["latestCase"]) == (3, {"id": last.id})
    with database.reading() as session:
        told = session.scalars(select(Event.subject_id).where(Event.kind == "hard_case.proposed")).all()
    assert [f"Case_{key}" for key in told] == [case.id, last.id]


def test_a_case_and_its_parts_are_one_trouble(case, client, town, judged) -> None:
    case.accepted(categoryCode="P01-57", place="3号楼东侧").do(
        "splitCase", parts=[{"title": "北侧"}, {"title": "南侧"}]
    )
    assert judged(PROPOSALS)["hardCaseProposals"] == []
    for _ in range(2):
        DrivenCase(client, town).reported(categoryCode="P01-57", place="3号楼东侧")
    (proposal,) = judged(PROPOSALS)["hardCaseProposals"]
    assert proposal["caseCount"] == 3


def test_a_complaint_and_its_formal_case_are_one_trouble_of_their_line(case, client, town, database, judged) -> None:
    enforced = {"line": "enforcement", "categoryCode": "E01-36", "place": "3号楼东侧"}
    with database.writing() as session:
        session.execute(update(Unit).values(line=None))
    DrivenCase(client, town).accepted(**enforced).do("convertCase", filingNumber="城执立字〔2023〕1号")
    DrivenCase(client, town).reported(**enforced)
    assert judged(PROPOSALS)["hardCaseProposals"] == []
    case.accepted(categoryCode="P01-57", place="3号楼东侧").do(
        "convertCase", filingNumber="城执立字〔2023〕2号", categoryCode="E01-36"
    )
    (proposal,) = judged(PROPOSALS)["hardCaseProposals"]
    assert (proposal["line"], proposal["caseCount"]) == ("enforcement", 3)


def test_the_latest_of_a_proposal_is_the_last_that_was_reported_not_recorded(case, client, town, judged) -> None:
    again = {"categoryCode": "P01-57", "place": "3号楼东侧"}
    case.reported(**again)
    last = DrivenCase(client, town).reported(**again)
    visit = {"communityCode": "370203029014", "visitedOn": "2023-09-01", "personTimes": {"staff": 1}}
    problem = {"title": "调压箱锈蚀", "isSolvedOnSite": False} | again
    client.do("recordGasVisit", "visit { id }", visit=visit, problems=[problem])
    (proposal,) = judged(PROPOSALS)["hardCaseProposals"]
    assert (proposal["caseCount"], proposal["latestCase"]) == (3, {"id": last.id})
