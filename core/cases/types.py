"""GraphQL types of the cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from core.attachments.types import CaseEvidence
from core.cases import models
from core.cases.allowed import CaseTransition, allowed
from core.cases.models import (
    STAGES,
    CaseAction,
    CaseOutcome,
    CasePriority,
    CaseSource,
    CaseStage,
    CaseStatus,
    CheckResult,
    ResolutionMode,
    UrgingKind,
    VerificationResult,
)
from core.cases.sla import SlaState, sla_state
from core.cases.standing import NEEDS
from core.engine.connection import Connection
from core.engine.declare import Answers, Node, batch, column, connection, line_part, lookup, relation, rows, shows
from core.engine.orders import Order
from core.engine.plan import Question
from core.hard_cases.types import HardCase
from core.lines.types import CaseCategory, ServiceLine
from core.people.types import Officer, Unit
from core.places.types import Community
from core.standards.types import CaseStandard

if TYPE_CHECKING:
    from core.visits.types import Visit


@shows(models.CaseEvent)
class CaseEvent(Node):
    """One step of a case's history; never changed (办理记录)."""

    at: datetime = column("When (时间).")
    action: CaseAction = column("What was done (操作).")
    actor: Officer | None = relation("Who did it, by post; null for the system or a resident (操作岗位).")
    from_status: CaseStatus | None = column("The status before; null for the first step (原状态).")
    to_status: CaseStatus = column("The status after (新状态).")
    reason: str | None = column("Why, in words; null where none was given (理由).")


EVENT_ORDER = Order(models.CaseEvent, default="id", id="The order in which they happened (先后).")


@strawberry.interface(description="What only the case's line records of it (服务线专属内容).")
class CaseDetail:
    case: Case = relation("The case that it belongs to (所属案件).")


@shows(models.CaseFeedback)
class CaseFeedback(Node):
    """What a resident said of a closed case when asked (回访记录)."""

    is_satisfied: bool = column("Whether it is solved, as the resident sees it (是否满意).")
    comment: str | None = column("What the resident said; null where nothing (意见).")
    answered_at: datetime = column("When (时间).")


@shows(models.CaseUrging)
class CaseUrging(Node):
    """That those who have a case were urged (督办记录)."""

    kind: UrgingKind = column("Why (督办类型).")
    level: int = column("How urgently; 0 is a reminder before the deadline (督办级别).")
    raised_at: datetime = column("When (督办时间).")
    raised_by: Officer | None = relation("Who urged, by post; null where the clock did (督办岗位).")
    note: str | None = column("What is wanted; null where the clock urged (督办要求).")
    answer: str | None = column("What the unit answered; null before it did (回复内容).")
    answered_at: datetime | None = column("When it did; null before (回复时间).")


@shows(models.CaseAppeal)
class CaseAppeal:
    """A unit asks that being late be excused; two look at it (超时申诉)."""

    reason: str = column("Why it was late, as the unit says (申诉理由).")
    appealed_at: datetime = column("When it appealed (申诉时间).")
    first_is_allowed: bool | None = column("What the first said; null before (初审结果).")
    first_reviewed_at: datetime | None = column("When; null before (初审时间).")
    second_is_allowed: bool | None = column("What the second said; null before (复审结果).")
    second_reviewed_at: datetime | None = column("When; null before (复审时间).")


