"""Urging, asking residents, excusing."""

from __future__ import annotations

import strawberry

from core.cases.acting import Acting
from core.cases.models import UrgingKind
from core.cases.mutations.step import CaseStepInput, CaseStepPayload
from core.cases.services import afterwards, urging
from core.context import Context
from core.mutations import action_input, mutation, payload, refer


@action_input
class UrgeCaseInput(CaseStepInput):
    """A leader wants to see it solved (督办)."""

    kind: UrgingKind = strawberry.field(
        description="LEADER or IMPORTANT; late cases are urged by themselves (督办类型)."
    )
    level: int = strawberry.field(description="How urgently, 1 to 9 (督办级别).")
    note: str = strawberry.field(description="What is wanted (督办要求).")


@payload
class UrgeCasePayload(CaseStepPayload):
    """The case as it was urged (督办结果)."""


@action_input
class AnswerCaseUrgingInput(CaseStepInput):
    """The unit answers to being urged (督办回复)."""

    answer: str = strawberry.field(description="What is being done (回复内容).")


@payload
class AnswerCaseUrgingPayload(CaseStepPayload):
    """The case with the answer (督办回复结果)."""


@action_input
class RecordCaseFeedbackInput(CaseStepInput):
    """A resident was asked (回访)."""

    is_satisfied: bool = strawberry.field(description="Whether the resident says that it is solved (是否满意).")
    comment: str | None = strawberry.field(description="What the resident said (意见).")


@payload
class RecordCaseFeedbackPayload(CaseStepPayload):
    """The case after the answer, opened again where that could be (回访结果)."""


@action_input
class AppealCaseInput(CaseStepInput):
    """The unit asks that being late be excused (超时申诉)."""

    reason: str = strawberry.field(description="Why (理由).")


@payload
class AppealCasePayload(CaseStepPayload):
    """The case with its appeal (超时申诉结果)."""


@action_input
class ReviewCaseAppealInput(CaseStepInput):
    """One of two who judge it (申诉审核)."""

    is_allowed: bool = strawberry.field(description="Whether being late is excused (是否同意).")
    reason: str = strawberry.field(description="Why (理由).")


@payload
class ReviewCaseAppealPayload(CaseStepPayload):
    """The case after the review (申诉审核结果)."""


class AfterwardsMutations:
    @mutation("Urge those who have a case (督办案件).", "case.urge")
    def urge_case(self, context: Context, input: UrgeCaseInput) -> UrgeCasePayload:
        case = urging.urge(Acting.of(context), input.case_id, input.version, input.kind, input.level, input.note)
        return UrgeCasePayload(case=refer(case))

    @mutation("Answer to all urgings of a case that wait for one (回复督办).", "case.handle")
    def answer_case_urging(self, context: Context, input: AnswerCaseUrgingInput) -> AnswerCaseUrgingPayload:
        case = urging.answer_urging(Acting.of(context), input.case_id, input.version, input.answer)
        return AnswerCaseUrgingPayload(case=refer(case))

    @mutation(
        "Record what a resident says of a closed case; not satisfied opens it again or asks for it (回访).",
        "case.feedback",
    )
    def record_case_feedback(self, context: Context, input: RecordCaseFeedbackInput) -> RecordCaseFeedbackPayload:
        case = afterwards.answer(
            Acting.of(context),
            input.case_id,
            input.version,
            is_satisfied=input.is_satisfied,
            comment=input.comment,
        )
        return RecordCaseFeedbackPayload(case=refer(case))

    @mutation("Appeal, once, against a closed case counting as late (超时申诉).", "case.handle")
    def appeal_case(self, context: Context, input: AppealCaseInput) -> AppealCasePayload:
        case = afterwards.appeal(Acting.of(context), input.case_id, input.version, input.reason)
        return AppealCasePayload(case=refer(case))

    @mutation(
        "Judge an appeal: two do, one after the other; that it was late stays visible (申诉审核).", "case.review_appeal"
    )
    def review_case_appeal(self, context: Context, input: ReviewCaseAppealInput) -> ReviewCaseAppealPayload:
        case = afterwards.review(
            Acting.of(context), input.case_id, input.version, is_allowed=input.is_allowed, reason=input.reason
        )
        return ReviewCaseAppealPayload(case=refer(case))
