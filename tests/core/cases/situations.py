"""Where each guard of the table stands, and what is sent with each action."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import update

from core.cases.models import Case, CaseAction, CaseStatus
from core.cases.transitions import TABLE, TRANSITIONS
from core.people.models import Unit
from core.policy.role import Role
from core.standards.models import CaseStandard
from core.testing.client import Client
from core.testing.loop import COMMUNITY, DrivenCase

A = CaseAction
INPUTS: dict[CaseAction, dict[str, Any]] = {
    A.FILE: {},
    A.REJECT: {"outcome": "UNFOUNDED", "reason": "不属实"},
    A.RESOLVE_ON_SITE: {"visitId": "CommunityVisit_1", "note": "当场清理"},
    A.RETURN: {"reason": "不归我管"},
    A.EXTEND: {"reason": "等材料"},
    A.SUSPEND: {"until": "2023-12-01T00:00:00Z", "reason": "等规划"},
    A.HANDLE: {"note": "已清运"},
    A.START_CHECK: {},
    A.CHECK: {"result": "PASSED"},
    A.CLOSE: {"closeConditionMet": True},
    A.REOPEN: {"reason": "又有了"},
    A.CANCEL: {"reason": "误报"},
    A.MERGE: {"intoCaseId": "Case_1", "reason": "重复"},
    A.SPLIT: {"parts": [{"title": "一半"}]},
    A.CONVERT: {"filingNumber": "立字1号", "categoryCode": "E01-36"},
    A.MARK_HARD: {
        "batch": 1,
        "districtLeaderId": "Officer_1",
        "lineLeadId": "Officer_1",
        "responsibleOfficerId": "Officer_1",
        "reason": "难",
    },
    A.HAND_OVER_HARD: {"responsibleOfficerId": "Officer_1", "reason": "退休"},
    A.PLAN: {},
    A.ADVANCE: {},
    A.CONFIRM: {"confirmedOn": "2023-09-08", "note": "走访"},
    A.SIGN: {"signature": "LINE_LEAD"},
    A.ANSWER_URGE: {"answer": "在办"},
    A.FEEDBACK: {"isSatisfied": True},
    A.APPEAL: {"reason": "下雨"},
    A.REVIEW_APPEAL: {"isAllowed": True, "reason": "同意"},
}


class Situation:
    """Brings a case to where a guard stands; `by` is who tries then."""

    def __init__(self, case: DrivenCase, clock: Any, database: Any, acting: Callable[[Role], Client]) -> None:
        self.case, self.clock, self.database, self.acting = case, clock, database, acting
        self.by: Client | None = None

    def reach(self, action: CaseAction) -> DrivenCase:
        """A status that the action has."""
        first = next(status for status in TRANSITIONS[action].sources)
        if action in {A.CONFIRM, A.SIGN}:
            return self.case.checked()
        return REACH[first](self.case)

    def require_photo(self) -> None:
        with self.database.writing() as session:
            session.execute(update(CaseStandard).values(requires_photo=True))

    def verified_unfounded(self, action: CaseAction) -> None:
        self.case.reported().do("requestCaseVerification")
        self.case.do("verifyCase", result="NOT_EXISTS")

    def return_too_late(self, action: CaseAction) -> None:
        self.case.dispatched()
        self.clock.advance(days=5)

    def overdue(self, action: CaseAction) -> None:
        self.case.accepted()
        self.clock.advance(days=10)

    def extended_enough(self, action: CaseAction) -> None:
        self.case.accepted()
        for _ in range(2):
            self.case.do("extendCase", reason="等材料")

    def suspended_before(self, action: CaseAction) -> None:
        self.case.accepted().do("suspendCase", until="2023-09-20T00:00:00Z", reason="等规划")
        self.case.do("resumeCase")

    def handler_cannot_check(self, action: CaseAction) -> None:
        self.case.handled()
        if action is A.CHECK:
            self.case.do("startCaseCheck")
        self.by = self.case.client.acting(self.case.town.viewer(self.make_checker, Role.CHECKER))

    def make_checker(self, role: Role, **more: Any) -> Any:
        """A checker who is of the handling unit."""
        return self.viewer(role, **(more | {"unit_id": self.case.town.unit}))

    viewer: Callable[..., Any]
    uninstall: Callable[[], None]
    """The line that takes on complaints."""

    def not_checked(self, action: CaseAction) -> None:
        self.case.handled()

    def reopen_too_late(self, action: CaseAction) -> None:
        self.case.closed()
        self.clock.advance(days=31)

    def never_dispatched(self, action: CaseAction) -> None:
        self.case.reported()
        with self.database.writing() as session:
            from core.cases.services import resolve_on_site

            row = session.get(Case, int(self.case.id.partition("_")[2]))
            resolve_on_site(session, row, now=self.clock.now, today=self.clock.now.date())

    def not_solved(self, action: CaseAction) -> None:
        other = DrivenCase(self.case.client, self.case.town).reported()
        self.case.accepted().do("mergeCase", intoCaseId=other.id, reason="同一处")

    def asked_too_late(self, action: CaseAction) -> None:
        self.case.closed()
        self.clock.advance(days=15)

    def is_part(self, action: CaseAction) -> None:
        whole = DrivenCase(self.case.client, self.case.town).reported()
        whole.do("splitCase", parts=[{"title": "一半"}])
        part = whole.read("parts { id version status }")["parts"][0]
        self.case.id, self.case.version, self.case.status = part["id"], part["version"], part["status"]

    def whole_closed(self, action: CaseAction) -> None:
        self.is_part(action)
        whole = self.case.read("parent { id version status }")["parent"]
        self.case.is_left = True
        self.case.closed()
        DrivenCase(self.case.client, self.case.town).left(whole).closed()

    def whole_stays_closed(self, action: CaseAction) -> None:
        """What a part went on as was closed, and the whole given back and solved on the spot."""
        whole = DrivenCase(self.case.client, self.case.town).accepted()
        whole.do("splitCase", parts=[{"title": "一半"}])
        part = DrivenCase(self.case.client, self.case.town).left(whole.read("parts { id version status }")["parts"][0])
        part.do("mergeCase", intoCaseId=self.case.accepted(place="别处").id, reason="同一处")
        self._close()
        whole.do("returnCase", reason="不归我管")
        self._solve_on_site(whole)

    def _close(self) -> None:
        self.case.do("handleCase", note="已查处")
        self.case.do("startCaseCheck")
        self.case.do("checkCase", result="PASSED")
        self.case.do("closeCase", closeConditionMet=True)

    def _solve_on_site(self, case: DrivenCase) -> None:
        visit = {"communityCode": COMMUNITY, "visitedOn": "2023-09-08", "personTimes": {"staff": 1}}
        on = self.case.client.do("recordSanitationVisit", "visit { id }", visit=visit)["visit"]["id"]
        case.do("resolveCaseOnSite", visitId=on, note="当场清理")

    def complaint_closed(self, action: CaseAction) -> None:
        """A formal case that was closed, and its complaint solved on the spot."""
        complaint = DrivenCase(self.case.client, self.case.town).accepted()
        complaint.do("convertCase", filingNumber="立字1号", categoryCode="E01-36")
        with self.database.writing() as session:
            session.execute(update(Unit).values(line=None))
        self.case.left(complaint.read("conversions { id version status }")["conversions"][0])
        self.case.do("dispatchCase", unitId=f"Unit_{self.case.town.unit}")
        self.case.do("acceptCase", officerId=self.case.town.id("HANDLER"))
        self._close()
        complaint.do("returnCase", reason="不归我管")
        self._solve_on_site(complaint)

    def in_time(self, action: CaseAction) -> None:
        self.case.closed()

    def hard_case_stays(self, action: CaseAction) -> None:
        self.case.reported().taken()

    hard_already = hard_case_stays

    def not_hard(self, action: CaseAction) -> None:
        self.reach(action)

    def no_batch(self, action: CaseAction) -> None:
        """There was one, which is closed."""
        self.case.reported()
        self.case.client.do("openHardCaseBatch", "batch { number }", name="难题")
        self.case.client.do("closeHardCaseBatch", "batch { number }", number=1)

    def no_step_left(self, action: CaseAction) -> None:
        self.case.accepted().taken().planned()

    def photo_missing(self, action: CaseAction) -> None:
        if action is A.HANDLE:
            self.case.accepted()
            self.require_photo()
        else:
            self.case.checked()
            self.require_photo()

    def proof_missing(self, action: CaseAction) -> None:
        self.case.accepted().taken().planned().do("handleCase", note="完成")
        self.case.do("startCaseCheck")
        self.case.do("checkCase", result="PASSED")

    not_signed = not_confirmed = proof_missing

    def plan_missing(self, action: CaseAction) -> None:
        self.reach(action).taken()

    def measures_open(self, action: CaseAction) -> None:
        self.reach(action).taken().planned()
        self.case.do("planHardCase", measures=[{"kind": "ENGINEERING", "description": "施工"}])

    def parts_open(self, action: CaseAction) -> None:
        if action is A.CLOSE:
            self.case.handled().do("splitCase", parts=[{"title": "一半"}])
            self.case.do("startCaseCheck")
            self.case.do("checkCase", result="PASSED")
        else:
            self.case.reported().do("splitCase", parts=[{"title": "一半"}])

    def parts_go_on(self, action: CaseAction) -> None:
        self.parts_open(action)
        other = DrivenCase(self.case.client, self.case.town).reported(place="别处")
        part = DrivenCase(self.case.client, self.case.town).left(
            self.case.read("parts { id version status }")["parts"][0]
        )
        part.do("mergeCase", intoCaseId=other.id, reason="同一处")

    def conversion_open(self, action: CaseAction) -> None:
        self.case.accepted().do("convertCase", filingNumber="立字1号", categoryCode="E01-36")
        if CaseStatus.FILED in TRANSITIONS[action].sources:
            self.case.do("returnCase", reason="不归我管")
            return
        self.case.do("handleCase", note="已立案查处")
        self.case.do("startCaseCheck")
        self.case.do("checkCase", result="PASSED")

    def converted_already(self, action: CaseAction) -> None:
        self.case.accepted().do("convertCase", filingNumber="立字1号", categoryCode="E01-36")

    def no_conversion(self, action: CaseAction) -> None:
        self.case.accepted()
        self.uninstall()

    def not_named(self, action: CaseAction) -> None:
        self.proof_missing(action)
        self.by = self.case.client.acting(self.case.town.viewer(self.make_somebody, Role.LINE_LEAD))

    def make_somebody(self, role: Role, **more: Any) -> Any:
        """Of the role, with the post of somebody else."""
        return self.viewer(role, **(more | {"officer_id": self.case.town.officers["CHECKER_2"]}))

    def signed_already(self, action: CaseAction) -> None:
        self.proof_missing(action)
        self.by = self.acting(Role.LINE_LEAD)
        self.case.do("signHardCase", by=self.by, signature="LINE_LEAD")

    def parts_enough(self, action: CaseAction) -> None:
        self.case.reported().do("splitCase", parts=[{"title": f"第{part}处"} for part in range(10)])

    def no_standard(self, action: CaseAction) -> None:
        self.case.reported()
        with self.database.writing() as session:
            session.execute(update(CaseStandard).values(effective_until=self.clock.now.date()))

    def reviewed_already(self, action: CaseAction) -> None:
        self.appealed_already(action)
        self.by = self.acting(Role.DISPATCHER)
        self.case.do("reviewCaseAppeal", by=self.by, isAllowed=True, reason="同意")

    def appealed_already(self, action: CaseAction) -> None:
        self.case.accepted()
        self.clock.advance(days=10)
        self.case.do("handleCase", note="迟了")
        self.case.do("startCaseCheck")
        self.case.do("checkCase", result="PASSED")
        self.case.do("closeCase", closeConditionMet=True)
        self.case.do("appealCase", reason="下雨")

    def no_appeal(self, action: CaseAction) -> None:
        self.case.closed()

    def no_urging(self, action: CaseAction) -> None:
        self.case.accepted()


REACH: dict[CaseStatus, Callable[[DrivenCase], DrivenCase]] = {
    CaseStatus.REPORTED: DrivenCase.reported,
    CaseStatus.FILED: DrivenCase.filed,
    CaseStatus.DISPATCHED: DrivenCase.dispatched,
    CaseStatus.IN_PROGRESS: DrivenCase.accepted,
    CaseStatus.HANDLED: DrivenCase.handled,
    CaseStatus.CLOSED: DrivenCase.closed,
}
PAIRS = [(transition.action, guard) for transition in TABLE for guard in transition.guards]