@shows(models.Case)
class Case(Node):
    """One matter from report to verified close, of exactly one line (案件)."""

    number: str = column("The number that people use (案件编号).")
    version: int = column("Grows with every change; sent back with an action (版本).")
    line: ServiceLine = lookup("The line that answers for it (服务线).")
    category: CaseCategory = lookup("What it is about (案件小类).", "category_code")
    title: str = column("What is wrong, in a few words (标题).")
    description: str | None = column("What is wrong, at length; null where nothing was written (描述).")
    community: Community = relation("Where it is (社区).")
    place: str | None = column("The spot inside the community; null where it was not given (具体位置).")
    source: CaseSource = column("How it became known (来源).")
    priority: CasePriority = column("How urgent it is (紧急程度).")
    status: CaseStatus = column("Where it stands (状态).")
    stage: CaseStage = column("The public stage that the status belongs to (闭环阶段).", "status", through=STAGES)
    outcome: CaseOutcome | None = column("How it ended; null while it is open (办理结果).")
    resolution_mode: ResolutionMode | None = column("In which way it is solved; null while undecided (解决方式).")
    reported_at: datetime = column(
        "When it was reported; the end of the visit's day for what a visit found that was recorded later (上报时间)."
    )
    reporter: Officer | None = relation("Who reported it, by post; null for a resident (上报岗位).")
    standard: CaseStandard | None = relation("The standard it was filed under; null before it is filed (立案标准).")
    filing_number: str | None = column("Number of a formal case; null for an ordinary one (立案号).")
    verification: VerificationResult | None = column("What somebody saw who looked; null before (核实结果).")
    filed_at: datetime | None = column("When it was filed; null before (立案时间).")
    dispatched_at: datetime | None = column("When it was last sent to a unit; null before (派遣时间).")
    accepted_at: datetime | None = column("When an officer took it on; null before (接办时间).")
    handled_at: datetime | None = column("When the work was finished; null while it is not (处置完成时间).")
    unit_confirmed_at: datetime | None = column(
        "When the unit said so, which stopped the clock; null while it runs (处置单位确认时间)."
    )
    checked_at: datetime | None = column("When it was last checked; null before (核查时间).")
    check_result: CheckResult | None = column("What that check said; null before (核查结果).")
    sla_state: SlaState | None = column(
        "Whether it is handled in time, at the moment of asking; null while it has no deadline (时限状态).",
        sql=sla_state,
    )
    deadline: datetime | None = column(
        "When its handling is due, as its clock last said; null before it was sent to a unit (处置截止时间)."
    )
    stage_deadline: datetime | None = column("When its present stage is due; null once it ended (阶段截止时间).")
    closing_deadline: datetime | None = column(
        "When the whole of it should be closed; null before it is filed (结案时限).", "case_deadline"
    )
    paused_until: datetime | None = column(
        "Until when its clock stands; null where it does not, or nobody knows (挂账截止)."
    )
    handled_minutes: int | None = column(
        "Minutes of its kind of time that the handling took, pauses out; null while it goes on (处置用时)."
    )
    back_to_work_at: datetime | None = column(
        "When it last went back to work, not solved after all: proof that it is solved counts from then; null where it "
        "never did (最近返工或重办时间)."
    )
    is_satisfied: bool | None = column("What a resident last said of it; null where nobody was asked (是否满意).")
    reopen_asked_at: datetime | None = column(
        "When a resident asked that it be opened again; null where nobody did, it was, or a resident is satisfied since "
        "(申请重办时间)."
    )
    return_count: int = column("How often a unit sent it back (回退次数).")
    rework_count: int = column("How often a check sent it back to work (返工次数).")
    reopen_count: int = column("How often it was opened again (重办次数).")
    extension_count: int = column("How often it was given more time (延期次数).")
    suspension_count: int = column("How often it was set aside (挂账次数).")
    is_exempt: bool = column("Whether being late is excused: it counts as in time (是否超时豁免).")
    closed_at: datetime | None = column("When it was closed; null while it is open (结案时间).")
    assignee_unit: Unit | None = relation("The unit that handles it; null before dispatch (处置单位).")
    assignee: Officer | None = relation("The named officer; null before somebody took it (责任人).")
    handler: Officer | None = relation("Who said that it is handled, by post; null before (处置岗位).")
    checker: Officer | None = relation("Who last checked it, by post; null before (核查岗位).")
    parent: Case | None = relation("The case that it is a part of; null for a whole one (父案件).")
    parts: list[Case] = rows("What it was parted into (子案件).")
    duplicate_of: Case | None = relation("The case that it is the same as; null where it stands alone (主案件).")
    duplicates: list[Case] = rows("Cases that proved to be the same (重复案件).")
    complaint: Case | None = relation("The complaint that it came from, which stays as it is; null else (来源投诉).")
    conversions: list[Case] = rows("The formal case that it was turned into, if any (诉转案案件).")
    follows: Case | None = relation("The case that it goes on from; null for a new matter (关联前案).")
    reported_again: Case | None = relation(
        "The case by which the same problem was reported again soon after this one was closed; null else (复发案件)."
    )
    evidence: list[CaseEvidence] = rows("Photos and papers, in the order in which they came (证据).")
    feedback: list[CaseFeedback] = rows("What residents said when asked (回访).")
    urgings: list[CaseUrging] = rows("How often somebody was urged (督办).")
    appeal: CaseAppeal | None = relation(
        "That its unit asked to be excused; null where it did not, or not since it was last opened again (超时申诉)."
    )
    visit: Annotated[Visit, strawberry.lazy("core.visits.types")] | None = relation(
        "The visit that found it; null for one that came in otherwise (发现问题的进社区记录)."
    )
    resolution_visit: Annotated[Visit, strawberry.lazy("core.visits.types")] | None = relation(
        "The visit during which it was solved; null for one that was not solved on site (现场解决的进社区记录)."
    )
    hard_case: HardCase | None = relation("What makes it a hard case; null for an ordinary one (难题攻坚).")
    detail: CaseDetail | None = line_part(
        "What only its line records; null where the line adds nothing (服务线专属内容)."
    )
    timeline: Connection[CaseEvent] = connection(
        "Its history, oldest first (办理记录).", EVENT_ORDER, via=models.CaseEvent.case_id
    )

    @batch(
        "The actions that its status has: whether you may take them now, and what stands in the way (可执行操作).",
        *NEEDS,
    )
    def allowed_transitions(rows: Sequence[Any], question: Question) -> Answers[list[CaseTransition]]:
        return (yield from allowed(rows, question))
